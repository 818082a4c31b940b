//! Looking at what can be seen only in the written lines.

use std::cmp::Ordering;

use crate::check::{self, NOWHERE, Sink, StageName, Written};
use crate::dockerfile::Dockerfile;
use crate::escape::Escape;
use crate::instruction::Instruction;
use crate::levels::Level;
use crate::lines;
use crate::place::Part;
use crate::render;
use crate::resolve::Resolved;
use crate::shell::Command;
use crate::sorted;
use crate::stage::Stage;

/// Looks at those parts as they are written that have to be.
pub(super) fn file<'a>(file: &'a Dockerfile, resolved: &Resolved, sink: &mut Sink<'a>) {
    let parts = std::mem::take(&mut sink.looks);
    if parts.is_empty() {
        return;
    }
    let errors = sink.findings.iter().filter(|it| it.level == Level::Error);
    let mut unsound: Vec<Part> = errors.map(|finding| finding.place.part).collect();
    sorted::sort(&mut unsound, &by_order);
    for part in parts {
        let written = match part {
            Part::Directives => directives(file, sink),
            Part::Stage(index) => file
                .stages
                .get(index)
                .map(|stage| from(stage, index, file, sink)),
            Part::Global(index) => file.globals.get(index).map(|step| {
                let keyword = step.instruction.keyword();
                sink.stage_begins(StageName::None);
                sink.at(part, keyword, &step.origin);
                instruction(&step.instruction, file.directives.escape)
            }),
            Part::Step { stage, step } => file.stages.get(stage).and_then(|of| {
                let step = of.steps.get(step)?;
                sink.stage_begins(StageName::of(of, stage));
                sink.at(part, step.instruction.keyword(), &step.origin);
                let own = resolved_at(resolved, part).unwrap_or(&step.instruction);
                Some(instruction(own, file.directives.escape))
            }),
        };
        if let Some(mut written) = written {
            let found = unsound.binary_search_by(|it| by_order(it, &part));
            written.sound = found.is_err();
            check::written(&written, sink);
        }
    }
    // Those behind came too late for the order of the file.
    sorted::sort(&mut sink.findings, &|one, other| {
        by_order(&one.place.part, &other.place.part)
    });
}

fn by_order(one: &Part, other: &Part) -> Ordering {
    one.order().cmp(&other.order())
}

/// What a step is resolved to, which is the last of what stands in its place.
fn resolved_at(resolved: &Resolved, part: Part) -> Option<&Instruction> {
    let end = resolved.partition_point(|(of, _)| of.order() <= part.order());
    let (of, instruction) = resolved.get(end.checked_sub(1)?)?;
    let own = !matches!(instruction, Instruction::Arg(_));
    (*of == part && own).then_some(instruction)
}

fn directives<'a>(file: &Dockerfile, sink: &mut Sink<'_>) -> Option<Written<'a>> {
    let directives = &file.directives;
    let values = directives.syntax.iter().chain(&directives.check);
    let longest = values.map(|value| value.len()).max()?;
    sink.stage_begins(StageName::None);
    sink.at(Part::Directives, "", &NOWHERE);
    Some(Written {
        text: "#".repeat(longest + "# syntax=".len()),
        flags: None,
        instruction: None,
        escape: directives.escape,
        sound: true,
    })
}

fn from<'a>(
    stage: &'a Stage,
    index: usize,
    file: &Dockerfile,
    sink: &mut Sink<'a>,
) -> Written<'static> {
    sink.stage_begins(StageName::of(stage, index));
    sink.at(Part::Stage(index), "FROM", &stage.origin);
    Written {
        text: render::from(stage, &file.stages, file.directives.escape),
        flags: None,
        instruction: None,
        escape: file.directives.escape,
        sound: true,
    }
}

fn instruction(instruction: &Instruction, escape: Escape) -> Written<'_> {
    let read_twice = escape != Escape::Backslash && instruction.is_read_twice();
    let line = |instruction: &Instruction| {
        lines::joined(&render::alone(instruction, escape), escape.character()).0
    };
    Written {
        text: render::alone(instruction, escape),
        flags: read_twice.then(|| {
            let flags = flags_of(instruction);
            flags.map(|flags| line(&flags)).unwrap_or_default()
        }),
        instruction: Some(instruction),
        escape,
        sound: true,
    }
}

/// The instruction, or the one that a trigger holds, with nothing but its flags.
fn flags_of(instruction: &Instruction) -> Option<Instruction> {
    let mut flags = match instruction {
        Instruction::OnBuild(trigger) => trigger.instruction.as_ref().clone(),
        other => other.clone(),
    };
    match &mut flags {
        Instruction::Run(run) => run.command = Command::Exec(Vec::new()),
        Instruction::Copy(copy) => (copy.sources, copy.destination) = (Vec::new(), "x".into()),
        Instruction::Add(add) => (add.sources, add.destination) = (Vec::new(), "x".into()),
        _ => return None,
    }
    Some(flags)
}
