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

use dockerkit::{Dockerfile, Instruction, Stage};
use serde_json::Value;

use super::against;

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

#[test]
fn every_file_is_read_as_it_was_written() {
    let groups = [
        files::cases(),
        instructions::cases(),
        mounts::cases(),
        presets::cases(),
        runs::cases(),
    ];
    for (name, file) in groups.concat() {
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
