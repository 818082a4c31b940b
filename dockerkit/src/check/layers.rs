//! What a file puts into its stages' file systems, and what stays in the caches that are mounted there.
//!
//! Nothing is done for a file until one of its steps mounts a cache.

use super::effects::{Here, Writes, reads, writes};
use super::layer::{Layer, Mounted, Pending, Settings, may_configure};
use super::paths::{Paths, is_of_images, is_within};
use crate::commands::{Commands, Unknown};
use crate::instruction::Instruction;
use crate::mount::{Mount, Target};
use crate::owner;
use crate::shell::Command;
use crate::source::Source;
use crate::stage::Stage;
use crate::stage_names::{By, StageNames};

/// The stages so far.
#[derive(Default)]
pub(super) struct Layers<'a> {
    all: Vec<Layer<'a>>,
}

/// A step, and what the builder knows of its shell.
pub(super) struct RunStep<'a> {
    pub(super) command: &'a Command,
    pub(super) escape: char,
    pub(super) is_posix: bool,
    /// What it mounts, with nothing left to decide.
    pub(super) targets: Vec<(String, IsOwned)>,
}

impl RunStep<'_> {
    /// Whether a path lies in what it mounts.
    fn mounts(&self, path: &str) -> bool {
        self.targets.iter().any(|(it, _)| is_within(path, it))
    }
}

/// Whether a cache is a package manager's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum IsOwned {
    Yes,
    No,
}

/// What of a step a cache hides.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Hidden {
    /// What a step before it has written: its stage and its number, and where to.
    Copied { step: (usize, usize), path: String },
    /// The working directory.
    Directory(String),
}

/// What was left in a cache: where that is mounted, and by which step.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) path: String,
    pub(super) target: String,
    pub(super) step: (usize, usize),
}

/// Stages start from each other, and mounts stand in one step, up to this number; what goes beyond it is not looked at.
const CHAIN: usize = 16;
const LOOKED_AT: usize = 32;
const FEW: usize = 8;

impl<'a> Layers<'a> {
    pub(super) fn has_begun(&self) -> bool {
        !self.all.is_empty()
    }

    /// The working directory of the last stage.
    pub(super) fn directory(&self) -> Option<&str> {
        self.all.last()?.directory.as_deref()
    }

    /// Catches up with the stages and steps in front of a step.
    pub(super) fn begin(&mut self, names: &StageNames<'a>, (index, number): (usize, usize)) {
        let stages = names.file().stages.iter().take(index + 1);
        for (at, stage) in stages.enumerate() {
            self.stage(names, at, stage);
            let many = if at == index { number } else { usize::MAX };
            for (number, step) in stage.steps.iter().enumerate().take(many) {
                match &step.instruction {
                    // None of them mounts a cache.
                    Instruction::Run(run) => self.run(
                        &RunStep {
                            command: &run.command,
                            escape: names.file().directives.escape.character(),
                            is_posix: true,
                            targets: Vec::new(),
                        },
                        number,
                    ),
                    other => self.step(other, number),
                }
            }
        }
    }

    pub(super) fn stage(&mut self, names: &StageNames<'a>, index: usize, stage: &'a Stage) {
        let mut layer = Layer::default();
        match &stage.source {
            Source::Stage(base) => {
                layer.base = names.index_of(base, By::From, index);
                let base = layer.base.and_then(|base| self.all.get(base));
                let base = base.filter(|base| !base.has_triggers);
                layer.directory = base.and_then(|base| base.directory.clone());
            }
            Source::Image(image) => {
                let name = image.text();
                let head = name.leading_literal().unwrap_or_default();
                // No stage is named like that.
                layer.is_unclear = name.as_literal().is_none() && !head.contains([':', '/']);
                layer.directory = (name.as_literal() == Some("scratch")).then(|| "/".to_owned());
            }
        }
        self.all.push(layer);
    }

