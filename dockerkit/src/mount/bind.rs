//! `--mount=type=bind`.

use crate::mount::Switch;
use crate::mount::methods::{access, from};
use crate::source::Source;
use crate::text::{IntoText, Text};

/// Files of the build context, of a stage or of an image, seen while one `RUN` runs.
///
/// `RUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync --frozen`
///
/// What the step writes there (with [`read_write`](BindMount::read_write)) is thrown away after it.
///
/// ```
/// use dockerkit::{BindMount, Run};
///
/// let run = Run::new("uv sync --frozen").mount(BindMount::new("uv.lock").source("uv.lock"));
/// assert_eq!(run.to_string(), "RUN --mount=type=bind,source=uv.lock,target=uv.lock \\\n    uv sync --frozen");
/// ```
///
/// Needs syntax 1.2. Source: [`RUN --mount=type=bind`](https://docs.docker.com/reference/dockerfile/#run---mounttypebind).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct BindMount {
    /// Where it is mounted; a relative path is taken from the working directory, and an empty one is that directory.
    pub target: Text,
    /// The path in what is mounted; without it, its root.
    ///
    /// In a stage or an image it is an exact path. So it is in the build context, but the client, which sends what the
    /// sources ask for, reads it as a pattern: a name that does not match itself, such as `[a]` or `!a`, is
    /// [refused](crate::rules::CONTEXT_NAME). What a variable stands for is not looked at.
    pub source: Option<Text>,
    /// What is mounted; without it, the build context.
    pub from: Option<Source>,
    /// Whether the step may write to it.
    pub read_write: Switch,
}

impl BindMount {
    /// The build context at a path.
    #[inline(never)]
    pub fn new(target: impl IntoText) -> Self {
        Self {
            target: target.into_text(),
            source: None,
            from: None,
            read_write: Switch::Value(false),
        }
    }

    /// The build context in place of the working directory: what a bind mount without a target is.
    ///
    /// `RUN --mount=type=bind,source=app make`
    ///
    /// ```
    /// use dockerkit::{BindMount, Run};
    ///
    /// let run = Run::new("make").mount(BindMount::at_workdir().source("app"));
    /// assert_eq!(run.to_string(), "RUN --mount=type=bind,source=app \\\n    make");
    /// ```
    ///
    /// BuildKit refuses it where that directory is `/`.
    #[inline(never)]
    pub fn at_workdir() -> Self {
        Self::new("")
    }

    /// The path in what is mounted.
    #[inline(never)]
    #[must_use]
    pub fn source(mut self, source: impl IntoText) -> Self {
        self.source = Some(source.into_text());
        self
    }

    /// The step may write to it; what it writes is thrown away.
    #[must_use]
    pub fn read_write(mut self) -> Self {
        self.read_write = Switch::Value(true);
        self
    }
}

from!(
    BindMount,
    "Mounts files of a stage.",
    "Mounts files of an image."
);

access!(BindMount, read_write, only: on_unless, write: on_if);
