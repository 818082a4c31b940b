//! Caches for every step that needs them.

use crate::presets::{PackageManager, Preset};

/// The package managers whose caches the steps behind it mount: those steps that run a command of the manager, and no others.
///
/// `RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared pip install .`
///
/// It is no line of the Dockerfile itself. In a stage it is for the steps of that stage that follow, and for those of stages that
/// start from it; in front of the first stage it is for all stages. Another one takes its place from there on, and one of
/// no manager ends it. What a command runs is read as the shell reads it: lists,
/// `sh -c '…'`, `python -m pip`, `sudo`, scripts. A step that mounts a cache of the manager itself, wherever that is, stays as it
/// is. A command that runs as somebody else than the step (`su`, `gosu`, `sudo` of a user) gets none: a finding says so. What
/// `make` and its like run is not looked for.
///
/// [`Stage::caches`](crate::Stage::caches) and [`Dockerfile::caches`](crate::Dockerfile::caches) add one.
///
/// ```
/// use dockerkit::{Dockerfile, PackageManager, Stage};
///
/// let stage = Stage::new("python:3.12")
///     .caches([PackageManager::Pip, PackageManager::Npm])
///     .run("mkdir /app")
///     .run("cd /app && pip install .");
/// assert_eq!(
///     Dockerfile::new().without_syntax().stage(stage).render().unwrap(),
///     "\
/// FROM python:3.12
/// RUN mkdir /app
/// RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \\
///     cd /app && pip install .
/// ",
/// );
/// ```
///
/// Where a cache cannot be mounted (the step is in the exec form, its user's uid is not known, …), the step stays as it
/// is, and [a warning](crate::rules::CACHE_LEFT_OUT) says why; so [it does](crate::rules::UNKNOWN_COMMANDS) where the step
/// runs a script of which nothing is known.
///
/// Source: [cache mounts](https://docs.docker.com/build/cache/optimize/#use-cache-mounts); what each manager needs is on its
/// page in [`presets`](crate::presets#modules).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Caches {
    /// Whose; where a command may be one of several (`yarn`), the first of them has it.
    pub presets: Vec<Preset>,
}

impl Caches {
    /// The caches of these managers: [`PackageManager::ALL`] are those of all.
    pub fn new<P: Into<Preset>>(presets: impl IntoIterator<Item = P>) -> Self {
        Self {
            presets: presets.into_iter().map(Into::into).collect(),
        }
    }

    /// The caches of all managers that dockerkit knows.
    ///
    /// ```
    /// use dockerkit::{Caches, PackageManager};
    ///
    /// assert_eq!(Caches::all().presets.len(), PackageManager::ALL.len());
    /// ```
    #[must_use]
    pub fn all() -> Self {
        Self::new(PackageManager::ALL)
    }
}

impl From<&PackageManager> for Preset {
    fn from(manager: &PackageManager) -> Self {
        (*manager).into()
    }
}
