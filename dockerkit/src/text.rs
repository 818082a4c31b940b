//! Text that the builder expands, and the three ways to say what a `$` in it means.

mod into;
pub(crate) mod name;
pub(crate) mod pattern;
mod reference;
#[cfg(feature = "serde")]
mod serial;
#[cfg(test)]
mod tests;
#[cfg(feature = "parse")]
pub(crate) mod word;

pub use into::{IntoText, Value};
pub(crate) use reference::{Modifier, Reference};

use std::borrow::Cow;
use std::fmt;
use std::slice;

/// A value in a place where BuildKit expands `$NAME`: literal pieces and references.
///
/// `ENV PATH="/app/bin:$PATH"`
///
/// Only `$` is special in it: `$NAME`, `${NAME}`, `${NAME:-other}` and the other modifiers of
/// [the reference][1] refer to a variable, `\$` is a dollar, and so is a `$` that no name follows: `5$`. Quotes,
/// backslashes, blanks and `#` are themselves; dockerkit quotes them for the place where the text lands. In the word of
/// `${NAME…}`, `\}` is a brace; in the patterns of `${NAME#…}`, `${NAME%…}` and `${NAME/…/…}` a backslash stays with the
/// character that it protects, and `\/` is a slash. Words nest up to 32 deep.
///
/// What means something to a shell is a name to the builder, too, of a variable that nobody sets: `$1`, `$@`, `$*`, `$#`,
/// `$?`, `$-`, `$!`, `$0` and `$$` are expanded to nothing.
///
/// A `&'static str` is the author's own text and becomes a `Text` by itself. Any other string has to say
/// what it is: [`literal`] for the exact value, [`expand`] for text in which `$NAME` is expanded.
///
/// ```
/// use dockerkit::{Dockerfile, Stage, literal};
///
/// let token = String::from("pa$$word \"1\"");
/// let stage = Stage::new("alpine")
///     .env("PATH", "/app/bin:$PATH")
///     .env("TOKEN", literal(token));
/// let file = Dockerfile::new().without_syntax().stage(stage);
/// assert_eq!(
///     file.to_string(),
///     "FROM alpine\nENV PATH=/app/bin:$PATH\nENV TOKEN=\"pa\\$\\$word \\\"1\\\"\"\n",
/// );
/// ```
///
/// [1]: https://docs.docker.com/reference/dockerfile/#environment-replacement
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Repr);

/// Kept in one form only, so that equality is equality of meaning: no references means `Literal`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Repr {
    Literal(Cow<'static, str>),
    // A box keeps a `Text` as small as it is with a literal.
    Pieces(Box<Pieces>),
}

/// Literal pieces that are never empty and never neighbours, and references, which have braces where something follows
/// that would be part of the name.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn push(&mut self, piece: Piece) {
        let Piece::Literal(text) = &piece else {
            return self.0.push(piece);
        };
        let Some(first) = text.chars().next() else {
            return;
        };
        match self.0.last_mut() {
            Some(Piece::Literal(before)) => return before.to_mut().push_str(text),
            Some(Piece::Reference(reference)) => {
                reference.braced |= name::runs_into(&reference.name, first);
            }
            _ => {}
        }
        self.0.push(piece);
    }
}

/// A part of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Piece {
    Literal(Cow<'static, str>),
    Reference(Reference),
    Malformed(Malformed),
    /// A path that is not Unicode, as near as it can be shown.
    NotUnicode(String),
}

/// Author's text from a reference on that cannot be held, to its end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Malformed {
    pub(crate) text: Cow<'static, str>,
    pub(crate) problem: Problem,
}

