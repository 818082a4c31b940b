//! Text that the builder expands, and the three ways to say what a `$` in it means.

mod into;
mod reference;
#[cfg(feature = "serde")]
mod serial;

pub use into::{IntoText, Value};
pub(crate) use reference::{Modifier, Reference};

use std::borrow::Cow;
use std::fmt;

/// A value in a place where BuildKit expands `$NAME`: literal pieces and references.
///
/// `ENV PATH="/app/bin:$PATH"`
///
/// Only `$` is special in it: `$NAME`, `${NAME}`, `${NAME:-other}` and the other modifiers of
/// [the reference][1] refer to a variable, `\$` is a dollar. Quotes, backslashes, blanks and `#` are
/// themselves; dockerkit quotes them for the place where the text lands. Words nest up to 32 deep.
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
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(Repr);

/// Kept in one form only, so that equality is equality of meaning: no references means `Literal`.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Literal(Cow<'static, str>),
    // A box keeps a `Text` as small as it is with a literal.
    Pieces(Box<Pieces>),
}

/// Literal pieces that are never empty and never neighbours, and references, which have braces where a letter, a digit
/// or `_` follows.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
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
                reference.braced |= first.is_alphanumeric() || first == '_';
            }
            _ => {}
        }
        self.0.push(piece);
    }
}

/// A part of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Piece {
    Literal(Cow<'static, str>),
    Reference(Reference),
    /// Author's text from a `$` on that is no reference, to its end.
    Malformed(Cow<'static, str>),
    /// A path that is not Unicode, as near as it can be shown.
    NotUnicode(String),
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
                if let Some(Modifier::Word { word, .. }) = reference.modifier.as_deref() {
                    word.collect_references(names);
                }
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

    pub(crate) fn pieces(&self) -> impl Iterator<Item = PieceRef<'_>> {
        let (literal, pieces) = match &self.0 {
            Repr::Literal(text) => (Some(PieceRef::Literal(text)), [].as_slice()),
            Repr::Pieces(pieces) => (None, &*pieces.0),
        };
        literal
            .into_iter()
            .chain(pieces.iter().map(|piece| match piece {
                Piece::Literal(text) => PieceRef::Literal(text),
                Piece::Reference(reference) => PieceRef::Reference(reference),
                Piece::Malformed(text) => PieceRef::Malformed(text),
                Piece::NotUnicode(text) => PieceRef::NotUnicode(text),
            }))
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

/// A borrowed part of a [`Text`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum PieceRef<'a> {
    Literal(&'a str),
    Reference(&'a Reference),
    Malformed(&'a str),
    NotUnicode(&'a str),
}

/// As the author would write it: `\$` for a dollar.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().try_for_each(|piece| match piece {
            PieceRef::Literal(text) => f.write_str(&text.replace('$', r"\$")),
            PieceRef::Reference(reference) => reference.fmt(f),
            PieceRef::Malformed(text) | PieceRef::NotUnicode(text) => f.write_str(text),
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &'static str) -> String {
        format!("{:?}", Text::parse(Cow::Borrowed(text)).into_pieces())
    }

    #[test]
    fn only_the_dollar_is_special() {
        assert_eq!(
            Text::parse(r#"a "b" 'c' \ #"#.into()).as_literal(),
            Some(r#"a "b" 'c' \ #"#)
        );
        assert_eq!(Text::parse(r"\$5".into()).as_literal(), Some("$5"));
        assert_eq!(Text::parse(r"a\\$B".into()).as_literal(), Some(r"a\$B"));
    }

    #[test]
    fn equal_meaning_is_equal() {
        assert_eq!(expand("plain"), literal("plain"));
        assert_eq!(literal("a").then(literal("b")), literal("ab"));
        assert_ne!(expand("$A"), literal("$A"));
    }

    #[test]
    fn references_are_read() {
        let text = expand("${A:-x$B}/$C.d");
        assert_eq!(text.references().collect::<Vec<_>>(), ["A", "B", "C"]);
        assert_eq!(text.to_string(), "${A:-x$B}/$C.d");
        assert_eq!(expand("${A##*/}").to_string(), "${A##*/}");
        assert_eq!(expand("${A//x/y}").to_string(), "${A//x/y}");
        assert_eq!(expand(r"${A:-x\}y}z").to_string(), r"${A:-x\}y}z");
    }

    #[test]
    fn a_dollar_that_refers_to_nothing_is_kept_for_check() {
        for text in [
            "$", "a$ b", "$5", "$$", "${", "${A", "${A:-x", "${1}", "${A:x}", "${A~x}",
        ] {
            assert!(shown(text).contains("Malformed"), "{text}: {}", shown(text));
        }
    }

    #[test]
    fn long_and_deep_text_is_read_in_one_pass() {
        let long = expand("$A ".repeat(200_000));
        assert_eq!(long.references().count(), 200_000);
        let deep = |levels: usize| format!("{}x{}", "${A:-".repeat(levels), "}".repeat(levels));
        assert_eq!(expand(deep(32)).references().count(), 32);
        assert!(expand(deep(100_000)).references().next().is_none());
    }
}
