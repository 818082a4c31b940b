//! The instructions that hold a command or a few words.

use std::borrow::Cow;

use crate::instruction::{Instruction, Port};
use crate::or_arg::OrArg;
use crate::rule;
use crate::shell::{Command, IntoCommand};
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Entrypoint {
    /// The command; shell text has one line here.
    pub command: Command,
}

impl Cmd {
    /// Text for the shell, or an array of words.
    #[inline(never)]
    pub fn new(command: impl IntoCommand) -> Self {
        Self {
            command: command.into_command(),
        }
    }
}

impl Entrypoint {
    /// Text for the shell, or an array of words.
    #[inline(never)]
    pub fn new(command: impl IntoCommand) -> Self {
        Self {
            command: command.into_command(),
        }
    }
}

/// The program that the shell form is given to.
///
/// `SHELL ["/bin/bash", "-euo", "pipefail", "-c"]`
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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

/// An instruction for builds that start from this image.
///
/// `ONBUILD COPY . /app`
///
/// ```
/// use dockerkit::{CopyFiles, OnBuild};
///
/// assert_eq!(OnBuild::new(CopyFiles::new(["."], "/app")).to_string(), "ONBUILD COPY . /app");
/// ```
///
/// It wraps anything but `FROM`, `MAINTAINER`, `ONBUILD` and comments, or [text](Self::text). `COPY --from` in it needs
/// syntax 1.11.
/// Source: [`ONBUILD`](https://docs.docker.com/reference/dockerfile/#onbuild).
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct OnBuild {
    /// What is done then.
    #[cfg_attr(feature = "serde", serde(with = "nested::serial"))]
    pub instruction: Box<Instruction>,
}

impl OnBuild {
    /// What is done then.
    #[inline(never)]
    pub fn new(instruction: impl Into<Instruction>) -> Self {
        let instruction = instruction.into();
        match instruction {
            // An error however often it is nested: it gets no deeper.
            Instruction::OnBuild(inner)
                if matches!(*inner.instruction, Instruction::OnBuild(_)) =>
            {
                inner
            }
            other => Self {
                instruction: Box::new(other),
            },
        }
    }
}

impl OnBuild {
    /// Text that BuildKit keeps as it is, and reads only where the image is built from.
    ///
    /// `ONBUILD setup --fast`
    ///
    /// ```
    /// use dockerkit::OnBuild;
    ///
    /// assert_eq!(OnBuild::text("setup --fast").to_string(), "ONBUILD setup --fast");
    /// assert_eq!(OnBuild::text("COPY --new a b").to_string(), "ONBUILD copy --new a b");
    /// ```
    ///
    /// The names of instructions are written in lowercase, which BuildKit reads alike: so a text is never an instruction
    /// that could be held as one. JSON, here-documents, `FROM`, `MAINTAINER` and `ONBUILD` are refused.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Trigger { text: text.into() })
    }
}

/// The text of an [`OnBuild`] that is no instruction BuildKit can read yet; see [`OnBuild::text`].
///
/// `ONBUILD setup --fast`
///
/// Source: [`ONBUILD`](https://docs.docker.com/reference/dockerfile/#onbuild).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Trigger {
    /// The text, one line; nothing in it is expanded or quoted.
    pub text: Cow<'static, str>,
}

impl Trigger {
    /// The text as it is written: the name of an instruction in lowercase.
    pub(crate) fn written(&self) -> Cow<'_, str> {
        let text = &*self.text;
        match rule::trigger_keyword(text) {
            Some(keyword) if !text.starts_with(keyword) => {
                Cow::Owned(format!("{keyword}{}", text.split_at(keyword.len()).1))
            }
            _ => Cow::Borrowed(text),
        }
    }
}

/// What is done with triggers however deep they are nested, which is an error: nothing here goes down one by one on
/// the stack.
mod nested {
    use std::fmt;
    use std::hash::{Hash, Hasher};
    use std::mem;

    use super::{Comment, Cow, Instruction, OnBuild};

