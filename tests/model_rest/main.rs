//! What BuildKit accepts of stages, instructions, comments and directives is held, written and read back alike.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod directives;
mod heredocs;
mod lines;
mod stages;
mod steps;
#[path = "../support/mod.rs"]
mod support;
mod triggers;

use dockerkit::{Dockerfile, Instruction, Stage};

/// The names of the rules that find something, in the order of the findings.
fn found(file: &Dockerfile) -> Vec<&'static str> {
    let report = file.check();
    report.findings.iter().map(|it| it.rule.name).collect()
}

/// A file without a frontend line, of these stages.
fn of(stages: impl IntoIterator<Item = Stage>) -> Dockerfile {
    stages
        .into_iter()
        .fold(Dockerfile::new().without_syntax(), Dockerfile::stage)
}

/// A stage of an empty image with these steps.
fn with<I: Into<Instruction>>(steps: impl IntoIterator<Item = I>) -> Dockerfile {
    of([Stage::new("scratch").extend(steps)])
}
