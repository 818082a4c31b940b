//! Cache mounts that are what a preset adds, as that preset.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::commands::Commands;
use crate::dockerfile::Dockerfile;
use crate::escape::Escape;
use crate::instruction::{Instruction, Run};
use crate::mount::{CacheMount, Mount, Target};
use crate::presets::{Cache, PackageManager, Preset, callers};
use crate::render;
use crate::resolve::{Reader, Resolving, each_step};
use crate::shell::{Command, Shell};
use crate::stage::{Stage, Step};
use crate::stage_names::StageNames;

/// A step by the numbers of its stage and itself.
type Place = (usize, usize);

/// The file with presets in the place of mounts, in those steps that are the same then; what mounts say of its users may be
/// said of those.
pub(super) fn with_presets(file: &Dockerfile, users: bool) -> Option<Dockerfile> {
    let escape = file.directives.escape;
    let mut open: Vec<(Place, Vec<Run>)> = Vec::new();
    let mut best = file.clone();
    if users {
        best.stages
            .iter_mut()
            .for_each(|it| name_users(&mut it.steps));
    }
    for (index, stage) in file.stages.iter().enumerate() {
        for (number, step) in stage.steps.iter().enumerate() {
            if let Instruction::Run(run) = &step.instruction {
                let candidates = candidates(run, escape);
                if !candidates.is_empty() {
                    open.push(((index, number), candidates));
                }
            }
        }
    }
    if open.is_empty() {
        return None;
    }
    let wanted = Written::of(file, open.iter().map(|(place, _)| *place));
    while !open.is_empty() {
        let mut tried = best.clone();
        for ((index, number), candidates) in &open {
            let step = tried
                .stages
                .get_mut(*index)
                .and_then(|it| it.steps.get_mut(*number));
            if let (Some(step), Some(run)) = (step, candidates.first()) {
                step.instruction = run.clone().into();
            }
        }
        let found = Written::of(&tried, open.iter().map(|(place, _)| *place));
        let same: HashSet<Place> = found.in_both(&wanted).collect();
        open.retain_mut(|(place, candidates)| {
            let candidate = candidates.remove(0);
            let stage = best.stages.get_mut(place.0);
            let step = stage.and_then(|stage| stage.steps.get_mut(place.1));
            if let (true, Some(step)) = (same.contains(place), step) {
                step.instruction = candidate.into();
                return false;
            }
            !candidates.is_empty()
        });
    }
    let stages = best.stages.iter_mut().zip(&file.stages);
    stages.for_each(|(stage, before)| forget_unused(&mut stage.steps, &before.steps));
    Some(best)
}

