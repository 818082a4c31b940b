//! Write Dockerfiles from Rust whose BuildKit cache mounts are really shared.
//!
//! Teams build several services from similar dependencies, and every image build downloads the same gigabytes again.
//! BuildKit can keep downloads in a *cache mount* that Dockerfiles share by naming the same `id`; but the wrong
//! directory, the wrong owner, an unsafe sharing mode or a flag that switches the cache off, and everything is
//! downloaded again, silently. dockerkit knows the directories, the owners and the modes, checks what you wrote, and
//! writes exactly that.
//!
//! ```
//! use dockerkit::{CopyFiles, Dockerfile, PackageManager, Run, Stage, User};
//!
//! let app = User::new("appuser").uid(1001).home("/home/appuser");
//! let build = Stage::named("build", "python:3.12-slim")
//!     .workdir("/app")
//!     .copy(["requirements.txt"], "./")
//!     .push(Run::new("pip install --target=deps -r requirements.txt").cache(PackageManager::Pip));
//! let runtime = Stage::new("python:3.12-slim")
//!     .push(CopyFiles::new(["/app/deps"], "/app/deps").from(&build))
//!     .user(app)
//!     .cmd(["python", "-m", "app"]);
//!
//! let file = Dockerfile::new().stage(build).stage(runtime);
//! assert_eq!(
//!     file.render()?,
//!     "\
//! ## syntax=docker/dockerfile:1
//!
//! FROM python:3.12-slim AS build
//! WORKDIR /app
//! COPY requirements.txt ./
//! RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \\
//!     pip install --target=deps -r requirements.txt
//!
//! FROM python:3.12-slim
//! COPY --from=build /app/deps /app/deps
//! USER appuser
//! CMD [\"python\", \"-m\", \"app\"]
//! ",
//! );
//! # Ok::<(), dockerkit::Error>(())
//! ```
//!
//! # The parts
//!
//! - **The model**: a [`Dockerfile`] has [`Stage`]s, a stage has [`Instruction`]s. All of it is plain data to read, change
//!   and compare, built by value or [in place](Dockerfile::add).
//! - **Caches**: [`Run::cache`] adds the mounts of a [`PackageManager`] for whoever the stage runs as at that step; each has
//!   a page in [`presets`]. [`CacheMount`] is a mount of your own, [`CacheIds`] names them all, and [`CacheDirectory`] is the
//!   identity of what one opens.
//! - **The macro**: `dockerfile!` is the same in Dockerfile syntax, with Rust in it; what is wrong is a compile error on
//!   the very word.
//! - **Around a preset**: [`Run::install`] for packages of the distribution, [`User::useradd`] and [`User::create`],
//!   [`CopyFiles::manifests`] or [`Run::bind_manifests`] for the files that say what is installed ([`Manifests`] says where
//!   they are), and [`Run::config_secrets`] for those that hold tokens.
//! - **Text**: where BuildKit expands `$NAME`, a `&'static str` is your own text and expands; a computed value says what
//!   it is, [`literal`] or [`expand`]. Shell text is verbatim; [`Shell::arg`] quotes a value into it.
//! - **Check and write**: building never fails. [`Dockerfile::check`] finds everything that is wrong, with its place and
//!   a way out; [`Dockerfile::render`] and [`Dockerfile::write`] refuse while there is an error. The [`rules`] are listed.
//!   From a build script, start with [`build_script`].
//!
//! # Which directory does a cache mount open?
//!
//! On one builder, two mounts open one directory exactly when namespace, id and base agree: the `id` (or else the
//! target), and whether and which owner is named. `uid=0,gid=0` is another directory than no owner; root and uid 1001
//! under one id are two. The target and the sharing mode do not matter, but all users of an id must name the same mode.
//!
//! # Features
//!
//! - `macros` (default): `dockerfile!`.
//! - `serde`: `Serialize` and `Deserialize` for the model, and `Serialize` for reports.

// Here and not among the lints of the workspace, which its tests share.
#![cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::panic))]
// Only `build_script` tells cargo something, and it writes to standard output by name.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod build_checks;
mod build_script;
mod check;
mod commands;
mod comment;
mod continued;
mod dialect;
mod dockerfile;
mod error;
mod escape;
mod heredoc;
mod instruction;
mod levels;
mod lines;
mod list;
#[cfg(feature = "macros")]
mod macros;
mod mode;
mod mount;
mod name;
mod nearest;
mod or_arg;
mod origin;
mod owner;
mod place;
pub mod presets;
mod render;
mod resolve;
mod rule;
mod sealed;
#[cfg(feature = "serde")]
mod serial;
mod sh;
mod shape;
mod sharing;
mod shell;
mod shell_text;
mod shown;
mod source;
mod splice;
mod stage;
mod stage_names;
mod syntax_version;
mod text;
mod user;
mod verdict;
mod visit;
mod write;

pub use build_checks::BuildChecks;
pub use build_script::{BuildScript, build_script};
pub use check::{Class, Finding, Report, Rule, rules};
pub use dockerfile::{Directives, Dockerfile, Fragment};
pub use error::Error;
pub use escape::Escape;
pub use instruction::{
    AddFiles, Arg, BlankLine, Caches, Cmd, Comment, CopyFiles, Declaration, DefaultShell, Device,
    Entrypoint, Env, Expose, FileSource, Healthcheck, InlineFile, Instruction, IntoFileMode,
    IntoFileSource, Label, Maintainer, Manifests, Network, NewUser, OnBuild, Pattern, Port,
    Protocol, Run, Security, StopSignal, Trigger, Volume, Workdir, pattern,
};
pub use levels::{Level, Levels};
pub use mode::Mode;
pub use mount::{
    Base, BindMount, CacheDirectory, CacheMount, Mount, MountOption, OtherMount, SecretMount,
    SshMount, Switch, Target, TmpfsMount,
};
pub use name::{CacheId, Image, Platform, StageName, VariableName};
pub use or_arg::OrArg;
pub use origin::Origin;
pub use place::{Part, Place};
pub use presets::{CacheIds, CachePrefix, PackageManager, Preset, UnknownPackageManager};
pub use sharing::Sharing;
pub use shell::{Command, Shell};
pub use shell_text::ShellText;
pub use source::{IntoSource, Source, StageRef};
/// What `(value)` stands for in `dockerfile!`.
#[doc(hidden)]
pub use splice::{Splice, splice};
pub use stage::{Stage, Step};
pub use syntax_version::SyntaxVersion;
pub use text::{IntoText, Text, Value, expand, literal};
pub use user::User;
pub use verdict::Checked;
pub use write::{Output, Written};

/// Behind `dockerfile!`.
#[cfg(feature = "macros")]
#[doc(hidden)]
pub use dockerkit_macros::dockerfile as __dockerfile;
#[cfg(feature = "macros")]
#[doc(hidden)]
pub mod __words;

/// The examples of the README, some of which are written with `dockerfile!`.
#[cfg(all(doctest, feature = "macros"))]
#[doc = include_str!("../../README.md")]
struct ReadMe;
