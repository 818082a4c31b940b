//! Real files: what is read of them, as Rust.

use std::fs;
use std::path::Path;

use dockerkit::{Dockerfile, RustSource};

use crate::{Made, holds, program};

/// The real files that can be written, as they are written.
fn files() -> Vec<Made> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/dockerfiles.jsonl");
    let lines =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let files: Vec<Made> = rows
        .filter_map(|row: serde_json::Value| {
            let file = Dockerfile::parse(row["text"].as_str().unwrap()).ok()?;
            let text = file.render().ok()?;
            Some((file, text))
        })
        .collect();
    // All that BuildKit accepts, but for two with words that it cannot expand.
    assert_eq!(files.len(), 373);
    files
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn real_files_as_macro_source() {
    let source = program(&files(), |file, name| {
        RustSource::of(file).function(name).to_string()
    });
    holds("to-rust-real-macro", &source);
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn real_files_as_builder_calls() {
    let source = program(&files(), |file, name| {
        RustSource::of(file).builder().function(name).to_string()
    });
    holds("to-rust-real-builder", &source);
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn real_files_with_presets() {
    let source = program(&files(), |file, name| {
        RustSource::of(file).presets().function(name).to_string()
    });
    holds("to-rust-real-presets", &source);
}
