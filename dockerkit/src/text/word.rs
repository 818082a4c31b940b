//! Text as it stands in a Dockerfile: a word with quotes and escapes, in which `$` is expanded.
//!
//! Source: `processStopOn`, `processSingleQuote`, `processDoubleQuote` and `processDollar` in
//! `frontend/dockerfile/shell/lex.go`.

use std::borrow::Cow;

use super::reference::{
    DEPTH, MODIFIER, NAMELESS, NO_REPLACEMENT, OPEN, OPERATORS, TOO_DEEP, UNCLEAR,
};
use super::{Malformed, Modifier, Piece, Problem, Reference, Text, name};

const SINGLE: Problem = Problem::Refused("a single quote is not closed");
const DOUBLE: Problem = Problem::Refused("a double quote is not closed");

/// Reads a word, in which quotes are special. One that BuildKit refuses is malformed.
pub(crate) fn word(source: &str, escape: char) -> Text {
    read(source, escape, true)
}

/// Reads the content of an inline file, in which quotes are not special.
pub(crate) fn body(source: &str) -> Text {
    read(source, '\\', false)
}

fn read(source: &str, escape: char, quotes: bool) -> Text {
    let quote = |it: u8| u8::from(it == b'\'') | u8::from(it == b'"');
    let special = |it: u8| {
        let odd = u8::from(it == b'$') | u8::from(it == b'\\') | u8::from(it == b'`');
        odd | (u8::from(quotes) & quote(it)) | (it >> 7)
    };
    // All bytes, without a branch for each.
    if source.bytes().fold(0, |found, it| found | special(it)) == 0 {
        return Text::new_literal(source.to_owned());
    }
    let mut reader = Reader {
        // A byte order mark in front is dropped.
        rest: source.strip_prefix('\u{feff}').unwrap_or(source),
        escape,
        quotes,
        depth: 0,
    };
    match reader.read(Within::Word, None) {
        Ok(text) => text,
        Err(problem) => {
            let text = Cow::Owned(source.to_owned());
            Text::from_pieces([Piece::Malformed(Malformed { text, problem })])
        }
    }
}

/// What escapes are in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// They are dropped.
    Word,
    /// They stay, in a pattern.
    Trimmed,
    Replaced,
    /// They stay.
    Replacement,
}

impl Within {
    const fn keeps(self) -> bool {
        !matches!(self, Self::Word)
    }

    /// Whether the escape in front of a character is none of the pattern.
    const fn drops(self, next: char) -> bool {
        match self {
            Self::Trimmed => next == '}',
            Self::Replaced => matches!(next, '}' | '/'),
            Self::Word | Self::Replacement => false,
        }
    }
}

struct Reader<'s> {
    rest: &'s str,
    escape: char,
    quotes: bool,
    depth: usize,
}

/// What was read so far.
#[derive(Default)]
struct Read {
    pieces: Vec<Piece>,
    literal: String,
}

impl Read {
    fn reference(&mut self, piece: Piece) {
        self.end();
        self.pieces.push(piece);
    }

    fn end(&mut self) {
        if !self.literal.is_empty() {
            let literal = std::mem::take(&mut self.literal);
            self.pieces.push(Piece::Literal(Cow::Owned(literal)));
        }
    }

    fn text(mut self) -> Text {
        if self.pieces.is_empty() {
            return Text::new_literal(self.literal);
        }
        self.end();
        Text::from_pieces(self.pieces)
    }
}

