//! What shell text with values in it is made of.

use std::borrow::Cow;

use crate::continued;
use crate::dialect::{Dialect, LONG, Place, Why};
use crate::heredoc;

/// Texts that are never empty and never neighbours, and values.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Pieces(pub(super) Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Piece {
    Text(Cow<'static, str>),
    Value(Cow<'static, str>),
    /// A list: any number of words.
    Values(Vec<Cow<'static, str>>),
}

impl Pieces {
    pub(super) fn text(&mut self, more: &str) {
        if more.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(Piece::Text(text)) => text.to_mut().push_str(more),
            _ => self.0.push(Piece::Text(Cow::Owned(more.to_owned()))),
        }
    }

    /// The pieces, with values beside each other made one where the shell would not do that.
    pub(super) fn joined(&self, dialect: Dialect) -> Cow<'_, [Piece]> {
        let is_value = |piece: &Piece| matches!(piece, Piece::Value(_));
        let beside = |pair: &[Piece]| pair.iter().all(is_value);
        if !dialect.joins_values() || !self.0.windows(2).any(beside) {
            return Cow::Borrowed(&self.0);
        }
        let mut joined: Vec<Piece> = Vec::new();
        for piece in &self.0 {
            match (joined.last_mut(), piece) {
                (Some(Piece::Value(before)), Piece::Value(value)) => {
                    before.to_mut().push_str(value);
                }
                _ => joined.push(piece.clone()),
            }
        }
        Cow::Owned(joined)
    }

    /// The first value or list that would not be read as one where it stands, whatever it holds.
    pub(super) fn misplaced(&self, dialect: Dialect, escape: char) -> Option<(usize, Why)> {
        let lists = self.0.iter().any(|piece| matches!(piece, Piece::Values(_)));
        if lists && dialect == Dialect::Other {
            return Some((0, Why::Language));
        }
        let marked = marked(&self.joined(dialect));
        let line = continued::line(&marked, escape);
        misplaced(&marked, line.as_deref(), dialect)
    }

    /// The pieces with lists as words, and a blank between them. One without words takes a blank along that nothing would
    /// stand behind or in front of; at the end of a command all of them.
    pub(super) fn settled(&self, escape: char) -> Cow<'_, [Piece]> {
        if !self.0.iter().any(|piece| matches!(piece, Piece::Values(_))) {
            return Cow::Borrowed(&self.0);
        }
        let mut all = Self::default();
        let mut nothing = false;
        for piece in &self.0 {
            let was_nothing = std::mem::take(&mut nothing);
            match piece {
                Piece::Text(text) if was_nothing && all.ends_apart() => {
                    all.text(text.strip_prefix([' ', '\t']).unwrap_or(text));
                    // A list behind it stands where this one stood.
                    nothing = matches!(text.as_ref(), " " | "\t");
                }
                Piece::Text(text) => all.text(text),
                Piece::Value(_) => all.0.push(piece.clone()),
                Piece::Values(words) => {
                    nothing = words.is_empty();
                    for (at, word) in words.iter().enumerate() {
                        if at > 0 {
                            all.text(" ");
                        }
                        all.0.push(Piece::Value(word.clone()));
                    }
                }
            }
        }
        if nothing {
            all.trim_end(escape);
        }
        Cow::Owned(all.0)
    }

    /// Whether a word would begin behind it.
    fn ends_apart(&self) -> bool {
        match self.0.last() {
            None => true,
            Some(Piece::Text(text)) => match text.strip_suffix([' ', '\t', '\n']) {
                Some(before) => !ends_with_escape(before),
                None => false,
            },
            Some(_) => false,
        }
    }

    /// Takes the whitespace away that it ends with, continued lines and all.
    fn trim_end(&mut self, escape: char) {
        let Some(Piece::Text(text)) = self.0.last_mut() else {
            return;
        };
        let mut rest: &str = text;
        loop {
            let trimmed = rest.trim_end_matches([' ', '\t', '\r', '\n']);
            let cut = rest.get(trimmed.len()..).unwrap_or_default();
            let continued = cut.starts_with(['\n', '\r'])
                && trimmed.ends_with(escape)
                && ends_with_escape(trimmed);
            if continued {
                rest = trimmed.strip_suffix(escape).unwrap_or(trimmed);
            } else if !cut.is_empty() && ends_with_escape(trimmed) {
                // That blank is part of a word.
                rest = rest.get(..=trimmed.len()).unwrap_or(rest);
                break;
            } else {
                rest = trimmed;
                if cut.is_empty() {
                    break;
                }
            }
        }
        if rest.is_empty() {
            self.0.pop();
        } else {
            *text = Cow::Owned(rest.to_owned());
        }
    }
}

