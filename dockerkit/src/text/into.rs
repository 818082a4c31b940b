//! What becomes a [`Text`], and what has to say first what it is.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{Piece, Text};
use crate::sealed::{Sealed, sealed};
use crate::splice::{Splice, alone};

/// What can stand where text expands without saying more: the author's own `&'static str`, numbers, and
/// [`Text`] made by [`literal`](crate::literal) or [`expand`](crate::expand).
///
/// Sealed. A computed `String` is not one of them: it could mean either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether `$` in it is expanded",
    label = "say what it is",
    note = "for the exact value write `literal(…)`; for text in which `$NAME` is expanded, `expand(…)`"
)]
pub trait IntoText: Sealed {
    /// The text.
    fn into_text(self) -> Text;
}

/// What [`literal`](crate::literal) takes: strings, paths, characters and numbers, owned or borrowed.
///
/// Sealed. For a type of your own, pass its text: `literal(version.to_string())`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no exact text",
    note = "`literal` takes strings, paths, characters, numbers and `bool`"
)]
pub trait Value: Sealed {
    /// The exact value as text.
    fn into_literal(self) -> Text;
}

sealed!(Text & Text);
sealed!(u8 u16 u32 u64 usize i32 i64 bool);
sealed!(&u8 & u16 & u32 & u64 & usize & i32 & i64 & bool);
sealed!(&str String &String char Box<str> &&str Cow<'_, str>);
sealed!(&OsStr &Path PathBuf &PathBuf);

impl IntoText for Text {
    fn into_text(self) -> Text {
        self
    }
}

impl IntoText for &Text {
    fn into_text(self) -> Text {
        self.clone()
    }
}

impl IntoText for &'static str {
    fn into_text(self) -> Text {
        Text::parse(Cow::Borrowed(self))
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        text.into_text()
    }
}

impl Splice<Self> for Text {
    fn splice(self) -> Self {
        self
    }
}

impl Splice<Text> for &Text {
    fn splice(self) -> Text {
        self.clone()
    }
}

alone!(Text: Text &Text);

impl<V: Value> Splice<Text> for V {
    fn splice(self) -> Text {
        self.into_literal()
    }
}

/// Where several values may stand: one of them.
impl<T, V: Value + Splice<T>> Splice<Vec<T>> for V {
    fn splice(self) -> Vec<T> {
        vec![self.splice()]
    }
}

/// A word of the exec form, in which nothing is expanded.
impl<V: Value> Splice<String> for V {
    fn splice(self) -> String {
        // A path that is not Unicode stays marked, so that `check` can refuse it.
        let value = self.into_literal();
        value.as_literal().unwrap_or("\0").to_owned()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl IntoText for $number {
            fn into_text(self) -> Text {
                Text::new_literal(self.to_string())
            }
        }
        impl Value for $number {
            fn into_literal(self) -> Text {
                Text::new_literal(self.to_string())
            }
        }
        impl Value for &$number {
            fn into_literal(self) -> Text {
                (*self).into_literal()
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 usize i32 i64 bool);

macro_rules! strings {
    ($($string:ty)*) => {$(
        impl Value for $string {
            fn into_literal(self) -> Text {
                Text::new_literal(String::from(self))
            }
        }
    )*};
}

strings!(&str String &String char Box<str>);

impl Value for &&str {
    fn into_literal(self) -> Text {
        Text::new_literal(String::from(*self))
    }
}

impl Value for Cow<'_, str> {
    fn into_literal(self) -> Text {
        Text::new_literal(self.into_owned())
    }
}

/// A path that is not Unicode has no text: `check` says so.
impl Value for &OsStr {
    fn into_literal(self) -> Text {
        match self.to_str() {
            Some(text) => Text::new_literal(text.to_owned()),
            None => Text::from_pieces([Piece::NotUnicode(self.to_string_lossy().into_owned())]),
        }
    }
}

macro_rules! paths {
    ($($path:ty)*) => {$(
        impl Value for $path {
            fn into_literal(self) -> Text {
                self.as_os_str().into_literal()
            }
        }
    )*};
}

paths!(&Path PathBuf &PathBuf);
