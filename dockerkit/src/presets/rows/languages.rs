//! Other languages.

use crate::presets::row::{Cache, Evidence, Row};

pub(crate) static COMPOSER: Row = Row {
    caches: &[Cache::at("composer-cache-shared", "/tmp/cache")
        .exports(&["COMPOSER_CACHE_DIR=/tmp/cache"])
        .locked()],
    fills: &["composer install", "composer update", "composer require"],
    defeats: &["--no-cache", "composer clear-cache", "composer clearcache"],
    manifests: (&["composer.json", "composer.lock"], &[]),
    evidence: Evidence::Measured(
        "composer 2.5.5: its directory depends on COMPOSER_HOME, XDG variables and what exists; 6 of 88 \
         concurrent installs failed",
    ),
    ..Row::NEW
};

pub(crate) static GO: Row = Row {
    caches: &[
        Cache::at("go-cache-shared", "/go/pkg/mod").exports(&["GOMODCACHE=/go/pkg/mod"]),
        Cache::at("go-build-cache-shared", "/var/cache/go-build")
            .root("/root/.cache/go-build")
            .exports(&["GOCACHE=/var/cache/go-build"])
            .native(),
    ],
    fills: &[
        "go build",
        "go install",
        "go mod download",
        "go test",
        "go run",
    ],
    defeats: &["go clean -modcache", "go clean -cache"],
    manifests: (&["go.mod", "go.sum"], &["go.work", "go.work.sum"]),
    left_behind: Some("the sources of the modules: every step that compiles needs the mount"),
    evidence: Evidence::Measured(
        "go 1.27.3: 11.6 s without, 7.2 s with modules, 0.57 s with both; it locks inside its caches; 40 \
         concurrent builds, none failed",
    ),
    ..Row::NEW
};

pub(crate) static CARGO: Row = Row {
    caches: &[Cache::at("cargo-home-cache-shared", "/var/cache/cargo")
        .exports(&["CARGO_HOME=/var/cache/cargo"])],
    fills: &[
        "cargo build",
        "cargo fetch",
        "cargo install --root",
        "cargo test",
    ],
    manifests: (&["Cargo.toml", "Cargo.lock"], &[]),
    left_behind: Some(
        "the sources of the crates: every step that compiles needs the mount; and what `cargo install` installs without `--root`",
    ),
    evidence: Evidence::Measured(
        "cargo 1.95.0: 37 of 48 concurrent builds failed with `registry` alone, whose lock lies beside it; with \
         a whole cargo home none of 40 did",
    ),
    ..Row::NEW
};

pub(crate) static BUNDLER: Row = Row {
    caches: &[Cache::at("bundler-cache-shared", "/var/cache/bundler")
        .exports(&["BUNDLE_USER_CACHE=/var/cache/bundler"])
        .locked()],
    // Without it the cache holds the index only.
    exports: &["BUNDLE_GLOBAL_GEM_CACHE=true"],
    fills: &["bundle install"],
    manifests: (&["Gemfile", "Gemfile.lock"], &[".ruby-version"]),
    evidence: Evidence::Measured(
        "bundler 2.3.27: 4 of 40 concurrent installs read a gem that was half written",
    ),
    ..Row::NEW
};
