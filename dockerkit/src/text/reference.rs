//! `$NAME`, `${NAME:-other}`: how the author's text is read.

use std::borrow::Cow;
use std::fmt;

use super::{Piece, Text};
use crate::rule;

/// A reference to a variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reference {
    pub(crate) name: Cow<'static, str>,
    /// Whether the author wrote braces.
    pub(crate) braced: bool,
    pub(crate) modifier: Option<Box<Modifier>>,
}

/// What follows the name in `${NAME…}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Modifier {
    /// `:-`, `-`, `:+`, `+`, `:?`, `?` and a word that is expanded itself.
    Word { operator: &'static str, word: Text },
    /// `#`, `##`, `%`, `%%`, `/`, `//` and what follows, as the author wrote it.
    Pattern(Cow<'static, str>),
}

const WORD_OPERATORS: [&str; 6] = [":-", ":+", ":?", "-", "+", "?"];

/// Reads the author's text.
pub(super) fn pieces(source: Cow<'static, str>) -> Vec<Piece> {
    let mut reader = Reader {
        rest: source,
        pieces: Vec::new(),
    };
    reader.read(false);
    reader.pieces
}

struct Reader {
    rest: Cow<'static, str>,
    pieces: Vec<Piece>,
}

/// The first `at` bytes, and the rest; borrowed text stays borrowed.
fn split(text: &mut Cow<'static, str>, at: usize) -> Cow<'static, str> {
    match text {
        Cow::Borrowed(whole) => {
            let (head, tail) = whole.split_at(at);
            *whole = tail;
            Cow::Borrowed(head)
        }
        Cow::Owned(whole) => {
            let tail = whole.split_off(at);
            Cow::Owned(std::mem::replace(whole, tail))
        }
    }
}

impl Reader {
    /// Reads to the end, or (inside braces) to the `}` that closes them, which stays; false if it is missing.
    fn read(&mut self, inside_braces: bool) -> bool {
        loop {
            let stop = self.rest.bytes().zip(1..).find(|(byte, _)| match byte {
                b'$' => true,
                b'\\' | b'}' => inside_braces,
                _ => false,
            });
            let Some((byte, after)) = stop else {
                let tail = std::mem::take(&mut self.rest);
                self.pieces.push(Piece::Literal(tail));
                return !inside_braces;
            };
            match byte {
                b'}' => {
                    self.literal(after - 1);
                    return true;
                }
                b'\\' => {
                    let escapes = self.rest[after..].starts_with(['}', '$']);
                    self.literal(after - usize::from(escapes));
                    if escapes {
                        self.escaped();
                    }
                }
                _ if self.rest[..after - 1].ends_with('\\') => {
                    self.literal(after - 2);
                    self.escaped();
                }
                _ => {
                    self.literal(after - 1);
                    let whole = self.rest.clone();
                    if let Some(reference) = self.reference() {
                        self.pieces.push(Piece::Reference(reference));
                    } else {
                        self.pieces.push(Piece::Malformed(whole));
                        self.rest = Cow::Borrowed("");
                        // What closes the braces is part of what could not be read.
                        return true;
                    }
                }
            }
        }
    }

    fn literal(&mut self, length: usize) {
        let text = split(&mut self.rest, length);
        self.pieces.push(Piece::Literal(text));
    }

    /// A backslash and the character it protects.
    fn escaped(&mut self) {
        split(&mut self.rest, 1);
        self.literal(1);
    }

    fn reference(&mut self) -> Option<Reference> {
        split(&mut self.rest, 1);
        let braced = self.rest.starts_with('{');
        if braced {
            split(&mut self.rest, 1);
        }
        let length = rule::variable_name_length(&self.rest);
        if length == 0 {
            return None;
        }
        let name = split(&mut self.rest, length);
        let modifier = if !braced || self.rest.starts_with('}') {
            None
        } else {
            Some(Box::new(self.modifier()?))
        };
        if braced {
            split(&mut self.rest, 1);
        }
        Some(Reference {
            name,
            braced,
            modifier,
        })
    }

    /// What stands between the name and the closing brace, which stays.
    fn modifier(&mut self) -> Option<Modifier> {
        if self.rest.starts_with(['#', '%', '/']) {
            let length = self.rest.find('}')?;
            return Some(Modifier::Pattern(split(&mut self.rest, length)));
        }
        let operator = WORD_OPERATORS
            .into_iter()
            .find(|it| self.rest.starts_with(it))?;
        split(&mut self.rest, operator.len());
        let mut inner = Reader {
            rest: std::mem::take(&mut self.rest),
            pieces: Vec::new(),
        };
        let closed = inner.read(true);
        self.rest = inner.rest;
        let word = Text::from_pieces(inner.pieces);
        (closed && self.rest.starts_with('}')).then_some(Modifier::Word { operator, word })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.modifier.as_deref() {
            None if self.braced => write!(f, "${{{}}}", self.name),
            None => write!(f, "${}", self.name),
            Some(Modifier::Pattern(pattern)) => write!(f, "${{{}{pattern}}}", self.name),
            Some(Modifier::Word { operator, word }) => {
                write!(f, "${{{}{operator}{}}}", self.name, Protected(word))
            }
        }
    }
}

/// A word inside braces, with its own closing braces escaped.
struct Protected<'a>(&'a Text);

impl fmt::Display for Protected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.pieces().try_for_each(|piece| match piece {
            super::PieceRef::Literal(text) => {
                f.write_str(&text.replace('$', r"\$").replace('}', r"\}"))
            }
            super::PieceRef::Reference(reference) => reference.fmt(f),
            super::PieceRef::Malformed(text) | super::PieceRef::NotUnicode(text) => {
                f.write_str(text)
            }
        })
    }
}
