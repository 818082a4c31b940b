//! Golden files: what is written for every instruction, flag, mount, option and preset.
//!
//! `DOCKERKIT_BLESS=1 cargo test --test golden` writes them anew. The library's own tests name the file that each
//! variant and each field of the model has to have.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

#[path = "golden/files.rs"]
mod files;
#[path = "golden/instructions.rs"]
mod instructions;
#[path = "golden/mounts.rs"]
mod mounts;
#[path = "golden/presets.rs"]
mod presets;
#[path = "golden/runs.rs"]
mod runs;

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use dockerkit::{Dockerfile, Instruction, Stage};

/// The name of the golden file, and what it shows.
type Case = (&'static str, Dockerfile);

/// A stage with one instruction.
fn one(instruction: impl Into<Instruction>) -> Dockerfile {
    Dockerfile::new().stage(Stage::new("alpine:3.20").push(instruction))
}

/// A stage with several instructions.
fn all<I: Into<Instruction>>(instructions: impl IntoIterator<Item = I>) -> Dockerfile {
    Dockerfile::new().stage(Stage::new("alpine:3.20").extend(instructions))
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
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
fn every_file_is_as_it_was() {
    let bless = env::var_os("DOCKERKIT_BLESS").is_some_and(|value| value == "1");
    let mut changed = Vec::new();
    for (name, file) in cases() {
        let path = directory().join(name).with_extension("Dockerfile");
        let text = file
            .render()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let golden = fs::read_to_string(&path).unwrap_or_default();
        if text == golden {
            continue;
        }
        if bless {
            fs::write(&path, text).unwrap();
        } else {
            changed.push(format!("== {name}, expected\n{golden}== found\n{text}"));
        }
    }
    assert!(
        changed.is_empty(),
        "{}\nDOCKERKIT_BLESS=1 accepts what was found",
        changed.concat()
    );
}

#[test]
fn every_file_has_a_case_of_its_own() {
    let cases = cases();
    let names: BTreeSet<_> = cases.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    let files = fs::read_dir(directory()).unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let golden = path
            .extension()
            .is_some_and(|extension| extension == "Dockerfile");
        golden.then(|| path.file_stem().unwrap().to_str().unwrap().to_owned())
    });
    assert_eq!(files.collect::<BTreeSet<_>>(), names);
}
