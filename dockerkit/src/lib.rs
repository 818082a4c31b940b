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
//! The same with `dockerfile!`, which reads like a Dockerfile:
//!
//! ```
//! # #[cfg(feature = "macros")] {
//! use dockerkit::{User, dockerfile};
//!
//! let app = User::new("appuser").uid(1001).home("/home/appuser");
//! let file = dockerfile! {
//!     FROM "python:3.12-slim" AS build;
//!     WORKDIR "/app";
//!     COPY "requirements.txt" => "./";
//!     RUN --cache=pip "pip install --target=deps -r requirements.txt";
//!
//!     FROM "python:3.12-slim";
//!     COPY --from=build "/app/deps" => "/app/deps";
//!     USER (app);
//!     CMD ["python", "-m", "app"];
//! };
//! assert!(file.render()?.contains("--mount=type=cache,id=pip-cache-shared,"));
//! # }
//! # Ok::<(), dockerkit::Error>(())
//! ```
//!
//! The `cookbook` module shows how things are done: optional flags, lists, shared bases, secrets, cross compilation.
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
//! - **Several services**, with the feature `project`: `Project` says which cache mounts of theirs are one directory and which only
//!   look so, and writes the files that build them together. A build script that generates several files is told by default.
//!
//! # The types
//!
//! | | |
//! | --- | --- |
//! | a file | [`Dockerfile`] [`Directives`] [`Stage`] [`Step`] [`Steps`] [`Instruction`] |
//! | instructions | [`AddFiles`] [`Arg`] [`Cmd`] [`CopyFiles`] [`DefaultShell`] (`SHELL`) [`Entrypoint`] [`Env`] [`Expose`] [`Healthcheck`] [`Label`] [`OnBuild`] [`Run`] [`StopSignal`] [`User`] [`Volume`] [`Workdir`] |
//! | and beside them | [`BlankLine`] [`Caches`] [`Comment`] [`NewUser`] [`Manifests`] |
//! | mounts | [`CacheMount`] [`BindMount`] [`TmpfsMount`] [`SecretMount`] [`SshMount`] [`Mount`] |
//! | caches | [`PackageManager`] [`Preset`] [`CacheIds`] [`CacheId`] [`CacheDirectory`] [`Sharing`] |
//! | text | [`Text`] [`literal`] [`expand`] [`Shell`] [`Command`] [`Pattern`] [`pattern`](fn@pattern) |
//! | names | [`StageName`] [`StageRef`] [`Image`] [`Platform`] [`VariableName`] [`Port`] |
//! | check | [`Report`] [`Finding`] [`Rule`] [`rules`] [`Level`] [`Levels`] [`Place`] [`Origin`] [`BuildChecks`] |
//! | reading | `DockerfileText` `RustSource` and the module `syntax`, with the feature `parse` |
//! | services | `Project` `Service` `Policy` `CacheReport` `Savings`, with the feature `project` |
//! | on a builder | `DiskUsage` `CacheRecord` `CacheComparison` and the page `persistence`, with the feature `project` |
//! | carrying | `CacheStore` and the module `carrying`, with the feature `project` |
//! | writing | [`build_script`] [`Output`] [`Written`] [`Checked`] [`Error`] [`SyntaxVersion`] |
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
//! - `schema`: a JSON Schema of what is read, `dockerkit::schema()`, and `schemars::JsonSchema` for the model.
//! - `project`: several services that share caches: what they share, findings about it, files for bake and Compose, what is there of
//!   it by `docker buildx du` (`DiskUsage`), and how it gets to another builder (`CacheStore`, and the module `carrying`).
//! - `parse`: Dockerfiles that exist. `Dockerfile::parse` and `Dockerfile::read` make the model of a text, `DockerfileText` checks how
//!   it is typed, too, `RustSource` writes a model as the Rust that builds it, and the module `syntax` has the tree of a text.
//!
//! # As data
//!
//! With the feature `serde` a file can be written by hand, in JSON, YAML or another format that describes itself; others,
//! such as bincode, cannot be read. A step is a map of one key, the name of its instruction; the other keys are the names of
//! the fields, but for `from` of a stage, `name` of a user and `type` of [`OtherMount`].
//!
#![cfg_attr(feature = "serde", doc = "```")]
#![cfg_attr(not(feature = "serde"), doc = "```ignore")]
//! # use dockerkit::Dockerfile;
//! let text = r#"{"stages": [{
//!     "from": "python:3.12-slim",
//!     "steps": [
//!         {"env": {"PORT": 8000}},
//!         {"copy": {"sources": "requirements.txt", "destination": "./"}},
//!         {"run": {"command": "pip install -r requirements.txt", "mounts": "pip"}},
//!         {"run": "python -m compileall ."},
//!         {"healthcheck": {"command": ["check"], "interval": "1m30s"}},
//!         {"expose": [8000, "53/udp"]}
//!     ]
//! }]}"#;
//! let file: Dockerfile = serde_json::from_str(text)?;
//! assert!(file.render()?.ends_with(r#"
//! ENV PORT=8000
//! COPY requirements.txt ./
//! RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \
//!     pip install -r requirements.txt
//! RUN python -m compileall .
//! HEALTHCHECK --interval=1m30s CMD ["check"]
//! EXPOSE 8000 53/udp
//! "#));
//! // What is misspelt is an error with its place.
//! let wrong = serde_json::from_str::<Dockerfile>(&text.replace("command", "comand")).unwrap_err();
//! assert_eq!(wrong.to_string(), "stages[0].steps[2].run: unknown key `comand`; did you mean `command`?");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is written is the shortest form, and reads back as the same value. These are read:
//!
//! - **Text** in which `$NAME` is expanded, `\$` a dollar; numbers without a fraction, `true` and `false` are text, too.
//!   What such text cannot say is a list of `{"literal": …}` and `{"expand": …}`.
//! - **A command** as text for the shell, or as the list of the words of the exec form; `{"shell": […]}` are several
//!   commands, each run only if those before it succeeded, and `{"script": …}` is [`Run::script`]. A health check may be
//!   `none`.
//! - **`run`** and others are their main field alone, where nothing else is said: the command of `run` and `healthcheck`, the
//!   `name` of a user, the `target` of a cache or tmpfs mount, the `id` of a secret, the name of a package manager.
//! - **`env`, `label`, `arg`** and the options of [`OtherMount`] as a map in its order, or as a list of pairs, in which a name
//!   may occur twice; what has no value is the name alone.
//! - **Lists** of sources, ports, volumes, caches, mounts, devices and `exclude` as their one item.
//! - **`from`** as text: the stage of that name (in `FROM` one in front), or else an image; or as a stage's number,
//!   `{"stage": …}`, `{"image": …}`.
//! - **Times** as `"1m30s"` or a number of seconds, **ports** as `80` or `"53/udp"`, **modes** as octal text (`"0755"`: a
//!   number would not say that it is octal), and numbers or switches that depend on a variable as `"$UID"`.
//! - **Nothing**: what is left out or `null` is as if it were not said; no `# syntax` line is `"syntax": false`.
//!
//! With the feature `schema`, a file that is described by `dockerkit::schema()` may say so: `"$schema": "…"`.

