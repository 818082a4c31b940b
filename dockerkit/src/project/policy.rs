//! What holds for all services of a project.

use std::borrow::Cow;

use super::service::{Author, Service};
use crate::dockerfile::Dockerfile;
use crate::levels::{Level, Levels};
use crate::presets::CacheIds;

/// What holds for all services of a [`Project`](crate::Project).
///
/// ```
/// use dockerkit::{CacheIds, Dockerfile, Level, PackageManager, Policy, Project, Service, Stage};
///
/// let file = Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install torch"));
/// let project = Project::new()
///     .policy(Policy::new().cache_ids(CacheIds::new().prefix("team-a/")).level("other-id", Level::Error))
///     .service(Service::new("asr", file));
/// assert_eq!(project.caches().directories[0].id, "team-a/pip-cache-shared");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// How caches are named, in Dockerfiles that say nothing of it themselves and are not written by hand.
    pub cache_ids: CacheIds,
    /// The levels of rules; what a Dockerfile sets itself counts more.
    pub levels: Levels,
    /// What every id has to begin with, where the host of the builds asks for it.
    pub ids_begin_with: Option<String>,
    /// Whether a comment says what each cache is.
    pub comments: Comments,
}

/// Whether a comment above the first step that mounts a cache says what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Comments {
    /// Nothing is said.
    #[default]
    None,
    /// Each id is explained where it is mounted first.
    FirstUse,
}

impl Policy {
    /// Nothing in particular.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how caches are named.
    #[must_use]
    pub fn cache_ids(mut self, ids: CacheIds) -> Self {
        self.cache_ids = ids;
        self
    }

    /// Sets the level of the rule of that name; see [`Levels`].
    #[must_use]
    pub fn level(mut self, rule: impl Into<Cow<'static, str>>, level: Level) -> Self {
        self.levels = self.levels.set(rule, level);
        self
    }

    /// Has the rule `id-prefix` find cache mounts whose ids do not begin so, or that have no id, or one with variables.
    ///
    /// Hosts ask for it: Railway builds nothing with other ids than `s/<service id>-…`. [`CacheIds::prefix`] is what
    /// writes one.
    ///
    /// Source: [Railway's documentation](https://docs.railway.com/builds/dockerfiles#cache-mounts).
    #[must_use]
    pub fn ids_begin_with(mut self, prefix: impl Into<String>) -> Self {
        self.ids_begin_with = Some(prefix.into());
        self
    }

    /// The service's Dockerfile as the policy makes it.
    pub(super) fn file_of<'a>(&self, service: &'a Service) -> Cow<'a, Dockerfile> {
        let file = &service.dockerfile;
        let names = service.author == Author::Dockerkit
            && file.cache_ids == CacheIds::new()
            && self.cache_ids != CacheIds::new();
        if !names && self.levels.is_empty() {
            return Cow::Borrowed(file);
        }
        let mut file = file.clone();
        if names {
            file.cache_ids = self.cache_ids.clone();
        }
        let mut levels = self.levels.clone();
        for (rule, level) in file.levels.iter() {
            levels = levels.set(rule.to_owned(), level);
        }
        file.levels = levels;
        Cow::Owned(file)
    }
}
