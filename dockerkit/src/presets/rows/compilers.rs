//! What compilers made.

use crate::presets::row::{Cache, Evidence, Row};

pub(crate) static CCACHE: Row = Row {
    caches: &[Cache::at("ccache-cache-shared", "/var/cache/ccache")
        .exports(&["CCACHE_DIR=/var/cache/ccache"])
        .native()],
    fills: &["ccache *"],
    defeats: &["ccache -C", "ccache --clear"],
    defeating_variables: &["CCACHE_DISABLE", "CCACHE_RECACHE"],
    evidence: Evidence::Measured(
        "ccache 4.14.2: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static SCCACHE: Row = Row {
    caches: &[Cache::at("sccache-cache-shared", "/var/cache/sccache")
        .exports(&["SCCACHE_DIR=/var/cache/sccache"])
        .native()],
    fills: &["sccache *"],
    defeating_variables: &["SCCACHE_RECACHE"],
    evidence: Evidence::Measured(
        "sccache 0.17.0: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};
