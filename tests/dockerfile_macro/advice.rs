//! What the macro advises: each `= help:` of its messages, followed to the letter once, and a line that comes of it.

mod flags;
mod statements;

use std::collections::BTreeSet;
use std::fs;

use dockerkit::Dockerfile;

/// An advice, the file of who followed it, and what stands in there.
struct Row {
    help: &'static str,
    file: Dockerfile,
    line: &'static str,
}

/// `advice => { steps } => line;`, or `file { … }` for a whole file. An advice that offers several things has a row for
/// each of them.
macro_rules! rows {
    (@file file { $($code:tt)* }) => { dockerkit::dockerfile! { $($code)* } };
    (@file { $($code:tt)* }) => { dockerkit::dockerfile! { FROM "alpine"; $($code)* } };
    ($($help:literal => $($kind:ident)? { $($code:tt)* } => $line:literal;)*) => {
        vec![$(Row { help: $help, file: rows!(@file $($kind)? { $($code)* }), line: $line }),*]
    };
}
use rows;

fn table() -> Vec<Row> {
    let mut rows = flags::rows();
    rows.extend(statements::rows());
    rows
}

/// The advice of all compile-fail cases. rustc's own is indented less.
fn advised() -> BTreeSet<String> {
    let mut advice = BTreeSet::new();
    for entry in fs::read_dir("tests/ui/dockerfile").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "stderr") {
            let text = fs::read_to_string(path).unwrap();
            let helps = text
                .lines()
                .filter_map(|line| line.strip_prefix("         = help: "));
            advice.extend(helps.map(str::to_owned));
        }
    }
    advice
}

#[test]
fn all_advice_has_been_followed() {
    let followed: BTreeSet<_> = table().iter().map(|row| row.help.to_owned()).collect();
    let advised = advised();
    let missing: Vec<_> = advised.difference(&followed).collect();
    assert!(missing.is_empty(), "nobody followed these: {missing:#?}");
    let gone: Vec<_> = followed.difference(&advised).collect();
    assert!(gone.is_empty(), "nothing advises these: {gone:#?}");
}

#[test]
fn what_is_advised_means_what_it_says() {
    let mut wrong = Vec::new();
    for Row { help, file, line } in table() {
        match file.render() {
            Ok(text) if text.contains(line) => {}
            Ok(text) => wrong.push(format!("{help}\n  wanted {line:?} in {text:?}")),
            Err(error) => wrong.push(format!("{help}\n  {error}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
