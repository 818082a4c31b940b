//! What BuildKit really reads: each trap of the syntax is one that is avoided, exactly, or refused with a message.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]
#![allow(clippy::doc_markdown, reason = "BuildKit is a name, not code")]

mod encoders;
mod traps;

use dockerkit::{Dockerfile, Instruction, Mount, Run, Stage};

/// How an instruction is written.
#[track_caller]
pub(crate) fn written(instruction: impl Into<Instruction>) -> String {
    let stage = Stage::new("alpine").push(instruction);
    let text = Dockerfile::new()
        .without_syntax()
        .stage(stage)
        .render()
        .unwrap();
    text.strip_prefix("FROM alpine\n")
        .unwrap()
        .trim_end_matches('\n')
        .to_owned()
}

/// Why an instruction is not written.
#[track_caller]
pub(crate) fn refused(instruction: impl Into<Instruction>) -> String {
    let file = Dockerfile::new().stage(Stage::new("alpine").push(instruction));
    let report = file.check();
    assert!(file.render().is_err());
    let [finding] = report.findings.as_slice() else {
        panic!("not one finding: {report}")
    };
    finding.message.clone()
}

/// How a mount is written.
#[track_caller]
pub(crate) fn mounted(mount: impl Into<Mount>) -> String {
    let text = written(Run::new("x").mount(mount));
    text.strip_prefix("RUN ")
        .unwrap()
        .strip_suffix(" \\\n    x")
        .unwrap()
        .to_owned()
}

pub(crate) fn run(mount: impl Into<Mount>) -> Run {
    Run::new("x").mount(mount)
}
