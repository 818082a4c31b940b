//! What says the same in the way that a person would: presets for their mounts, lists of commands, scripts as text.

use std::borrow::Cow;

use crate::dockerfile::Dockerfile;
use crate::escape::Escape;
use crate::instruction::{Instruction, Run};
use crate::list::Holder;
use crate::shape::{self, Form};
use crate::shell::{Command, Shell};

use super::presets::with_presets;

/// The file in other words, which render to the same text.
pub(super) fn prepared(file: &Dockerfile, presets: bool) -> Cow<'_, Dockerfile> {
    let Ok(text) = file.render() else {
        return Cow::Borrowed(file);
    };
    let is_same = |other: &Dockerfile| other.render().is_ok_and(|other| other == text);
    let mut best = Cow::Borrowed(file);
    if presets {
        let mut ways = [true, false].into_iter();
        let other = ways.find_map(|users| with_presets(file, users).filter(is_same));
        best = other.map_or(best, Cow::Owned);
    }
    for said in [as_list, as_text] {
        if let Some(other) = with_commands(&best, said).filter(is_same) {
            best = Cow::Owned(other);
        }
    }
    best
}

/// The file with its commands said in another way, if there is one.
fn with_commands(
    file: &Dockerfile,
    said: fn(&Command, Escape) -> Option<Command>,
) -> Option<Dockerfile> {
    let escape = file.directives.escape;
    let in_other_words = |run: &Run| said(&run.command, escape);
    let runs = file.stages.iter().flat_map(|stage| &stage.steps);
    let changes = runs.filter_map(|step| match &step.instruction {
        Instruction::Run(run) => Some(in_other_words(run)),
        _ => None,
    });
    let changes: Vec<_> = changes.collect();
    if changes.iter().all(Option::is_none) {
        return None;
    }
    let mut file = file.clone();
    let mut changes = changes.into_iter();
    for step in file.stages.iter_mut().flat_map(|stage| &mut stage.steps) {
        if let Instruction::Run(run) = &mut step.instruction {
            if let Some(command) = changes.next().flatten() {
                run.command = command;
            }
        }
    }
    Some(file)
}

/// A script as the text that becomes one by itself.
fn as_text(command: &Command, escape: Escape) -> Option<Command> {
    let Command::Script(text) = command else {
        return None;
    };
    let shell = Shell::new(text.as_text()?.to_owned());
    let is_script = match shape::form(&shell, Holder::Run, escape) {
        Form::Script(body) => body == shape::ended(text.text()),
        Form::Line(_) | Form::List(_) | Form::Documents(_) => false,
    };
    is_script.then_some(Command::Shell(shell))
}

/// Commands that are joined as a list is, a line each, as that list.
fn as_list(command: &Command, escape: Escape) -> Option<Command> {
    let Command::Shell(shell) = command else {
        return None;
    };
    let [text] = shell.commands.as_slice() else {
        return None;
    };
    let text = text.as_text()?;
    let joint = format!(" && {}\n    ", escape.character());
    let parts: Vec<&str> = text.split(joint.as_str()).collect();
    if parts.len() < 2 || !parts.iter().all(|part| is_command(part)) {
        return None;
    }
    let parts = parts.into_iter().map(|part| part.to_owned().into());
    let list = Shell {
        commands: parts.collect(),
    };
    let is_same = match shape::form(&list, Holder::Run, escape) {
        Form::List(commands) => {
            let mut written = String::new();
            shape::push_list(&mut written, commands, escape);
            written == text
        }
        Form::Line(_) | Form::Script(_) | Form::Documents(_) => false,
    };
    is_same.then_some(Command::Shell(list))
}

/// Whether it is clearly a command by itself, on one line.
fn is_command(text: &str) -> bool {
    let count = |sign: char| text.matches(sign).count();
    !text.is_empty()
        && text.trim() == text
        && !text.contains(['\n', '#', '`'])
        && !text.contains("<<")
        && ['"', '\''].into_iter().all(|quote| count(quote) % 2 == 0)
        && count('(') == count(')')
        && count('{') == count('}')
}
