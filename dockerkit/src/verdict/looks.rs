//! What can be seen only in the written lines.

use std::collections::HashSet;

use crate::check::{Level, rules};
use crate::heredoc::{self, Heredoc};
use crate::list::Place;
use crate::render;
use crate::shape::Form;
use crate::spot::Spot;
use crate::{
    Command, Dockerfile, Escape, FileSource, Finding, Instruction, Origin, Rule, lines, shape,
};

/// Looks at those places as they are written; what has an error already may be written as anything.
pub(super) fn file(file: &Dockerfile, looks: &[Spot], refused: &HashSet<Spot>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let resolved = file.resolved();
    for spot in looks {
        if let Some(seen) = Seen::at(&resolved, *spot) {
            seen.lines(file.directives.escape, &mut findings);
            seen.escapes(file.directives.escape, &mut findings);
            if !refused.contains(spot) {
                seen.heredocs(file.directives.escape, &mut findings);
            }
        }
    }
    findings
}

/// An instruction as it is written.
struct Seen<'a> {
    text: String,
    instruction: Option<&'a Instruction>,
    stage: Option<String>,
    keyword: Option<&'static str>,
    origin: Origin,
    spot: Spot,
}

impl<'a> Seen<'a> {
    fn at(file: &'a Dockerfile, spot: Spot) -> Option<Self> {
        let escape = file.directives.escape;
        let name = |index: usize| {
            let stage = file.stages.get(index)?;
            Some(stage.called(index))
        };
        let step = match spot {
            Spot::Directives => {
                let directives = &file.directives;
                let longest = directives
                    .syntax
                    .iter()
                    .chain(&directives.check)
                    .map(|value| value.len())
                    .max()?;
                let text = "#".repeat(longest + "# syntax=".len());
                return Some(Self {
                    text,
                    instruction: None,
                    stage: None,
                    keyword: None,
                    origin: Origin::default(),
                    spot,
                });
            }
            Spot::Stage(index) => {
                let stage = file.stages.get(index)?;
                let text = render::from(stage, escape);
                let (stage, origin) = (name(index), stage.origin);
                return Some(Self {
                    text,
                    instruction: None,
                    stage,
                    keyword: Some("FROM"),
                    origin,
                    spot,
                });
            }
            Spot::Global(index) => file.globals.get(index)?,
            Spot::Step(index, number) => file.stages.get(index)?.steps.get(number)?,
        };
        let stage = if let Spot::Step(index, _) = spot {
            name(index)
        } else {
            None
        };
        Some(Self {
            text: render::alone(&step.instruction, escape),
            instruction: Some(&step.instruction),
            stage,
            keyword: Some(step.instruction.keyword()),
            origin: step.origin,
            spot,
        })
    }

    fn lines(&self, escape: Escape, findings: &mut Vec<Finding>) {
        let longest = |text: &str| text.split('\n').map(str::len).max().unwrap_or_default();
        let length = match self.instruction {
            // A trigger is read as one line when it runs.
            Some(Instruction::OnBuild(_)) => {
                let (line, rest) = lines::joined(&self.text, escape.character());
                line.len().max(longest(rest))
            }
            _ => longest(&self.text),
        };
        if length > lines::LIMIT {
            let message = format!(
                "a line of {length} bytes is longer than BuildKit reads, which is {}",
                lines::LIMIT
            );
            findings.push(self.error(
                &rules::LINE_TOO_LONG,
                message,
                "put the text in a file of the build context",
            ));
        }
    }

    /// The line must open the here-documents that were meant, and no other.
    fn heredocs(&self, escape: Escape, findings: &mut Vec<Finding>) {
        let Some((rule, meant)) = self
            .instruction
            .and_then(|it| heredocs(triggered(it), escape))
        else {
            return;
        };
        let (line, _) = lines::joined(&self.text, escape.character());
        if !heredoc::opens(&line, &meant) {
            let keyword = self.keyword.unwrap_or_default();
            findings.push(self.error(
                rule,
                format!(
                    "BuildKit would find other here-documents in this `{keyword}` than were meant"
                ),
                "take `<<` and quotes out of its values, or set an `ARG` to them and refer to it",
            ));
        }
    }

