//! A value that may be left to a build argument.

#[cfg(feature = "serde")]
mod serial;

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::splice::Splice;
use crate::text::{IntoText, Text, Value};

#[cfg(feature = "serde")]
pub(crate) use serial::InText;

/// A number or a closed value where BuildKit expands `$ARG`: either known, or text with ARGs.
///
/// `--mount=type=cache,target=/cache,uid=1001,sharing=$SHARING`
///
/// ```
/// use dockerkit::{CacheMount, OrArg, Sharing};
///
/// let mount = CacheMount::new("/cache").uid(1001).gid("$GID").sharing(Sharing::Locked);
/// assert_eq!(mount.uid, Some(OrArg::Value(1001)));
/// assert_eq!(mount.gid.as_ref().and_then(OrArg::value), None);
/// ```
///
/// Fixed text that reads as a value is that value, wherever it comes from; a [`Text`](OrArg::Text) that was put into a field
/// by hand is still equal to it, hashed like it and written like it.
///
/// ```
/// use dockerkit::{OrArg, literal};
///
/// assert_eq!(OrArg::from("01"), OrArg::Value(1));
/// assert_eq!(OrArg::Text(literal("01")), OrArg::Value(1));
/// ```
#[derive(Clone, Debug)]
pub enum OrArg<T> {
    /// The value is known.
    Value(T),
    /// The value depends on an `ARG` or `ENV`.
    Text(Text),
}

/// A value that has a written form in a Dockerfile.
pub(crate) trait Notation: Copy + fmt::Display {
    /// Reads the written form as BuildKit does.
    fn read(text: &str) -> Option<Self>;

    /// Appends the written form.
    fn write(self, out: &mut String);

    /// Whether it is written at all: what is so anyway is not.
    fn is_written(self) -> bool {
        true
    }
}

/// Appends a number in decimal, without the machinery of `format!`.
pub(crate) fn push_number(out: &mut String, number: u64) {
    let mut divisor = 1;
    while number / divisor >= 10 {
        divisor *= 10;
    }
    while divisor > 0 {
        // A digit is less than ten.
        out.push(char::from(b'0' + (number / divisor % 10) as u8));
        divisor /= 10;
    }
}

impl Notation for u32 {
    fn read(text: &str) -> Option<Self> {
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse().ok())?
    }

    fn write(self, out: &mut String) {
        push_number(out, u64::from(self));
    }
}

/// A switch, as Go's `strconv.ParseBool` reads it.
impl Notation for bool {
    fn read(text: &str) -> Option<Self> {
        match text {
            "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
            "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
            _ => None,
        }
    }

    fn write(self, out: &mut String) {
        out.push_str(if self { "true" } else { "false" });
    }

    fn is_written(self) -> bool {
        self
    }
}

#[expect(private_bounds, reason = "what can be written is closed")]
impl<T: Notation> OrArg<T> {
    /// The value, if it does not depend on an `ARG`.
    pub fn value(&self) -> Option<T> {
        match self {
            Self::Value(value) => Some(*value),
            Self::Text(text) => text.as_literal().and_then(T::read),
        }
    }

    /// The value, or else the text.
    pub(crate) fn meaning(&self) -> Result<T, &Text> {
        match self {
            Self::Value(value) => Ok(*value),
            Self::Text(text) => self.value().ok_or(text),
        }
    }
}

impl<T: Notation + PartialEq> PartialEq for OrArg<T> {
    fn eq(&self, other: &Self) -> bool {
        self.meaning() == other.meaning()
    }
}

impl<T: Notation + Eq> Eq for OrArg<T> {}

impl<T: Notation + Hash> Hash for OrArg<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.meaning().hash(state);
    }
}

impl From<u32> for OrArg<u32> {
    fn from(value: u32) -> Self {
        Self::Value(value)
    }
}

impl From<bool> for OrArg<bool> {
    fn from(value: bool) -> Self {
        Self::Value(value)
    }
}

impl<T: Notation> From<Text> for OrArg<T> {
    /// Fixed text is read: `"1001"` is the value 1001.
    fn from(text: Text) -> Self {
        match text.as_literal().and_then(T::read) {
            Some(value) => Self::Value(value),
            None => Self::Text(text),
        }
    }
}

impl<T: Notation> From<&'static str> for OrArg<T> {
    fn from(text: &'static str) -> Self {
        text.into_text().into()
    }
}

impl<T: Notation> From<String> for OrArg<T> {
    fn from(text: String) -> Self {
        crate::text::expand(text).into()
    }
}

/// Known values and text with references as they are, and other values as they are written.
macro_rules! splice {
    ($written:ty: $($other:ty)*; $values:ident) => {
        $(impl Splice<OrArg<$written>> for $other {
            fn splice(self) -> OrArg<$written> {
                self.into()
            }
        })*
        $values!($written);
    };
}

macro_rules! all_values {
    ($written:ty) => {
        impl<V: Value> Splice<OrArg<$written>> for V {
            fn splice(self) -> OrArg<$written> {
                crate::splice::<String>(self).into()
            }
        }
    };
}

splice!(u32: OrArg<u32> Text; all_values);
splice!(bool: OrArg<bool> Text; all_values);
pub(crate) use {all_values, splice};

impl<T: Notation> fmt::Display for OrArg<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.meaning() {
            Ok(value) => value.fmt(f),
            Err(text) => text.fmt(f),
        }
    }
}
