//! The caches that a step gets because it runs commands of their managers.

use std::borrow::Cow;

use super::preset::{Mounts, preset_mounts};
use super::{Problem, Runner, StepShell};
use crate::commands::Commands;
use crate::instruction::{Instruction, Run};
use crate::mount::Mount;
use crate::owner::meets;
use crate::presets::{Glance, PackageManager, Preset, callers};
use crate::shell::Command;

/// What a step gets of the caches that are asked for where it stands.
#[derive(Debug, Default)]
pub(crate) struct Given<'a> {
    /// Those that it needs.
    pub(crate) presets: Vec<&'a Preset>,
    /// Those that it needs and cannot have.
    pub(crate) left_out: Vec<(PackageManager, Vec<Problem>)>,
    /// What it runs.
    pub(crate) commands: Commands<'a>,
    /// Whether the step mounts caches itself: whoever wrote them knows what it runs.
    pub(crate) has_own: bool,
    /// The shell whose text may run a manager, and is not read.
    pub(crate) unread: Option<StepShell<'a>>,
}

impl Given<'_> {
    /// The instruction with its caches, if it gets any.
    pub(super) fn add_to(&self, instruction: &Instruction) -> Option<Instruction> {
        let Instruction::Run(run) = instruction else {
            return None;
        };
        if self.presets.is_empty() {
            return None;
        }
        let mut run = run.clone();
        let presets = self.presets.iter();
        run.mounts
            .extend(presets.map(|it| Mount::Preset((*it).clone())));
        Some(Instruction::Run(run))
    }
}

/// What an instruction gets, if caches are asked for.
pub(super) fn given<'a>(
    instruction: &Cow<'a, Instruction>,
    runner: &Runner<'a>,
) -> Option<Given<'a>> {
    if runner.caches.is_empty() {
        return None;
    }
    let escape = runner.escape.character();
    let (run, commands) = match instruction {
        Cow::Borrowed(instruction) => match *instruction {
            Instruction::Run(run) => (run, Commands::of(&run.command, escape)),
            _ => return None,
        },
        Cow::Owned(Instruction::Run(run)) => (run, Commands::of(&run.command, escape).into_owned()),
        Cow::Owned(_) => return None,
    };
    Some(needed(run, commands, runner))
}

fn needed<'a>(run: &Run, commands: Commands<'a>, runner: &Runner<'a>) -> Given<'a> {
    let mut given = Given {
        has_own: run.mounts.iter().any(Mount::is_cache),
        ..Given::default()
    };
    // The words of the exec form are read by no shell.
    if !matches!(run.command, Command::Exec(_)) && !runner.shell_is_posix() {
        let calls = Glance::at(run.command.texts()).calls();
        given.unread = (calls && !given.has_own).then_some(runner.shell());
        given.commands = commands;
        // It was read as if a POSIX shell ran it.
        given.commands.unknown.clear();
        return given;
    }
    for simple in &commands.simple {
        let needed = callers(simple);
        if needed.is_empty() || run.mounts.iter().any(|mount| is_of(mount, &needed)) {
            continue;
        }
        let mut asked = runner.caches.iter();
        let Some(preset) = asked.find(|preset| needed.contains(&preset.manager)) else {
            continue;
        };
        let known = |it: &PackageManager| *it == preset.manager;
        if given.presets.iter().any(|it| known(&it.manager))
            || given.left_out.iter().any(|(it, _)| known(it))
        {
            continue;
        }
        if runner.is_another(simple.user) {
            let command = simple.called();
            let problem = Problem::OtherUser { command };
            given.left_out.push((preset.manager, vec![problem]));
            continue;
        }
        match preset_mounts(preset, run, runner, &mut Mounts::default()) {
            Ok(_) => given.presets.push(preset),
            Err(problems) => given.left_out.push((preset.manager, problems)),
        }
    }
    // As they were asked for.
    let found = std::mem::take(&mut given.presets);
    let is_found = |asked: &&Preset| found.iter().any(|it| std::ptr::eq(*it, *asked));
    given.presets = runner.caches.iter().filter(is_found).collect();
    given.commands = commands;
    given
}

/// Whether a mount is a cache of one of these.
fn is_of(mount: &Mount, managers: &[PackageManager]) -> bool {
    match mount {
        Mount::Preset(preset) => managers.contains(&preset.manager),
        Mount::Cache(cache) => managers.iter().any(|it| meets(cache, *it)),
        _ => false,
    }
}
