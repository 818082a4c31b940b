//! What was once broken: values that became instructions, files that were not copied, words that the builder refuses,
//! and words that it takes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod heredocs;
mod lists;
mod names;
mod pasted;
#[path = "../support/mod.rs"]
mod support;
mod words;

use dockerkit::{Dockerfile, Escape, Instruction, Stage};

/// A base image of the engine, with a shell.
const BASE: &str = "dockerkit-test/busybox:1";

fn file(instruction: impl Into<Instruction>) -> Dockerfile {
    Dockerfile::new()
        .without_syntax()
        .stage(Stage::new("scratch").push(instruction))
}

/// The text of an instruction that is written.
#[track_caller]
fn written(instruction: impl Into<Instruction>) -> String {
    let text = file(instruction).render().unwrap();
    text.strip_prefix("FROM scratch\n")
        .unwrap()
        .trim_end()
        .to_owned()
}

/// The rule by which an instruction is refused.
#[track_caller]
fn refused(instruction: impl Into<Instruction>) -> &'static str {
    refused_with(Escape::Backslash, instruction)
}

#[track_caller]
fn refused_with(escape: Escape, instruction: impl Into<Instruction>) -> &'static str {
    let report = file(instruction).escape(escape).check();
    report.errors().next().unwrap().rule.name
}
