//! Whether several builds may use a cache at the same time.

use std::fmt;

use crate::or_arg::{Notation, OrArg, all_values, splice};
use crate::rule::is_ignoring_case;
use crate::splice::Splice;
use crate::text::{Text, Value};

/// Whether several builds may use a cache at the same time.
///
/// `sharing=locked`
///
/// All mounts with one id must say the same: a `shared` build that meets a `locked` one gets a new, empty
/// directory.
///
/// ```
/// use dockerkit::Sharing;
///
/// assert_eq!(Sharing::from_static("locked"), Sharing::Locked);
/// assert_eq!(Sharing::Private.to_string(), "private");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sharing {
    /// All at once in one directory: BuildKit's default.
    #[default]
    Shared,
    /// A second one gets a directory of its own.
    Private,
    /// A second one waits for the first.
    Locked,
}

impl Sharing {
    const NAMES: [(&'static str, Self); 3] = [
        ("shared", Self::Shared),
        ("private", Self::Private),
        ("locked", Self::Locked),
    ];

    /// The mode of that name, checked when the program is compiled if it stands in a `const`.
    ///
    /// # Panics
    ///
    /// If it is none: in a `const` that is a compile error.
    #[track_caller]
    #[must_use]
    #[expect(
        clippy::panic,
        reason = "it is documented: in a `const` it is a compile error"
    )]
    pub const fn from_static(name: &'static str) -> Self {
        let name = name.as_bytes();
        if is_ignoring_case(name, b"shared") {
            Self::Shared
        } else if is_ignoring_case(name, b"private") {
            Self::Private
        } else if is_ignoring_case(name, b"locked") {
            Self::Locked
        } else {
            panic!("unknown sharing mode; BuildKit knows `shared`, `private` and `locked`")
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Private => "private",
            Self::Locked => "locked",
        }
    }
}

impl fmt::Display for Sharing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Notation for Sharing {
    fn read(text: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find(|(name, _)| text.eq_ignore_ascii_case(name))
            .map(|(_, mode)| mode)
    }

    fn write(self, out: &mut String) {
        out.push_str(self.as_str());
    }
}

impl From<Sharing> for OrArg<Sharing> {
    fn from(sharing: Sharing) -> Self {
        Self::Value(sharing)
    }
}

splice!(Sharing: OrArg<Sharing> Sharing Text; all_values);

#[cfg(feature = "serde")]
mod serial {
    use super::Sharing;
    use crate::data::{Wrong, public, words};
    use crate::or_arg::InText;

    words!(Sharing as "sharing mode" { "shared" => Shared, "private" => Private, "locked" => Locked });

    impl InText for Sharing {
        const WANTED: &'static str = "the word for a sharing mode";

        #[cfg(feature = "schema")]
        const PATTERN: &'static str = "^(shared|private|locked)$";

        fn allows(text: &str) -> bool {
            Self::NAMES.iter().any(|(name, _)| *name == text)
        }

        fn refused(text: String) -> Wrong {
            let names = Self::NAMES.map(|(name, _)| name);
            Wrong::unknown("sharing mode", &text, &names)
        }
    }

    public!(Sharing);
}
