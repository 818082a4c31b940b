//! What the macro advises: each `= help:` of its messages, followed to the letter once, and a line that comes of it.

mod flags;
mod statements;

use std::collections::{BTreeMap, BTreeSet};
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

/// What the compiler says of each case.
fn cases() -> Vec<String> {
    let entries = fs::read_dir("tests/ui/dockerfile").unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == "stderr"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// The advice of all cases. rustc's own is indented less.
fn advised() -> BTreeSet<String> {
    let texts = cases();
    let lines = texts.iter().flat_map(|text| text.lines());
    lines
        .filter_map(|line| line.strip_prefix("         = help: "))
        .map(str::to_owned)
        .collect()
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

/// The lines of the cases that hold two mistakes, or three.
const SEVERAL: [(&str, usize); 5] = [
    ("copied_lines.rs:9", 2),
    ("forgotten_interpolation.rs:8", 2),
    ("late_directive.rs:9", 2),
    ("lower_case_instruction.rs:6", 2),
    ("twenty_mistakes.rs:7", 2),
];

#[test]
fn one_mistake_gives_one_message() {
    let mut messages = BTreeMap::new();
    for text in cases() {
        let places = text.lines().filter_map(|line| {
            let (_, place) = line.split_once("--> tests/ui/dockerfile/")?;
            Some(place.rsplit_once(':')?.0.to_owned())
        });
        for place in places {
            *messages.entry(place).or_insert(0) += 1;
        }
    }
    messages.retain(|_, count| *count > 1);
    let several = SEVERAL.map(|(place, count)| (place.to_owned(), count));
    assert_eq!(messages, BTreeMap::from(several));
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
