//! Whether a command can be written where it stands.

use std::borrow::Cow;

use super::{Check, rules};
use crate::sh::{self, End};
use crate::{Command, Escape, Shell, heredoc, shape};

impl Check {
    /// The command of `RUN`, where a heredoc can stand.
    pub(super) fn run_command(&mut self, command: &Command) {
        match command {
            Command::Exec(words) => self.exec(words, 1),
            Command::Shell(shell) => match shell.commands.as_slice() {
                [text] => self.script(text),
                _ => self.list(shell),
            },
        }
    }

    /// The command of `CMD`, `ENTRYPOINT` and `HEALTHCHECK`, where none can; of so many words, as the exec form.
    pub(super) fn command(&mut self, command: &Command, at_least: usize) {
        match command {
            Command::Exec(words) => self.exec(words, at_least),
            Command::Shell(shell) => {
                self.list(shell);
                let text = shape::line(shell);
                if shape::looks_like_json(&text) || text.starts_with("--") {
                    self.error(
                        &rules::SHELL_TEXT,
                        format!(
                            "the text `{}` would not be read as shell text",
                            text.escape_debug()
                        ),
                        "give the words as an array, or put a program's name first",
                    );
                }
            }
        }
    }

    /// One text: a line, or a script.
    fn script(&mut self, text: &str) {
        self.shell_text(text);
        if text.trim_start().is_empty() {
            return self.error(
                &rules::EMPTY,
                "the command is empty",
                "give it a command, or leave the instruction out",
            );
        }
        let backslashes = text.len() - text.trim_end_matches('\\').len();
        if backslashes % 2 == 1 && shape::is_script(text, self.escape) {
            self.error(
                &rules::SHELL_TEXT,
                format!(
                    "the command `{}` ends with a backslash, and a line break follows it",
                    shown(text)
                ),
                "put the backslash in quotes, or take it off",
            );
        }
        if !text.contains('\n') {
            return;
        }
        let lines = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
            .count();
        let stops =
            text.starts_with("#!") || text.lines().any(|line| sets_errexit(line.trim_start()));
        if lines > 1 && !stops && !continues(text) {
            self.warning(
                &rules::SCRIPT_GOES_ON,
                "the script goes on after a command that failed",
                "begin it with `set -e`, or give the commands as a list: `Run::all([…])`",
            );
        }
    }

    /// What may be odd in shell text: one pass, without a branch for each byte.
    fn shell_text(&mut self, text: &str) {
        self.measure(text.len());
        let odd = |byte: u8| u8::from(byte == 0) | u8::from(byte == b'<');
        if text.bytes().fold(0, |found, byte| found | odd(byte)) == 0 {
            return;
        }
        self.no_nul(&"the command", text);
        // Whether it opens a here-document is seen in the line that is written.
        if heredoc::may_hold(text) && !text.contains('\n') {
            self.look();
        }
    }

    /// Commands of a line each.
    fn list(&mut self, shell: &Shell) {
        if shell.commands.is_empty() {
            self.error(
                &rules::EMPTY,
                "the list of commands is empty",
                "give it a command, or leave the instruction out",
            );
        }
        let help = if self.keyword == "RUN" || self.keyword == "ONBUILD" {
            "take it out, or make the list one text of many lines: `Run::new(\"set -e\\n…\")`"
        } else {
            "put the text in a script file, or give the words as an array"
        };
        for (at, text) in shell.commands.iter().enumerate() {
            self.shell_text(text);
            if text.trim().is_empty() {
                self.error(
                    &rules::EMPTY,
                    "a command of the list is empty",
                    "leave it out",
                );
            } else if let Some(problem) = self.unlisted(text, at, shell.commands.len()) {
                self.error(
                    &rules::SHELL_TEXT,
                    format!("the command `{}` {problem}", shown(text)),
                    help,
                );
            }
        }
    }

    /// Why a command cannot be written on lines, or not be joined to the others.
    fn unlisted(&self, text: &str, at: usize, of: usize) -> Option<String> {
        let (first, last) = (at == 0, at + 1 == of);
        let cut = first && text.trim_start() != text || last && text.trim_end() != text;
        let problem = if text.contains('\n') {
            "has a line break"
        } else if cut {
            "begins or ends with blanks, which the builder cuts off"
        } else if text.ends_with('`') && self.escape == Escape::Backtick {
            "ends with a backtick, which would go on with the next line"
        } else if text.ends_with('\\') && (!last || self.escape == Escape::Backslash) {
            "ends with a backslash, which would go on with the next line"
        } else if of > 1 {
            return self.unjoined(text, first, last);
        } else {
            return None;
        };
        Some(problem.to_owned())
    }

    /// Why a command cannot be joined to others.
    fn unjoined(&self, text: &str, first: bool, last: bool) -> Option<String> {
        if text.trim_start().starts_with('#') {
            return Some("is a comment, which the builder leaves out".to_owned());
        }
        let command = sh::read(text);
        let grouped = command.needs_group(first);
        let comment = command.end == End::Comment;
        if let Some(open) = command.open.filter(|_| !comment) {
            let rest = if last {
                ""
            } else {
                ", which takes in the commands after it"
            };
            Some(format!("has {open} open{rest}"))
        } else if command.end == End::Dangling {
            Some("begins or ends with an operator that joins it to nothing".to_owned())
        } else if comment && (!last || grouped) {
            Some("holds a comment, which swallows the commands after it".to_owned())
        } else if grouped && !self.posix {
            Some("has to be grouped with `{ …; }`, which only a POSIX shell reads".to_owned())
        } else {
            None
        }
    }

    pub(super) fn exec(&mut self, words: &[Cow<'static, str>], at_least: usize) {
        if words.len() < at_least {
            self.error(
                &rules::EMPTY,
                "the command has no words",
                "give it a program",
            );
        }
        for word in words {
            self.measure(word.len() + 4);
            if word.contains('\0') {
                self.no_nul(&format_args!("the word `{}`", shown(word)), word);
            }
        }
    }
}

/// Text for a message, cut where it gets long.
fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    let rest = if short.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", short.escape_debug())
}

fn sets_errexit(line: &str) -> bool {
    let Some(options) = line.strip_prefix("set -") else {
        return false;
    };
    let short = options.split_whitespace().next().unwrap_or_default();
    short.contains('e') || options.contains("errexit")
}

/// Whether the lines are one command, each ending in what joins it to the next.
fn continues(text: &str) -> bool {
    let mut lines = text.trim_end().lines().rev().skip(1);
    lines.all(|line| {
        ["\\", "&&", "||", "|"]
            .iter()
            .any(|joint| line.trim_end().ends_with(joint))
    })
}
