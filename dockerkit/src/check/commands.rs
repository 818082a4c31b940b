//! Whether a command can be written where it stands.

use std::borrow::Cow;

use super::{Check, rules};
use crate::list::{Context, Place, Problem};
use crate::shape::Form;
use crate::{Command, Shell, heredoc, sh, shape};

/// What helps where no here-document can stand.
const IN_A_FILE: &str = "put the text in a script file, or give the words as an array";

impl Check {
    /// The command of `RUN`, where a heredoc can stand.
    pub(super) fn run_command(&mut self, command: &Command) {
        match command {
            Command::Exec(words) => self.exec(words, 1),
            Command::Script(text) => {
                self.shell_text(text);
                match shape::script_problem(text) {
                    _ if self.no_text(text) => {}
                    Some(problem) => self.no_command(text, &problem, IN_A_FILE),
                    None => self.script(text),
                }
            }
            Command::Shell(shell) => match shell.commands.as_slice() {
                [text] => self.text_or_script(shell, text),
                _ => self.list(shell, Place::Run),
            },
        }
    }

    /// The command of `CMD`, `ENTRYPOINT` and `HEALTHCHECK`, where none can; of so many words, as the exec form.
    pub(super) fn command(&mut self, command: &Command, at_least: usize) {
        match command {
            Command::Exec(words) => self.exec(words, at_least),
            Command::Script(text) => {
                let problem = Problem::new("is a script, which only `RUN` can have");
                self.no_command(text, &problem, IN_A_FILE);
            }
            Command::Shell(shell) => {
                self.list(shell, Place::Other);
                let text = shape::line(shell, self.escape);
                if shape::is_misread(&text) {
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

    fn context(&self, place: Place) -> Context {
        Context {
            place,
            escape: self.escape,
            posix: self.posix,
        }
    }

    fn no_command(&mut self, text: &str, problem: &Problem, help: &str) {
        self.error(
            &rules::SHELL_TEXT,
            format!("the command `{}` {}", shown(text), problem.what),
            problem.help.unwrap_or(help),
        );
    }

    /// Whether a command is empty, which is said.
    fn no_text(&mut self, text: &str) -> bool {
        let empty = text.trim_start().is_empty();
        if empty {
            self.error(
                &rules::EMPTY,
                "the command is empty",
                "give it a command, or leave the instruction out",
            );
        }
        empty
    }

    /// One text: a line, or a script.
    fn text_or_script(&mut self, shell: &Shell, text: &str) {
        self.shell_text(text);
        if self.no_text(text) {
            return;
        }
        if let Some(problem) = shape::problem(text, self.context(Place::Run)) {
            return self.no_command(text, &problem, IN_A_FILE);
        }
        if text.contains('\n') {
            if let Form::Script(body) = shape::form(shell, Place::Run, self.escape) {
                self.script(&body);
            }
        }
    }

    fn script(&mut self, text: &str) {
        let lines = text.lines().filter(|line| is_code(line)).count();
        let runs_itself = text.starts_with("#!");
        let stops = runs_itself || text.lines().any(|line| sets_errexit(line.trim_start()));
        if lines > 1 && !stops && !continues(text) {
            self.warning(
                &rules::SCRIPT_GOES_ON,
                "the script goes on after a command that failed",
                "begin it with `set -e`, or give the commands as a list: `Run::all([…])`",
            );
        }
        if self.posix && !runs_itself && sh::is_cut(text) {
            self.warning(
                &rules::CUT_BY_COMMENT,
                "a comment stands between the continued lines of a script, where it ends the command",
                "put the comment above the command; only where all newlines are continuations does the builder take it out",
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
        let may = heredoc::may_hold(text) && !text.contains('\n');
        if may || text.contains('\n') && shape::may_hold_heredoc(text, self.escape) {
            self.look();
        }
    }

    /// Commands of a line each.
    fn list(&mut self, shell: &Shell, place: Place) {
        if shell.commands.is_empty() {
            self.error(
                &rules::EMPTY,
                "the list of commands is empty",
                "give it a command, or leave the instruction out",
            );
        }
        let help = match place {
            Place::Run => {
                "take it out, or make the list one text of many lines: `Run::new(\"set -e\\n…\")`"
            }
            Place::Other => IN_A_FILE,
        };
        for (at, text) in shell.commands.iter().enumerate() {
            self.shell_text(text);
            if text.trim().is_empty() {
                self.error(
                    &rules::EMPTY,
                    "a command of the list is empty",
                    "leave it out",
                );
            } else if let Some(problem) = self.context(place).unlisted(&shell.commands, at) {
                self.no_command(text, &problem, help);
            }
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

/// Whether a line of a script is neither blank nor a comment.
fn is_code(line: &str) -> bool {
    let start = line.trim_start();
    !start.is_empty() && !start.starts_with('#')
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
    let lines = text.lines().rev();
    let mut lines = lines.skip_while(|line| !is_code(line)).skip(1);
    lines.all(|line| {
        ["\\", "&&", "||", "|"]
            .iter()
            .any(|joint| line.trim_end().ends_with(joint))
    })
}
