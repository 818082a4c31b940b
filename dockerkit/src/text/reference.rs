//! `$NAME`, `${NAME:-other}`: how the author's text is read.

use std::borrow::Cow;
use std::fmt;

use super::pattern::{self, Part};
use super::{Malformed, Piece, PieceRef, Problem, Text, name};

/// A reference to a variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Reference {
    pub(crate) name: Cow<'static, str>,
    /// Whether it has braces: the author's, or those that what follows makes necessary.
    pub(crate) braced: bool,
    pub(crate) modifier: Option<Box<Modifier>>,
}

/// What follows the name in `${NAME…}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Modifier {
    /// `:-`, `-`, `:+`, `+`, `:?`, `?` and a word.
    Word { operator: &'static str, word: Text },
    /// `#` or `%` and a pattern; where that begins with the same character, the longest match is meant.
    Trim {
        operator: &'static str,
        pattern: Text,
    },
    /// `/` or `//`, a pattern, `/` and what takes the place of what it matches.
    Replace {
        operator: &'static str,
        pattern: Text,
        replacement: Text,
    },
}

impl Reference {
    /// The words behind its name, in which references stand, too.
    pub(crate) fn words(&self) -> impl Iterator<Item = &Text> {
        let (first, second) = match self.modifier.as_deref() {
            None => (None, None),
            Some(Modifier::Word { word, .. }) => (Some(word), None),
            Some(Modifier::Trim { pattern, .. }) => (Some(pattern), None),
            Some(Modifier::Replace {
                pattern,
                replacement,
                ..
            }) => (Some(pattern), Some(replacement)),
        };
        first.into_iter().chain(second)
    }
}

pub(super) const OPERATORS: [&str; 10] = [":-", ":+", ":?", "-", "+", "?", "#", "%", "//", "/"];

/// How deep references may stand in the words of others. Reading, writing and dropping a word take the stack for each
/// level, and whoever reads a text has a stack of a size that is not known.
pub(super) const DEPTH: usize = 32;

pub(super) const OPEN: Problem = Problem::Refused("`${` is not closed by `}`");
pub(super) const NAMELESS: Problem = Problem::Refused("`${` is not followed by a name");
pub(super) const MODIFIER: Problem = Problem::Refused(
    "behind the name there can be `:-`, `:+`, `:?`, `-`, `+`, `?`, `#`, `%` or `/`",
);
pub(super) const NO_REPLACEMENT: Problem =
    Problem::Refused("`${NAME/pattern` is not followed by `/`");
pub(super) const TOO_DEEP: Problem =
    Problem::Unread("its words stand in each other more than 32 deep");
pub(super) const UNCLEAR: Problem =
    Problem::Unread("a number beyond ASCII stands in its name or behind it");

/// Reads the author's text.
pub(super) fn pieces(source: Cow<'static, str>) -> Vec<Piece> {
    match source {
        Cow::Borrowed(text) => Reader::all(text, Cow::Borrowed),
        Cow::Owned(text) => Reader::all(&text, |part| Cow::Owned(part.to_owned())),
    }
}

/// What is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    /// The word of `${NAME:-word}`.
    Word,
    Pattern(Part),
}

impl Within {
    /// What ends it.
    fn stop(self) -> Option<u8> {
        match self {
            Self::Text => None,
            Self::Pattern(Part::Replaced) => Some(b'/'),
            Self::Word | Self::Pattern(_) => Some(b'}'),
        }
    }

    /// Whether a backslash makes this character plain, and is gone then.
    fn protects(self, byte: u8) -> bool {
        byte == b'$' || byte == b'}' && self != Self::Text || Some(byte) == self.stop()
    }
}

struct Reader<'s> {
    rest: &'s str,
    /// What keeps a part of the text.
    keep: fn(&'s str) -> Cow<'static, str>,
    within: Within,
    depth: usize,
    pieces: Vec<Piece>,
}