    /// What is read with another escape character, too, must not need one.
    fn escapes(&self, escape: Escape, findings: &mut Vec<Finding>) {
        let Some(instruction) = self
            .instruction
            .filter(|it| escape != Escape::Backslash && shape::is_read_twice(it))
        else {
            return;
        };
        let line = |instruction: &Instruction| {
            lines::joined(&render::alone(instruction, escape), escape.character()).0
        };
        let needs_one = |line: &str| line.contains(['\\', escape.character()]);
        // Frontends before syntax 1.15 read all flags with a backslash.
        let flags = flags_of(triggered(instruction)).is_some_and(|flags| needs_one(&line(&flags)));
        let (rule, changes) = match instruction {
            Instruction::OnBuild(trigger) if is_verbatim(&trigger.instruction) => {
                (&rules::ONBUILD, flags || line(instruction).ends_with('\\'))
            }
            Instruction::OnBuild(_) => (&rules::ONBUILD, needs_one(&line(instruction))),
            _ => (&rules::SHELL_TEXT, flags),
        };
        if changes {
            let keyword = self.keyword.unwrap_or_default();
            let message = format!(
                "BuildKit also reads this `{keyword}` with `\\` as the escape character, which changes its values"
            );
            findings.push(self.error(
                rule,
                message,
                "use the default escape character, or simpler values",
            ));
        }
    }

    fn error(&self, rule: &'static Rule, message: String, help: &str) -> Finding {
        Finding {
            rule,
            level: Level::Error,
            message,
            help: help.to_owned(),
            stage: self.stage.clone(),
            instruction: self.keyword,
            origin: self.origin,
            spot: self.spot,
        }
    }
}

/// The instruction itself, or the one that a trigger holds.
fn triggered(instruction: &Instruction) -> &Instruction {
    match instruction {
        Instruction::OnBuild(trigger) => &trigger.instruction,
        other => other,
    }
}

/// Whether nothing but its flags is read with an escape character.
fn is_verbatim(instruction: &Instruction) -> bool {
    matches!(
        instruction,
        Instruction::Run(_)
            | Instruction::Cmd(_)
            | Instruction::Entrypoint(_)
            | Instruction::Healthcheck(_)
            | Instruction::Shell(_)
    )
}

/// The here-documents that are meant, where BuildKit looks for any; and the rule that says so.
fn heredocs(instruction: &Instruction, escape: Escape) -> Option<(&'static Rule, Vec<Heredoc>)> {
    let heredoc = |word: &str, expands| Heredoc {
        word: word.to_owned(),
        expands,
        strips_tabs: false,
    };
    let inline = |sources: &[FileSource]| {
        let files = sources.iter().filter_map(|source| match source {
            FileSource::Inline(file) => {
                Some(heredoc(&file.name, file.content.as_literal().is_none()))
            }
            FileSource::Path(_) => None,
        });
        // Without any, the line has no `<`, or is JSON.
        Some(files.collect::<Vec<_>>()).filter(|files| !files.is_empty())
    };
    match instruction {
        Instruction::Run(run) => {
            let form = match &run.command {
                Command::Exec(_) => return None,
                Command::Shell(shell) => shape::form(shell, Place::Run, escape),
                Command::Script(text) => Form::Script(shape::ended(text)),
            };
            let script = match form {
                Form::Script(body) => Some(heredoc(&heredoc::word(&body), true)),
                Form::Line(_) | Form::List(_) => None,
            };
            Some((&rules::SHELL_TEXT, script.into_iter().collect()))
        }
        Instruction::Copy(copy) => Some((&rules::INLINE_FILE, inline(&copy.sources)?)),
        Instruction::Add(add) => Some((&rules::INLINE_FILE, inline(&add.sources)?)),
        _ => None,
    }
}

/// The same instruction with nothing but its flags.
fn flags_of(instruction: &Instruction) -> Option<Instruction> {
    let mut flags = instruction.clone();
    match &mut flags {
        Instruction::Run(run) => run.command = Command::Exec(Vec::new()),
        Instruction::Copy(copy) => (copy.sources, copy.destination) = (Vec::new(), "x".into()),
        Instruction::Add(add) => (add.sources, add.destination) = (Vec::new(), "x".into()),
        _ => return None,
    }
    Some(flags)
}
