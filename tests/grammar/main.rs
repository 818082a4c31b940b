//! The grammars of single words: dockerkit takes what BuildKit takes, but for a few differences that are meant.
//!
//! What BuildKit says stands in `tables`, a file a grammar.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]
#![allow(clippy::doc_markdown, reason = "BuildKit is a name, not code")]

mod takes;

use std::{collections::BTreeSet, fs, path::Path};

use takes::{file, takes};

/// The strings of a table, and whether BuildKit takes them.
fn table(grammar: &str) -> Vec<(bool, String)> {
    let name = match grammar {
        "target /w" => "target-in-w",
        "target /" => "target-in-root",
        other => other,
    };
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grammar/tables");
    let text = fs::read_to_string(tables.join(name).with_extension("txt")).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (sign, string) = line.split_once(' ').unwrap();
            assert!(["+", "-"].contains(&sign), "{line}");
            (sign == "+", serde_json::from_str(string).unwrap())
        })
        .collect()
}

/// Why dockerkit refuses a string that BuildKit takes.
type Reason = (&'static str, fn(&str) -> bool);

/// Dockerkit takes what BuildKit takes, but for what is refused for these reasons.
#[track_caller]
fn agrees(grammar: &str, reasons: &[Reason]) {
    agrees_on(grammar, |_| true, reasons);
}

/// Of the strings that can be compared.
#[track_caller]
fn agrees_on(grammar: &str, compared: fn(&str) -> bool, reasons: &[Reason]) {
    let mut found = BTreeSet::new();
    let rows = table(grammar).into_iter();
    for (buildkit, string) in rows.filter(|(_, string)| compared(string)) {
        let dockerkit = takes(grammar, &string).unwrap();
        let reason = reasons.iter().find(|(_, holds)| holds(&string));
        match reason {
            Some((reason, _)) if buildkit => {
                assert!(!dockerkit, "{grammar} {string:?} is refused: {reason}");
                found.insert(*reason);
            }
            _ => assert_eq!(dockerkit, buildkit, "{grammar} {string:?}"),
        }
    }
    assert_eq!(found.len(), reasons.len(), "only {found:?} are to be seen");
}

#[test]
fn images() {
    agrees("image", &[]);
}

#[test]
fn platforms() {
    agrees("platform", &[]);
}

#[test]
fn checksums() {
    agrees_on("checksum", |it| !it.is_empty(), &[]);
    // An empty one is not written.
    let empty = file("checksum", "").unwrap().render().unwrap();
    assert!(
        empty.ends_with("\nADD https://example.com/a /\n"),
        "{empty}"
    );
}

#[test]
fn directives() {
    agrees("syntax", &[]);
    let says_nothing: Reason = ("it is empty", |it| it.trim().is_empty());
    agrees_on("check", |it| !it.trim().contains(' '), &[says_nothing]);
    // BuildKit reads it up to the first blank; what stands behind is told of. Blanks around it are nobody's.
    for (_, string) in table("check") {
        let whole = string.trim_matches([' ', '\t', '\r', '\x0c']);
        let Some((read, _)) = whole.split_once(' ') else {
            continue;
        };
        let report = file("check", &string).unwrap().check();
        let is_whole = whole == string;
        let fits = is_whole && takes("check", read).unwrap();
        assert_eq!(report.is_ok(), fits, "{string:?}");
        let told = report.findings.iter().map(|it| it.rule.name);
        assert!(!fits || told.eq(["unread-checks"]), "{string:?}: {report}");
    }
}

#[test]
fn a_comment_is_read_as_no_check() {
    for (read, string) in table("comment") {
        let text = file("comment", &string).unwrap().render().unwrap();
        // BuildKit forgets the comments before an empty one.
        let (_, behind) = text.rsplit_once("\n#\n").unwrap_or(("", &text));
        let is_check = |line: &str| line.to_lowercase().starts_with("# check");
        assert!(!read || !behind.lines().any(is_check), "{text}");
    }
    let plain = file("comment", "checks: all=good").unwrap();
    assert!(
        plain
            .render()
            .unwrap()
            .contains("\n# checks: all=good\nWORKDIR ")
    );
}

#[test]
fn stage_names() {
    agrees("stage", &[]);
}

#[test]
fn names_of_variables_and_labels() {
    let empty: Reason = ("no program can look it up", str::is_empty);
    agrees("env", &[empty]);
    agrees("label", &[empty]);
    let quoted: Reason = ("it may take the rest of the line with it", |it| {
        it.contains(['"', '\'', '\\'])
    });
    let expanded: Reason = ("in a stage it is expanded, and is another", |it| {
        it.contains('$') || it.starts_with('\u{feff}')
    });
    agrees("arg", &[quoted, expanded]);
}

#[test]
fn ports() {
    agrees("port", &[]);
}

#[test]
fn signals() {
    let wide: Reason = ("its capitals are ASCII, and it is not", |it| !it.is_ascii());
    agrees("signal", &[wide]);
}

#[test]
fn permissions() {
    agrees("chmod", &[]);
    agrees("mode", &[]);
}

#[test]
fn options_of_mounts() {
    agrees("uid", &[]);
    agrees("sharing", &[]);
    agrees("id", &[]);
    agrees("size", &[]);
}

#[test]
fn targets_of_mounts() {
    let root: Reason = ("nothing runs behind what is mounted at `/`", |it| {
        it.starts_with('/') && it.split('/').all(|part| ["", ".", ".."].contains(&part))
            || it.starts_with('/') && cleans_to_root(it)
    });
    let home: Reason = ("`~` is a directory of that name", |it| {
        it == "~" || it.starts_with("~/")
    });
    agrees("target", &[root, home]);
    agrees("target /w", &[root]);
    agrees("target /", &[root]);
}

fn cleans_to_root(path: &str) -> bool {
    let mut depth = 0_usize;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
    }
    depth == 0
}

#[test]
fn names_of_inline_files() {
    let directory: Reason = ("the build fails when it makes the file", |it| {
        [".", ".."].contains(&it) || it.contains('/')
    });
    agrees_on("inline", |it| !it.contains('\''), &[directory]);
    // BuildKit was asked with single quotes around it; in double quotes it reads what is not special there.
    for (_, string) in table("inline") {
        if string.contains('\'') {
            let without = string.replace('\'', "a");
            let fits = !string.contains(['"', '$', '\\']) && takes("inline", &without).unwrap();
            assert_eq!(takes("inline", &string), Some(fits), "{string:?}");
        }
    }
}
