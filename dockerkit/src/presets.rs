//! What is known about package managers: one table, a row each.
//!
//! A row says where a manager keeps its downloads, for root and for anybody else, whether two builds may write there
//! at once, what belongs with the mount, what defeats it, and what all of that was found out by.
//!
//! Root's caches are where the manager looks by itself, as in hand-written files, unless that depends on the image; then
//! they are named. So are those that are locked: they are at one place for everybody, because BuildKit takes the locks
//! of a step in the order of their targets. For anybody else they are below `/var/cache`, and the manager is
//! told so for that step by a variable of its own. In the user's home the parents of a mount would belong to root
//! while the step runs, and a tool that writes beside its cache (`~/.cache/…`) would fail; nor does the home directory
//! have to be known this way.
//!
//! Each manager has a page, in the list of modules below: what is written, and why.
//!
#![doc = include_str!("presets/table.md")]

mod cache_ids;
mod calls;
pub(crate) mod distribution;
mod glance;
pub(crate) mod looks;
mod manager;
mod preset;
mod row;
mod rows;

pub use cache_ids::{CacheIds, CachePrefix};
pub(crate) use calls::{callers, fillers, finds_all, is_offline};
pub(crate) use glance::{Glance, is_plain};
#[cfg(feature = "macros")]
pub(crate) use manager::words;
pub use manager::{PackageManager, UnknownPackageManager};
pub use preset::Preset;
/// What the tests and the pages of this crate are held to; its shape follows what is found out.
#[doc(hidden)]
pub use row::{Cache, Contents, Evidence, Install, Row};

macro_rules! pages {
    ($($page:ident = $file:literal;)*) => {$(
        #[cfg(any(doc, doctest))]
        #[doc = include_str!(concat!("presets/pages/", $file, ".md"))]
        pub mod $page {}
    )*};
}

pages! {
    apk = "apk";
    apt = "apt";
    bun = "bun";
    bundler = "bundler";
    cabal = "cabal";
    cargo = "cargo";
    ccache = "ccache";
    composer = "composer";
    conda = "conda";
    dart = "dart";
    deno = "deno";
    dnf = "dnf";
    go = "go";
    gradle = "gradle";
    mamba = "mamba";
    maven = "maven";
    mix = "mix";
    npm = "npm";
    nuget = "nuget";
    pacman = "pacman";
    pdm = "pdm";
    pip = "pip";
    pipenv = "pipenv";
    pnpm = "pnpm";
    poetry = "poetry";
    sbt = "sbt";
    sccache = "sccache";
    stack = "stack";
    swift = "swift";
    uv = "uv";
    yarn = "yarn";
    yarn_berry = "yarn-berry";
    yum = "yum";
    zypper = "zypper";
}
