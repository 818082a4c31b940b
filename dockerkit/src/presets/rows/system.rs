//! Packages of the distribution: root only.

use crate::presets::row::{Cache, Evidence, Row};

pub(crate) static APT: Row = Row {
    caches: &[
        // Not `/var/cache/apt`: what Docker's images run after apt deletes the packages there.
        Cache::at("apt-cache-shared", "/var/cache/apt-shared")
            .exports(&["APT_CONFIG=/var/cache/apt-shared/apt.conf"])
            .locked()
            .native(),
        Cache::at("apt-lists-cache-shared", "/var/lib/apt/lists")
            .locked()
            .native(),
    ],
    setup: &[
        "echo 'Dir::Cache \"/var/cache/apt-shared\"; Binary::apt::APT::Keep-Downloaded-Packages \"true\";' > \"$APT_CONFIG\"",
    ],
    needs_root: true,
    fills: &["apt-get install", "apt install", "apt-get update"],
    defeats: &["apt-get clean", "apt clean", "apt-get distclean"],
    evidence: Evidence::Measured(
        "apt 2.6.1: its locks lie inside, and it does not wait for them: 30 of 40 concurrent installs failed; \
         the second install fetched nothing of 53 MB",
    ),
    ..Row::NEW
};
