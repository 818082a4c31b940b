//! Text for the shell.

#[cfg(feature = "serde")]
mod serial;

use std::borrow::Cow;
use std::fmt;

use crate::dialect::{Dialect, Unquotable};
use crate::list;
use crate::shell_text::ShellText;
use crate::splice::{Splice, for_lists};
use crate::text::Value;

#[cfg(feature = "serde")]
pub(crate) use serial::Words;

/// Text for the shell that runs the step, verbatim: nothing in it is trimmed, split, quoted or expanded by dockerkit.
///
/// `RUN apt-get update && \`<br>`    apt-get install -y curl`
///
/// Several commands are a list: each is one line and runs only if those before it succeeded. They are written joined by
/// ` && \`; one that holds `||`, `;` or `&` becomes a group, `{ …; }`, which only a POSIX shell reads. A single text may
/// have many lines. If all its newlines are continuations, with comments and blank lines between them or not, it is written
/// as it was typed, and the shell gets one line; otherwise it is a script, which is written as a here-document (put
/// `set -e` first).
///
/// A computed value is put in with [`arg`](Shell::arg). It is quoted for the shell that reads it: the one that the last
/// `SHELL` in front of the step says, in this stage or in the one it starts from; or else that of the image, which is `sh`,
/// or `cmd` on Windows. What is displayed by itself is for `sh`.
///
/// ```
/// use dockerkit::{Run, Shell};
///
/// let model = String::from("big model's");
/// let command = Shell::new("mkdir -p ${DIR:-/models}").and(Shell::new("fetch --name ").arg(model));
/// assert_eq!(
///     Run::new(command).to_string(),
///     "RUN mkdir -p ${DIR:-/models} && \\\n    fetch --name 'big model'\\''s'",
/// );
/// ```
///
/// Source: the [shell form](https://docs.docker.com/reference/dockerfile/#shell-form).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shell {
    /// The commands, of which each runs only if the one before it succeeded.
    pub commands: Vec<ShellText>,
}

impl Shell {
    /// One text, verbatim.
    pub fn new(text: impl Into<ShellText>) -> Self {
        Self {
            commands: vec![text.into()],
        }
    }

