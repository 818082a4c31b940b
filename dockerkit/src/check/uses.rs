//! The cache mounts of a file, and what each of them opens where a stage is built.

use super::built::Built;
use super::environment::Upto;
use super::lock_order::Lock;
use crate::dockerfile::Dockerfile;
use crate::instruction::{Instruction, Run};
use crate::mount::{CacheDirectory, CacheMount, Mount, Target};
use crate::name::CacheId;
use crate::or_arg::{Notation, OrArg};
use crate::owner::{self, Kept};
use crate::place::Place;
use crate::resolve::{self, Reader, Resolving, Runner, Who};
use crate::rule;
use crate::sharing::Sharing;
use crate::source::Source;
use crate::stage::{Stage, Step};
use crate::stage_names::StageNames;
use crate::text::Text;

/// A file, and how it is built.
#[derive(Clone, Copy)]
pub(crate) struct Build<'a> {
    pub(crate) file: &'a Dockerfile,
    /// The stage that is built, if it is not the last one.
    pub(crate) target: Option<&'a str>,
    /// The build arguments that are given.
    pub(crate) args: &'a [(String, String)],
    pub(crate) stages: Stages,
}

/// Which stages are looked at.
#[derive(Clone, Copy)]
pub(crate) enum Stages {
    /// Those that are built.
    Needed,
    #[cfg_attr(
        not(feature = "project"),
        expect(dead_code, reason = "only a project asks")
    )]
    All,
}

/// The build argument in whose namespace all ids are.
///
/// Source: `keyCacheNSArg` in `frontend/dockerui/config.go`.
pub(crate) const NAMESPACE: &str = "BUILDKIT_CACHE_MOUNT_NS";

/// In place of the number of a step: it is a trigger of what the stage starts from.
pub(crate) const TRIGGER: usize = usize::MAX;

/// A cache mount of a step.
#[derive(Clone, Debug)]
pub(crate) struct CacheUse {
    /// The number of its stage, and its number in that.
    pub(crate) at: (usize, usize),
    /// The id that it names, if it names one, as far as it is known.
    pub(crate) id: Option<String>,
    /// Whether that has a variable in it, whatever that stands for.
    pub(crate) has_variable: bool,
    /// Where it is mounted, as far as that is known.
    pub(crate) target: String,
    /// Which directory that is.
    pub(crate) opens: Result<CacheDirectory, Unknown>,
    /// Nothing, if it depends on a variable.
    pub(crate) sharing: Option<Sharing>,
    /// Whose cache it is, and which of them.
    pub(crate) kept: Option<Kept>,
    /// Who runs the step, if that is known.
    pub(crate) user: Option<String>,
    /// What the image is of, if that is known.
    pub(crate) distribution: Option<String>,
    /// Which platform the step runs on.
    pub(crate) runs_on: RunsOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunsOn {
    /// The builder's, whatever it builds for.
    Build,
    /// That which is built for.
    Target,
}

/// Why it is not known which directory a mount opens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unknown {
    /// Something of it depends on variables.
    Variables {
        /// The key as far as it is known.
        key: String,
        /// The owner, group and mode as they are written.
        base: String,
    },
    /// It begins with files of a stage or an image.
    Files {
        key: String,
        /// The stage or the image, and the path.
        from: String,
    },
}

impl CacheUse {
    /// Namespace, `/` and id, as far as that is known.
    pub(crate) fn key(&self) -> &str {
        match &self.opens {
            Ok(directory) => &directory.key,
            Err(Unknown::Variables { key, .. } | Unknown::Files { key, .. }) => key,
        }
    }

    /// What it locks, if it locks anything and everything about it is known.
    pub(crate) fn lock(&self) -> Option<Lock> {
        let is_locked = self.sharing == Some(Sharing::Locked) && self.target.starts_with('/');
        let directory = self.opens.as_ref().ok().filter(|_| is_locked)?;
        Some(Lock {
            directory: directory.clone(),
            target: rule::clean_path(&self.target),
        })
    }

    /// Where it is written.
    pub(crate) fn place(&self, file: &Dockerfile) -> Option<Place> {
        let (stage, number) = self.at;
        let own = file.stages.get(stage)?;
        if number == TRIGGER {
            // It is another stage's, and is carried out where this one begins.
            return Some(Place::of_stage(own, stage));
        }
        let step = own.steps.get(number)?;
        let mut place = Place::of_step(own, self.at, step);
        place.field = Some("--mount");
        Some(place)
    }
}

/// The cache mounts of the stages that are built, in the order of the file.
pub(crate) fn of(build: Build<'_>) -> Vec<CacheUse> {
    let file = build.file;
    let mounts_any = |stage: &Stage| {
        let mut steps = stage.steps.iter();
        steps.any(|step| match &step.instruction {
            Instruction::Run(run) => !run.mounts.is_empty(),
            Instruction::Caches(_) | Instruction::OnBuild(_) => true,
            _ => false,
        })
    };
    let asks = |step: &Step| matches!(step.instruction, Instruction::Caches(_));
    if !file.stages.iter().any(mounts_any) && !file.globals.iter().any(asks) {
        return Vec::new();
    }
    let names = StageNames::new(file);
    let namespace = build.args.iter().rev().find(|(name, _)| name == NAMESPACE);
    let state = Built::of(file).with(build.args);
    let needed = match build.stages {
        Stages::Needed => state.needed_by(&names, build.target),
        Stages::All => vec![true; file.stages.len()],
    };
    let mut uses = Uses {
        needed,
        names: &names,
        built: state,
        namespace: namespace.map_or("", |(_, value)| value),
        found: Vec::new(),
    };
    resolve::each_step(file, &names, &mut uses);
    uses.found
}

