//! BuildKit's own build checks have nothing to say about what the examples write.

mod support;

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use support::engine::{Engine, Images};

/// What stands in for every base, none of which can be pulled here.
const BASE: &str = "dockerkit-test/busybox:1";

/// A Dockerfile of an example.
struct Found {
    place: String,
    text: String,
}

/// Whether a text is a Dockerfile: one of its lines begins a stage.
fn is_dockerfile(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("FROM "))
}

/// Those that read Dockerfiles write none, nor does the module that they share.
const READERS: [&str; 5] = ["caches", "du", "lint", "to_rust", "reading"];

/// The Dockerfiles that an example has written and prints the paths of; or else the one that it prints.
fn printed(name: &str) -> Vec<Found> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--quiet", "--manifest-path"])
        .arg(manifest)
        .args(["--example", name]);
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{command:?}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let words = said
        .split_whitespace()
        .map(|word| word.trim_matches(['`', '"', '\'', ',', ':']));
    // Of this machine, and of no image.
    let paths = words.filter(|word| word.starts_with(env!("CARGO_MANIFEST_DIR")));
    let found: Vec<_> = paths.flat_map(|word| written(Path::new(word))).collect();
    if found.is_empty() && is_dockerfile(&said) {
        return vec![Found {
            place: format!("example {name}"),
            text: said,
        }];
    }
    found
}

/// The Dockerfiles at a path, or below it; nothing where there is no such path.
fn written(path: &Path) -> Vec<Found> {
    if path.is_dir() {
        let is_target = |path: &PathBuf| path.ends_with("target");
        return entries(path)
            .into_iter()
            .filter(|path| !is_target(path))
            .flat_map(|path| written(&path))
            .collect();
    }
    let text = fs::read_to_string(path).unwrap_or_default();
    if is_dockerfile(&text) {
        vec![Found {
            place: path.display().to_string(),
            text,
        }]
    } else {
        Vec::new()
    }
}

/// What is in a directory, sorted.
fn entries(directory: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(directory)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", directory.display()));
    let mut paths: Vec<_> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

/// The images that a Dockerfile starts from, copies from or mounts.
fn bases(text: &str) -> BTreeSet<String> {
    let mut stages = BTreeSet::from(["scratch".to_owned()]);
    let mut arguments: Vec<(&str, &str)> = Vec::new();
    let mut bases = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<_> = line.split_whitespace().collect();
        match words.as_slice() {
            ["ARG", argument] if stages.len() == 1 => arguments.extend(argument.split_once('=')),
            ["FROM", rest @ ..] => {
                let mut rest = rest.iter().filter(|word| !word.starts_with("--"));
                let base = rest.next().copied().unwrap_or_default();
                // The name stands after `AS`.
                stages.extend(rest.nth(1).map(|name| (*name).to_owned()));
                bases.insert(base);
            }
            _ => {
                let froms = words
                    .iter()
                    .flat_map(|word| match word.strip_prefix("--mount=") {
                        Some(mount) => mount
                            .split(',')
                            .filter_map(|field| field.strip_prefix("from="))
                            .collect(),
                        None => word.strip_prefix("--from=").into_iter().collect::<Vec<_>>(),
                    });
                bases.extend(froms.filter(|from| from.parse::<usize>().is_err()));
            }
        }
    }
    let expanded = bases.into_iter().map(|base| {
        arguments
            .iter()
            .fold(base.to_owned(), |base, (name, value)| {
                base.replace(&format!("${{{name}}}"), value)
                    .replace(&format!("${name}"), value)
            })
    });
    expanded.filter(|base| !stages.contains(base)).collect()
}

/// Makes an image of that name, if there is none.
fn make(engine: &Engine, images: &mut Images<'_>, name: &str) {
    let mut inspect = engine.docker();
    let there = inspect
        .args(["image", "inspect", name])
        .output()
        .is_ok_and(|output| output.status.success());
    if !there {
        images.tag(BASE, name);
    }
}

#[test]
fn the_bases_of_a_file_are_found() {
    let text = "# syntax=x\nARG V=1\nFROM --platform=linux/amd64 a/b:$V-slim AS one\nFROM one\nFROM scratch AS two\n\
                COPY --from=two --from=c:2 x y\nRUN --mount=type=bind,from=d,target=/x --mount=type=cache,target=/y \\\n    \
                --mount=type=bind,target=/z,from=one true\nCOPY --from=0 x y\n";
    let expected = ["a/b:1-slim", "c:2", "d"].map(str::to_owned);
    assert_eq!(bases(text), BTreeSet::from(expected));
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn build_checks_have_nothing_to_say_about_any_example() {
    let engine = Engine::connect();
    let mut images = engine.images();
    let mut found = Vec::new();
    for path in entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")) {
        let more = match path.file_stem().and_then(|stem| stem.to_str()) {
            Some(name) if READERS.contains(&name) => continue,
            Some(name) if path.extension().is_some_and(|end| end == "rs") => printed(name),
            _ => written(&path),
        };
        assert!(
            !more.is_empty(),
            "{} comes to no Dockerfile",
            path.display()
        );
        found.extend(more);
    }
    assert!(!found.is_empty(), "there are no examples");

    let mut findings = Vec::new();
    for Found { place, text } in &found {
        for name in bases(text) {
            make(&engine, &mut images, &name);
        }
        // The frontend that it names cannot be pulled here; the engine's own is asked.
        let text: String = text
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("# syntax="))
            .collect();
        let checked = engine.build(text).check();
        findings.extend(checked.error.map(|error| format!("{place}: {error}")));
        let warnings = checked
            .warnings
            .iter()
            .map(|one| format!("{place}:{}: {}: {}", one.line, one.rule, one.detail));
        findings.extend(warnings);
    }
    let places = found
        .iter()
        .map(|found| found.place.as_str())
        .collect::<Vec<_>>()
        .join("\n  ");
    // Past the test runner, which would keep it to itself.
    let said = write!(std::io::stdout(), "checked:\n  {places}\n");
    said.unwrap_or_else(|error| panic!("cannot print: {error}"));
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
