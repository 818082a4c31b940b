//! `dockerfile!` says what the builder says: each test builds one file both ways, and the models are equal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod construct;
mod corpus;
mod hygiene;
mod instruction;
mod mount;
mod places;
mod real;
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
