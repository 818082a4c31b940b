//! The layers of the library: its modules import each other by their own paths, and no two of them in a circle.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules that each module names, and where.
type Uses = BTreeMap<String, BTreeMap<String, PathBuf>>;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dockerkit/src")
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap();
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    files
}

/// What stands behind each `crate::` outside of comments and unit tests.
fn named(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = code.lines().map(|line| {
        let line = line.trim_start();
        if line.starts_with("//") || line.starts_with("#[doc") {
            ""
        } else {
            line
        }
    });
    let code: String = lines.flat_map(|line| [line, "\n"]).collect();
    let mut named = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let end = group.find(|it| {
                depth += i32::from(it == '{') - i32::from(it == '}');
                depth < 0
            });
            let group = &group[..end.expect("a closing brace")];
            let mut depth = 0;
            for part in group.split(|it| {
                depth += i32::from(it == '{') - i32::from(it == '}');
                it == ',' && depth == 0
            }) {
                named.extend(first_of(part));
            }
        } else {
            named.extend(first_of(rest));
        }
    }
    named
}

fn first_of(path: &str) -> Option<String> {
    let path = path.trim_start();
    let end = path.find(|it: char| !(it.is_alphanumeric() || it == '_'));
    let name = &path[..end.unwrap_or(path.len())];
    (!name.is_empty()).then(|| name.to_owned())
}

/// All modules, and what they name that is none.
fn uses() -> (Uses, Vec<String>) {
    let root = fs::read_to_string(source().join("lib.rs")).unwrap();
    let modules: BTreeSet<String> = root
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "))
        .map(|name| name.trim_end_matches(';').to_owned())
        .collect();
    assert!(modules.len() > 20, "{modules:?}");
    let (mut uses, mut others) = (Uses::new(), Vec::new());
    for path in files(&source()) {
        let inner = path.strip_prefix(source()).unwrap();
        let module = inner.iter().next().unwrap().to_str().unwrap();
        let module = module.trim_end_matches(".rs").to_owned();
        // The root is what others see; what `dockerfile!` expands to names it as they do.
        if ["lib", "macros"].contains(&module.as_str()) || inner.ends_with("tests.rs") {
            continue;
        }
        for name in named(&fs::read_to_string(&path).unwrap()) {
            if !modules.contains(&name) {
                others.push(format!("{}: crate::{name}", inner.display()));
            } else if name != module {
                let uses = uses.entry(module.clone()).or_default();
                uses.insert(name, inner.to_owned());
            }
        }
    }
    (uses, others)
}

#[test]
fn modules_import_each_other_by_their_own_paths() {
    let (_, others) = uses();
    assert_eq!(others, [""; 0]);
}

#[test]
fn no_two_modules_are_in_a_circle() {
    let (uses, _) = uses();
    // What uses nothing that is left is taken out, until nothing is left but circles.
    let mut left = uses.clone();
    loop {
        let known: BTreeSet<String> = left.keys().cloned().collect();
        let before = left.len();
        left.retain(|_, uses| uses.keys().any(|name| known.contains(name)));
        if left.len() == before {
            break;
        }
    }
    let within: Vec<_> = left
        .iter()
        .flat_map(|(module, uses)| {
            let uses = uses.iter().filter(|(name, _)| left.contains_key(*name));
            uses.map(move |(name, file)| format!("{module} uses {name} in {}", file.display()))
        })
        .collect();
    assert_eq!(within, [""; 0]);
}
