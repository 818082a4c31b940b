//! `dockerfile!` says what the builder says: each test builds one file both ways, and the models are equal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod advice;
mod construct;
mod corpus;
mod editor;
mod hygiene;
mod instruction;
mod mount;
mod places;
mod real;
mod several;
#[path = "../support/mod.rs"]
mod support;
mod text;
mod trap;
mod value;

use dockerkit::{Dockerfile, Stage};

/// A file of one stage.
fn one(stage: Stage) -> Dockerfile {
    Dockerfile::new().stage(stage)
}

#[test]
#[ignore = "needs the official parser that .ci/parser sets up"]
fn the_parser_reads_what_was_meant() {
    corpus::compare();
}

#[test]
#[ignore = "reads real Dockerfiles in ../shared, which only the project's own machines have; needs the official parser"]
fn every_construct_of_real_files_is_here() {
    corpus::look();
}