/// Why a reference cannot be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Problem {
    /// The builder refuses it.
    Refused(&'static str),
    /// The builder may read it.
    Unread(&'static str),
}

/// The exact value: a `$` in it is a dollar.
///
/// ```
/// use dockerkit::literal;
///
/// assert_eq!(literal(String::from("5$")).as_literal(), Some("5$"));
/// ```
#[inline(never)]
pub fn literal(value: impl Value) -> Text {
    value.into_literal()
}

/// Computed text in which `$NAME` and `${NAME:-other}` are expanded by the builder and `\$` is a dollar.
///
/// ```
/// use dockerkit::expand;
///
/// let directory = "app";
/// let text = expand(format!("/srv/{directory}/$TARGETARCH"));
/// assert_eq!(text.references().collect::<Vec<_>>(), ["TARGETARCH"]);
/// ```
#[inline(never)]
pub fn expand(text: impl Into<String>) -> Text {
    Text::parse(Cow::Owned(text.into()))
}

impl Text {
    pub(crate) fn parse(source: Cow<'static, str>) -> Self {
        if source.contains('$') {
            Self::from_pieces(reference::pieces(source))
        } else {
            Self(Repr::Literal(source))
        }
    }

    /// The exact value, for `const` items.
    pub(crate) const fn from_static_literal(value: &'static str) -> Self {
        Self(Repr::Literal(Cow::Borrowed(value)))
    }

    pub(crate) fn new_literal(value: impl Into<Cow<'static, str>>) -> Self {
        Self(Repr::Literal(value.into()))
    }

    pub(crate) fn from_pieces(all: impl IntoIterator<Item = Piece>) -> Self {
        let mut pieces = Pieces::default();
        all.into_iter().for_each(|piece| pieces.push(piece));
        match pieces.0.as_mut_slice() {
            [] => Self::default(),
            [Piece::Literal(text)] => Self(Repr::Literal(std::mem::take(text))),
            _ => Self(Repr::Pieces(Box::new(pieces))),
        }
    }

    /// This text followed by another.
    ///
    /// ```
    /// use dockerkit::{expand, literal};
    ///
    /// let text = literal("/50$/").then(expand("$NAME"));
    /// assert_eq!(text.to_string(), r"/50\$/$NAME");
    /// ```
    #[must_use]
    pub fn then(self, next: impl IntoText) -> Self {
        match (self.0, next.into_text()) {
            (Repr::Literal(mut text), Self(Repr::Literal(next))) => {
                text.to_mut().push_str(&next);
                Self(Repr::Literal(text))
            }
            // What is already there is not looked at again: a chain is linear.
            (Repr::Pieces(mut pieces), next) => {
                let next = next.into_pieces().into_iter();
                next.for_each(|piece| pieces.push(piece));
                Self(Repr::Pieces(pieces))
            }
            (before, next) => {
                let mut pieces = Self(before).into_pieces();
                pieces.append(&mut next.into_pieces());
                Self::from_pieces(pieces)
            }
        }
    }

    fn into_pieces(self) -> Vec<Piece> {
        match self.0 {
            Repr::Literal(text) => vec![Piece::Literal(text)],
            Repr::Pieces(pieces) => pieces.0,
        }
    }

    /// The exact value, if nothing in it is expanded.
    pub fn as_literal(&self) -> Option<&str> {
        match &self.0 {
            Repr::Literal(text) => Some(text),
            Repr::Pieces(_) => None,
        }
    }

    /// The names of the variables it refers to, in order.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        let mut names = Vec::new();
        self.collect_references(&mut names);
        names.into_iter()
    }

    fn collect_references<'a>(&'a self, names: &mut Vec<&'a str>) {
        for piece in self.pieces() {
            if let PieceRef::Reference(reference) = piece {
                names.push(&reference.name);
                reference
                    .words()
                    .for_each(|word| word.collect_references(names));
            }
        }
    }

    /// Whether it is the empty text.
    pub fn is_empty(&self) -> bool {
        self.as_literal() == Some("")
    }

    /// The text its first piece begins with, if that is literal.
    pub(crate) fn leading_literal(&self) -> Option<&str> {
        match &self.0 {
            Repr::Literal(text) => Some(text),
            Repr::Pieces(pieces) => match pieces.0.first() {
                Some(Piece::Literal(text)) => Some(text),
                _ => None,
            },
        }
    }

    /// The text its last piece ends with, if that is literal.
    pub(crate) fn trailing_literal(&self) -> Option<&str> {
        match &self.0 {
            Repr::Literal(text) => Some(text),
            Repr::Pieces(pieces) => match pieces.0.last() {
                Some(Piece::Literal(text)) => Some(text),
                _ => None,
            },
        }
    }

    pub(crate) fn pieces(&self) -> PieceRefs<'_> {
        match &self.0 {
            Repr::Literal(text) => PieceRefs {
                literal: Some(text),
                rest: [].iter(),
            },
            Repr::Pieces(pieces) => PieceRefs {
                literal: None,
                rest: pieces.0.iter(),
            },
        }
    }

    /// What is literal in it, as if its variables were empty.
    pub(crate) fn literals(&self) -> Cow<'_, str> {
        match &self.0 {
            Repr::Literal(text) => Cow::Borrowed(text),
            Repr::Pieces(pieces) => pieces
                .0
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Literal(text) => Some(&**text),
                    _ => None,
                })
                .collect(),
        }
    }

    /// The same text with each literal piece rewritten.
    pub(crate) fn map_literals(self, mut rewrite: impl FnMut(&str) -> Option<String>) -> Self {
        Self::from_pieces(self.into_pieces().into_iter().map(|piece| match piece {
            Piece::Literal(text) => match rewrite(&text) {
                Some(changed) => Piece::Literal(Cow::Owned(changed)),
                None => Piece::Literal(text),
            },
            other => other,
        }))
    }
}

/// The pieces of a text, which may be a literal one alone.
pub(crate) struct PieceRefs<'a> {
    literal: Option<&'a str>,
    rest: slice::Iter<'a, Piece>,
}

impl<'a> Iterator for PieceRefs<'a> {
    type Item = PieceRef<'a>;

    fn next(&mut self) -> Option<PieceRef<'a>> {
        if let Some(text) = self.literal.take() {
            return Some(PieceRef::Literal(text));
        }
        Some(match self.rest.next()? {
            Piece::Literal(text) => PieceRef::Literal(text),
            Piece::Reference(reference) => PieceRef::Reference(reference),
            Piece::Malformed(malformed) => PieceRef::Malformed(malformed),
            Piece::NotUnicode(text) => PieceRef::NotUnicode(text),
        })
    }
}

/// A borrowed part of a [`Text`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum PieceRef<'a> {
    Literal(&'a str),
    Reference(&'a Reference),
    Malformed(&'a Malformed),
    NotUnicode(&'a str),
}

/// As the author would write it: `\$` for a dollar.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().try_for_each(|piece| piece.fmt(f))
    }
}

impl fmt::Display for PieceRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.write_str(&text.replace('$', r"\$")),
            Self::Reference(reference) => reference.fmt(f),
            Self::Malformed(malformed) => f.write_str(&malformed.text),
            Self::NotUnicode(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Repr::Literal(Cow::Borrowed("")))
    }
}
