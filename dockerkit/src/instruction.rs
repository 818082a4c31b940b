//! The instructions, one struct each.

mod caches;
mod exact;
mod expose;
mod files;
mod healthcheck;
mod manifests;
mod new_user;
mod onbuild;
mod owner;
mod packages;
mod pattern;
mod run;
#[cfg(feature = "serde")]
mod serial;
mod variables;
mod words;

pub use caches::Caches;
pub(crate) use expose::mapped;
pub use expose::{Port, Protocol};
pub use files::{AddFiles, CopyFiles, FileSource, InlineFile, IntoFileMode};
pub use healthcheck::Healthcheck;
pub use manifests::Manifests;
pub use new_user::NewUser;
pub use onbuild::{OnBuild, Trigger};
pub use owner::{IntoOwner, Owner};
pub use pattern::{IntoFileSource, IntoFileSources, One, Pattern, PatternPart, Several, pattern};
pub use run::{Device, Network, Run, Security};
pub use variables::{Arg, Declaration, Env, Label};
pub use words::{
    BlankLine, Cmd, Comment, DefaultShell, Entrypoint, Expose, Maintainer, StopSignal, Volume,
    Workdir,
};

use crate::user::User;

/// An instruction of a stage. (`FROM` is the [`Stage`](crate::Stage) itself.)
///
/// Every instruction struct converts to it, so [`Stage::push`](crate::Stage::push) takes any of them.
///
/// ```
/// use dockerkit::{CopyFiles, Instruction};
///
/// let copy = Instruction::from(CopyFiles::new(["a", "b"], "/app/"));
/// assert_eq!(copy.to_string(), "COPY a b /app/");
/// assert_eq!(copy.keyword(), "COPY");
/// ```
///
/// Source: [the reference](https://docs.docker.com/reference/dockerfile/).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Instruction {
    /// `ADD`
    Add(Box<AddFiles>),
    /// `ARG`
    Arg(Arg),
    /// An empty line.
    BlankLine,
    /// Caches that later steps get, which are no line of their own.
    Caches(Caches),
    /// `CMD`
    Cmd(Cmd),
    /// A comment.
    Comment(Comment),
    /// `COPY`
    Copy(Box<CopyFiles>),
    /// `ENTRYPOINT`
    Entrypoint(Entrypoint),
    /// `ENV`
    Env(Env),
    /// `EXPOSE`
    Expose(Expose),
    /// `HEALTHCHECK`
    Healthcheck(Box<Healthcheck>),
    /// `LABEL`
    Label(Label),
    /// `MAINTAINER`, which Docker has deprecated: use a label.
    Maintainer(Maintainer),
    /// `ONBUILD`
    OnBuild(OnBuild),
    /// `RUN`
    Run(Box<Run>),
    /// `SHELL`
    Shell(DefaultShell),
    /// `STOPSIGNAL`
    StopSignal(StopSignal),
    /// The text of an [`OnBuild`], which is no instruction of its own.
    Trigger(Trigger),
    /// `USER`
    User(Box<User>),
    /// `VOLUME`
    Volume(Volume),
    /// `WORKDIR`
    Workdir(Workdir),
}

impl Instruction {
    /// Whether BuildKit reads it once with the file's escape character, and once with a backslash: a trigger, and whatever
    /// might have a here-document on its line.
    pub(crate) fn is_read_twice(&self) -> bool {
        match self {
            // Text is kept as it is.
            Self::OnBuild(trigger) => !matches!(*trigger.instruction, Self::Trigger(_)),
            Self::Copy(_) | Self::Add(_) | Self::Run(_) => true,
            _ => false,
        }
    }

    /// Whether it is an empty line, or no line at all.
    pub(crate) const fn is_blank(&self) -> bool {
        matches!(self, Self::BlankLine | Self::Caches(_))
    }

    /// The keyword it is written with; `#` for a comment, nothing for text, an empty line and caches.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Add(_) => "ADD",
            Self::Arg(_) => "ARG",
            Self::Cmd(_) => "CMD",
            Self::Comment(_) => "#",
            Self::Copy(_) => "COPY",
            Self::Entrypoint(_) => "ENTRYPOINT",
            Self::Env(_) => "ENV",
            Self::Expose(_) => "EXPOSE",
            Self::Healthcheck(_) => "HEALTHCHECK",
            Self::Label(_) => "LABEL",
            Self::Maintainer(_) => "MAINTAINER",
            Self::OnBuild(_) => "ONBUILD",
            Self::Run(_) => "RUN",
            Self::Shell(_) => "SHELL",
            Self::StopSignal(_) => "STOPSIGNAL",
            Self::BlankLine | Self::Caches(_) | Self::Trigger(_) => "",
            Self::User(_) => "USER",
            Self::Volume(_) => "VOLUME",
            Self::Workdir(_) => "WORKDIR",
        }
    }
}

impl From<BlankLine> for Instruction {
    fn from(BlankLine: BlankLine) -> Self {
        Self::BlankLine
    }
}

macro_rules! from_instruction {
    (inline: $($plain:ident($inline:ty))*; boxed: $($kind:ident($boxed:ty))*) => {
        $(impl From<$inline> for Instruction {
            fn from(instruction: $inline) -> Self {
                Self::$plain(instruction)
            }
        })*
        $(impl From<$boxed> for Instruction {
            fn from(instruction: $boxed) -> Self {
                Self::$kind(Box::new(instruction))
            }
        })*
    };
}

from_instruction! {
    inline: Arg(Arg) Caches(Caches) Cmd(Cmd) Comment(Comment) Entrypoint(Entrypoint) Env(Env) Expose(Expose) Label(Label)
        Maintainer(Maintainer) OnBuild(OnBuild) Shell(DefaultShell) StopSignal(StopSignal) Trigger(Trigger) Volume(Volume) Workdir(Workdir);
    boxed: Add(AddFiles) Copy(CopyFiles) Healthcheck(Healthcheck) Run(Run) User(User)
}