struct Uses<'a, 'n> {
    names: &'n StageNames<'a>,
    needed: Vec<bool>,
    built: Built<'a>,
    namespace: &'a str,
    found: Vec<CacheUse>,
}

impl<'a> Reader<'a> for Uses<'a, '_> {
    fn stage(&mut self, index: usize, stage: &'a Stage) {
        let triggers = self.built.begin(stage, self.names);
        if !self.needed.get(index).copied().unwrap_or_default() {
            return;
        }
        for (number, trigger) in triggers.into_iter().enumerate() {
            if let Instruction::Run(run) = trigger {
                self.built.read(Upto::Trigger(number));
                self.mounts(run, (index, TRIGGER), None);
            }
        }
    }

    fn step(&mut self, step: Resolving<'a, '_>) {
        let instruction = &step.step.instruction;
        if let Instruction::OnBuild(trigger) = instruction {
            self.built.triggered(trigger);
            return;
        }
        let Instruction::Run(run) = step.instruction() else {
            return;
        };
        if run.mounts.is_empty() || !self.needed.get(step.index).copied().unwrap_or_default() {
            return;
        }
        self.built.read(Upto::Step(step.number));
        self.mounts(run, (step.index, step.number), Some(step.runner));
    }
}

impl Uses<'_, '_> {
    /// The mounts of a step, or of a trigger, of which nobody knows who runs it.
    fn mounts(&mut self, run: &Run, at: (usize, usize), runner: Option<&Runner<'_>>) {
        let user = match runner.map(|it| &it.user) {
            Some(Who::Known(user)) => Some(user.to_string()),
            Some(Who::OneOfSeveral | Who::Shown) | None => None,
        };
        let distribution = runner.and_then(Runner::distribution);
        for mount in &run.mounts {
            // What is still open has an error.
            let Mount::Cache(mount) = mount else { continue };
            let Target::Path(target) = &mount.target else {
                continue;
            };
            let id = mount.id.as_ref().map(CacheId::text);
            // BuildKit takes the target for one that is nothing once it is expanded, too.
            let id = id.filter(|id| self.built.known(id).as_deref() != Some(""));
            let sharing = match &mount.sharing {
                None => Some(Sharing::Shared),
                Some(sharing) => self.known(sharing),
            };
            self.found.push(CacheUse {
                at,
                id: id.map(|id| self.text(id).0),
                has_variable: id.is_some_and(|id| id.as_literal().is_none()),
                target: self.text(target).0,
                opens: self.opens(mount, id, target),
                sharing,
                kept: owner::kept_in(mount),
                user: user.clone(),
                distribution: distribution.map(|it| it.suffix().into_owned()),
                runs_on: if runner.is_some_and(Runner::is_on_build_platform) {
                    RunsOn::Build
                } else {
                    RunsOn::Target
                },
            });
        }
    }

    /// The text with what is known of its variables, and whether that is all of it.
    fn text(&self, text: &Text) -> (String, bool) {
        match self.built.known(text) {
            Some(known) => (known.into_owned(), true),
            None => (text.to_string(), false),
        }
    }

    fn known<T: Notation>(&self, value: &OrArg<T>) -> Option<T> {
        match value.meaning() {
            Ok(value) => Some(value),
            Err(text) => T::read(&self.built.known(text)?),
        }
    }

    fn opens(
        &self,
        mount: &CacheMount,
        id: Option<&Text>,
        target: &Text,
    ) -> Result<CacheDirectory, Unknown> {
        let (text, known) = self.text(id.unwrap_or(target));
        let id = if id.is_some() {
            text
        } else {
            rule::clean_path(&text)
        };
        let key = format!("{}/{id}", self.namespace);
        if let Some(from) = &mount.from {
            let from = match from {
                Source::Image(image) => format!("the image `{image}`"),
                Source::Stage(stage) => format!("the stage `{stage}`"),
            };
            let source = mount.source.as_ref().map(|it| format!("{it} of "));
            let from = source.unwrap_or_default() + &from;
            return Err(Unknown::Files { key, from });
        }
        let settled = self.settled(mount);
        match settled.base().filter(|_| known) {
            Some(base) => Ok(CacheDirectory { key, base }),
            None => Err(Unknown::Variables {
                key,
                base: written(mount),
            }),
        }
    }

    /// The mount with what is known of its owner.
    fn settled(&self, mount: &CacheMount) -> CacheMount {
        let mut mount = mount.clone();
        for id in [&mut mount.uid, &mut mount.gid].into_iter().flatten() {
            if let Some(known) = self.known(id) {
                *id = OrArg::Value(known);
            }
        }
        if let Some(mode) = &mut mount.mode {
            if let Some(known) = self.known(mode) {
                *mode = OrArg::Value(known);
            }
        }
        mount
    }
}

/// What a mount says of its owner, as it is written.
fn written(mount: &CacheMount) -> String {
    fn option<T: Notation>(name: &str, value: Option<&OrArg<T>>) -> Option<String> {
        value.map(|value| format!("{name}={value}"))
    }
    let options = [
        option("uid", mount.uid.as_ref()),
        option("gid", mount.gid.as_ref()),
        option("mode", mount.mode.as_ref()),
        mount.source.as_ref().map(|it| format!("source={it}")),
    ];
    options.into_iter().flatten().collect::<Vec<_>>().join(",")
}