    /// Goes on with the last command: more text, verbatim.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        match self.commands.last_mut() {
            Some(last) => last.push_text(text),
            None => self.commands.push(text.to_owned().into()),
        }
        self
    }

    /// Goes on with the last command: a computed value as one word or a part of one, quoted for the shell that reads it. A
    /// `Shell` is shell text, verbatim.
    ///
    /// ```
    /// use dockerkit::{DefaultShell, Dockerfile, Run, Shell, Stage};
    ///
    /// let command = Shell::new("echo ").arg("it's").text(" ").arg(7).text(" ").arg(Shell::new("$HOME"));
    /// assert_eq!(Run::new(command.clone()).to_string(), r"RUN echo 'it'\''s' 7 $HOME");
    /// let stage = Stage::new("mcr.microsoft.com/powershell")
    ///     .push(DefaultShell::new(["pwsh", "-Command"]))
    ///     .run(command);
    /// assert!(Dockerfile::new().stage(stage).render().unwrap().ends_with("\nRUN echo 'it''s' '7' $HOME\n"));
    /// ```
    ///
    /// - A POSIX shell (`sh`, `bash`, `dash`, `zsh`, …) gets what needs it in single quotes.
    /// - PowerShell (`pwsh`, `powershell`) always gets a string, which is never a command, a parameter or a number there: a
    ///   program whose name is a value needs `&` in front. A value has to be all of its word, or its end. PowerShell before
    ///   7.3 drops double quotes and empty strings from what it
    ///   [passes to programs](https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing#passing-arguments-that-contain-quote-characters);
    ///   commands of its own get all of it. On Windows a value with a double quote, a newline, a tab or two blanks in a row
    ///   is an error: Windows takes quotes out of the command line that
    ///   [the text is the end of](https://github.com/docker/for-win/issues/13287).
    /// - `cmd` gets what needs no quotes there: ASCII letters, digits and `_` `-` `.` `/` `\` `:` `+`.
    ///
    /// Anything else is an error: a value for another shell, and one inside quotes, a comment or a here-document that the
    /// text around it opened. An array, the exec form, takes any value.
    ///
    /// A list is words with a blank between them. One without words takes a blank along that would be left over: the one
    /// behind it, or, at the end of the command, those in front of it.
    ///
    /// ```
    /// use dockerkit::{Run, Shell};
    ///
    /// let sync = |extra: Option<&str>| Run::new(Shell::new("uv sync ").arg(extra).text(" --frozen")).to_string();
    /// assert_eq!(sync(Some("--extra=gpu")), "RUN uv sync --extra=gpu --frozen");
    /// assert_eq!(sync(None), "RUN uv sync --frozen");
    /// let install = Shell::new("apk add ").arg(["curl", "so:libc.musl-x86_64.so.1", "a b"]);
    /// assert_eq!(Run::new(install).to_string(), "RUN apk add curl so:libc.musl-x86_64.so.1 'a b'");
    /// ```
    #[must_use]
    pub fn arg(mut self, value: impl Splice<Self>) -> Self {
        let mut commands = value.splice().commands.into_iter();
        if let Some(first) = commands.next() {
            self.go_on(&first);
        }
        self.commands.extend(commands);
        self
    }

    /// A further command, run only if those before it succeeded.
    #[must_use]
    pub fn and(mut self, next: impl Into<Self>) -> Self {
        self.commands.append(&mut next.into().commands);
        self
    }

    /// The commands as the text of a script.
    pub(crate) fn script(mut self) -> ShellText {
        match self.commands.as_mut_slice() {
            [text] => std::mem::take(text),
            commands => {
                let mut script = ShellText::default();
                for (at, command) in commands.iter().enumerate() {
                    if at > 0 {
                        script.push_text(" && \\\n    ");
                    }
                    let end = list::group_end(&command.to_string(), at, commands.len(), '\\');
                    script.push_text(end.map_or("", |_| "{ "));
                    script.append(command);
                    script.push_text(end.unwrap_or_default());
                }
                script
            }
        }
    }

    fn go_on(&mut self, more: &ShellText) {
        match self.commands.last_mut() {
            Some(last) => last.append(more),
            None => self.commands.push(more.clone()),
        }
    }
}

impl Splice<Self> for Shell {
    fn splice(self) -> Self {
        self
    }
}

impl<V: Value> Splice<Shell> for V {
    fn splice(self) -> Shell {
        let value = self.into_literal();
        // A path that is not Unicode stays marked, so that `check` can refuse it.
        let value = value.as_literal().unwrap_or("\0").to_owned();
        Shell {
            commands: vec![ShellText::value(value)],
        }
    }
}

macro_rules! words {
    ({$($generics:tt)*} $list:ty, $item:ty) => {
        impl<$($generics)*> Splice<Shell> for $list
        where
            $item: Splice<Shell>,
        {
            fn splice(self) -> Shell {
                let words = self.into_iter().flat_map(|word| word.splice().commands);
                Shell {
                    commands: vec![ShellText::list(words.collect())],
                }
            }
        }
    };
}

for_lists!(words);

impl From<&'static str> for Shell {
    fn from(text: &'static str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Shell {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// What `RUN`, `CMD`, `ENTRYPOINT` and a health check run: shell text, or the words of the exec form.
///
/// `CMD python -m app` or `CMD ["python", "-m", "app"]`
///
/// An array or a vector is the exec form, as in a Dockerfile; text is the shell form. In neither of them
/// does the builder expand anything.
///
/// ```
/// use dockerkit::Command;
///
/// assert!(matches!(Command::from(["app", "--port=80"]), Command::Exec(_)));
/// assert!(matches!(Command::from("app --port=80"), Command::Shell(_)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Command {
    /// The shell form: text for the image's shell.
    Shell(Shell),
    /// A script for the image's shell, in a here-document, which only `RUN` can have; see
    /// [`Run::script`](crate::Run::script).
    Script(ShellText),
    /// The exec form: the program and its arguments, each exactly as it is.
    Exec(Vec<Cow<'static, str>>),
}

/// The commands, with `&&` between them: to be searched or shown, while what is written is what is rendered.
///
/// ```
/// use dockerkit::Shell;
///
/// assert_eq!(Shell::new("make").and("make install").to_string(), "make && make install");
/// ```
impl fmt::Display for Shell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, command) in self.commands.iter().enumerate() {
            let between = if at == 0 { "" } else { " && " };
            write!(f, "{between}{command}")?;
        }
        Ok(())
    }
}

