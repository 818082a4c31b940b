//! What compilers made.

use crate::presets::row::{Cache, Evidence, Row};

pub(crate) static CCACHE: Row = Row {
    caches: &[Cache::at("ccache-cache-shared", "/var/cache/ccache")
        .exports(&["CCACHE_DIR=/var/cache/ccache"])
        .native()],
    fills: &["ccache"],
    defeats: &["ccache -C", "ccache --clear"],
    defeating_variables: &["CCACHE_DISABLE", "CCACHE_RECACHE"],
    evidence: Evidence::Measured(
        "ccache 4.7.5: 6 of 6 hits in the second build; 40 concurrent builds, none failed",
    ),
    ..Row::NEW
};

pub(crate) static SCCACHE: Row = Row {
    caches: &[Cache::at("sccache-cache-shared", "/var/cache/sccache")
        .exports(&["SCCACHE_DIR=/var/cache/sccache"])
        .native()],
    fills: &["sccache"],
    defeating_variables: &["SCCACHE_RECACHE"],
    evidence: Evidence::Measured(
        "sccache 0.17.0: 5 of 5 hits in the second service; each build has a server of its own",
    ),
    ..Row::NEW
};
