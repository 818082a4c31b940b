//! Write Dockerfiles whose BuildKit cache mounts are really shared.

mod check;
mod dockerfile;
mod error;
mod instruction;
mod mount;
mod name;
mod nearest;
mod or_arg;
mod origin;
mod preset;
mod render;
mod resolve;
mod rule;
mod shape;
mod shell;
mod stage;
mod text;
mod user;
mod verdict;

pub use check::{Finding, Level, Report, Rule, SyntaxVersion, rules};
pub use dockerfile::{Directives, Dockerfile, Escape};
pub use error::Error;
pub use instruction::{
    AddFiles, Arg, Cmd, Comment, CopyFiles, Declaration, DefaultShell, Device, Entrypoint, Env, Expose, FileSource, Healthcheck,
    InlineFile, Instruction, IntoPattern, Label, Maintainer, Network, OnBuild, Pattern, Port, Protocol, Run, Security, StopSignal,
    Volume, Workdir, pattern,
};
pub use mount::{Base, BindMount, CacheDirectory, CacheMount, Mount, SecretMount, Sharing, SshMount, Target, TmpfsMount};
pub use name::{CacheId, Image, Platform, StageName, VariableName};
pub use or_arg::{Mode, OrArg};
pub use origin::Origin;
pub use preset::{PackageManager, UnknownPackageManager};
pub use shell::{Command, IntoCommand, Shell};
pub use stage::{Source, Stage, StageRef, Step};
pub use text::{IntoText, Text, Value, expand, literal};
pub use user::User;
pub use verdict::Checked;