// Here and not among the lints of the workspace, which its tests share.
#![cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::panic))]
// Only `build_script` tells cargo something, and it writes to standard output by name.
#![warn(clippy::print_stdout, clippy::print_stderr)]

#[cfg(feature = "project")]
mod bake;
mod build_checks;
mod build_script;
mod by_name;
#[cfg(feature = "project")]
mod carry;
#[cfg(all(any(doc, doctest), feature = "project"))]
#[doc = include_str!("carrying.md")]
pub mod carrying {}
mod check;
mod commands;
mod comment;
mod continued;
#[cfg(all(any(doc, doctest), feature = "macros"))]
#[doc = include_str!("cookbook.md")]
pub mod cookbook {}
#[cfg(feature = "serde")]
mod data;
mod dialect;
#[cfg(feature = "project")]
mod disk_usage;
mod dockerfile;
#[cfg(feature = "parse")]
mod dockerfile_text;
mod duration;
mod error;
mod escape;
mod help;
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
#[cfg(feature = "parse")]
mod parse;
#[cfg(all(any(doc, doctest), feature = "project"))]
#[doc = include_str!("persistence.md")]
pub mod persistence {}
mod place;
pub mod presets;
#[cfg(feature = "project")]
mod project;
#[cfg(feature = "parse")]
mod read_text;
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
mod sorted;
mod source;
mod splice;
mod stage;
mod stage_names;
#[cfg(feature = "parse")]
pub mod syntax;
mod syntax_version;
mod text;
#[cfg(feature = "parse")]
mod to_rust;
#[cfg(feature = "parse")]
mod typing;
mod user;
mod verdict;
mod visit;
mod write;

pub use build_checks::BuildChecks;
pub use build_script::{BuildScript, build_script};
#[cfg(feature = "project")]
pub use carry::{CacheStore, Carried, LeftOut, LeftOutReason, StorePlace};
pub use check::{Class, Finding, Report, Rule, rules};
#[cfg(feature = "project")]
pub use disk_usage::{
    CacheComparison, CacheRecord, CacheState, ComparedCache, DiskSize, DiskUsage, OtherRecords,
    RecordTime,
};
pub use dockerfile::{Directives, Dockerfile, Fragment};
#[cfg(feature = "parse")]
pub use dockerfile_text::DockerfileText;
pub use duration::IntoDuration;
pub use error::Error;
pub use escape::Escape;
pub use instruction::{
    AddFiles, Arg, BlankLine, Caches, Cmd, Comment, CopyFiles, Declaration, DefaultShell, Device,
    Entrypoint, Env, Expose, FileSource, Healthcheck, InlineFile, Instruction, IntoFileMode,
    IntoFileSource, IntoFileSources, IntoOwner, Label, Maintainer, Manifests, Network, NewUser,
    OnBuild, Pattern, Port, Protocol, Run, Security, StopSignal, Trigger, Volume, Workdir, pattern,
};
#[doc(hidden)]
pub use instruction::{One, Owner, PatternPart, Several};
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
#[cfg(feature = "project")]
pub use project::{
    Author, CacheReport, Comments, Downloads, Needs, OpenedDirectory, OpenedMount, Policy, Project,
    ProjectOutput, Savings, SecretSource, Service, ServiceName, SplitCache,
};
#[cfg(feature = "schema")]
pub use serial::schema;
pub use sharing::Sharing;
pub use shell::{Command, Shell};
pub use shell_text::ShellText;
pub use source::{IntoSource, Source, StageRef};
/// What `(value)` stands for in `dockerfile!`.
#[doc(hidden)]
pub use splice::{Splice, splice};
#[doc(hidden)]
pub use stage::unless_empty;
pub use stage::{IntoSteps, Stage, Step, Steps};
pub use syntax_version::SyntaxVersion;
pub use text::{IntoText, Text, Value, expand, literal};
#[cfg(feature = "parse")]
pub use to_rust::RustSource;
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
#[cfg(all(doctest, feature = "macros", feature = "parse", feature = "project"))]
#[doc = include_str!("../../README.md")]
struct ReadMe;
