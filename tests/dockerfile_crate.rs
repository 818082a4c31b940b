//! `dockerfile!` in crates of other habits: cargo builds them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use support::krate::{Krate, works};

/// The library under test.
const DOCKERKIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/dockerkit");

/// Everything that a macro can say, in a crate that calls dockerkit otherwise, imports nothing and allows nothing.
const STRICT: &str = r##"
#![no_implicit_prelude]
#![deny(warnings, unused_results, unused_qualifications, missing_docs, unreachable_pub)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::indexing_slicing)]
#![forbid(unsafe_code)]
//! A strict crate.

use ::images::dockerfile;

mod dockerkit {}
struct Stage;
struct Vec;
struct Result;
struct Some;
struct String;

/// A file.
#[must_use]
pub fn service(debug: bool, user: &::images::User, port: u16) -> ::images::Dockerfile {
    let _ = (Stage, Vec, Result, Some, String);
    dockerfile! {
        # syntax = "docker/dockerfile:1";
        ARG VERSION = "1";
        /// the build
        FROM --platform="$BUILDPLATFORM" "rust:$VERSION" AS build-amd64;
        RUN --cache=cargo --mount=cache(id = "models", target = "/models", uid = 1001, sharing = locked)
            "cargo build --jobs " (port) && "strip app";
        RUN r#"
            set -e
            make
        "#;
        COPY <<"a.conf" "x\n", "b" => "/etc/";
        FROM "debian" AS unused;
        FROM "debian";
        COPY --from=build-amd64 --chown="1:1" "/app" => "/app";
        COPY --from=0 "/b" => "/b";
        USER (user);
        @if debug { ENV RUST_LOG = "debug"; } @else { ENV RUST_LOG = "info"; }
        @for name in ["A", "B"] { ENV (name) = "1"; }
        @match port { 0 => { EXPOSE 1; } port => { EXPOSE (port), 2; } }
        @let shell = ::images::Shell::new("true");
        HEALTHCHECK --interval=30s --retries=3 CMD (shell);
        (::images::Run::new("x"));
        CMD ["a", (port)];
    }
}

/// Nothing.
#[must_use]
pub fn empty() -> ::images::Dockerfile {
    dockerfile! {}
}
"##;

#[test]
#[ignore = "builds a crate with cargo; run by .ci/run"]
fn a_strict_crate_under_another_name() {
    let manifest =
        format!("[dependencies]\nimages = {{ package = \"dockerkit\", path = {DOCKERKIT:?} }}\n");
    let krate = Krate::new("strict-macro", &manifest, &[("src/lib.rs", STRICT)]);
    works(&mut krate.cargo(&["build"]));
    works(&mut krate.cargo(&["clippy"]));
}

#[test]
#[ignore = "builds a crate with cargo; run by .ci/run"]
fn without_the_feature_there_is_no_macro() {
    let manifest = format!(
        "[dependencies]\ndockerkit = {{ path = {DOCKERKIT:?}, default-features = false }}\n"
    );
    let krate = Krate::new(
        "no-macro",
        &manifest,
        &[("src/lib.rs", "pub use dockerkit::Dockerfile;\n")],
    );
    works(&mut krate.cargo(&["check"]));
    let tree = works(&mut krate.cargo(&["tree"]));
    assert!(!tree.contains("dockerkit-macros"), "{tree}");
}
