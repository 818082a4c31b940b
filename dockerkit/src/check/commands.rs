//! Whether a command can be written where it stands.

use std::borrow::Cow;

use super::values::odd;
use super::{Check, rules};
use crate::{Command, Shell, shape};

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

    /// The command of `CMD`, `ENTRYPOINT` and `HEALTHCHECK`, where none can.
    pub(super) fn command(&mut self, command: &Command) {
        match command {
            Command::Exec(words) => self.exec(words, usize::from(self.keyword == "HEALTHCHECK")),
            Command::Shell(shell) => {
                self.list(shell);
                let text = match shell.commands.as_slice() {
                    [text] => Cow::Borrowed(text.as_ref()),
                    commands => Cow::Owned(commands.join(" && ")),
                };
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
        self.measure(text.len());
        if odd(text) {
            self.no_nul(&"the command", text);
        }
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

    /// Commands of a line each.
    fn list(&mut self, shell: &Shell) {
        if shell.commands.is_empty() {
            self.error(
                &rules::EMPTY,
                "the list of commands is empty",
                "give it a command, or leave the instruction out",
            );
        }
        for (at, text) in shell.commands.iter().enumerate() {
            self.measure(text.len());
            self.no_nul(&"the command", text);
            let help = if self.keyword == "RUN" || self.keyword == "ONBUILD" {
                "give it as a text of its own, which may have many lines"
            } else {
                "put the text in a script file, or give the words as an array"
            };
            let problem = if text.trim().is_empty() {
                self.error(
                    &rules::EMPTY,
                    "a command of the list is empty",
                    "leave it out",
                );
                continue;
            } else if text.contains('\n') {
                "has a line break"
            } else if text.trim() != text.as_ref() {
                "begins or ends with blanks, which the builder cuts off"
            } else if text.ends_with(self.escape.character())
                || text.ends_with('\\') && shell.commands.len() > 1
            {
                "ends with a backslash, which would go on with the next line"
            } else if shell.commands.len() > 1 && text.starts_with('#') {
                "is a comment, which the builder leaves out"
            } else if at + 1 < shell.commands.len() && holds_comment(text) {
                "holds a comment, which swallows the commands after it"
            } else {
                continue;
            };
            self.error(
                &rules::SHELL_TEXT,
                format!("the command `{}` {problem}", shown(text)),
                help,
            );
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

/// Whether a comment begins in shell text, outside of quotes.
fn holds_comment(text: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (None | Some('"'), '\\') => {
                characters.next();
            }
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, '#') if before.is_whitespace() || ";&|(".contains(before) => return true,
            _ => {}
        }
        before = character;
    }
    false
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
