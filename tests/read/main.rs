//! What is read of existing Dockerfiles, held to BuildKit's own reading.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]
#![allow(clippy::doc_markdown, reason = "BuildKit is a name, not code")]

mod attacked;
mod caches;
mod corpus;
mod limits;
mod meaning;
mod nonsense;
#[path = "../verbatim/options.rs"]
mod options;
mod told;
#[path = "../verbatim/words.rs"]
mod words;

#[path = "../support/mod.rs"]
mod support;
