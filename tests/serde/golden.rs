//! Every golden file as data.

#[path = "../golden/files.rs"]
mod files;
#[path = "../golden/instructions.rs"]
mod instructions;
#[path = "../golden/mounts.rs"]
mod mounts;
#[path = "../golden/presets.rs"]
mod presets;
#[path = "../golden/runs.rs"]
mod runs;

use std::collections::BTreeSet;

use dockerkit::{Dockerfile, Instruction, Stage};
use serde_json::{Value, json};

use super::{VALIDATOR, against, whole};

/// The name of the golden file, and what it shows.
type Case = (&'static str, Dockerfile);

fn one(instruction: impl Into<Instruction>) -> Dockerfile {
    all([instruction])
}

fn all<I: Into<Instruction>>(instructions: impl IntoIterator<Item = I>) -> Dockerfile {
    Dockerfile::new().stage(Stage::new("alpine:3.20").extend(instructions))
}

/// Whether something in it says nothing: that is left out.
fn says_nothing(document: &Value) -> bool {
    match document {
        Value::Null => true,
        Value::Array(items) => items.iter().any(says_nothing),
        Value::Object(entries) => entries.values().any(says_nothing),
        _ => false,
    }
}

fn cases() -> Vec<Case> {
    let groups = [
        files::cases(),
        instructions::cases(),
        mounts::cases(),
        presets::cases(),
        runs::cases(),
    ];
    groups.concat()
}

#[test]
fn every_file_is_read_as_it_was_written() {
    for (name, file) in cases() {
        for file in [file.resolved(), file] {
            let document = serde_json::to_value(&file).unwrap();
            assert_eq!(against(&document), [""; 0], "{name}: {document}");
            assert!(!says_nothing(&document), "{name}: {document}");
            let read: Dockerfile = serde_json::from_value(document.clone()).unwrap();
            assert_eq!(read, file, "{name}: {document}");
            let yaml = serde_norway::to_string(&file).unwrap();
            let read: Dockerfile = serde_norway::from_str(&yaml).unwrap();
            assert_eq!(read, file, "{name}: {yaml}");
            let document: Value = serde_norway::from_str(&yaml).unwrap();
            assert_eq!(against(&document), [""; 0], "{name}: {yaml}");
        }
    }
}

/// The places of a document, from the outside in.
fn places(document: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match document {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), all);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(value, &format!("{at}/{key}"), all);
            }
        }
        _ => {}
    }
}

/// What else may stand in a place.
fn others() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(7),
        json!(-7),
        json!(70_000),
        json!(1.5),
        json!("x"),
        json!("80"),
        json!("$X"),
        json!("none"),
        json!("pip"),
        json!("5s"),
        json!("blank-line"),
        json!([]),
        json!(["x"]),
        json!(["x", "y"]),
        json!([{ "literal": "x" }]),
        json!([["x", "y"]]),
        json!({}),
        json!({ "x": "y" }),
        json!({ "shell": ["x"] }),
        json!({ "run": "x" }),
        json!({ "stage": "x" }),
    ]
}

/// The document with something else in one place, one key more there, or without one.
fn damaged(document: &Value, place: &str) -> Vec<Value> {
    let change = |change: &dyn Fn(&mut Value)| {
        let mut damaged = document.clone();
        change(damaged.pointer_mut(place).unwrap());
        damaged
    };
    let mut all: Vec<_> = others()
        .into_iter()
        .map(|other| change(&|it| *it = other.clone()))
        .collect();
    if let Some(Value::Object(entries)) = document.pointer(place) {
        all.push(change(&|it| it["x"] = json!("y")));
        all.push(change(&|it| it["x"] = json!(null)));
        for key in entries.keys() {
            all.push(change(&|it| drop(it.as_object_mut().unwrap().remove(key))));
        }
    }
    all
}

/// Whatever is put in the place of anything: both take it, or neither does.
#[test]
fn the_schema_takes_what_is_read_and_nothing_else() {
    let mut seen = BTreeSet::new();
    let mut apart = Vec::new();
    let groups = [
        files::cases(),
        instructions::cases(),
        mounts::cases(),
        runs::cases(),
    ];
    let groups = groups.concat();
    let written = groups
        .iter()
        .map(|(_, file)| serde_json::to_value(file).unwrap());
    for document in written.chain([whole::document()]) {
        let mut all = Vec::new();
        places(&document, "", &mut all);
        for damaged in all.iter().flat_map(|place| damaged(&document, place)) {
            if !seen.insert(damaged.to_string()) {
                continue;
            }
            let read = serde_json::from_value::<Dockerfile>(damaged.clone());
            if read.is_ok() != VALIDATOR.is_valid(&damaged) {
                apart.push(format!(
                    "{damaged}: {:?}",
                    read.err().map(|it| it.to_string())
                ));
            }
        }
    }
    assert!(seen.len() > 10_000, "{}", seen.len());
    assert_eq!(apart, [""; 0], "{} of {}", apart.len(), seen.len());
}
