//! The instructions that hold a command or a few words.

use std::borrow::Cow;

use crate::instruction::Port;
use crate::or_arg::OrArg;
use crate::shell::Command;
use crate::text::{IntoText, Text};

/// What a container runs, or the arguments of its entry point.
///
/// `CMD ["/app/.venv/bin/python", "-m", "app"]`
///
/// ```
/// use dockerkit::Cmd;
///
/// assert_eq!(Cmd::new(["python", "-m", "app"]).to_string(), r#"CMD ["python", "-m", "app"]"#);
/// assert_eq!(Cmd::new("exec python -m app").to_string(), "CMD exec python -m app");
/// ```
///
/// Source: [`CMD`](https://docs.docker.com/reference/dockerfile/#cmd).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Cmd {
    /// The command; shell text has one line here.
    pub command: Command,
}

/// What a container always runs.
///
/// `ENTRYPOINT ["/app/server"]`
///
/// ```
/// use dockerkit::Entrypoint;
///
/// assert_eq!(Entrypoint::new(["/app/server"]).to_string(), r#"ENTRYPOINT ["/app/server"]"#);
/// ```
///
/// Source: [`ENTRYPOINT`](https://docs.docker.com/reference/dockerfile/#entrypoint).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Entrypoint {
    /// The command; shell text has one line here.
    pub command: Command,
}

impl Cmd {
    /// Text for the shell, or an array of words.
    #[inline(never)]
    pub fn new(command: impl Into<Command>) -> Self {
        Self {
            command: command.into(),
        }
    }

    /// No command: what the base image has is taken away.
    ///
    /// `CMD []`
    ///
    /// ```
    /// assert_eq!(dockerkit::Cmd::none().to_string(), "CMD []");
    /// ```
    #[must_use]
    pub const fn none() -> Self {
        Self {
            command: Command::Exec(Vec::new()),
        }
    }
}

impl Entrypoint {
    /// Text for the shell, or an array of words.
    #[inline(never)]
    pub fn new(command: impl Into<Command>) -> Self {
        Self {
            command: command.into(),
        }
    }

    /// No command: what the base image has is taken away.
    ///
    /// `ENTRYPOINT []`
    ///
    /// ```
    /// assert_eq!(dockerkit::Entrypoint::none().to_string(), "ENTRYPOINT []");
    /// ```
    #[must_use]
    pub const fn none() -> Self {
        Self {
            command: Command::Exec(Vec::new()),
        }
    }
}

/// The program that the shell form is given to.
///
/// `SHELL ["/bin/bash", "-euo", "pipefail", "-c"]`
///
/// Values in shell text behind it, and in stages that start from this one, are [quoted](crate::Shell::arg) for it. A trigger
/// is read by the last one of the stage, and so is a health check.
///
/// ```
/// use dockerkit::DefaultShell;
///
/// let shell = DefaultShell::new(["/bin/bash", "-euo", "pipefail", "-c"]);
/// assert_eq!(shell.to_string(), r#"SHELL ["/bin/bash", "-euo", "pipefail", "-c"]"#);
/// ```
///
/// Source: [`SHELL`](https://docs.docker.com/reference/dockerfile/#shell).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DefaultShell {
    /// The program and its first arguments, each exactly as it is; at least one.
    pub words: Vec<Cow<'static, str>>,
}

impl DefaultShell {
    /// The program and its first arguments.
    #[inline(never)]
    pub fn new<W: Into<Cow<'static, str>>>(words: impl IntoIterator<Item = W>) -> Self {
        Self {
            words: words.into_iter().map(Into::into).collect(),
        }
    }
}

/// Says which ports a container listens on.
///
/// `EXPOSE 80 443/udp`
///
/// ```
/// use dockerkit::{Expose, Port};
///
/// assert_eq!(Expose::new([Port::tcp(80), Port::udp(443)]).to_string(), "EXPOSE 80 443/udp");
/// ```
///
/// Source: [`EXPOSE`](https://docs.docker.com/reference/dockerfile/#expose).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Expose {
    /// The ports, at least one.
    pub ports: Vec<OrArg<Port>>,
}

impl Expose {
    /// The ports.
    #[inline(never)]
    pub fn new<P: Into<OrArg<Port>>>(ports: impl IntoIterator<Item = P>) -> Self {
        Self {
            ports: ports.into_iter().map(Into::into).collect(),
        }
    }
}

/// Marks directories that a container keeps outside its own files.
///
/// `VOLUME /var/lib/data`
///
/// ```
/// use dockerkit::Volume;
///
/// assert_eq!(Volume::new(["/data", "/my logs"]).to_string(), r#"VOLUME ["/data", "/my logs"]"#);
/// ```
///
/// Source: [`VOLUME`](https://docs.docker.com/reference/dockerfile/#volume).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Volume {
    /// The directories, at least one.
    pub paths: Vec<Text>,
}

