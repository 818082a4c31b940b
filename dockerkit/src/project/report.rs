//! Which directories the cache mounts of services open on one builder.

mod markdown;
mod picture;
mod table;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::carry::{LeftOut, LeftOutReason};
use crate::check::fleet::{At, Fleet, Opened};
use crate::check::uses::Unknown;
use crate::check::{Finding, Rule, rules};
use crate::disk_usage::{CacheComparison, DiskUsage};
use crate::mount::{CacheDirectory, known_as};
use crate::place::Place;
use crate::presets::PackageManager;
use crate::sharing::Sharing;

/// Which directories the cache mounts of services open on one builder; got from [`Project::caches`](crate::Project::caches).
///
/// Printed, it is a table for people, of at most 80 columns; [`markdown`](Self::markdown) is for a pull request,
/// [`mermaid`](Self::mermaid) and [`dot`](Self::dot) are pictures. With `serde` it is data.
///
/// ```
/// use dockerkit::{Dockerfile, PackageManager, Project, Service, Stage};
///
/// let file = || Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install torch"));
/// let project = Project::new().service(Service::new("asr", file())).service(Service::new("tts", file()));
/// assert!(project.caches().to_string().starts_with(
///     "\
/// 2 services, 1 cache directory: 1 shared by several services
///
/// pip-cache-shared
///     pip, shared, no owner named
///     asr"
/// ));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CacheReport {
    /// The names of the services.
    pub services: Vec<String>,
    /// The directories, in the order of their ids.
    pub directories: Vec<OpenedDirectory>,
    /// What looks shared and is not.
    pub splits: Vec<SplitCache>,
    /// What else keeps services from using these caches, or makes it unsafe: what [`Project::check`](crate::Project::check) finds of
    /// that.
    pub findings: Vec<Finding>,
    /// How many commands run without the cache of their manager.
    pub uncached: usize,
}

/// The rules of caches that are mounted, and of no use, or unsafe; what splits them is told apart.
const HINDERED: [&Rule; 16] = [
    &rules::CACHE_DEFEATED,
    &rules::CACHE_ELSEWHERE,
    &rules::CACHE_OWNER,
    &rules::EMPTIED_CACHE,
    &rules::HIDDEN_BY_CACHE,
    &rules::ID_PREFIX,
    &rules::ID_WITHOUT_PLATFORM,
    &rules::ID_WITHOUT_RELEASE,
    &rules::INSTALLED_IN_CACHE,
    &rules::LOCK_ORDER,
    &rules::MIXED_CACHE,
    &rules::NO_SUCH_MANAGER,
    &rules::SECRET_IN_CACHE,
    &rules::SHARED_ACROSS_TRUST,
    &rules::SHARED_OUTPUT,
    &rules::UNSAFE_SHARING,
];

/// The rules of commands without the cache of their manager.
const UNCACHED: [&Rule; 3] = [&rules::MISSING_CACHE, &rules::NO_CACHE, &rules::OTHER_CACHE];

/// A directory on the builder, and the mounts that open it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OpenedDirectory {
    /// Its id, or else the target, behind the namespace; what depends on a variable that is not known is as it is written.
    pub id: String,
    /// Its identity, if that is known.
    pub directory: Option<CacheDirectory>,
    /// Why it is not known.
    pub unknown: Option<String>,
    /// The mounts that open it, in the order of the services and their files.
    pub mounts: Vec<OpenedMount>,
}

/// A cache mount of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OpenedMount {
    /// The service.
    pub service: String,
    /// Where it is mounted.
    pub target: String,
    /// Who may use it at the same time, if that is known.
    pub sharing: Option<Sharing>,
    /// Whose cache it is, if that is known.
    pub manager: Option<PackageManager>,
    /// Who runs the step, if that is known.
    pub user: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// Mounts that look as if they shared their downloads, and do not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SplitCache {
    /// The name of the rule that is broken.
    pub rule: &'static str,
    /// The numbers of the directories, in [`CacheReport::directories`]; of mixed sharing modes and contents it is one directory.
    pub directories: Vec<usize>,
    /// The service that it is said of.
    pub service: String,
    /// What is wrong.
    pub message: String,
    /// What would join them.
    pub help: String,
}

