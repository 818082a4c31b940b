//! Commands that are written on lines: how they are joined, and what cannot be.

use std::borrow::Cow;

use crate::continued::{self, Newlines};
use crate::dialect::Dialect;
use crate::escape::Escape;
use crate::help::Help;
use crate::sh::{self, End};
use crate::shell_text::ShellText;

/// The commands of a list as they are joined by `&&`: so that each is run only if those before it succeeded.
pub(crate) fn grouped(commands: &[ShellText], escape: char) -> impl Iterator<Item = Cow<'_, str>> {
    commands.iter().enumerate().map(move |(at, text)| {
        let text = continued::clean(text.text(), escape);
        match group_end(&text, at, commands.len(), escape) {
            None => text,
            Some(end) => Cow::Owned(format!("{{ {text}{end}")),
        }
    })
}

/// What ends the group that a command has to be, as so many in a list, if it has to be one.
pub(crate) fn group_end(text: &str, at: usize, of: usize, escape: char) -> Option<&'static str> {
    // Many hold nothing that would have to be read.
    if of == 1 || !text.contains([';', '&', '|']) {
        return None;
    }
    let command = sh::read(&continued::line(text, escape).unwrap_or(Cow::Borrowed(text)));
    if !command.needs_group(at == 0) {
        return None;
    }
    Some(if command.end == End::Closed {
        " }"
    } else {
        "; }"
    })
}

/// Why a command cannot be written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) what: String,
    /// What to do, if it is nothing that helps all commands.
    pub(crate) help: Option<Help>,
}

impl Problem {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            help: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<Help>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn dangles() -> Self {
        Self::new("ends with a continuation, which takes in the next instruction").help(
            Help::either(
                "end it with a line that is not continued, or make it a script: `Run::script(…)`",
                "end it with a line that is not continued, or make it a script in a here-document",
            ),
        )
    }

    pub(crate) fn swallows() -> Self {
        Self::new("holds a comment, which swallows the lines after it").help(Help::either(
            "put the comment on a line of its own, or make the text a script: `Run::script(…)`",
            "put the comment on a line of its own, or make the text a script in a here-document",
        ))
    }
}

/// Whether an instruction can have a here-document for its command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// `RUN`.
    Run,
    /// `CMD`, `ENTRYPOINT` and `HEALTHCHECK`.
    Other,
}

/// Where commands are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) holder: Holder,
    pub(crate) escape: Escape,
    /// What the shell reads that runs them.
    pub(crate) dialect: Dialect,
}

impl Context {
    /// Whether a here-document can stand there.
    pub(crate) fn takes_heredoc(self) -> bool {
        self.holder == Holder::Run
    }

    /// Whether a comment of a text takes in the lines behind it.
    pub(crate) fn swallows(self, text: &str) -> bool {
        let escape = self.escape.character();
        if !self.dialect.is_posix() || !text.contains('\n') || !text.contains('#') {
            return false;
        }
        let Some(line) = continued::line(text, escape) else {
            return false;
        };
        let command = sh::read(&line);
        command.end == End::Comment && command.comment < continued::last(text, escape)
    }

    /// Why a command cannot be written on lines, or not be joined to the others.
    pub(crate) fn unlisted(self, commands: &[ShellText], at: usize) -> Option<Problem> {
        let (text, of) = (commands.get(at)?.text(), commands.len());
        let escape = self.escape.character();
        let (first, last) = (at == 0, at + 1 == of);
        // What only the shell continues can stand in a here-document; there a comment ends the command.
        let for_the_shell = Self {
            escape: Escape::Backslash,
            ..self
        };
        let only_the_shell = || {
            self.takes_heredoc()
                && of > 1
                && continued::is_for_the_shell(text)
                && !for_the_shell.swallows(text)
        };
        let line = match continued::line(text, escape) {
            Some(line) => line,
            None if continued::newlines(text, escape) == Newlines::Dangle => {
                return Some(Problem::dangles());
            }
            None if only_the_shell() => Cow::Borrowed(text),
            None => return Some(Problem::new("has a newline")),
        };
        let cut = first && line.trim_start() != line || last && line.trim_end() != line;
        if cut {
            let what = "begins or ends with whitespace, which the builder cuts off";
            return Some(Problem::new(what));
        }
        if line.ends_with('`') && self.escape == Escape::Backtick {
            let what = "ends with a backtick, which would go on with the next line";
            return Some(Problem::new(what));
        }
        if line.ends_with('\\') && (!last || self.escape == Escape::Backslash) {
            let what = "ends with a backslash, which would go on with the next line";
            return Some(Problem::new(what));
        }
        // Where it may become a here-document, a newline follows.
        let may_be_script = || commands.iter().any(|it| it.text().contains(['<', '\n']));
        let backslashes = line.len() - line.trim_end_matches('\\').len();
        if backslashes % 2 == 1 && self.takes_heredoc() && of > 1 && may_be_script() {
            let what = "ends with a backslash, and a newline follows it";
            return Some(Problem::new(what));
        }
        if self.swallows(text) {
            return Some(Problem::swallows());
        }
        (of > 1).then(|| Self::unjoined(&line, first, last))?
    }

    /// Why a command cannot be joined to others.
    fn unjoined(line: &str, first: bool, last: bool) -> Option<Problem> {
        if line.trim_start().starts_with('#') {
            return Some(Problem::new("is a comment, which the builder leaves out"));
        }
        let command = sh::read(line);
        let grouped = command.needs_group(first);
        let comment = command.end == End::Comment;
        if let Some(open) = command.open.filter(|_| !comment) {
            let rest = if last {
                ""
            } else {
                ", which takes in the commands after it"
            };
            Some(Problem::new(format!("has {open} open{rest}")))
        } else if command.end == End::Dangling {
            let what = "begins or ends with an operator that joins it to nothing";
            Some(Problem::new(what))
        } else if comment && (!last || grouped) {
            let what = "holds a comment, which swallows the commands after it";
            Some(Problem::new(what))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_grouped_where_operators_would_reach_further() {
        let listed = |commands: &[&'static str]| {
            let commands: Vec<_> = commands.iter().map(|it| ShellText::from(*it)).collect();
            grouped(&commands, '\\').collect::<Vec<_>>().join(" && ")
        };
        assert_eq!(listed(&["a || b"]), "a || b");
        assert_eq!(listed(&["a; b || c", "d"]), "a; b || c && d");
        assert_eq!(listed(&["a;", "b &"]), "{ a; } && { b & }");
        assert_eq!(listed(&["a", "b || c ", "d"]), "a && { b || c ; } && d");
        assert_eq!(listed(&["a", r"b; c\ "]), r"a && { b; c\ ; }");
        assert_eq!(listed(&["a &\u{85}", "b"]), "a &\u{85} && b");
    }
}