impl<'s> Reader<'s> {
    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    /// Takes what stands for itself, whatever there is.
    fn plain(&mut self, ends: impl Fn(char) -> bool) -> &'s str {
        let special =
            |it: char| matches!(it, '$' | '"') || it == self.escape || !it.is_ascii() || ends(it);
        let length = self.rest.bytes().position(|it| special(char::from(it)));
        let (plain, rest) = self.rest.split_at(length.unwrap_or(self.rest.len()));
        self.rest = rest;
        plain
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Reads up to the stop, which is taken, or else to the end.
    fn read(&mut self, within: Within, stop: Option<(char, Problem)>) -> Result<Text, Problem> {
        let mut read = Read::default();
        loop {
            let plain = self.plain(|it| stop.is_some_and(|(stop, _)| stop == it) || it == '\'');
            read.literal.push_str(plain);
            let Some(next) = self.next() else { break };
            match next {
                it if stop.is_some_and(|(stop, _)| stop == it) => return Ok(read.text()),
                '$' => self.dollar(&mut read)?,
                '\'' if self.quotes => {
                    let (quoted, rest) = self.rest.split_once('\'').ok_or(SINGLE)?;
                    self.rest = rest;
                    read.literal.push_str(quoted);
                }
                '"' if self.quotes => self.double(within, &mut read)?,
                it if it == self.escape => {
                    let escaped = self.next();
                    if within.keeps() && !escaped.is_some_and(|it| self.drops(within, it)) {
                        read.literal.push(it);
                    }
                    read.literal.extend(escaped);
                }
                it => read.literal.push(it),
            }
        }
        match stop {
            Some((_, problem)) => Err(problem),
            None => Ok(read.text()),
        }
    }

    /// The expression of a pattern knows the backslash only.
    fn drops(&self, within: Within, next: char) -> bool {
        self.escape == '\\' && within.drops(next)
    }

    fn double(&mut self, within: Within, read: &mut Read) -> Result<(), Problem> {
        loop {
            let plain = self.plain(|_| false);
            read.literal.push_str(plain);
            match self.next().ok_or(DOUBLE)? {
                '"' => return Ok(()),
                '$' => self.dollar(read)?,
                it if it == self.escape => {
                    let next = self.peek().ok_or(DOUBLE)?;
                    let special = matches!(next, '"' | '$') || next == self.escape;
                    if special {
                        self.next();
                    }
                    if within.keeps() {
                        read.literal.push(it);
                    }
                    read.literal.push(if special { next } else { it });
                }
                it => read.literal.push(it),
            }
        }
    }

    /// What follows a dollar.
    fn dollar(&mut self, read: &mut Read) -> Result<(), Problem> {
        let braced = self.peek() == Some('{');
        if braced {
            self.next();
            if self.rest.is_empty() {
                return Err(OPEN);
            }
            if self.rest.starts_with(['{', '}', ':']) {
                return Err(NAMELESS);
            }
        }
        let length = name::length(self.rest).ok_or(UNCLEAR)?;
        let (name, rest) = self.rest.split_at(length);
        self.rest = rest;
        if !braced && name.is_empty() {
            read.literal.push('$');
            return Ok(());
        }
        let name = Cow::Owned(name.to_owned());
        let modifier = if braced { self.modifier()? } else { None };
        read.reference(Piece::Reference(Reference {
            name,
            braced,
            modifier: modifier.map(Box::new),
        }));
        Ok(())
    }

    fn modifier(&mut self) -> Result<Option<Modifier>, Problem> {
        if let Some(rest) = self.rest.strip_prefix('}') {
            self.rest = rest;
            return Ok(None);
        }
        if self.rest.is_empty() {
            return Err(OPEN);
        }
        let mut operators = OPERATORS.into_iter();
        let operator = operators.find(|it| self.rest.starts_with(it));
        let operator = operator.ok_or(MODIFIER)?;
        self.rest = self.rest.strip_prefix(operator).unwrap_or(self.rest);
        if self.depth == DEPTH {
            return Err(TOO_DEEP);
        }
        self.depth += 1;
        let end = Some(('}', OPEN));
        let modifier = match operator {
            "#" | "%" => Modifier::Trim {
                operator,
                pattern: self.read(Within::Trimmed, end)?,
            },
            "/" | "//" => Modifier::Replace {
                operator,
                pattern: self.read(Within::Replaced, Some(('/', NO_REPLACEMENT)))?,
                replacement: self.read(Within::Replacement, end)?,
            },
            _ => Modifier::Word {
                operator,
                word: self.read(Within::Word, end)?,
            },
        };
        self.depth -= 1;
        Ok(Some(modifier))
    }
}
