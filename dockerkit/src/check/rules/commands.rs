//! Rules of commands.

use super::{docs, rules};
use std::borrow::Cow;

use super::{misread, needs_escape, triggered};
use crate::check::sink::Sink;
use crate::check::views::{CommandView, Form, Holds, ScriptView, Written};
use crate::commands::{Commands, sets_errexit, shebang};
use crate::dialect::Dialect;
use crate::help::Help;
use crate::heredoc::{self, Heredoc};
use crate::instruction::Instruction;
use crate::list::{Holder, Problem};
use crate::resolve::sets_error_action;
use crate::sh;
use crate::shape;
use crate::shell::Command;
use crate::shell_text::ShellText;
use crate::shown::Shown;

rules! {
    #[doc = " Shell text is read as shell text where it stands."]
    SHELL_TEXT = "shell-text" (Unwritable, docs!("#shell-form"), [Command: shell_text, Written: other_heredocs, Written: other_escape])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").cmd("one\ntwo"))"#,
        says: r"the command `one\ntwo` has a newline",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Healthcheck::new("one && two")))"#
    }
    #[doc = " A script stops at the first command that fails."]
    SCRIPT_GOES_ON = "script-goes-on" (Lint, docs!("#here-documents"), [Script: script_goes_on])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run("make\nmake install\n"))"#,
        says: "the script goes on after a command that failed",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").run("set -e\nmake\nmake install\n"))"#
    }
    #[doc = " A command begins with a program: the keyword of the instruction and its flags are not part of it."]
    INSTRUCTION_IN_COMMAND = "instruction-in-command" (Lint, docs!("#run"), [Command: instruction_in_command])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run("--network=none make"))"#,
        says: "the command begins with `--network=none`, which is a flag of `RUN`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("make").network(Network::None)))"#
    }
    #[doc = " The exec form is one command, a word each: its first word is a program."]
    BLANK_IN_PROGRAM = "blank-in-program" (Lint, docs!("#exec-form"), [Command: blank_in_program])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run(["apk update", "apk add curl"]))"#,
        says: "the program `apk update` has a blank in its name",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::all(["apk update", "apk add curl"])))"#
    }
    #[doc = " The lines of a script end as a shell reads them: without carriage returns."]
    CARRIAGE_RETURN = "carriage-return" (Lint, docs!("#here-documents"), [Script: carriage_return])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::script("set -e\r\nmake\r\n")))"#,
        says: "the lines of the script end with a carriage return, which the shell takes for a part of the last word",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::script("set -e\nmake\n")))"#
    }
    #[doc = " `#!` is the first thing in a script, where it names the program that runs it."]
    LATE_SHEBANG = "late-shebang" (Lint, docs!("#here-documents"), [Script: late_shebang])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::script("\n#!/usr/bin/python3\nprint(1)\n")))"#,
        says: "`#!/usr/bin/python3` is not the first line, so the shell runs the script",
        good: r##"Dockerfile::new().stage(Stage::new("alpine").push(Run::script("#!/usr/bin/python3\nprint(1)\n")))"##
    }
    #[doc = " No comment stands between the continued lines of a script, where it ends the command."]
    CUT_BY_COMMENT = "cut-by-comment" (Lint, docs!("#here-documents"), [Script: cut_by_comment])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run("set -e\napk add curl \\\n  # for the build\n  git\nmake\n"))"#,
        says: "a comment stands between the continued lines of a script, where it ends the command",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").run("apk add curl \\\n  # for the build\n  git"))"#
    }
}

/// What helps where no here-document can stand.
const IN_A_FILE: &str = "put the text in a script file, or give the words as an array";

