//! What is refused of a mount, BuildKit's frontend refuses, and what is taken it takes.

use dockerkit::{Dockerfile, Mount, OtherMount, Run, Stage, Text};

use crate::support::parser::Parser;

const KINDS: [&str; 7] = ["bind", "cache", "tmpfs", "secret", "ssh", "SSH", "pipe"];

/// Options, with a value or without it. What only the builder refuses, such as a target of `/`, is not among them.
const OPTIONS: [(&str, Option<&str>); 32] = [
    ("id", Some("a")),
    ("id", Some("")),
    ("ID", None),
    ("target", Some("/c")),
    ("target", Some("")),
    ("dst", Some("/d")),
    ("destination", None),
    ("source", Some("")),
    ("env", Some("A")),
    ("env", None),
    ("size", Some("1g")),
    ("size", Some("0x1p3")),
    ("size", Some("1x")),
    ("size", None),
    ("sharing", Some("Locked")),
    ("sharing", Some("lock")),
    ("sharing", Some("")),
    ("mode", Some("10000")),
    ("mode", Some("9")),
    ("uid", Some("1")),
    ("uid", Some("-1")),
    ("gid", Some("4294967295")),
    ("gid", Some("")),
    ("ro", Some("t")),
    ("ro", Some("yes")),
    ("readonly", None),
    ("rw", Some("0")),
    ("readwrite", None),
    ("required", None),
    ("Required", Some("FALSE")),
    ("required", Some("")),
    ("colour", Some("red")),
];

fn mount(kind: &'static str, options: &[(&'static str, Option<&'static str>)]) -> Mount {
    let other = OtherMount::new(kind);
    let with = |mount: OtherMount, (name, value): &(&'static str, Option<&'static str>)| match value
    {
        Some(value) => mount.option(*name, *value),
        None => mount.switch(*name),
    };
    options.iter().fold(other, with).into()
}

/// As it would be typed.
fn typed(kind: &str, options: &[(&str, Option<&str>)]) -> String {
    let option = |(name, value): &(&str, Option<&str>)| match value {
        Some(value) => format!(",{name}={value}"),
        None => format!(",{name}"),
    };
    let options: String = options.iter().map(option).collect();
    format!("FROM alpine\nRUN --mount=type={kind}{options} make\n")
}

#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn mounts_are_taken_that_the_frontend_takes() {
    let mut cases = Vec::new();
    for kind in KINDS {
        for first in OPTIONS {
            cases.push((kind, vec![first]));
            cases.extend(OPTIONS.map(|second| (kind, vec![first, second])));
            // A secret that has an id.
            cases.extend(OPTIONS.map(|second| (kind, vec![("id", Some("a")), first, second])));
        }
    }
    let texts: Vec<_> = cases.iter().map(|(kind, it)| typed(kind, it)).collect();
    let answers = Parser::frontend().parse_many(&texts);
    let mut taken = 0;
    for (((kind, options), text), answer) in cases.iter().zip(&texts).zip(&answers) {
        let read = answer.as_ref().unwrap();
        let read_on = read.last().and_then(|run| run.read_on.as_ref()).unwrap();
        let refused = read_on
            .refused
            .as_ref()
            .or(read_on.refused_expanded.as_ref());
        let run = Run::new("make").mount(mount(kind, options));
        let report = Dockerfile::new()
            .stage(Stage::new("alpine").push(run))
            .check();
        // Of one option that is given twice BuildKit reads both, and dockerkit the one that counts.
        let twice = options.len() > 1 && refused.is_some() && report.is_ok();
        if twice && overridden(options) {
            continue;
        }
        assert_eq!(
            report.is_ok(),
            refused.is_none(),
            "{text}{refused:?}\n{report}"
        );
        taken += usize::from(report.is_ok());
    }
    assert!(taken > 2_000, "{taken} of {}", cases.len());
}

/// Whether one of them stands twice.
fn overridden(options: &[(&str, Option<&str>)]) -> bool {
    let name = |(name, _): &(&str, Option<&str>)| match name.to_lowercase().as_str() {
        "readonly" | "readwrite" | "rw" => "ro".to_owned(),
        "dst" | "destination" => "target".to_owned(),
        "src" => "source".to_owned(),
        other => other.to_owned(),
    };
    let mut names: Vec<_> = options.iter().map(name).collect();
    names.sort();
    names.windows(2).any(|two| two[0] == two[1])
}

/// The values that a mount has after expansion are those that were meant.
#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn every_value_expands() {
    let other = [
        "id", "target", "uid", "ro", "rw", "required", "size", "sharing", "mode", "env",
    ];
    let mount = other.iter().fold(OtherMount::new("$A"), |mount, name| {
        mount.option(*name, Text::from("x${A#a/}y$B"))
    });
    let text = Dockerfile::new()
        .stage(Stage::new("alpine").push(Run::new("make").mount(mount)))
        .render()
        .unwrap();
    let read = Parser::frontend().parse(&text).unwrap();
    let words = &read.last().unwrap().read_on.as_ref().unwrap().flag_words[0];
    let first: Vec<_> = words.iter().map(|word| word[0].as_deref()).collect();
    assert_eq!(first[0], Some("a/b.tar-x.y"));
    assert_eq!(first[1..], [Some("xb.tar-x.yy"); 10]);
}