impl CacheReport {
    pub(super) fn of(fleet: &Fleet<'_>) -> Self {
        let names = fleet.members.iter().map(|it| it.name.to_owned());
        let directories = fleet.directories.iter().map(|it| opened(fleet, it));
        let splits = fleet.splits.iter().map(|split| {
            let [own, other] = split.directories;
            let [at, _] = split.mounts;
            let is_read = |at: At| {
                let place = fleet.place(at);
                place.is_some_and(|place| place.origin.is_in_dockerfile())
            };
            SplitCache {
                rule: split.rule.name,
                directories: if own == other {
                    vec![own]
                } else {
                    vec![other, own]
                },
                service: fleet.mount(at).map_or("", |(it, _)| it.name).to_owned(),
                message: split.message.clone(),
                help: split.help.clone().text(is_read(at)),
            }
        });
        Self {
            services: names.collect(),
            directories: directories.collect(),
            splits: splits.collect(),
            findings: Vec::new(),
            uncached: 0,
        }
    }

    /// The same with what was found of the whole.
    pub(super) fn with(mut self, findings: Vec<Finding>) -> Self {
        let is_one = |finding: &Finding, rules: &[&Rule]| rules.contains(&finding.rule);
        self.uncached = findings.iter().filter(|it| is_one(it, &UNCACHED)).count();
        self.findings = findings;
        self.findings.retain(|it| is_one(it, &HINDERED));
        self
    }

    /// What is really there of these directories on a builder, of which this is the disk usage.
    ///
    /// Directories that are not known from the files are left out: what is there of them is among
    /// [`others`](CacheComparison::others), so give a mount that begins with files an id of its own.
    ///
    /// ```
    /// use dockerkit::{CacheState, DiskUsage, Dockerfile, PackageManager, Project, Service, Stage};
    ///
    /// let stage = Stage::new("python:3.12").run("pip install torch");
    /// let project = Project::new().service(Service::new("asr", Dockerfile::new().caches(PackageManager::ALL).stage(stage)));
    /// // Nothing was built yet.
    /// let usage = DiskUsage::parse("Reclaimable:\t0B\nTotal:\t\t0B\n")?;
    /// let found = project.caches().compare(&usage);
    /// assert_eq!(found.directories[0].directory.key, "/pip-cache-shared");
    /// assert_eq!(found.directories[0].state, CacheState::NeverUsed);
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    pub fn compare(&self, usage: &DiskUsage) -> CacheComparison {
        usage.compare(
            self.directories
                .iter()
                .filter_map(|it| it.directory.as_ref()),
        )
    }

    /// The directories that several services open.
    pub fn shared(&self) -> impl Iterator<Item = &OpenedDirectory> {
        let directories = self.directories.iter();
        directories.filter(|it| it.services().nth(1).is_some())
    }
}

/// What is said of a directory that begins with files.
const WITH_FILES: &str = "begins with the files of ";

fn opened(fleet: &Fleet<'_>, opened: &Opened) -> OpenedDirectory {
    let mounts = fleet.mounts(opened).filter_map(|(at, member, used)| {
        Some(OpenedMount {
            service: member.name.to_owned(),
            target: used.target.clone(),
            sharing: used.sharing,
            manager: used.kept.map(|kept| kept.manager),
            user: used.user.clone(),
            place: fleet.place(at)?,
        })
    });
    let (key, directory, unknown) = match &opened.opens {
        Ok(directory) => (&directory.key, Some(directory.clone()), None),
        Err(Unknown::Variables { key, base }) => {
            let base = match base.as_str() {
                "" => "no owner named".to_owned(),
                base => base.to_owned(),
            };
            let why = format!("{base}; depends on a variable");
            (key, None, Some(why))
        }
        Err(Unknown::Files { key, from }) => (key, None, Some(format!("{WITH_FILES}{from}"))),
    };
    OpenedDirectory {
        id: known_as(key).to_owned(),
        directory,
        unknown,
        mounts: mounts.collect(),
    }
}

impl OpenedDirectory {
    /// What is said of it where it is not carried.
    pub(super) fn left_out(&self) -> LeftOut {
        let reason = match (&self.directory, &self.unknown) {
            (None, Some(why)) if why.starts_with(WITH_FILES) => LeftOutReason::BeginsWithFiles,
            _ => LeftOutReason::Unknown,
        };
        LeftOut::new(&self.id, reason)
    }

    /// The services that open it, each once, in the order of their names.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        let services: BTreeSet<_> = self.mounts.iter().map(|it| it.service.as_str()).collect();
        services.into_iter()
    }

    /// The sharing modes that its mounts name, each once.
    pub fn sharing(&self) -> impl Iterator<Item = Sharing> {
        let modes: BTreeSet<_> = self.mounts.iter().filter_map(|it| it.sharing).collect();
        modes.into_iter()
    }

    /// The package managers whose cache it is, each once.
    pub fn managers(&self) -> impl Iterator<Item = PackageManager> {
        let managers: BTreeSet<_> = self.mounts.iter().filter_map(|it| it.manager).collect();
        managers.into_iter()
    }
}
