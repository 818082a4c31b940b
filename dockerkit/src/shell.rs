//! Text for the shell.

use std::borrow::Cow;

use crate::list;
use crate::splice::Splice;
use crate::text::Value;

/// Text for the shell that runs the step, verbatim: nothing in it is trimmed, split, quoted or expanded by dockerkit.
///
/// `RUN apt-get update && \`<br>`    apt-get install -y curl`
///
/// Several commands are a list: each is one line and runs only if those before it succeeded. They are written joined by
/// ` && \`; one that holds `||`, `;` or `&` becomes a group, `{ …; }`, which only a POSIX shell reads. A single text may
/// have many lines. If all its newlines are continuations, with comments and blank lines between them or not, it is written
/// as it was typed, and the shell gets one line; otherwise it is a script, which is written as a here-document (put
/// `set -e` first).
/// A computed value is put in with [`arg`](Shell::arg), which quotes it for `sh`.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Shell {
    /// The commands, of which each runs only if the one before it succeeded.
    pub commands: Vec<Cow<'static, str>>,
}

impl Shell {
    /// One text, verbatim.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            commands: vec![text.into()],
        }
    }

    /// Goes on with the last command: more text, verbatim.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.go_on(text);
        self
    }

    /// Goes on with the last command: a computed value as one word, quoted for `sh` where it needs to be.
    ///
    /// It must not stand inside quotes that the text around it opened. A `Shell` is shell text, verbatim.
    ///
    /// ```
    /// use dockerkit::Shell;
    ///
    /// let script = Shell::new("echo ").arg("a b").text(" ").arg(7).text(" ").arg(Shell::new("$HOME"));
    /// assert_eq!(script.commands, ["echo 'a b' 7 $HOME"]);
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
    pub(crate) fn script(mut self) -> Cow<'static, str> {
        match self.commands.as_mut_slice() {
            [text] => std::mem::take(text),
            commands => {
                let text: Vec<_> = list::grouped(commands, '\\').collect();
                Cow::Owned(text.join(" && \\\n    "))
            }
        }
    }

    fn go_on(&mut self, text: &str) {
        match self.commands.last_mut() {
            Some(last) => last.to_mut().push_str(text),
            None => self.commands.push(Cow::Owned(text.to_owned())),
        }
    }
}

fn quote(value: &str, text: &mut String) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&byte);
    if !value.is_empty() && value.bytes().all(plain) {
        text.push_str(value);
        return;
    }
    text.push('\'');
    for (number, line) in value.split('\n').enumerate() {
        if number > 0 {
            // Behind an escape character the newline would be a continuation, in quotes, too.
            if text
                .trim_end_matches([' ', '\t', '\r'])
                .ends_with(['\\', '`'])
            {
                text.push_str("''");
            }
            text.push('\n');
        }
        text.push_str(&line.replace('\'', r"'\''"));
    }
    text.push('\'');
}

impl Splice<Self> for Shell {
    fn splice(self) -> Self {
        self
    }
}

impl<V: Value> Splice<Shell> for V {
    fn splice(self) -> Shell {
        let value = self.into_literal();
        let mut word = String::new();
        // A path that is not Unicode stays marked, so that `check` can refuse it.
        quote(value.as_literal().unwrap_or("\0"), &mut word);
        Shell::new(word)
    }
}

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

/// Shells that read what POSIX says.
pub(crate) const POSIX_SHELLS: [&str; 7] = ["sh", "bash", "dash", "ash", "ksh", "zsh", "mksh"];

/// Whether a program is a shell that reads what POSIX says.
pub(crate) fn is_posix_shell(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    POSIX_SHELLS.contains(&name) || name == "busybox"
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Command {
    /// The shell form: text for the image's shell.
    Shell(Shell),
    /// A script for the image's shell, in a here-document, which only `RUN` can have; see
    /// [`Run::script`](crate::Run::script).
    Script(Cow<'static, str>),
    /// The exec form: the program and its arguments, each exactly as it is.
    Exec(Vec<Cow<'static, str>>),
}

impl Command {
    /// Its texts, or words.
    pub(crate) fn texts(&self) -> &[Cow<'static, str>] {
        match self {
            Self::Shell(shell) => &shell.commands,
            Self::Script(text) => std::slice::from_ref(text),
            Self::Exec(words) => words,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_it_is_quoted() {
        for (value, quoted) in [
            ("plain-1.0/x", "plain-1.0/x"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$HOME", "'$HOME'"),
            ("é", "'é'"),
            ("~", "'~'"),
            ("a\nb", "'a\nb'"),
            ("a\\\nb`\r\n\\ \n", "'a\\''\nb`\r''\n\\ ''\n'"),
        ] {
            assert_eq!(Shell::default().arg(value).commands, [quoted]);
        }
    }
}
