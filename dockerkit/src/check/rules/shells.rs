//! Rules of shells: which one reads a step, and what it is given.

use super::commands::shown;
use super::{docs, rules};
use crate::check::sink::Sink;
use crate::dialect::{Dialect, Why};
use crate::resolve::Problem;
use crate::shell_text::{Glued, ShellText};

rules! {
    #[doc = " A value in shell text is quoted for the shell that reads it."]
    SHELL_VALUE = "shell-value" (Unwritable, docs!("#shell"), [Problem: shell_value])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(DefaultShell::new(["fish", "-c"])).run(Shell::new("echo ").arg("a b")))"#,
        says: "the value `a b` cannot be quoted for the shell `fish`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(DefaultShell::new(["/bin/bash", "-c"])).run(Shell::new("echo ").arg("a b")))"#
    }
    #[doc = " A value is a word of its own, or goes on with one."]
    VALUE_IN_WORD = "value-in-word" (Lint, docs!("#shell-form"), [Text: value_in_word])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run(Shell::new("uv sync").arg(" --extra=gpu")))"#,
        says: "the value ` --extra=gpu` becomes part of the word `sync`, with the blank that it begins with",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").run(Shell::new("uv sync ").arg(Some("--extra=gpu"))))"#
    }
    #[doc = " A list of commands is one for the shell that reads it."]
    SHELL_LIST = "shell-list" (Unwritable, docs!("#shell"), [Problem: shell_list])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(DefaultShell::new(["powershell", "-Command"])).push(Run::all(["one", "two"])))"#,
        says: "the command `one` has to be joined to the others by `&&`, which that shell does not have",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(DefaultShell::new(["pwsh", "-Command"])).push(Run::all(["one", "two"])))"#
    }
}

fn shell_value(problem: &Problem, sink: &mut Sink<'_>) {
    let Problem::Value {
        value,
        why,
        shell,
        dialect,
    } = problem
    else {
        return;
    };
    let value = shown(value);
    let (message, help) = match (why, dialect) {
        (Why::Language, Dialect::Cmd) => (
            format!("the value `{value}` cannot be quoted for `cmd`"),
            "give the words as an array, or have PowerShell read it: `DefaultShell::new([\"powershell\", \"-Command\"])`",
        ),
        (Why::Language, _) if shell.is_empty() => (
            format!("the value `{value}` cannot be quoted: which shell reads it is not known"),
            "say which it is in front of the step: `DefaultShell::new([…])`; or give the words as an array",
        ),
        (Why::Language, _) => (
            format!(
                "the value `{value}` cannot be quoted for the shell `{}`",
                shown(shell)
            ),
            "give the words as an array, or set an `ENV` or an `ARG` to the value and name it as that shell does",
        ),
        (Why::Stands(place), _) => (
            format!("the value `{value}` stands {place}, where it is not read as a value"),
            "write it outside, as a word of the command, where it needs no quotes; text and value can be one value, too: `.arg(format!(…))`",
        ),
        (Why::Windows, _) => (
            format!(
                "the value `{value}` does not reach PowerShell on Windows, which takes double quotes, newlines and blanks beside each other out of the command line"
            ),
            "set an `ENV` or an `ARG` to it, and name that: `$Env:NAME`",
        ),
        (Why::Split, _) => (
            format!("the value `{value}` is only a part of a word, which PowerShell splits there"),
            "make all of the word the value: `.arg(format!(…))`; or put a blank between them",
        ),
    };
    sink.find_in("command", message, help);
}

fn shell_list(problem: &Problem, sink: &mut Sink<'_>) {
    let Problem::Unlisted {
        command,
        what,
        dialect,
    } = problem
    else {
        return;
    };
    let help = match dialect {
        Dialect::PowerShell | Dialect::WindowsPowerShell => {
            "make the list one text of many lines: `Run::new(\"$ErrorActionPreference = 'Stop'\\n…\")`"
        }
        _ => "write the commands as one text, as that shell joins them",
    };
    sink.find_in(
        "command",
        format!("the command `{}` {what}", shown(command)),
        help,
    );
}

fn value_in_word(text: &ShellText, sink: &mut Sink<'_>) {
    let glued = text.glued();
    let message = match &glued {
        None => return,
        Some(Glued::Value { word, value: "" }) => {
            format!(
                "the empty value behind `{}` becomes two quotes, which are part of that word",
                shown(word)
            )
        }
        Some(Glued::Value { word, value }) => {
            let blank = if value.starts_with('-') {
                ""
            } else {
                ", with the blank that it begins with"
            };
            format!(
                "the value `{}` becomes part of the word `{}`{blank}",
                shown(value),
                shown(word)
            )
        }
        Some(Glued::List { word: "" }) => {
            "the list behind a value goes on with that word".to_owned()
        }
        Some(Glued::List { word }) => {
            format!("the list behind `{}` goes on with that word", shown(word))
        }
        Some(Glued::Words { word, count }) => format!(
            "only one word can belong to `{}`, and the list behind it has {count}",
            shown(word)
        ),
    };
    let help = match glued {
        Some(Glued::Words { .. }) => {
            "give it one value, or put the list where several words may stand"
        }
        _ => {
            "put a blank in front of the value, and give a word that may be missing as an `Option`, or several as a list"
        }
    };
    sink.find_in("command", message, help);
}