/// The text, or the words with a blank between them: to be searched or shown.
///
/// ```
/// use dockerkit::Command;
///
/// assert!(Command::from("pip install uv").to_string().contains("pip install"));
/// assert_eq!(Command::from(["pip", "install", "uv"]).to_string(), "pip install uv");
/// ```
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shell(shell) => fmt::Display::fmt(shell, f),
            Self::Script(text) => fmt::Display::fmt(text, f),
            Self::Exec(words) => f.write_str(&words.join(" ")),
        }
    }
}

impl Command {
    /// A script, though all its newlines are continuations; see [`Run::script`](crate::Run::script).
    ///
    /// ```
    /// use dockerkit::{Command, Run};
    ///
    /// assert_eq!(Run::new(Command::script("make")), Run::script("make"));
    /// ```
    pub fn script(text: impl Into<Shell>) -> Self {
        Self::Script(text.into().script())
    }

    /// Its texts, or words.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let words = match self {
            Self::Exec(words) => words.as_slice(),
            Self::Shell(_) | Self::Script(_) => &[],
        };
        let texts = self.shell_texts().iter().map(ShellText::text);
        texts.chain(words.iter().map(AsRef::as_ref))
    }

    /// Its texts for a shell.
    pub(crate) fn shell_texts(&self) -> &[ShellText] {
        match self {
            Self::Shell(shell) => &shell.commands,
            Self::Script(text) => std::slice::from_ref(text),
            Self::Exec(_) => &[],
        }
    }

    /// The same with its values quoted. A shell reads it, or what `#!` names.
    pub(crate) fn quoted(&self, dialect: Dialect, escape: char) -> Result<Self, Unquotable> {
        let quoted = |text: &ShellText| {
            let text = text.quoted(dialect, escape)?.into_owned();
            Ok(ShellText::from(text))
        };
        Ok(match self {
            Self::Shell(shell) => Self::Shell(Shell {
                commands: shell
                    .commands
                    .iter()
                    .map(quoted)
                    .collect::<Result<_, _>>()?,
            }),
            Self::Script(text) => Self::Script(quoted(text)?),
            Self::Exec(_) => self.clone(),
        })
    }
}

impl From<Shell> for Command {
    fn from(shell: Shell) -> Self {
        Self::Shell(shell)
    }
}

impl From<&'static str> for Command {
    fn from(text: &'static str) -> Self {
        Self::Shell(text.into())
    }
}

impl From<String> for Command {
    fn from(text: String) -> Self {
        Self::Shell(text.into())
    }
}

impl<W: Into<Cow<'static, str>>, const N: usize> From<[W; N]> for Command {
    fn from(words: [W; N]) -> Self {
        Self::Exec(words.into_iter().map(Into::into).collect())
    }
}

impl<W: Into<Cow<'static, str>>> From<Vec<W>> for Command {
    fn from(words: Vec<W>) -> Self {
        Self::Exec(words.into_iter().map(Into::into).collect())
    }
}

// A `String` does not say whether it is shell text; these do.
impl Splice<Self> for Command {
    fn splice(self) -> Self {
        self
    }
}

impl Splice<Command> for Shell {
    fn splice(self) -> Command {
        self.into()
    }
}

impl<W: Into<Cow<'static, str>>, const N: usize> Splice<Command> for [W; N] {
    fn splice(self) -> Command {
        self.into()
    }
}

impl<W: Into<Cow<'static, str>>> Splice<Command> for Vec<W> {
    fn splice(self) -> Command {
        self.into()
    }
}
