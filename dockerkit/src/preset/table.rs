//! The table: a row a package manager.
//!
//! Where the directory holds something else than what hand-written files mount under the usual id, the id is
//! another one, so that no directory ever holds two layouts.

use super::PackageManager;
use crate::Sharing;

/// What is known about one manager.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) caches: &'static [Cache],
    /// `NAME=value`, exported in front of the command.
    pub(super) exports: &'static [&'static str],
    pub(super) evidence: &'static str,
}

/// A directory that a manager keeps its downloads in.
#[derive(Debug)]
pub(crate) struct Cache {
    pub(crate) id: &'static str,
    pub(crate) location: Location,
    pub(crate) sharing: Sharing,
}

/// Where a manager looks for it.
#[derive(Debug)]
pub(crate) enum Location {
    /// Below the home directory, root's too.
    Home(&'static str),
    /// Elsewhere for root than for others.
    RootOrHome {
        root: &'static str,
        home: &'static str,
    },
    /// Wherever it is told: the same for everybody, by a variable among the exports.
    Told(&'static str),
}

pub(super) const fn row(manager: PackageManager) -> &'static Row {
    match manager {
        PackageManager::Pip => &Row {
            name: "pip",
            caches: &[Cache {
                id: "pip-cache-shared",
                location: Location::Home(".cache/pip"),
                sharing: Sharing::Shared,
            }],
            exports: &[],
            evidence: "pip 26.3: the second install fetched none of 14 files; 48 concurrent installs, none failed",
        },
        PackageManager::Uv => &Row {
            name: "uv",
            caches: &[Cache {
                id: "uv-cache-shared",
                location: Location::Home(".cache/uv"),
                sharing: Sharing::Shared,
            }],
            exports: &["UV_LINK_MODE=copy"],
            evidence: "uv 0.13.9: it locks inside its cache; 48 concurrent installs, none failed",
        },
        PackageManager::Npm => &Row {
            name: "npm",
            caches: &[Cache {
                id: "npm-cache-shared",
                location: Location::Home(".npm"),
                sharing: Sharing::Shared,
            }],
            exports: &[],
            evidence: "npm 11.19.1: the second install fetched none of 73 packages; 40 concurrent installs, none failed",
        },
        PackageManager::Pnpm => &Row {
            name: "pnpm",
            caches: &[Cache {
                id: "pnpm-store-cache-shared",
                location: Location::Told("/var/cache/pnpm"),
                sharing: Sharing::Shared,
            }],
            // pnpm 9 and 10 read the first, pnpm 12 the second.
            exports: &[
                "npm_config_store_dir=/var/cache/pnpm",
                "pnpm_config_store_dir=/var/cache/pnpm",
            ],
            evidence: "pnpm 9.15.9, 10.34.9 and 12.21.0: all 73 packages reused from the store, none from ~/.cache/pnpm; \
                       40 concurrent installs, none failed",
        },
        PackageManager::Yarn => &Row {
            name: "yarn",
            caches: &[Cache {
                id: "yarn-cache-shared",
                location: Location::RootOrHome {
                    root: "/usr/local/share/.cache/yarn",
                    home: ".cache/yarn",
                },
                sharing: Sharing::Locked,
            }],
            exports: &[],
            evidence: "yarn 1.22.22: 40 of 40 concurrent installs failed in one directory, none of 20 one after another",
        },
        PackageManager::Composer => &Row {
            name: "composer",
            caches: &[Cache {
                id: "composer-cache-shared",
                location: Location::Told("/tmp/cache"),
                sharing: Sharing::Locked,
            }],
            exports: &["COMPOSER_CACHE_DIR=/tmp/cache"],
            evidence: "composer 2.5.5: its directory depends on COMPOSER_HOME, XDG variables and what exists; 6 of 88 \
                       concurrent installs failed",
        },
        PackageManager::Go => &Row {
            name: "go",
            caches: &[
                Cache {
                    id: "go-cache-shared",
                    location: Location::Told("/go/pkg/mod"),
                    sharing: Sharing::Shared,
                },
                Cache {
                    id: "go-build-cache-shared",
                    location: Location::Home(".cache/go-build"),
                    sharing: Sharing::Shared,
                },
            ],
            exports: &["GOMODCACHE=/go/pkg/mod"],
            evidence: "go 1.27.3: 11.6 s without, 7.2 s with modules, 0.57 s with both; it locks inside its caches; 40 \
                       concurrent builds, none failed",
        },
        PackageManager::Cargo => &Row {
            name: "cargo",
            caches: &[Cache {
                id: "cargo-home-cache-shared",
                location: Location::Told("/var/cache/cargo"),
                sharing: Sharing::Shared,
            }],
            exports: &["CARGO_HOME=/var/cache/cargo"],
            evidence: "cargo 1.95.0: 37 of 48 concurrent builds failed with `registry` alone, whose lock lies beside it; with \
                       a whole cargo home none of 40 did",
        },
    }
}