    /// Takes in an instruction that is no `RUN`.
    pub(super) fn step(&mut self, instruction: &'a Instruction, number: usize) {
        let Some(layer) = self.all.last_mut() else {
            return;
        };
        match instruction {
            Instruction::Workdir(workdir) => {
                let path = workdir.path.as_literal();
                layer.directory = path.and_then(|path| layer.here().path(path));
            }
            Instruction::Copy(copy) => {
                layer.copy(copy.destination.as_literal(), number);
            }
            Instruction::Add(add) => {
                layer.copy(add.destination.as_literal(), number);
            }
            Instruction::OnBuild(_) | Instruction::Trigger(_) => {
                layer.has_triggers = true;
                layer.wild += 1;
            }
            _ => {}
        }
    }

    /// Takes in a `RUN`.
    pub(super) fn run(&mut self, step: &RunStep<'a>, number: usize) {
        let Some(layer) = self.all.last_mut() else {
            return;
        };
        for (target, is_owned) in step.targets.iter().take(LOOKED_AT) {
            if layer.targets.names().contains(target) {
                continue;
            }
            let mounted = Mounted {
                step: number,
                is_told: false,
                looked: None,
            };
            layer.targets.insert(target.clone().into(), mounted);
            if *is_owned == IsOwned::No && layer.own.len() < FEW {
                layer.own.push(target.clone());
            }
        }
        let targets = step.targets.iter().take(LOOKED_AT);
        layer.pending.push(Pending {
            command: step.command,
            escape: step.escape,
            is_read: step.is_posix,
            directory: layer.directory.clone(),
            targets: targets.map(|(target, _)| target.clone()).collect(),
        });
    }

    /// What the caches of the last step hide that was not told before.
    pub(super) fn hidden(&mut self, step: &RunStep<'_>) -> Vec<(String, Hidden)> {
        let mut found = Vec::new();
        let Some(last) = self.all.len().checked_sub(1) else {
            return found;
        };
        for (target, _) in step.targets.iter().take(LOOKED_AT) {
            let Some(layer) = self.all.get_mut(last) else {
                continue;
            };
            let Some(mounted) = layer.targets.get_mut(target) else {
                continue;
            };
            if mounted.is_told {
                continue;
            }
            if let Some(directory) = layer.directory.as_ref().filter(|it| is_within(it, target)) {
                mounted.is_told = true;
                found.push((target.clone(), Hidden::Directory(directory.clone())));
                continue;
            }
            if mounted.looked.replace(layer.copied.len()) == Some(layer.copied.len()) {
                continue;
            }
            let copied = self.chain(last).find_map(|(index, layer)| {
                let (path, step) = layer.copied_to(target)?;
                let step = (index, step);
                let path = path.to_owned();
                Some(Hidden::Copied { step, path })
            });
            let Some(copied) = copied else {
                continue;
            };
            found.push((target.clone(), copied));
            if let Some(mounted) = self
                .all
                .get_mut(last)
                .and_then(|it| it.targets.get_mut(target))
            {
                mounted.is_told = true;
            }
        }
        found
    }

    /// Whether what is copied from a stage was left in one of its caches.
    pub(super) fn left_in(&mut self, stage: usize, path: &str) -> Option<Left> {
        let path = Here(Some("/".to_owned())).path(path)?;
        self.left(stage, &path)
    }