    /// What stands where an instruction was taken out.
    const NOTHING: Instruction = Instruction::Comment(Comment {
        text: Cow::Borrowed(""),
    });

    impl OnBuild {
        /// What the last of nested triggers holds.
        pub(crate) fn innermost(&self) -> &Instruction {
            self.innermost_and_depth().0
        }

        pub(crate) fn innermost_mut(&mut self) -> &mut Instruction {
            let mut instruction = self.instruction.as_mut();
            while let Instruction::OnBuild(trigger) = instruction {
                instruction = trigger.instruction.as_mut();
            }
            instruction
        }

        fn innermost_and_depth(&self) -> (&Instruction, usize) {
            let mut depth = 1;
            let mut instruction = self.instruction.as_ref();
            while let Instruction::OnBuild(trigger) = instruction {
                depth += 1;
                instruction = trigger.instruction.as_ref();
            }
            (instruction, depth)
        }
    }

    impl Clone for OnBuild {
        fn clone(&self) -> Self {
            let (innermost, depth) = self.innermost_and_depth();
            let holding = |instruction| Self {
                instruction: Box::new(instruction),
            };
            (1..depth).fold(holding(innermost.clone()), |trigger, _| {
                holding(Instruction::OnBuild(trigger))
            })
        }
    }

    impl Drop for OnBuild {
        fn drop(&mut self) {
            let mut instruction = match self.instruction.as_mut() {
                Instruction::OnBuild(trigger) => {
                    mem::replace(trigger.instruction.as_mut(), NOTHING)
                }
                _ => return,
            };
            while let Instruction::OnBuild(trigger) = &mut instruction {
                let inner = mem::replace(trigger.instruction.as_mut(), NOTHING);
                instruction = inner;
            }
        }
    }

    impl PartialEq for OnBuild {
        fn eq(&self, other: &Self) -> bool {
            self.innermost_and_depth() == other.innermost_and_depth()
        }
    }

    impl Eq for OnBuild {}

    impl Hash for OnBuild {
        fn hash<H: Hasher>(&self, state: &mut H) {
            self.innermost_and_depth().hash(state);
        }
    }

    impl fmt::Debug for OnBuild {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let (innermost, depth) = self.innermost_and_depth();
            let mut shown = f.debug_struct("OnBuild");
            if depth > 1 {
                shown.field("depth", &depth);
            }
            shown.field("instruction", innermost).finish()
        }
    }

    /// An error beyond the depth that formats read back; not all of them have a limit of their own.
    #[cfg(feature = "serde")]
    pub(super) mod serial {
        use std::cell::Cell;

        use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

        use super::Instruction;

        const DEEPEST: usize = 32;
        const TOO_DEEP: &str = "`ONBUILD` cannot hold `ONBUILD`, and holds it too deep";

        pub(in super::super) fn serialize<S: Serializer>(
            instruction: &Instruction,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match instruction {
                Instruction::OnBuild(trigger) if trigger.innermost_and_depth().1 > DEEPEST => {
                    Err(ser::Error::custom(TOO_DEEP))
                }
                instruction => instruction.serialize(serializer),
            }
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Box<Instruction>, D::Error> {
            let level = Level::enter();
            if level.0 > DEEPEST {
                return Err(de::Error::custom(TOO_DEEP));
            }
            Box::deserialize(deserializer)
        }

        thread_local!(static DEPTH: Cell<usize> = const { Cell::new(0) });

        /// How many triggers are being read, one in the other.
        struct Level(usize);

        impl Level {
            fn enter() -> Self {
                let above = DEPTH.get();
                DEPTH.set(above + 1);
                Self(above)
            }
        }

        impl Drop for Level {
            fn drop(&mut self) {
                DEPTH.set(self.0);
            }
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
/// What the checks do for the whole file is [`Dockerfile::check_directive`](crate::Dockerfile::check_directive).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
#[non_exhaustive]
pub struct Comment {
    /// The text, without `#`; each of its lines becomes a comment line.
    pub text: Cow<'static, str>,
}

impl Comment {
    /// The text, without `#`.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text: text.into() }
    }
}
