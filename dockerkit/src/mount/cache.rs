//! `--mount=type=cache`.

use std::fmt;

use crate::mode::Mode;
use crate::mount::Switch;
use crate::mount::methods::{access, from, owner};
use crate::name::CacheId;
use crate::or_arg::OrArg;
use crate::sharing::Sharing;
use crate::source::Source;
use crate::text::{IntoText, Text};

/// A directory that the builder keeps between builds, mounted while one `RUN` runs.
///
/// `RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared pip install -r requirements.txt`
///
/// It is never part of the image. Which directory it opens is its [identity](CacheMount::directory): the
/// `id`, and whether and which owner is named; the target and the sharing mode do not matter.
///
/// ```
/// use dockerkit::{CacheMount, Run, Sharing};
///
/// let run = Run::new("fetch-models --to /models")
///     .mount(CacheMount::new("/models").id("models").uid(1001).gid(1001).sharing(Sharing::Locked));
/// assert_eq!(
///     run.to_string(),
///     "RUN --mount=type=cache,id=models,target=/models,sharing=locked,uid=1001,gid=1001 \\\n    fetch-models --to /models",
/// );
/// ```
///
/// Needs syntax 1.2. Source:
/// [`RUN --mount=type=cache`](https://docs.docker.com/reference/dockerfile/#run---mounttypecache), and
/// BuildKit's `dockerfile2llb/convert_runmount.go` for what it expands and ignores.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CacheMount {
    /// What two mounts must both say to open one directory; without it, the cleaned target.
    pub id: Option<CacheId>,
    /// Where it is mounted.
    pub target: Target,
    /// Who may use it at the same time; without it, `shared`.
    pub sharing: Option<OrArg<Sharing>>,
    /// The owner of a directory that is made new; without it, 0.
    pub uid: Option<OrArg<u32>>,
    /// The group of a directory that is made new; without it, 0.
    pub gid: Option<OrArg<u32>>,
    /// The permissions of a directory that is made new, octal; without it, 0755.
    pub mode: Option<OrArg<Mode>>,
    /// The stage or image whose files a new directory begins with.
    pub from: Option<Source>,
    /// The directory in `from` that a new directory begins with. With it, BuildKit ignores `uid`, `gid` and `mode`.
    pub source: Option<Text>,
    /// Whether the step may only read it.
    pub read_only: Switch,
}

/// Where a cache is mounted.
///
/// ```
/// use dockerkit::{CacheMount, Target};
///
/// assert_eq!(CacheMount::new("/root/.npm").target, Target::Path("/root/.npm".into()));
/// assert_eq!(CacheMount::in_home(".npm").target, Target::Home(".npm".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// A path in the image; a relative one is taken from the working directory.
    Path(Text),
    /// A path in the home directory of whoever the stage runs as at this step. The owner follows, too.
    Home(Text),
}

/// The path; of one in a home directory, behind `~/`.
///
/// ```
/// use dockerkit::CacheMount;
///
/// assert_eq!(CacheMount::new("/root/.npm").target.to_string(), "/root/.npm");
/// assert_eq!(CacheMount::in_home(".npm").target.to_string(), "~/.npm");
/// ```
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => fmt::Display::fmt(path, f),
            Self::Home(path) => write!(f, "~/{path}"),
        }
    }
}

impl CacheMount {
    /// A cache at a path.
    #[inline(never)]
    pub fn new(target: impl IntoText) -> Self {
        Self::at(Target::Path(target.into_text()))
    }

    /// A cache in the home directory of whoever the stage runs as, owned by that user.
    ///
    /// ```
    /// use dockerkit::{CacheMount, Dockerfile, Run, Stage, User};
    ///
    /// let stage = Stage::new("node:22")
    ///     .user(User::new("node").uid(1000).home("/home/node"))
    ///     .push(Run::new("tool fetch").mount(CacheMount::in_home(".cache/tool").id("tool")));
    /// assert!(Dockerfile::new().stage(stage).render().unwrap().contains(
    ///     "--mount=type=cache,id=tool,target=/home/node/.cache/tool,uid=1000,gid=1000",
    /// ));
    /// ```
    #[inline(never)]
    pub fn in_home(path: impl IntoText) -> Self {
        Self::at(Target::Home(path.into_text()))
    }

    pub(crate) fn at(target: Target) -> Self {
        Self {
            id: None,
            target,
            sharing: None,
            uid: None,
            gid: None,
            mode: None,
            from: None,
            source: None,
            read_only: Switch::Value(false),
        }
    }

    /// Names the directory, so that other Dockerfiles can open it too.
    #[inline(never)]
    #[must_use]
    pub fn id(mut self, id: impl Into<CacheId>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Says whether several builds may use it at the same time.
    #[inline(never)]
    #[must_use]
    pub fn sharing(mut self, sharing: impl Into<OrArg<Sharing>>) -> Self {
        self.sharing = Some(sharing.into());
        self
    }

    /// The directory of the stage or image that a new directory begins with.
    #[inline(never)]
    #[must_use]
    pub fn source(mut self, source: impl IntoText) -> Self {
        self.source = Some(source.into_text());
        self
    }

    /// The step may only read it.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = Switch::Value(true);
        self
    }
}

owner!(
    CacheMount,
    "The owner of a new directory. Part of the identity.",
    "The group of a new directory. Part of the identity.",
    "The permissions of a new directory, octal. Part of the identity."
);

from!(
    CacheMount,
    "A new directory begins with the files of a stage.",
    "A new directory begins with the files of an image."
);

access!(CacheMount, read_only, only: on_if, write: on_unless);