/// Commands, and words of one, that there have to be.
pub(super) fn empty_command(view: &CommandView<'_>, sink: &mut Sink<'_>) {
    match view.form {
        Form::Exec(words) if words.len() < view.at_least => {
            sink.find_in("command", "the command has no words", "give it a program");
        }
        Form::Exec(_) => {}
        Form::Script(text) => empty_text(text, sink),
        Form::Shell(shell) => match shell.commands.as_slice() {
            [] => sink.find_in(
                "command",
                "the list of commands is empty",
                Help::either(
                    "give it a command, or leave the instruction out; `Run::install` takes the names of packages, and \
                     the manager of a distribution",
                    "give it a command, or leave the instruction out",
                ),
            ),
            [text] if view.context.takes_heredoc() => empty_text(text, sink),
            [text] if is_empty(text) => sink.find_in(
                "command",
                "the command is empty",
                Help::either(
                    "give it a command, or leave the instruction out; `Cmd::none()` and `Entrypoint::none()` take the base image's away",
                    "give it a command, or leave the instruction out; `[]` takes the base image's away",
                ),
            ),
            commands => {
                for _ in commands.iter().filter(|it| is_empty(it)) {
                    sink.find_in("command", "a command of the list is empty", "leave it out");
                }
            }
        },
    }
}

/// Whether nothing is there; values that are left could not be quoted.
fn is_empty(text: &ShellText) -> bool {
    // Most texts begin with the name of a program.
    let plain = text
        .text()
        .starts_with(|first: char| first.is_ascii_graphic());
    !plain && !text.has_values() && text.text().trim_start().is_empty()
}

fn empty_text(text: &ShellText, sink: &mut Sink<'_>) {
    if is_empty(text) {
        sink.find_in(
            "command",
            "the command is empty",
            "give it a command, or leave the instruction out",
        );
    }
}

fn blank_in_program(view: &CommandView<'_>, sink: &mut Sink<'_>) {
    let Form::Exec([program, ..]) = view.form else {
        return;
    };
    if program.trim().contains(' ') && !program.starts_with(['/', '.']) && !program.contains('\\') {
        sink.find_in(
            "command",
            format!("the program `{}` has a blank in its name", program.shown()),
            Help::either(
                "an array is one command, a word each: several commands are `Run::all([…])`, and shell text is one string",
                "an array is one command, a word each: several commands are shell text, with `&&` between them",
            ),
        );
    }
}

fn shell_text(view: &CommandView<'_>, sink: &mut Sink<'_>) {
    let shell = match view.form {
        Form::Exec(_) => return,
        Form::Script(text) => return script(text.text(), view, sink),
        Form::Shell(shell) => shell,
    };
    match shell.commands.as_slice() {
        [text] if view.context.takes_heredoc() => text_or_script(text.text(), view, sink),
        commands => list(commands, view, sink),
    }
    if !view.context.takes_heredoc() {
        let text = shape::line(shell, view.context.escape);
        if text.starts_with('[') && shape::is_misread(&text) {
            sink.find_in(
                "command",
                format!(
                    "the text `{}` begins like an array in JSON: builders take it for one, or do not agree what it is",
                    text.shown()
                ),
                "give the words as an array, which in a Dockerfile is one of strings in double quotes, or put a program's name first",
            );
        } else if shape::is_misread(&text) {
            sink.find_in(
                "command",
                format!(
                    "the text `{}` would not be read as shell text",
                    text.shown()
                ),
                "give the words as an array, or put a program's name first",
            );
        }
    }
}

fn script(text: &str, view: &CommandView<'_>, sink: &mut Sink<'_>) {
    if view.context.takes_heredoc() {
        if let Some(problem) = shape::script_problem(text) {
            unwritable(text, &problem, IN_A_FILE, sink);
        }
    } else {
        let problem = Problem::new("is a script, which only `RUN` can have");
        unwritable(text, &problem, IN_A_FILE, sink);
    }
}

/// One text: a line, or a script.
fn text_or_script(text: &str, view: &CommandView<'_>, sink: &mut Sink<'_>) {
    if !view
        .holds
        .any(Holds::LESS | Holds::BACKSLASH | Holds::NEWLINE)
    {
        return;
    }
    look(text, view, sink);
    if text.trim_start().is_empty() {
        return;
    }
    if let Some(problem) = shape::problem(text, view.context) {
        unwritable(text, &problem, IN_A_FILE, sink);
    }
}

