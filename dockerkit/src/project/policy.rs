//! What holds for all services of a project.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::service::{Author, Service};
use crate::check::uses::{self, Build, Stages};
use crate::dockerfile::Dockerfile;
use crate::instruction::Comment;
use crate::levels::{Level, Levels};
use crate::presets::CacheIds;
use crate::shown::Shown as _;
use crate::stage::Step;

/// What bake and Compose read unless told otherwise.
const BAKE: &str = "docker-bake.json";
pub(super) const COMPOSE: &str = "compose.yaml";

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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Where the bake file is written, from the project's directory, if one is: `docker-bake.json` unless told otherwise.
    pub bake_file: Option<PathBuf>,
    /// Where the Compose file is written, from the project's directory, if one is: `compose.yaml` unless told otherwise.
    pub compose_file: Option<PathBuf>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            cache_ids: CacheIds::new(),
            levels: Levels::new(),
            ids_begin_with: None,
            comments: Comments::None,
            bake_file: Some(BAKE.into()),
            compose_file: Some(COMPOSE.into()),
        }
    }
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

    /// Has a comment above the first step that mounts a cache say what it is, in Dockerfiles that are not written by hand.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Policy, Project, Service, Stage};
    ///
    /// let file = Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install torch"));
    /// let project = Project::new().policy(Policy::new().explain_caches()).service(Service::new("asr", file));
    /// let (_, text) = &project.output(".").files()?[0];
    /// assert!(text.contains(
    ///     "\n# Cache pip-cache-shared: what pip downloads, shared by all builds that name this id.\nRUN --mount=type=cache,"
    /// ));
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    #[must_use]
    pub fn explain_caches(mut self) -> Self {
        self.comments = Comments::FirstUse;
        self
    }

    /// Writes the bake file to another path, from the project's directory: `docker buildx bake -f PATH`.
    #[must_use]
    pub fn bake_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.bake_file = Some(path.into());
        self
    }

    /// Writes no bake file.
    #[must_use]
    pub fn without_bake_file(mut self) -> Self {
        self.bake_file = None;
        self
    }

    /// Writes the Compose file to another path, from the project's directory, for a project that has one of its own:
    /// `docker compose -f compose.yaml -f PATH build` reads both, and so does an `include` of it.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, Policy, Project, Service, Stage};
    ///
    /// let service = Service::new("asr", Dockerfile::new().stage(Stage::new("alpine")));
    /// let project = Project::new().policy(Policy::new().compose_file("compose.build.yaml").without_bake_file()).service(service);
    /// let files = project.output("deploy").files()?;
    /// assert!(files[1].0.ends_with("deploy/compose.build.yaml"));
    /// assert_eq!(files.len(), 2);
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    #[must_use]
    pub fn compose_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.compose_file = Some(path.into());
        self
    }

    /// Writes no Compose file.
    #[must_use]
    pub fn without_compose_file(mut self) -> Self {
        self.compose_file = None;
        self
    }

    /// The service's Dockerfile as the policy makes it.
    pub(super) fn file_of<'a>(&self, service: &'a Service) -> Cow<'a, Dockerfile> {
        let file = &service.dockerfile;
        let names = service.author == Author::Dockerkit
            && file.cache_ids == CacheIds::new()
            && self.cache_ids != CacheIds::new();
        let explains = self.comments == Comments::FirstUse && service.author == Author::Dockerkit;
        if !names && !explains && self.levels.is_empty() {
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
        if explains {
            explain(&mut file, service);
        }
        Cow::Owned(file)
    }
}

/// Puts comments above the first steps that mount each cache.
fn explain(file: &mut Dockerfile, service: &Service) {
    let mut told = BTreeSet::new();
    let mut comments: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    // Another service may build other stages of the same file, with other arguments.
    let build = Build {
        file,
        target: None,
        args: &[],
        stages: Stages::All,
    };
    for used in uses::of(build) {
        let Some(id) = used.id else { continue };
        let id = id.shown();
        if !told.insert(id.clone()) {
            continue;
        }
        let what = match used.kept {
            Some(kept) => format!("what {} downloads", kept.manager),
            None => "kept between builds".to_owned(),
        };
        let lines = comments.entry(used.at).or_default();
        lines.push(format!(
            "Cache {id}: {what}, shared by all builds that name this id."
        ));
    }
    for ((stage, number), lines) in comments.into_iter().rev() {
        let Some(steps) = file.stages.get_mut(stage).map(|it| &mut it.steps) else {
            continue;
        };
        if number <= steps.len() {
            let comment = Step {
                instruction: Comment::new(lines.join("\n")).into(),
                origin: service.origin.clone(),
            };
            steps.insert(number, comment);
        }
    }
}
