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

#[cfg(feature = "serde")]
mod serial {
    use serde::Serializer;

    use super::{Mode, Notation};
    use crate::data::{Data, Names, Node, Wrong, public};
    use crate::or_arg::InText;

    /// A number would not say whether it is octal.
    impl Data for Mode {
        #[cfg(feature = "schema")]
        const NAME: &'static str = "Mode";

        fn decode(node: Node, _: Names<'_>) -> Result<Self, Wrong> {
            let mode = match &node {
                Node::Text(text) => Notation::read(text),
                _ => None,
            };
            mode.ok_or_else(|| node.not(Self::WANTED))
        }

        fn encode<S: Serializer>(&self, _: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }

        #[cfg(feature = "schema")]
        fn schema(_: &mut crate::data::Generator) -> crate::data::Schema {
            schemars::json_schema!({ "type": "string", "pattern": Self::PATTERN })
        }
    }

    impl InText for Mode {
        const WANTED: &'static str = "octal text: `\"0755\"`";

        #[cfg(feature = "schema")]
        const PATTERN: &'static str = "^[0-7]+$";
    }

    public!(Mode);
}
