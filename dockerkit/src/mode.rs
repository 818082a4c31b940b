//! Permissions.

use std::fmt;

use crate::or_arg::{Notation, OrArg, splice};
use crate::splice::Splice;
use crate::text::Text;

/// Permissions, written in octal.
///
/// `mode=0755`
///
/// ```
/// use dockerkit::Mode;
///
/// assert_eq!(Mode(0o755).to_string(), "0755");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Mode(pub u32);

impl Notation for Mode {
    fn read(text: &str) -> Option<Self> {
        let octal = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        octal.then(|| u32::from_str_radix(text, 8).ok().map(Self))?
    }

    fn write(self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl From<u32> for OrArg<Mode> {
    fn from(mode: u32) -> Self {
        Self::Value(Mode(mode))
    }
}

impl From<Mode> for OrArg<Mode> {
    fn from(mode: Mode) -> Self {
        Self::Value(mode)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

/// A number would not be written as it is.
macro_rules! strings {
    ($written:ty) => {
        impl Splice<OrArg<$written>> for &str {
            fn splice(self) -> OrArg<$written> {
                self.to_owned().into()
            }
        }
        impl Splice<OrArg<$written>> for &String {
            fn splice(self) -> OrArg<$written> {
                self.clone().into()
            }
        }
    };
}

splice!(Mode: OrArg<Mode> Mode u32 Text String; strings);
