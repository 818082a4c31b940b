//! A second, independent generator of whole Dockerfiles: it knows dockerkit by its documentation and its public
//! interface, and BuildKit by its parser and its sources.
//!
//! Bytes become a [description](spec) of a file ([`generate`]); from it the [model] is built and rendered, and apart
//! from that it is said what each instruction [should mean](expect). What BuildKit's own [frontend](parser) makes of the text is
//! [read] as BuildKit would go on, variables expanded, and [compared](meaning). And the Rust that dockerkit writes of the
//! model has to [build](builder) the same text.
//!
//! Apart from that, [`texts`] are read: what is typed, mutated. No frontend judges there, but that a tree is the whole text, that
//! findings stand in it, that what is written is read as it was, and that its Rust builds the same.
//!
//! `cargo +nightly fuzz run --fuzz-dir tests/fuzz meaning -- -len_control=0 -max_len=600` lets libFuzzer choose the bytes
//! (left to itself it stays at a dozen, which is a file with nothing in it; some files of random bytes in the corpus help);
//! `cargo test --manifest-path tests/fuzz/Cargo.toml -- --include-ignored` runs what was found before, and bytes from a
//! fixed seed. These need BuildKit's frontend: `DOCKERKIT_FRONTEND`, which `.ci/frontend` prints; texts need none.

#![allow(clippy::missing_panics_doc, reason = "what fails here fails the run")]

pub mod author;
pub mod builder;
pub mod commands;
pub mod directives;
pub mod environment;
pub mod expect;
mod expect_run;
pub mod generate;
mod generate_run;
pub mod lexer;
/// What `dockerfile!` is made of: a crate of macros has no functions that others could call.
#[path = "../../../dockerkit-macros/src"]
#[allow(
    unreachable_pub,
    dead_code,
    reason = "the macro's own modules, as they are"
)]
mod macros {
    pub(crate) mod ast;
    pub(crate) mod by_name;
    pub(crate) mod check;
    pub(crate) mod expand;
    pub(crate) mod parse;
    pub(crate) mod problems;
    pub(crate) mod words;
}
pub mod meaning;
pub mod model;
pub mod model_run;
pub mod modifier;
pub mod mount;
#[path = "../../support/parser.rs"]
#[allow(
    missing_docs,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::missing_errors_doc,
    reason = "the tests' own helper, as it is"
)]
pub mod parser;
mod pasted;
pub mod paths;
pub mod read;
pub mod run;
pub mod shell;
pub mod spec;
pub mod strings;
pub mod texts;

use macros::{ast, by_name, check, expand, parse, problems, words};
