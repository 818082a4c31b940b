//! `--mount=type=tmpfs`.

use crate::{IntoText, Text};

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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TmpfsMount {
    /// Where it is mounted.
    pub target: Text,
    /// The limit, in bytes or with a unit: `512m`, `1g`, `1.5gib`; without it, none. A decimal number: BuildKit also
    /// takes hexadecimal ones and `_` between digits.
    pub size: Option<Text>,
}

impl TmpfsMount {
    /// A directory in memory at a path.
    #[inline(never)]
    pub fn new(target: impl IntoText) -> Self {
        Self {
            target: target.into_text(),
            size: None,
        }
    }

    /// The limit, in bytes (a number) or with a unit: `"512m"`, `"1g"`.
    #[inline(never)]
    #[must_use]
    pub fn size(mut self, size: impl IntoText) -> Self {
        self.size = Some(size.into_text());
        self
    }
}
