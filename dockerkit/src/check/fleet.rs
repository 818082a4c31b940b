//! Several files that are built on one builder: which directories their cache mounts open.

mod split;

pub(crate) use split::Split;

use super::levels::InForce;
use super::rule::{Asked, Rule};
#[cfg(feature = "project")]
use super::services::ServiceView;
use super::sink::Sink;
use super::uses::{self, Build, CacheUse, Stages, Unknown};
use super::{Finding, NOWHERE};
use crate::dockerfile::Dockerfile;
use crate::escape::Escape;
use crate::help::Help;
use crate::instruction::Instruction;
use crate::levels::{Level, Levels};
use crate::mount::CacheDirectory;
use crate::place::{Part, Place};
use crate::sorted;

/// A service: a file, how it is built, and what is asked of it.
#[derive(Clone)]
pub(crate) struct Member<'a> {
    pub(crate) name: &'a str,
    pub(crate) build: Build<'a>,
    /// Whether it is built for several platforms.
    pub(crate) platforms: Platforms,
    /// Who may write to its caches, if that is said.
    pub(crate) trust: Option<&'a str>,
}

impl<'a> Member<'a> {
    /// A file of which nothing else is known.
    pub(crate) fn plain(name: &'a str, file: &'a Dockerfile) -> Self {
        Self {
            name,
            build: Build {
                file,
                target: None,
                args: &[],
                stages: Stages::Needed,
            },
            platforms: Platforms::One,
            trust: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platforms {
    One,
    Several,
}

/// A cache mount: the number of its service, and its number among the mounts of that.
pub(crate) type At = (usize, usize);

/// A directory on the builder, and the mounts that open it.
pub(crate) struct Opened {
    pub(crate) opens: Result<CacheDirectory, Unknown>,
    /// In the order of the services and their files; there is one at least.
    pub(crate) mounts: Vec<At>,
    /// The services that open it, in order.
    pub(crate) services: Vec<usize>,
}

/// The services, and what their cache mounts open.
pub(crate) struct Fleet<'a> {
    pub(crate) members: Vec<Member<'a>>,
    /// The cache mounts of each.
    pub(crate) uses: Vec<Vec<CacheUse>>,
    /// In the order of their ids.
    pub(crate) directories: Vec<Opened>,
    /// What looks shared and is not.
    pub(crate) splits: Vec<Split>,
    /// What every id has to begin with, if that is said.
    pub(crate) prefix: Option<&'a str>,
    /// What is known of the services beside their files, if they are a project's.
    #[cfg(feature = "project")]
    pub(crate) services: Option<Vec<ServiceView<'a>>>,
}

impl<'a> Fleet<'a> {
    pub(crate) fn of(members: Vec<Member<'a>>, prefix: Option<&'a str>) -> Self {
        let uses: Vec<_> = members.iter().map(|it| uses::of(it.build)).collect();
        let directories = directories(&uses);
        let mut fleet = Self {
            members,
            uses,
            directories,
            splits: Vec::new(),
            prefix,
            #[cfg(feature = "project")]
            services: None,
        };
        fleet.splits = split::of(&fleet);
        fleet
    }

    /// The services of a project.
    #[cfg(feature = "project")]
    pub(crate) fn services(&self) -> &[ServiceView<'a>] {
        self.services.as_deref().unwrap_or_default()
    }

    /// What its rules find, in the order of the services.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        static LEVELS: Levels = Levels::new();
        let mut sink = Sink::new(Escape::Backslash, &LEVELS);
        sink.at(Part::Directives, "", &NOWHERE);
        Asked::all().fleet(self, &mut sink);
        sink.findings
    }

    pub(crate) fn mount(&self, (member, number): At) -> Option<(&Member<'a>, &CacheUse)> {
        let used = self.uses.get(member)?.get(number)?;
        Some((self.members.get(member)?, used))
    }

    /// The cache mounts of a directory, with the services that they are of.
    pub(crate) fn mounts<'f>(
        &'f self,
        directory: &'f Opened,
    ) -> impl Iterator<Item = (At, &'f Member<'a>, &'f CacheUse)> {
        let mounts = directory.mounts.iter();
        mounts.filter_map(|at| self.mount(*at).map(|(member, used)| (*at, member, used)))
    }

    /// Where a mount is written.
    pub(crate) fn place(&self, at: At) -> Option<Place> {
        let (member, used) = self.mount(at)?;
        let mut place = used.place(member.build.file)?;
        place.service = Some(member.name.to_owned());
        Some(place)
    }

    /// The level of a rule at a mount.
    fn level(&self, rule: &Rule, at: At) -> Option<Level> {
        let (member, used) = self.mount(at)?;
        let file = member.build.file;
        let mut levels = InForce::new(&file.levels);
        levels.directive(file.directives.build_checks());
        let steps = &file.stages.get(used.at.0)?.steps;
        let mut comments = Vec::new();
        for step in steps.get(..used.at.1).unwrap_or_default().iter().rev() {
            match &step.instruction {
                Instruction::Comment(comment) if comments.len() < COMMENTS => {
                    comments.push(comment);
                }
                Instruction::BlankLine => {}
                _ => break,
            }
        }
        while let Some(comment) = comments.pop() {
            levels.comment(&comment.text, comment.checks);
        }
        Some(levels.of(rule))
    }

    /// The rule that looks now is broken by a mount, and by another one, too.
    pub(crate) fn find(
        &self,
        at: At,
        related: Option<At>,
        message: String,
        help: impl Into<Help>,
        sink: &mut Sink<'_>,
    ) {
        let level = sink.rule.and_then(|rule| self.level(rule, at));
        let (Some(level), Some(place)) = (level, self.place(at)) else {
            return;
        };
        let related = related.and_then(|at| self.place(at));
        sink.find_at(level, (place, related), message, help.into());
    }
}

/// So many comments in front of a step are read for each finding.
const COMMENTS: usize = 64;

/// What the mounts open, by id.
fn directories(uses: &[Vec<CacheUse>]) -> Vec<Opened> {
    let mut all: Vec<(At, &CacheUse)> = Vec::new();
    for (member, uses) in uses.iter().enumerate() {
        for (number, used) in uses.iter().enumerate() {
            all.push(((member, number), used));
        }
    }
    sorted::sort(&mut all, &|(_, one), (_, other)| {
        let keys = one.key().cmp(other.key());
        keys.then_with(|| one.opens.cmp(&other.opens))
    });
    let mut directories: Vec<Opened> = Vec::new();
    for mounts in all.chunk_by(|(_, one), (_, other)| one.opens == other.opens) {
        let Some((_, first)) = mounts.first() else {
            continue;
        };
        let mut opened = Opened {
            opens: first.opens.clone(),
            mounts: Vec::new(),
            services: Vec::new(),
        };
        for (at, _) in mounts {
            opened.mounts.push(*at);
            if opened.services.last() != Some(&at.0) {
                opened.services.push(at.0);
            }
        }
        directories.push(opened);
    }
    directories
}
