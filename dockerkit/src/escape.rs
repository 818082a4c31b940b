//! The character that escapes and continues lines.

/// The character that escapes and continues lines.
///
/// ``# escape=` ``
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Escape {
    /// `\`, for which no directive is written.
    #[default]
    Backslash,
    /// A backtick, for Windows paths.
    Backtick,
}

impl Escape {
    /// The escape character as it is written, checked when the program is compiled if it stands in a `const`.
    ///
    /// # Panics
    ///
    /// If it is neither a backslash nor a backtick: in a `const` that is a compile error.
    #[track_caller]
    #[must_use]
    #[expect(
        clippy::panic,
        reason = "it is documented: in a `const` it is a compile error"
    )]
    pub const fn from_static(character: &'static str) -> Self {
        match character.as_bytes() {
            b"\\" => Self::Backslash,
            b"`" => Self::Backtick,
            _ => panic!("the escape character is a backslash or a backtick"),
        }
    }

    pub(crate) const fn character(self) -> char {
        match self {
            Self::Backslash => '\\',
            Self::Backtick => '`',
        }
    }
}

#[cfg(feature = "serde")]
mod serial {
    use super::Escape;
    use crate::data::{public, words};

    words! {
        Escape as "escape character" { "backslash" => Backslash, "backtick" => Backtick }
        with {
            fn absent() -> Option<Self> {
                Some(Self::default())
            }
            fn is_absent(&self) -> bool {
                *self == Self::default()
            }
        }
    }
    public!(Escape);
}
