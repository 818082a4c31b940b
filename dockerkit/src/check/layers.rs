//! What a file puts into its stages' file systems, and what stays in the caches that are mounted there.
//!
//! Nothing is done for a file until one of its steps mounts a cache.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use super::effects::{Here, Writes, reads, writes};
use crate::commands::{Commands, Unknown};
use crate::instruction::{FileSource, Instruction};
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

/// What is known of a stage.
#[derive(Default)]
struct Layer<'a> {
    /// The stage that it starts from.
    base: Option<usize>,
    /// Whether it may start from a stage, and nobody knows from which.
    is_unclear: bool,
    /// The working directory.
    directory: Option<String>,
    /// Whether something is done first in a stage that starts from here.
    has_triggers: bool,
    /// What `COPY` and `ADD` write to, and the number of the step.
    copied: BTreeMap<String, usize>,
    /// Where caches are mounted, and by which step first.
    targets: BTreeMap<String, Mounted>,
    /// Those that are no package manager's, of which there are few.
    own: Vec<String>,
    /// What commands write to.
    written: BTreeSet<String>,
    /// How many commands may write to anything.
    wild: usize,
    /// Of those, how many mounted a cache there.
    covered: HashMap<String, usize>,
    /// Commands that were not read yet.
    pending: Vec<Pending<'a>>,
    /// How many steps were looked at for what configures managers, and whether one does.
    configured: (usize, bool),
}

/// Where a cache is mounted first.
#[derive(Clone, Copy)]
struct Mounted {
    step: usize,
    /// Whether it was told what it hides.
    is_told: bool,
    /// How many files had been copied when it was looked for them.
    looked: Option<usize>,
}

/// A command, and where it runs.
struct Pending<'a> {
    command: &'a Command,
    escape: char,
    /// Whether a shell reads it whose commands are known.
    is_read: bool,
    directory: Option<String>,
    targets: Vec<String>,
}

/// A step, and what the builder knows of its shell.
pub(super) struct RunStep<'a> {
    pub(super) command: &'a Command,
    pub(super) escape: char,
    pub(super) is_posix: bool,
    /// What it mounts, with nothing left to decide.
    pub(super) targets: Vec<(String, IsOwned)>,
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