impl Volume {
    /// The directories.
    #[inline(never)]
    pub fn new<P: IntoText>(paths: impl IntoIterator<Item = P>) -> Self {
        Self {
            paths: paths.into_iter().map(IntoText::into_text).collect(),
        }
    }
}

/// Sets the working directory, and makes it.
///
/// `WORKDIR /app`
///
/// ```
/// use dockerkit::Workdir;
///
/// assert_eq!(Workdir::new("/srv/$APP").to_string(), "WORKDIR /srv/$APP");
/// ```
///
/// Source: [`WORKDIR`](https://docs.docker.com/reference/dockerfile/#workdir).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Workdir {
    /// The directory; a relative one is taken from the last.
    pub path: Text,
}

impl Workdir {
    /// The directory.
    #[inline(never)]
    pub fn new(path: impl IntoText) -> Self {
        Self {
            path: path.into_text(),
        }
    }
}

/// Sets the signal that stops a container.
///
/// `STOPSIGNAL SIGQUIT`
///
/// ```
/// use dockerkit::StopSignal;
///
/// assert_eq!(StopSignal::new("SIGQUIT").to_string(), "STOPSIGNAL SIGQUIT");
/// ```
///
/// Source: [`STOPSIGNAL`](https://docs.docker.com/reference/dockerfile/#stopsignal).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StopSignal {
    /// The signal: `SIGQUIT`, `QUIT` or a number but 0.
    pub signal: Text,
}

impl StopSignal {
    /// The signal: a name or a number.
    #[inline(never)]
    pub fn new(signal: impl IntoText) -> Self {
        Self {
            signal: signal.into_text(),
        }
    }
}

/// Names the author. Deprecated: files that have it can be read and written again.
///
/// `MAINTAINER Ada <ada@example.com>`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[doc(hidden)]
pub struct Maintainer {
    /// The author; nothing in it is expanded.
    pub author: Cow<'static, str>,
}

impl Maintainer {
    /// The author.
    pub fn new(author: impl Into<Cow<'static, str>>) -> Self {
        Self {
            author: author.into(),
        }
    }
}

/// An empty line, between steps or arguments: two in a row are one, and at the end there is none.
///
/// ```
/// use dockerkit::{Arg, BlankLine, Comment, Dockerfile, Stage};
///
/// let mut file = Dockerfile::new().without_syntax();
/// file.add(Comment::new("Licensed to whoever reads it."));
/// file.add(BlankLine);
/// file.add(Comment::new("VERSION of everything"));
/// file.add(Arg::new("VERSION"));
/// file.begin(Stage::new("alpine"));
/// assert_eq!(
///     file.render().unwrap(),
///     "# Licensed to whoever reads it.\n\n# VERSION of everything\nARG VERSION\n\nFROM alpine\n",
/// );
/// ```
///
/// BuildKit takes no notice of it: a comment in front of it still is about the instruction behind it. What ends that is
/// an empty comment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct BlankLine;

impl BlankLine {
    /// An empty line.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

/// A comment, one line or more.
///
/// `# where the models are`
///
/// ```
/// use dockerkit::Comment;
///
/// assert_eq!(Comment::new("first\nsecond").to_string(), "# first\n# second");
/// ```
///
/// It is nothing but a comment: a line that BuildKit would take for a directive, or for what its build checks do at
/// the next instruction (`check=skip=all`), has an empty comment line before or behind it, and is not taken so.
/// [`with_checks`](Self::with_checks) means it. What the checks do for the whole file is
/// [`Dockerfile::check_directive`](crate::Dockerfile::check_directive).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Comment {
    /// The text, without `#`; each of its lines becomes a comment line.
    pub text: Cow<'static, str>,
    /// Whether a line `check=…` says what BuildKit's build checks do at the next instruction.
    pub checks: bool,
}

impl Comment {
    /// The text, without `#`.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text.into(),
            checks: false,
        }
    }

    /// A line `check=…` of it says what BuildKit's build checks do at the next instruction.
    ///
    /// `# check=skip=JSONArgsRecommended`
    ///
    /// ```
    /// use dockerkit::{Comment, Dockerfile, Stage};
    ///
    /// let skip = Comment::new("check=skip=JSONArgsRecommended").with_checks();
    /// let stage = Stage::new("alpine").push(skip).cmd("exec server $PORT");
    /// let text = Dockerfile::new().stage(stage).render()?;
    /// assert!(text.ends_with("\n# check=skip=JSONArgsRecommended\nCMD exec server $PORT\n"));
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    ///
    /// Source: `WithMergedConfigFromComments` in `frontend/dockerfile/linter/linter.go`.
    #[must_use]
    pub fn with_checks(mut self) -> Self {
        self.checks = true;
        self
    }
}

macro_rules! comment_from {
    ($($text:ty)*) => {$(
        impl From<$text> for Comment {
            fn from(text: $text) -> Self {
                Self::new(text)
            }
        }
    )*};
}

comment_from!(&'static str String Cow<'static, str>);