/// Whether it opens a here-document is seen in the line that is written.
fn look(text: &str, view: &CommandView<'_>, sink: &mut Sink<'_>) {
    if view.holds.any(Holds::LESS) && shape::may_hold_heredoc(text, view.context.escape) {
        sink.look();
    }
}

fn unwritable(text: &str, problem: &Problem, help: &'static str, sink: &mut Sink<'_>) {
    sink.find_in(
        "command",
        format!("the command `{}` {}", shown(text), problem.what),
        problem.help.clone().unwrap_or(help.into()),
    );
}

/// Commands of a line each.
fn list(commands: &[ShellText], view: &CommandView<'_>, sink: &mut Sink<'_>) {
    let help = if view.context.takes_heredoc() {
        "take it out, or make the list one text of many lines: `Run::new(\"set -e\\n…\")`"
    } else {
        IN_A_FILE
    };
    if commands.len() > 1 && !view.context.dialect.is_posix() {
        // It is one text already, or has a finding of its own.
        return;
    }
    for (at, text) in commands.iter().map(ShellText::text).enumerate() {
        look(text, view, sink);
        if text.trim().is_empty() {
            continue;
        }
        if let Some(problem) = view.context.unlisted(commands, at) {
            unwritable(text, &problem, help, sink);
        }
    }
}

/// Here-documents that BuildKit would find in a `RUN` beside the one that was meant.
fn other_heredocs(written: &Written<'_>, sink: &mut Sink<'_>) {
    let Some(Instruction::Run(run)) = written.instruction.map(triggered) else {
        return;
    };
    // The exec form opens none.
    if let Command::Exec(_) = run.command {
        return;
    }
    let script = shape::body(&run.command, written.escape).map(|body| Heredoc {
        word: heredoc::word(&body).to_string(),
        expands: true,
        strips_tabs: false,
    });
    let own = match &run.command {
        Command::Shell(shell) => match shell.commands.as_slice() {
            [text] => shape::documents(text.text(), written.escape.character()),
            _ => None,
        },
        _ => None,
    };
    match own {
        Some(own) if script.is_none() => misread(written, &own, sink),
        _ => misread(written, script.as_slice(), sink),
    }
}

/// What is read with another escape character, too, must not need one.
fn other_escape(written: &Written<'_>, sink: &mut Sink<'_>) {
    let trigger = matches!(written.instruction, Some(Instruction::OnBuild(_)));
    let flags = written.flags.as_ref();
    // What was read stays what it was to each frontend.
    if sink.speaks_of_a_dockerfile() {
        return;
    }
    // Frontends before syntax 1.15 read all flags with a backslash.
    if !trigger && flags.is_some_and(|flags| needs_escape(flags, written.escape)) {
        let keyword = sink.keyword;
        sink.find(
            format!("frontends before syntax 1.15 read the flags of this `{keyword}` with `\\` as the escape character, which changes their values"),
            "use values without a backslash, as Windows takes `/` in paths, too; or the default escape character",
        );
    }
}

/// The script that a command is, if it has many lines.
pub(crate) fn script_of<'a>(view: &CommandView<'a>) -> Option<Cow<'a, str>> {
    if !view.context.takes_heredoc() || !view.holds.any(Holds::NEWLINE) {
        return None;
    }
    let script = match view.form {
        Form::Exec(_) => return None,
        Form::Script(text) => Cow::Borrowed(text.text()),
        Form::Shell(shell) => match shape::form(shell, Holder::Run, view.context.escape) {
            shape::Form::Script(body) if shell.commands.len() == 1 => body,
            _ => return None,
        },
    };
    Some(script).filter(|text| !text.trim_start().is_empty())
}