/// Directories that images bring.
const OF_IMAGES: [&str; 8] = [
    "/bin",
    "/etc",
    "/lib",
    "/opt/conda",
    "/sbin",
    "/usr",
    "/var/cache",
    "/var/lib",
];

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
            if layer.targets.contains_key(target) {
                continue;
            }
            let mounted = Mounted {
                step: number,
                is_told: false,
                looked: None,
            };
            layer.targets.insert(target.clone(), mounted);
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
                let step = (index, *step);
                Some(Hidden::Copied {
                    step,
                    path: path.clone(),
                })
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
            let name = target.rsplit('/').next().unwrap_or(target);
            let mut texts = step.command.texts();
            let mounted = step.targets.iter().any(|(it, _)| is_within(target, it));
            !mounted && texts.any(|text| text.contains(name))
        };
        let may_read = {
            let mut own = self.chain(last).flat_map(|(_, layer)| &layer.own);
            own.any(|target| seen(target))
        };
        if !may_read {
            return None;
        }
        let commands = Commands::of(step.command, step.escape);
        if commands.unknown.contains(&Unknown::Deep) || has_tests(&commands) {
            return None;
        }
        let mut here = self.all.get(last)?.here();
        // What it makes itself is there.
        let mut made: BTreeSet<String> = BTreeSet::new();
        for simple in &commands.simple {
            for file in reads(simple) {
                let Some(path) = here.path(file) else {
                    continue;
                };
                let mounted = step.targets.iter().any(|(it, _)| is_within(&path, it));
                let is_made = starts(&path).any(|it| made.contains(it))
                    || below(&path, |range| made.range::<str, _>(range).next()).is_some();
                if mounted || is_made {
                    continue;
                }
                let left = self.left(last, &path);
                // The directory itself may be made for the mount, and be empty.
                if let Some(left) = left.filter(|it| it.target != path) {
                    return Some(left);
                }
            }
            match writes(simple, &here) {
                Writes::At(paths) => made.extend(paths),
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

    /// Whether a step up to this one, or one of the stages that it starts from, may write the settings of a manager.
    pub(super) fn configures(
        &mut self,
        names: &StageNames<'a>,
        (index, number): (usize, usize),
    ) -> bool {
        let chain: Vec<_> = self.chain(index).map(|(index, _)| index).collect();
        if chain.len() == CHAIN {
            return true;
        }
        chain.into_iter().any(|at| {
            let upto = if at == index { number + 1 } else { usize::MAX };
            let (Some(layer), Some(stage)) = (self.all.get_mut(at), names.stage(at)) else {
                return false;
            };
            let (looked, found) = layer.configured;
            let steps = stage.steps.iter().take(upto).skip(looked);
            let found = found
                || steps
                    .into_iter()
                    .any(|step| may_configure(&step.instruction));
            layer.configured = (upto.min(stage.steps.len()), found);
            found
        })
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

impl Layer<'_> {
    fn here(&self) -> Here {
        Here(self.directory.clone())
    }

    fn copy(&mut self, to: Option<&str>, number: usize) {
        if let Some(path) = to.and_then(|to| self.here().path(to)) {
            self.copied.insert(path, number);
        }
    }

    /// What was copied to a directory, or below it.
    fn copied_to(&self, target: &str) -> Option<(&String, &usize)> {
        let at = self.copied.get_key_value(target);
        at.or_else(|| below(target, |range| self.copied.range::<str, _>(range).next()))
    }

    /// The cache that a path is in.
    fn target_of(&self, path: &str) -> Option<String> {
        let mut starts = starts(path);
        starts.find_map(|start| self.targets.get_key_value(start).map(|(it, _)| it.clone()))
    }

    /// Reads the commands that were not read yet.
    fn read(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            match pending.writes() {
                Writes::At(paths) => {
                    let mounted = |path: &String| {
                        pending.targets.iter().any(|target| is_within(path, target))
                    };
                    self.written
                        .extend(paths.into_iter().filter(|it| !mounted(it)));
                }
                Writes::Anywhere => {
                    self.wild += 1;
                    for target in &pending.targets {
                        let inner = |it: &&String| *it != target && is_within(target, it);
                        if !pending.targets.iter().any(|it| inner(&it)) {
                            *self.covered.entry(target.clone()).or_default() += 1;
                        }
                    }
                }
            }
        }
    }

    /// Whether a path that lies in a cache may have been written where that was not mounted.
    fn may_write(&self, path: &str, target: &str) -> bool {
        let covered = starts(target).filter_map(|start| self.covered.get(start));
        if self.is_unclear || covered.sum::<usize>() < self.wild {
            return true;
        }
        // A pattern may be any of what is below the directory in front of it.
        let fixed = match path.find(['*', '?', '[']) {
            Some(at) => path.get(..at).unwrap_or(path),
            None => path,
        };
        let fixed = if fixed.len() < path.len() {
            fixed.rsplit_once('/').map_or("", |(before, _)| before)
        } else {
            fixed
        };
        let mut around = starts(fixed);
        if around.any(|it| {
            self.written.contains(it) || is_within(it, target) && self.copied.contains_key(it)
        }) {
            return true;
        }
        below(fixed, |range| self.written.range::<str, _>(range).next()).is_some()
            || below(fixed, |range| self.copied.range::<str, _>(range).next()).is_some()
    }
}

impl Pending<'_> {
    fn writes(&self) -> Writes {
        if !self.is_read {
            return Writes::Anywhere;
        }
        let commands = Commands::of(self.command, self.escape);
        if commands.unknown.contains(&Unknown::Deep) {
            return Writes::Anywhere;
        }
        let mut here = Here(self.directory.clone());
        let mut all = Vec::new();
        for simple in &commands.simple {
            match writes(simple, &here) {
                Writes::At(paths) => all.extend(paths),
                Writes::Anywhere => return Writes::Anywhere,
            }
            here.after(simple);
        }
        Writes::At(all)
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

/// Whether a step may write the settings of a package manager.
fn may_configure(instruction: &Instruction) -> bool {
    const WORDS: [&str; 7] = [
        "config",
        "env -w",
        ".npmrc",
        "pip.conf",
        "uv.toml",
        "yarnrc",
        "/etc/environment",
    ];
    const FILES: [&str; 6] = [
        ".npmrc",
        "pip.conf",
        "uv.toml",
        ".yarnrc",
        ".yarnrc.yml",
        "config.toml",
    ];
    let names = |sources: &[FileSource]| {
        sources.iter().any(|source| match source {
            FileSource::Path(path) => {
                let path = path.text().trailing_literal().unwrap_or_default();
                FILES.iter().any(|it| path.ends_with(it))
            }
            // What is in it can be seen.
            FileSource::Inline(file) => {
                let content = file.content.as_literal();
                let may_say = |it: &str| {
                    it.contains("cache") || it.contains("store") || it.contains("prefix")
                };
                FILES.iter().any(|it| file.name.ends_with(it)) && content.is_none_or(may_say)
            }
        })
    };
    match instruction {
        Instruction::Run(run) => {
            let says = |text: &str| WORDS.iter().any(|it| text.contains(it));
            run.command.texts().any(says)
        }
        Instruction::Copy(copy) => names(&copy.sources),
        Instruction::Add(add) => names(&add.sources),
        _ => false,
    }
}

/// Whether a path is a directory, or in it.
pub(super) fn is_within(path: &str, directory: &str) -> bool {
    let rest = path.strip_prefix(directory);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || directory == "/")
}

/// A path, and the directories that it is in, but for `/`.
fn starts(path: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(path);
    std::iter::from_fn(move || {
        let path = next.filter(|it| it.len() > 1)?;
        next = path.rsplit_once('/').map(|(before, _)| before);
        Some(path)
    })
}

/// What comes first below a directory.
fn below<'p, T>(
    directory: &str,
    first: impl FnOnce((Bound<&str>, Bound<&str>)) -> Option<T> + 'p,
) -> Option<T> {
    // `0` is the character behind `/`.
    let (from, to) = (format!("{directory}/"), format!("{directory}0"));
    first((Bound::Excluded(&from), Bound::Excluded(&to)))
}

fn is_of_images(target: &str) -> bool {
    !is_within(target, "/usr/src") && OF_IMAGES.iter().any(|it| is_within(target, it))
}
