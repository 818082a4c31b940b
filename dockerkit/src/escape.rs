//! The character that escapes and continues lines.

/// The character that escapes and continues lines.
///
/// ``# escape=` ``
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
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