    /// What the last step runs or reads that was left in a cache that it does not mount.
    pub(super) fn read_by(&mut self, step: &RunStep<'a>) -> Option<Left> {
        let last = self.all.len().checked_sub(1)?;
        if !step.is_posix {
            return None;
        }
        let seen = |target: &str| {
            let name = target.rsplit_once('/').map_or(target, |(_, name)| name);
            let mut texts = step.command.texts();
            !step.mounts(target) && texts.any(|text| text.contains(name))
        };
        let may_read = |(_, layer): (usize, &Layer<'_>)| layer.own.iter().any(|it| seen(it));
        if !self.chain(last).any(may_read) {
            return None;
        }
        let commands = Commands::of(step.command, step.escape);
        if commands.unknown.contains(&Unknown::Deep) || has_tests(&commands) {
            return None;
        }
        let mut here = self.all.get(last)?.here();
        // What it makes itself is there.
        let mut made = Paths::default();
        for simple in &commands.simple {
            for file in reads(simple) {
                let Some(path) = here.path(file) else {
                    continue;
                };
                if step.mounts(&path) || made.touch(&path) {
                    continue;
                }
                let left = self.left(last, &path);
                // The directory itself may be made for the mount, and be empty.
                if let Some(left) = left.filter(|it| it.target != path) {
                    return Some(left);
                }
            }
            match writes(simple, &here) {
                Writes::At(paths) => {
                    for path in paths {
                        made.add(path, 0);
                    }
                }
                Writes::Anywhere => return None,
            }
            here.after(simple);
        }
        None
    }

    /// What `CMD` or `ENTRYPOINT` runs that was left in a cache.
    pub(super) fn started_by(&mut self, command: &Command) -> Option<Left> {
        let Command::Exec(words) = command else {
            return None;
        };
        let last = self.all.len().checked_sub(1)?;
        let program = words.first().filter(|it| it.contains('/'))?;
        let path = self.all.get(last)?.here().path(program)?;
        self.left(last, &path)
    }

    /// Whether a step up to this one, or one of the stages that it starts from, may change settings.
    pub(super) fn configures(
        &mut self,
        settings: Settings,
        names: &StageNames<'a>,
        (index, number): (usize, usize),
    ) -> bool {
        let mut chain: Vec<usize> = Vec::new();
        let mut is_unclear = false;
        for (at, layer) in self.chain(index) {
            chain.push(at);
            is_unclear |= layer.is_unclear;
        }
        if is_unclear {
            // It may start from any of those before it.
            chain = (0..=index).take(CHAIN).collect();
        }
        if chain.len() == CHAIN {
            return true;
        }
        for at in chain {
            let (Some(layer), Some(stage)) = (self.all.get_mut(at), names.stage(at)) else {
                continue;
            };
            let Some(configured) = layer.configured.get_mut(settings as usize) else {
                continue;
            };
            let (looked, mut found) = *configured;
            let count = stage.steps.len();
            let upto = if at == index {
                count.min(number + 1)
            } else {
                count
            };
            for step in stage.steps.get(looked..upto).unwrap_or_default() {
                found = found || may_configure(&step.instruction, settings);
            }
            *configured = (upto, found);
            if found {
                return true;
            }
        }
        false
    }

    /// A stage, and those that it starts from.
    fn chain(&self, index: usize) -> impl Iterator<Item = (usize, &Layer<'a>)> {
        let mut next = Some(index);
        let chain = std::iter::from_fn(move || {
            let index = next?;
            let layer = self.all.get(index)?;
            // A stage starts from one before it.
            next = layer.base.filter(|base| *base < index);
            Some((index, layer))
        });
        chain.take(CHAIN)
    }

    /// Whether a path of a stage lies in one of its caches, and nothing else can have written it.
    fn left(&mut self, stage: usize, path: &str) -> Option<Left> {
        let mounted = self.chain(stage).find_map(|(index, layer)| {
            let target = layer.target_of(path)?;
            let step = layer.targets.get(&target)?.step;
            Some((target, (index, step)))
        });
        let (target, step) = mounted?;
        if is_of_images(&target) {
            return None;
        }
        let chain: Vec<_> = self.chain(stage).map(|(index, _)| index).collect();
        for index in &chain {
            let layer = self.all.get_mut(*index)?;
            layer.read();
            if layer.may_write(path, &target) {
                return None;
            }
        }
        let is_whole = chain.len() < CHAIN;
        is_whole.then(|| Left {
            path: path.to_owned(),
            target,
            step,
        })
    }
}

/// Where a step mounts caches: absolute paths, cleaned.
pub(super) fn targets_of(mounts: &[Mount], directory: Option<&str>) -> Vec<(String, IsOwned)> {
    let here = Here(directory.map(str::to_owned));
    let target = |mount: &Mount| {
        let Mount::Cache(mount) = mount else {
            return None;
        };
        let Target::Path(target) = &mount.target else {
            return None;
        };
        let target = target.as_literal().filter(|it| !it.is_empty())?;
        let is_owned = match owner::owner(mount) {
            Some(_) => IsOwned::Yes,
            None => IsOwned::No,
        };
        Some((here.path(target).filter(|it| it != "/")?, is_owned))
    };
    mounts.iter().filter_map(target).collect()
}

/// Whether it is asked first whether files are there.
fn has_tests(commands: &Commands<'_>) -> bool {
    let mut simple = commands.simple.iter();
    simple.any(|it| matches!(it.program(), Some("[" | "test")))
}
