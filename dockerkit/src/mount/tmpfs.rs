//! `--mount=type=tmpfs`.

use crate::mount::Switch;
use crate::mount::methods::access;
use crate::text::{IntoText, Text};

/// An empty directory in memory, seen while one `RUN` runs.
///
/// `RUN --mount=type=tmpfs,target=/tmp,size=512m make`
///
/// ```
/// use dockerkit::{Run, TmpfsMount};
///
/// let run = Run::new("make").mount(TmpfsMount::new("/tmp").size("512m"));
/// assert_eq!(run.to_string(), "RUN --mount=type=tmpfs,target=/tmp,size=512m \\\n    make");
/// ```
///
/// Needs syntax 1.2, [`size`](TmpfsMount::size) 1.4. Source:
/// [`RUN --mount=type=tmpfs`](https://docs.docker.com/reference/dockerfile/#run---mounttypetmpfs).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TmpfsMount {
    /// Where it is mounted.
    pub target: Text,
    /// The limit, in bytes or with a unit: `512m`, `1g`, `1.5gib`; without it, none. BuildKit also takes
    /// hexadecimal numbers with an exponent (`0x1p20`) and `_` between digits.
    pub size: Option<Text>,
    /// Whether the step may only read it.
    pub read_only: Switch,
}

impl TmpfsMount {
    /// A directory in memory at a path.
    #[inline(never)]
    pub fn new(target: impl IntoText) -> Self {
        Self {
            target: target.into_text(),
            size: None,
            read_only: Switch::Value(false),
        }
    }

    /// The limit, in bytes (a number) or with a unit: `"512m"`, `"1g"`.
    #[inline(never)]
    #[must_use]
    pub fn size(mut self, size: impl IntoText) -> Self {
        self.size = Some(size.into_text());
        self
    }

    /// The step may only read it, and finds nothing in it.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = Switch::Value(true);
        self
    }
}

access!(TmpfsMount, read_only, only: on_if, write: on_unless);
