//! `$NAME`, `${NAME:-other}`: how the author's text is read.

use std::borrow::Cow;
use std::fmt;

use super::{Piece, Text};

/// A reference to a variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reference {
    pub(crate) name: Cow<'static, str>,
    /// Whether it has braces: the author's, or those that what follows makes necessary.
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

/// How deep references may stand in the words of others; deeper ones are not read.
const DEPTH: usize = 32;

/// Reads the author's text.
pub(super) fn pieces(source: Cow<'static, str>) -> Vec<Piece> {
    match source {
        Cow::Borrowed(text) => Reader::all(text, Cow::Borrowed),
        Cow::Owned(text) => Reader::all(&text, |part| Cow::Owned(part.to_owned())),
    }
}

struct Reader<'s> {
    rest: &'s str,
    /// What keeps a part of the text.
    keep: fn(&'s str) -> Cow<'static, str>,
    depth: usize,
    pieces: Vec<Piece>,
}

impl<'s> Reader<'s> {
    fn all(text: &'s str, keep: fn(&'s str) -> Cow<'static, str>) -> Vec<Piece> {
        let mut reader = Reader {
            rest: text,
            keep,
            depth: 0,
            pieces: Vec::new(),
        };
        reader.read();
        reader.pieces
    }

    /// Takes the first bytes.
    fn take(&mut self, length: usize) -> &'s str {
        let (head, tail) = self.rest.split_at(length);
        self.rest = tail;
        head
    }

    /// Reads to the end, or (inside braces) to the `}` that closes them, which stays.
    fn read(&mut self) {
        let inside_braces = self.depth > 0;
        loop {
            let stop = self.rest.bytes().zip(1..).find(|(byte, _)| match byte {
                b'$' => true,
                b'\\' | b'}' => inside_braces,
                _ => false,
            });
            let Some((byte, after)) = stop else {
                return self.literal(self.rest.len());
            };
            match byte {
                b'}' => return self.literal(after - 1),
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
                    let whole = self.rest;
                    if let Some(reference) = self.reference() {
                        self.pieces.push(Piece::Reference(reference));
                    } else {
                        // What closes the braces is part of what could not be read.
                        self.rest = "";
                        return self.pieces.push(Piece::Malformed((self.keep)(whole)));
                    }
                }
            }
        }
    }

    fn literal(&mut self, length: usize) {
        let text = self.take(length);
        self.pieces.push(Piece::Literal((self.keep)(text)));
    }

    /// A backslash and the character it protects.
    fn escaped(&mut self) {
        self.take(1);
        self.literal(1);
    }

    fn reference(&mut self) -> Option<Reference> {
        self.take(1);
        let braced = self.rest.starts_with('{');
        if braced {
            self.take(1);
        }
        let length = variable_name_length(self.rest);
        if length == 0 {
            return None;
        }
        let name = self.take(length);
        let modifier = if !braced || self.rest.starts_with('}') {
            None
        } else {
            Some(Box::new(self.modifier()?))
        };
        if braced {
            self.take(1);
        }
        Some(Reference {
            name: (self.keep)(name),
            braced,
            modifier,
        })
    }

    /// What stands between the name and the closing brace, which stays.
    fn modifier(&mut self) -> Option<Modifier> {
        if self.rest.starts_with(['#', '%', '/']) {
            let pattern = self.take(self.rest.find('}')?);
            return Some(Modifier::Pattern((self.keep)(pattern)));
        }
        let operator = WORD_OPERATORS
            .into_iter()
            .find(|it| self.rest.starts_with(it))?;
        self.take(operator.len());
        if self.depth == DEPTH {
            return None;
        }
        let mut inner = Reader {
            rest: self.rest,
            keep: self.keep,
            depth: self.depth + 1,
            pieces: Vec::new(),
        };
        inner.read();
        self.rest = inner.rest;
        let word = Text::from_pieces(inner.pieces);
        self.rest
            .starts_with('}')
            .then_some(Modifier::Word { operator, word })
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

/// How many bytes of `text` are the name in `$NAME`.
fn variable_name_length(text: &str) -> usize {
    match text.as_bytes() {
        [first, ..] if first.is_ascii_alphabetic() || *first == b'_' => text
            .bytes()
            .position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_'))
            .unwrap_or(text.len()),
        _ => 0,
    }
}
