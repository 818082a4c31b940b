//! What the integration tests share: the official parser, a real engine, an index that counts, directories to use up.
//!
//! Nothing here knows the library under test.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "each test binary is a crate of its own and uses a part of these modules"
)]
#![allow(
    clippy::expect_used,
    reason = "a helper that cannot go on fails its test"
)]
#![allow(clippy::doc_markdown, reason = "BuildKit and PyPI are names, not code")]

pub mod engine;
pub mod files;
pub mod hostile;
pub mod index;
pub mod krate;
pub mod namespace;
pub mod parser;
pub mod registry;
pub mod scratch;
pub mod services;
