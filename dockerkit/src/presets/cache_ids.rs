//! How the caches of a Dockerfile are named, and whether its builds wait for others.

use crate::name::{CacheId, name};
use crate::rule;
use crate::sharing::Sharing;
use crate::text::{Text, expand};

/// How a Dockerfile names its caches: what every id begins with, and whether platforms are kept apart; and whether its builds
/// wait for others that use them.
///
/// `--mount=type=cache,id=team-a/go-build-cache-shared-$TARGETOS-$TARGETARCH$TARGETVARIANT,…`
///
/// Two Dockerfiles share their caches only if they name them the same way.
///
/// ```
/// use dockerkit::{CacheIds, Dockerfile, PackageManager, Run, Stage};
///
/// let build = Run::new("go build ./...").cache(PackageManager::Go);
/// let file = Dockerfile::new()
///     .without_syntax()
///     .cache_ids(CacheIds::new().prefix("team-a/").by_platform())
///     .stage(Stage::new("golang:1.27").push(build));
/// assert_eq!(
///     file.render().unwrap(),
///     "\
/// FROM golang:1.27
/// ARG TARGETOS \\
///     TARGETARCH \\
///     TARGETVARIANT
/// RUN --mount=type=cache,id=team-a/go-cache-shared,target=/go/pkg/mod,sharing=shared \\
///     --mount=type=cache,id=team-a/go-build-cache-shared-$TARGETOS-$TARGETARCH$TARGETVARIANT,target=/root/.cache/go-build,sharing=shared \\
///     export GOMODCACHE=/go/pkg/mod; \\
///     go build ./...
/// ",
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CacheIds {
    /// What every id begins with.
    pub prefix: Option<CachePrefix>,
    /// Whether the platform is part of the id where the contents depend on it: the target platform, or the build platform
    /// in a stage that runs on that (`FROM --platform=$BUILDPLATFORM`).
    pub by_platform: bool,
    /// Whether the caches of presets are `locked`, whatever their managers could stand.
    pub locked: bool,
}

name! {
    /// What the ids of cache mounts begin with: ASCII letters, digits and `.` `_` `-` `/` `:`.
    ///
    /// `--mount=type=cache,id=s/4711-pip-cache-shared,…`
    ///
    /// BuildKit would take more; hosts that ask for a prefix want one without variables, blanks and commas.
    ///
    /// ```
    /// use dockerkit::CachePrefix;
    ///
    /// const SERVICE: CachePrefix = CachePrefix::from_static("s/4711-");
    /// assert_eq!(SERVICE.as_str(), "s/4711-");
    /// ```
    ///
    /// ```compile_fail
    /// # use dockerkit::CachePrefix;
    /// const SERVICE: CachePrefix = CachePrefix::from_static("s/$SERVICE-"); // "a prefix of cache ids may hold only …"
    /// ```
    CachePrefix, rule::cache_prefix
}

impl CacheIds {
    /// The ids as they are.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts this in front of every id: of presets, and of the Dockerfile's own cache mounts. A mount without an id
    /// gets one, this and its target.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<CachePrefix>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// Keeps platforms apart where a preset's [contents](crate::presets::Contents) depend on them, and declares the `ARG`s that
    /// this needs in the stage.
    ///
    /// What such a mount opens cannot be told from the file alone: its
    /// [`directory`](crate::CacheMount::directory) is unknown.
    #[must_use]
    pub fn by_platform(mut self) -> Self {
        self.by_platform = true;
        self
    }

    /// Locks the caches of all presets: of several builds, one after another runs a step that mounts one.
    ///
    /// Services that are built at the same time for the first time each download what none of them has stored yet. With this
    /// the first one downloads it, and the others wait for that. All users of a cache have to say the same.
    ///
    /// ```
    /// use dockerkit::{CacheIds, Dockerfile, PackageManager, Stage};
    ///
    /// let file = Dockerfile::new()
    ///     .cache_ids(CacheIds::new().locked())
    ///     .caches(PackageManager::ALL)
    ///     .stage(Stage::new("python:3.12").run("pip install torch"));
    /// assert!(file.render()?.contains("id=pip-cache-shared,target=/root/.cache/pip,sharing=locked "));
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    #[must_use]
    pub fn locked(mut self) -> Self {
        self.locked = true;
        self
    }

    /// How a preset's cache is shared.
    pub(crate) fn sharing(&self, own: Sharing) -> Sharing {
        if self.locked { Sharing::Locked } else { own }
    }

    /// The id of a preset's cache.
    pub(crate) fn named(
        &self,
        id: &'static str,
        suffix: Option<Text>,
        native: bool,
        [os, architecture, variant]: [&'static str; 3],
    ) -> CacheId {
        let mut named = Text::from_static_literal(id);
        if let Some(suffix) = suffix {
            named = named.then("-").then(suffix);
        }
        if native && self.by_platform {
            named = named.then(expand(format!("-${os}-${architecture}${variant}")));
        }
        self.prefixed(CacheId::from(named))
    }

    /// An id with the prefix.
    pub(crate) fn prefixed(&self, id: CacheId) -> CacheId {
        match &self.prefix {
            Some(prefix) => {
                let prefix = Text::new_literal(prefix.as_str().to_owned());
                CacheId::from(prefix.then(id.text().clone()))
            }
            None => id,
        }
    }
}

#[cfg(feature = "serde")]
mod serial {
    use super::CacheIds;
    use crate::data::{object, public};

    object! {
        CacheIds { prefix, by_platform, locked }
        with {
            fn absent() -> Option<Self> {
                Some(Self::new())
            }
            fn is_absent(&self) -> bool {
                *self == Self::new()
            }
        }
    }
    public!(CacheIds);
}
