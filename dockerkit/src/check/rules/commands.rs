//! Rules of commands.

use super::{docs, rules};
use std::borrow::Cow;

use super::{misread, needs_escape, read_with_backslash, triggered};
use crate::check::sink::Sink;
use crate::check::views::{CommandView, Form, Holds, Written};
use crate::dockerfile::Escape;
use crate::heredoc::{self, Heredoc};
use crate::instruction::Instruction;
use crate::sh::{self, End};
use crate::shape;
use crate::shell::Command;

rules! {
    #[doc = " Shell text is read as shell text where it stands."]
    SHELL_TEXT = "shell-text" (Unwritable, docs!("#shell-form"), [Command: shell_text, Written: other_heredocs, Written: other_escape])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").cmd("one\ntwo"))"#,
        says: r"the command `one\ntwo` has a line break",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").cmd("one && two"))"#
    }
    #[doc = " A script stops at the first command that fails."]
    SCRIPT_GOES_ON = "script-goes-on" (Lint, docs!("#here-documents"), [Command: script_goes_on])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run("make\nmake install\n"))"#,
        says: "the script goes on after a command that failed",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").run("set -e\nmake\nmake install\n"))"#
    }
}

/// Commands, and words of one, that there have to be.
pub(super) fn empty_command(view: &CommandView<'_>, sink: &mut Sink<'_>) {
    match view.form {
        Form::Exec(words) if words.len() < view.at_least => {
            sink.find_in("command", "the command has no words", "give it a program");
        }
        Form::Exec(_) => {}
        Form::Shell(shell) => match shell.commands.as_slice() {
            [] => sink.find_in(
                "command",
                "the list of commands is empty",
                "give it a command, or leave the instruction out",
            ),
            [text] if view.heredoc => {
                if text.trim_start().is_empty() {
                    sink.find_in(
                        "command",
                        "the command is empty",
                        "give it a command, or leave the instruction out",
                    );
                }
            }
            commands => {
                for _ in commands.iter().filter(|text| text.trim().is_empty()) {
                    sink.find_in("command", "a command of the list is empty", "leave it out");
                }
            }
        },
    }
}

fn shell_text(view: &CommandView<'_>, sink: &mut Sink<'_>) {
    let Form::Shell(shell) = view.form else {
        return;
    };
    match shell.commands.as_slice() {
        [text] if view.heredoc => script(text, view, sink),
        commands => list(commands, view, sink),
    }
    if !view.heredoc {
        let text = shape::line(shell);
        if shape::looks_like_json(&text) || text.starts_with("--") {
            sink.find_in(
                "command",
                format!(
                    "the text `{}` would not be read as shell text",
                    text.escape_debug()
                ),
                "give the words as an array, or put a program's name first",
            );
        }
    }
}

/// One text: a line, or a script.
fn script(text: &str, view: &CommandView<'_>, sink: &mut Sink<'_>) {
    if !view.holds.any(Holds::LESS | Holds::BACKSLASH) {
        return;
    }
    // Whether it opens a here-document is seen in the line that is written.
    if heredoc::may_hold(text) && !text.contains('\n') {
        sink.look();
    }
    let backslashes = text.len() - text.trim_end_matches('\\').len();
    if backslashes % 2 == 1 && shape::is_script(text, view.escape) {
        sink.find_in(
            "command",
            format!(
                "the command `{}` ends with a backslash, and a line break follows it",
                shown(text)
            ),
            "put the backslash in quotes, or take it off",
        );
    }
}

/// Commands of a line each.
fn list(commands: &[Cow<'_, str>], view: &CommandView<'_>, sink: &mut Sink<'_>) {
    let help = if view.heredoc {
        "take it out, or make the list one text of many lines: `Run::new(\"set -e\\n…\")`"
    } else {
        "put the text in a script file, or give the words as an array"
    };
    for (at, text) in commands.iter().enumerate() {
        if heredoc::may_hold(text) && !text.contains('\n') {
            sink.look();
        }
        if text.trim().is_empty() {
            continue;
        }
        if let Some(problem) = unlisted(text, at, commands.len(), view) {
            sink.find_in(
                "command",
                format!("the command `{}` {problem}", shown(text)),
                help,
            );
        }
    }
}

/// Why a command cannot be written on lines, or not be joined to the others.
fn unlisted(text: &str, at: usize, of: usize, view: &CommandView<'_>) -> Option<String> {
    let (first, last) = (at == 0, at + 1 == of);
    let cut = first && text.trim_start() != text || last && text.trim_end() != text;
    let problem = if text.contains('\n') {
        "has a line break"
    } else if cut {
        "begins or ends with blanks, which the builder cuts off"
    } else if text.ends_with('`') && view.escape == Escape::Backtick {
        "ends with a backtick, which would go on with the next line"
    } else if text.ends_with('\\') && (!last || view.escape == Escape::Backslash) {
        "ends with a backslash, which would go on with the next line"
    } else if of > 1 {
        return unjoined(text, first, last, view.posix);
    } else {
        return None;
    };
    Some(problem.to_owned())
}

/// Why a command cannot be joined to others.
fn unjoined(text: &str, first: bool, last: bool, posix: bool) -> Option<String> {
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
    } else if grouped && !posix {
        Some("has to be grouped with `{ …; }`, which only a POSIX shell reads".to_owned())
    } else {
        None
    }
}

/// Here-documents that BuildKit would find in a `RUN` beside the one that was meant.
fn other_heredocs(written: &Written<'_>, sink: &mut Sink<'_>) {
    let Some(Instruction::Run(run)) = written.instruction.map(triggered) else {
        return;
    };
    let Command::Shell(shell) = &run.command else {
        return;
    };
    let script = shape::needs_heredoc(shell, written.escape).then(|| Heredoc {
        word: heredoc::word(&shape::script(shell)).to_string(),
        expands: true,
        strips_tabs: false,
    });
    misread(written, script.as_slice(), sink);
}

/// What is read with another escape character, too, must not need one.
fn other_escape(written: &Written<'_>, sink: &mut Sink<'_>) {
    let trigger = matches!(written.instruction, Some(Instruction::OnBuild(_)));
    let flags = written.flags.as_ref();
    // Frontends before syntax 1.15 read all flags with a backslash.
    if !trigger && flags.is_some_and(|flags| needs_escape(flags, written.escape)) {
        read_with_backslash(sink);
    }
}

fn script_goes_on(view: &CommandView<'_>, sink: &mut Sink<'_>) {
    let Form::Shell(shell) = view.form else {
        return;
    };
    let [text] = shell.commands.as_slice() else {
        return;
    };
    if !view.heredoc || !view.holds.any(Holds::NEWLINE) || text.trim_start().is_empty() {
        return;
    }
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .count();
    let stops = text.starts_with("#!") || text.lines().any(|line| sets_errexit(line.trim_start()));
    if lines > 1 && !stops && !continues(text) {
        sink.find_in(
            "command",
            "the script goes on after a command that failed",
            "begin it with `set -e`, or give the commands as a list: `Run::all([…])`",
        );
    }
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

/// Text for a message, cut where it gets long.
pub(super) fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    let rest = if short.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", short.escape_debug())
}