impl Piece {
    /// What messages show of it, if it is no text.
    pub(super) fn first(&self) -> Option<&str> {
        match self {
            Self::Text(_) => None,
            Self::Value(value) => Some(value),
            Self::Values(words) => Some(words.first().map_or("", AsRef::as_ref)),
        }
    }
}

/// The text with a NUL for each value or list.
pub(super) fn marked(pieces: &[Piece]) -> String {
    let mut marked = String::new();
    for piece in pieces {
        match piece {
            // No program can be given one anyway; the rule for that looks at what is written.
            Piece::Text(text) => marked.push_str(&text.replace('\0', "\u{fffd}")),
            _ => marked.push('\0'),
        }
    }
    marked
}

/// Whether what follows is escaped, for whichever shell.
fn ends_with_escape(text: &str) -> bool {
    let last = text.chars().next_back();
    let escape = last.filter(|it| matches!(it, '\\' | '`' | '^'));
    escape.is_some_and(|it| {
        let run = text.len() - text.trim_end_matches(it).len();
        run % 2 == 1
    })
}

/// Pieces with their values quoted, or the number of the first value for which there is no way.
pub(super) fn written(pieces: &[Piece], dialect: Dialect) -> Result<String, usize> {
    let (mut out, mut place, mut values) = (String::new(), Place::default(), 0);
    for (number, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Value(value) => {
                let rest = pieces.get(number + 1..).unwrap_or_default();
                if !dialect.push_value(value, &mut out, &word_in(rest), &mut place) {
                    return Err(values);
                }
                values += 1;
            }
            // They are settled.
            Piece::Values(_) => {}
        }
    }
    Ok(out)
}

/// Text with its values, each a NUL, as pieces.
pub(super) fn put_together(text: &str, values: &[&str]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (number, text) in text.split('\0').enumerate() {
        if let Some(before) = number.checked_sub(1) {
            let Some(value) = values.get(before) else {
                break;
            };
            pieces.push(Piece::Value((*value).to_owned().into()));
        }
        pieces.push(Piece::Text(text.to_owned().into()));
    }
    pieces
}

/// What the next word may have of pieces.
fn word_in(pieces: &[Piece]) -> String {
    let mut word = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                word.push_str(text);
                if text.contains(char::is_whitespace) {
                    break;
                }
            }
            Piece::Value(value) => word.push_str(value),
            Piece::Values(words) => words.iter().for_each(|it| word.push_str(it)),
        }
        if word.len() > LONG {
            // Whatever comes then: it is not plain.
            word.push('\'');
            break;
        }
    }
    word
}

pub(super) fn values(pieces: &[Piece]) -> Vec<&str> {
    let mut values: Vec<&str> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Value(value) => values.push(value),
            Piece::Values(words) => values.extend(words.iter().map(AsRef::as_ref)),
        }
    }
    values
}

/// The first of the values that would not be read as one, in a text and the line that the builder makes of it.
fn misplaced(marked: &str, line: Option<&str>, dialect: Dialect) -> Option<(usize, Why)> {
    if let Some(line) = line {
        let count = |text: &str| text.matches('\0').count();
        if count(line) == count(marked) {
            return dialect.misplaced(line);
        }
        // The builder takes the line out that it stands in.
        let mut before = 0;
        for line in marked.split('\n') {
            if line.trim_start().starts_with('#') && line.contains('\0') {
                break;
            }
            before += count(line);
        }
        return Some((before, Why::Stands("in a comment")));
    }
    match heredoc::pasted(marked) {
        Some(Ok(body)) => dialect.misplaced(&body),
        _ => dialect.misplaced(marked),
    }
}