impl<'s> Reader<'s> {
    fn all(text: &'s str, keep: fn(&'s str) -> Cow<'static, str>) -> Vec<Piece> {
        let mut reader = Reader {
            rest: text,
            keep,
            within: Within::Text,
            depth: 0,
            pieces: Vec::new(),
        };
        // To the end: what is malformed is a piece.
        let _ = reader.read();
        reader.pieces
    }

    /// Takes the first bytes.
    fn take(&mut self, length: usize) -> &'s str {
        let (head, tail) = self.rest.split_at(length);
        self.rest = tail;
        head
    }

    /// Reads to the end, or to what ends a word, which stays.
    fn read(&mut self) -> Result<(), Problem> {
        let stop = self.within.stop();
        let is_pattern = matches!(self.within, Within::Pattern(_));
        // How much of the rest is literal.
        let mut literal = 0;
        loop {
            let rest = self.rest.as_bytes().get(literal..).unwrap_or_default();
            let is_special = |byte: &u8| matches!(byte, b'$' | b'\\') || Some(*byte) == stop;
            let Some(at) = rest.iter().position(is_special) else {
                self.literal(self.rest.len());
                return Ok(());
            };
            literal += at;
            let next = rest.get(at + 1).copied();
            match rest.get(at) {
                Some(b'\\') if next.is_some_and(|next| self.within.protects(next)) => {
                    self.literal(literal);
                    self.take(1);
                    // What it protects is literal, too.
                    literal = 1;
                }
                Some(b'\\') => {
                    literal += 1;
                    if is_pattern {
                        // It stays with what it protects.
                        let rest = self.rest.get(literal..).unwrap_or_default();
                        literal += rest.chars().next().map_or(0, char::len_utf8);
                    }
                }
                Some(b'$') => {
                    self.literal(literal);
                    literal = 0;
                    let whole = self.rest;
                    match self.reference() {
                        Ok(piece) => self.pieces.push(piece),
                        Err(problem) if self.within != Within::Text => return Err(problem),
                        Err(problem) => {
                            let text = (self.keep)(whole);
                            let malformed = Malformed { text, problem };
                            self.pieces.push(Piece::Malformed(malformed));
                            return Ok(());
                        }
                    }
                }
                _ => {
                    self.literal(literal);
                    return Ok(());
                }
            }
        }
    }

    fn literal(&mut self, length: usize) {
        if length > 0 {
            let text = self.take(length);
            self.pieces.push(Piece::Literal((self.keep)(text)));
        }
    }

    /// A reference, or a dollar that is none.
    fn reference(&mut self) -> Result<Piece, Problem> {
        let dollar = self.take(1);
        let braced = self.rest.starts_with('{');
        if braced {
            self.take(1);
            if self.rest.starts_with(['{', '}', ':']) {
                return Err(NAMELESS);
            }
        }
        let length = name::length(self.rest).ok_or(UNCLEAR)?;
        if length == 0 && !braced {
            return Ok(Piece::Literal((self.keep)(dollar)));
        }
        let name = self.take(length);
        Ok(Piece::Reference(Reference {
            name: (self.keep)(name),
            braced,
            modifier: if braced { self.modifier()? } else { None },
        }))
    }

    /// What stands between the name and the closing brace, and that.
    fn modifier(&mut self) -> Result<Option<Box<Modifier>>, Problem> {
        if self.rest.is_empty() {
            return Err(OPEN);
        }
        if self.rest.starts_with('}') {
            self.take(1);
            return Ok(None);
        }
        let mut operators = OPERATORS.into_iter();
        let operator = operators.find(|it| self.rest.starts_with(it));
        let operator = operator.ok_or(MODIFIER)?;
        self.take(operator.len());
        let modifier = match operator {
            "#" | "%" => Modifier::Trim {
                operator,
                pattern: self.word(Within::Pattern(Part::Trimmed), OPEN)?,
            },
            "/" | "//" => Modifier::Replace {
                operator,
                pattern: self.word(Within::Pattern(Part::Replaced), NO_REPLACEMENT)?,
                replacement: self.word(Within::Pattern(Part::Replacement), OPEN)?,
            },
            _ => Modifier::Word {
                operator,
                word: self.word(Within::Word, OPEN)?,
            },
        };
        Ok(Some(Box::new(modifier)))
    }

    /// A word, and what ends it.
    fn word(&mut self, within: Within, open: Problem) -> Result<Text, Problem> {
        if self.depth == DEPTH {
            return Err(TOO_DEEP);
        }
        let mut inner = Reader {
            rest: self.rest,
            keep: self.keep,
            within,
            depth: self.depth + 1,
            pieces: Vec::new(),
        };
        inner.read()?;
        self.rest = inner.rest;
        if self.rest.is_empty() {
            return Err(open);
        }
        self.take(1);
        Ok(Text::from_pieces(inner.pieces))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match self.modifier.as_deref() {
            None if self.braced => write!(f, "${{{name}}}"),
            None => write!(f, "${name}"),
            Some(Modifier::Word { operator, word }) => {
                write!(f, "${{{name}{operator}{}}}", Protected(word))
            }
            Some(Modifier::Trim { operator, pattern }) => {
                let pattern = pattern::Shown(pattern, Part::Trimmed);
                write!(f, "${{{name}{operator}{pattern}}}")
            }
            Some(Modifier::Replace {
                operator,
                pattern,
                replacement,
            }) => {
                let pattern = pattern::Shown(pattern, Part::Replaced);
                let replacement = pattern::Shown(replacement, Part::Replacement);
                write!(f, "${{{name}{operator}{pattern}/{replacement}}}")
            }
        }
    }
}

/// A word inside braces, with its own closing braces escaped.
struct Protected<'a>(&'a Text);

impl fmt::Display for Protected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.pieces().try_for_each(|piece| match piece {
            PieceRef::Literal(text) => f.write_str(&text.replace('$', r"\$").replace('}', r"\}")),
            other => other.fmt(f),
        })
    }
}