fn script_goes_on(script: &ScriptView<'_>, sink: &mut Sink<'_>) {
    let text = script.text;
    let (dialect, stops) = match shebang(text) {
        Some(words) => (
            Dialect::of(words.first().copied().unwrap_or_default()),
            sets_errexit(words.into_iter()),
        ),
        None => (script.context.dialect, sink.shell.stops()),
    };
    let (goes_on, help) = match dialect {
        _ if stops => return,
        Dialect::Posix => (
            Commands::read(text).go_on(),
            Help::either(
                "begin it with `set -e`, or give the commands as a list: `Run::all([…])`",
                "begin it with `set -e`, or put `&&` between the commands",
            ),
        ),
        Dialect::PowerShell | Dialect::WindowsPowerShell => (
            !sets_error_action(text) && dialect.goes_on(text),
            "begin it with `$ErrorActionPreference = 'Stop'`, and look at `$LASTEXITCODE` behind a program".into(),
        ),
        // Another program's text is its own business.
        Dialect::Cmd | Dialect::Other => return,
    };
    if goes_on {
        sink.find_in(
            "command",
            "the script goes on after a command that failed",
            help,
        );
    }
}

fn instruction_in_command(view: &CommandView<'_>, sink: &mut Sink<'_>) {
    let text = match view.form {
        Form::Exec(_) => return,
        Form::Script(text) => text.text(),
        Form::Shell(shell) => shell.commands.first().map_or("", ShellText::text),
    };
    // Most texts begin with the name of a program.
    if text.starts_with(|first: char| first.is_ascii_lowercase()) {
        return;
    }
    let text = text.trim_start();
    let is_flag = text.starts_with("--");
    if !is_flag && !text.starts_with(sink.keyword) {
        return;
    }
    let word = text.split_whitespace().next().unwrap_or_default();
    if is_flag && view.context.takes_heredoc() {
        sink.find_in(
            "command",
            format!("the command begins with `{word}`, which is a flag of `RUN`"),
            Help::either(
                "set it with the method of that name: `Run::new(…).mount(…)`",
                "put it behind `RUN`, in front of the command, in small letters",
            ),
        );
    } else if !is_flag && word == sink.keyword {
        sink.find_in(
            "command",
            format!("the command begins with `{word}`, which is the instruction itself"),
            "leave it out",
        );
    }
}

fn carriage_return(script: &ScriptView<'_>, sink: &mut Sink<'_>) {
    // Others take it for a part of the end.
    let reads_it = script.context.dialect.is_posix() || script.text.starts_with("#!");
    if reads_it && script.text.contains("\r\n") {
        sink.find_in(
            "command",
            "the lines of the script end with a carriage return, which the shell takes for a part of the last word",
            Help::either(
                "end them with a newline alone: `text.replace(\"\\r\\n\", \"\\n\")`",
                "save the file with newlines alone at the ends of its lines",
            ),
        );
    }
}

fn late_shebang(script: &ScriptView<'_>, sink: &mut Sink<'_>) {
    let text = script.text;
    if let Some(line) = text
        .trim_start()
        .lines()
        .next()
        .filter(|line| line.starts_with("#!"))
    {
        if !text.starts_with("#!") {
            sink.find_in(
                "command",
                format!(
                    "`{}` is not the first line, so the shell runs the script",
                    shown(line)
                ),
                "begin the text with it",
            );
        }
    }
}

fn cut_by_comment(script: &ScriptView<'_>, sink: &mut Sink<'_>) {
    let text = script.text;
    if script.context.dialect.is_posix() && !text.starts_with("#!") && sh::is_cut(text) {
        sink.find_in(
            "command",
            "a comment stands between the continued lines of a script, where it ends the command",
            "put the comment above the command; only where all newlines are continuations does the builder take it out",
        );
    }
}

/// Text for a message, cut where it gets long.
pub(super) fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    let rest = if short.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", short.shown())
}