/// Says of users who are called by a name whose caches they have.
fn name_users(steps: &mut [Step]) {
    let mut owner = None;
    for step in steps.iter_mut().rev() {
        match &mut step.instruction {
            Instruction::Run(run) => {
                let mut owners = run.mounts.iter().filter_map(|mount| match mount {
                    Mount::Cache(mount) => Some((mount.uid.clone()?, mount.gid.clone()?)),
                    _ => None,
                });
                owner = owners.next_back().or(owner);
            }
            Instruction::User(user) => {
                let owner = owner.take();
                if user.owner().is_none() && user.group().is_none() {
                    if let Some((uid, gid)) = owner {
                        user.gid = Some(gid).filter(|gid| *gid != uid);
                        user.uid = Some(uid);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Takes back what was said of users whose steps have no presets.
fn forget_unused(steps: &mut [Step], before: &[Step]) {
    let mut used = false;
    for (step, before) in steps.iter_mut().zip(before).rev() {
        match &step.instruction {
            Instruction::Run(run) => {
                used |= run.mounts.iter().any(|it| matches!(it, Mount::Preset(_)));
            }
            Instruction::User(_) if !std::mem::take(&mut used) => step.clone_from(before),
            _ => {}
        }
    }
}

/// What steps are once nothing is left to decide.
struct Written {
    escape: Escape,
    places: HashSet<Place>,
    texts: Vec<(Place, String)>,
}

impl Written {
    fn of(file: &Dockerfile, places: impl Iterator<Item = Place>) -> Self {
        let mut written = Self {
            escape: file.directives.escape,
            places: places.collect(),
            texts: Vec::new(),
        };
        each_step(file, &StageNames::new(file), &mut written);
        written
    }

    /// The steps that are alike in both, of which this one may have less.
    fn in_both<'w>(&'w self, all: &'w Self) -> impl Iterator<Item = Place> + 'w {
        let all: HashSet<_> = all.texts.iter().collect();
        let same = self.texts.iter().filter(move |text| all.contains(text));
        same.map(|(place, _)| *place)
    }
}

impl<'a> Reader<'a> for Written {
    fn stage(&mut self, _: usize, _: &'a Stage) {}

    fn step(&mut self, step: Resolving<'a, '_>) {
        let place = (step.index, step.number);
        if !self.places.contains(&place) {
            return;
        }
        let decided = step.decided.as_ref();
        let is_open = decided.is_some_and(|it| !it.problems.is_empty());
        let adds_more = decided.is_some_and(|it| it.args.is_some());
        if !is_open && !adds_more {
            let text = render::alone(step.instruction(), self.escape);
            self.texts.push((place, text));
        }
    }
}

/// The mounts that may be those of a manager.
struct Claim {
    manager: PackageManager,
    mounts: Vec<usize>,
    /// What their ids end in.
    suffix: Option<String>,
}

/// A step with presets that may be its mounts: with the suffix that follows from the image, and with one that is said.
fn candidates(run: &Run, escape: Escape) -> Vec<Run> {
    let has_cache = run.mounts.iter().any(|it| matches!(it, Mount::Cache(_)));
    if !has_cache || run.mounts.iter().any(|it| matches!(it, Mount::Preset(_))) {
        return Vec::new();
    }
    let commands = Commands::of(&run.command, escape.character());
    let called: HashSet<PackageManager> = commands.simple.iter().flat_map(callers).collect();
    let mut claims: Vec<Claim> = PackageManager::ALL
        .iter()
        .filter_map(|manager| Claim::of(*manager, run))
        .collect();
    claims.sort_by_key(|claim| !called.contains(&claim.manager));
    let mut taken = HashSet::new();
    claims.retain(|claim| {
        let free = !claim.mounts.iter().any(|at| taken.contains(at));
        if free {
            taken.extend(claim.mounts.iter().copied());
        }
        free
    });
    if claims.is_empty() {
        return Vec::new();
    }
    let mut all = vec![claimed(run, &claims, escape, false)];
    if claims.iter().any(|claim| claim.suffix.is_some()) {
        all.push(claimed(run, &claims, escape, true));
    }
    all
}

impl Claim {
    fn of(manager: PackageManager, run: &Run) -> Option<Self> {
        let row = manager.row();
        let mut mounts = Vec::new();
        let mut suffix = None;
        for cache in row.caches {
            let found = run
                .mounts
                .iter()
                .enumerate()
                .find_map(|(at, mount)| match mount {
                    Mount::Cache(mount) => Some((at, suffix_of(mount, cache)?)),
                    _ => None,
                });
            let (at, end) = found?;
            mounts.push(at);
            suffix = end.strip_prefix('-').map(str::to_owned).or(suffix);
        }
        for directory in row.in_memory {
            let is_it = |mount: &Mount| matches!(mount, Mount::Tmpfs(it) if it.target.as_literal() == Some(directory));
            mounts.push(run.mounts.iter().position(is_it)?);
        }
        (!mounts.is_empty()).then_some(Self {
            manager,
            mounts,
            suffix,
        })
    }
}

/// What the id of a mount ends in behind that of a cache, nothing or a suffix, if it has the place of that, too.
fn suffix_of<'m>(mount: &'m CacheMount, cache: &Cache) -> Option<&'m str> {
    let Target::Path(target) = &mount.target else {
        return None;
    };
    let target = target.as_literal()?;
    let is_there = target == cache.root || target == cache.others;
    let rest = mount
        .id
        .as_ref()?
        .text()
        .as_literal()?
        .strip_prefix(cache.id)?;
    (is_there && (rest.is_empty() || rest.len() > 1 && rest.starts_with('-'))).then_some(rest)
}

/// The step with presets for those mounts, without what they put in front of its command.
fn claimed(run: &Run, claims: &[Claim], escape: Escape, suffixes: bool) -> Run {
    let mut mounts = Vec::with_capacity(run.mounts.len());
    for (at, mount) in run.mounts.iter().enumerate() {
        let Some(claim) = claims.iter().find(|claim| claim.mounts.contains(&at)) else {
            mounts.push(mount.clone());
            continue;
        };
        if claim.mounts.iter().min() == Some(&at) {
            let mut preset = Preset::from(claim.manager);
            if let (true, Some(suffix)) = (suffixes, &claim.suffix) {
                preset = preset.id_suffix(suffix.clone());
            }
            mounts.push(preset.into());
        }
    }
    let mut other = run.clone();
    other.mounts = mounts;
    if let Some(command) = without_lead(&run.command, claims, escape) {
        other.command = command;
    }
    other
}

/// The command without the lines that presets put in front of it.
fn without_lead(command: &Command, claims: &[Claim], escape: Escape) -> Option<Command> {
    let lines: HashSet<Cow<'static, str>> = claims
        .iter()
        .flat_map(|claim| {
            let row = claim.manager.row();
            let exports = row.caches.iter().flat_map(|cache| cache.exports);
            let exports = exports.chain(row.exports);
            let exports = exports.map(|it| Cow::Owned(format!("export {it}")));
            exports.chain(row.setup.iter().map(|it| Cow::Borrowed(*it)))
        })
        .collect();
    let (text, end) = match command {
        Command::Shell(shell) => match shell.commands.as_slice() {
            [text] => (text.as_text()?, format!("; {}\n    ", escape.character())),
            _ => return None,
        },
        Command::Script(text) => (text.as_text()?, "\n".to_owned()),
        Command::Exec(_) => return None,
    };
    let mut rest = text;
    while let Some((line, others)) = rest.split_once(&end) {
        if !lines.contains(line) {
            break;
        }
        rest = others;
    }
    let rest = rest.to_owned();
    Some(match command {
        Command::Script(_) => Command::Script(rest.into()),
        _ => Command::Shell(Shell::new(rest)),
    })
}
