//! A piece of shell text: verbatim, with values in it that are quoted once it is known which shell reads them.

#[cfg(feature = "serde")]
mod serial;

use std::borrow::Cow;
use std::fmt;

use crate::continued;
use crate::dialect::{Dialect, LONG, Place, Unquotable, Why};
use crate::heredoc;

/// Text for a shell: verbatim text, and values, each of which is one word or a part of one.
///
/// Text alone is what strings convert to. A value is put in by [`Shell::arg`](crate::Shell::arg), and stays a value until
/// it is known which shell reads it: [`Dockerfile::resolved`](crate::Dockerfile::resolved) holds text alone.
///
/// As data, text alone is a string; with values it is an array of strings and `{ "value": … }`.
///
/// ```
/// use dockerkit::{Shell, ShellText};
///
/// let text = ShellText::from("make");
/// assert_eq!(text.as_text(), Some("make"));
/// let shell = Shell::new("echo ").arg("it's");
/// assert_eq!(shell.commands[0].as_text(), None);
/// assert_eq!(shell.commands[0].to_string(), r"echo 'it'\''s'"); // as `sh` reads it
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ShellText(Repr);

/// Kept in one form only: no values means `Text`.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Text(Cow<'static, str>),
    // A box keeps text as small as it is by itself.
    Pieces(Box<Pieces>),
}

/// Texts that are never empty and never neighbours, and values.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
struct Pieces(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Piece {
    Text(Cow<'static, str>),
    Value { value: Cow<'static, str> },
}

impl ShellText {
    /// A value by itself.
    pub(crate) fn value(value: impl Into<Cow<'static, str>>) -> Self {
        let value = value.into();
        Self(Repr::Pieces(Box::new(Pieces(vec![Piece::Value { value }]))))
    }

    /// The text, if there are no values in it.
    pub fn as_text(&self) -> Option<&str> {
        match &self.0 {
            Repr::Text(text) => Some(text),
            Repr::Pieces(_) => None,
        }
    }

    /// The text, where all values are quoted already.
    pub(crate) fn text(&self) -> &str {
        self.as_text().unwrap_or_default()
    }

    /// Its values, in order.
    pub(crate) fn values(&self) -> impl Iterator<Item = &str> {
        let pieces = match &self.0 {
            Repr::Text(_) => &[][..],
            Repr::Pieces(pieces) => &pieces.0,
        };
        values(pieces)
    }

    pub(crate) fn has_values(&self) -> bool {
        matches!(self.0, Repr::Pieces(_))
    }

    /// The first value that stands directly behind a word and is empty or begins with a blank, and that word.
    pub(crate) fn glued(&self) -> Option<(&str, &str)> {
        let Repr::Pieces(pieces) = &self.0 else {
            return None;
        };
        pieces.0.windows(2).find_map(|pair| match pair {
            [Piece::Text(text), Piece::Value { value }]
                if text.ends_with(char::is_alphanumeric)
                    && (value.is_empty() || value.starts_with(char::is_whitespace)) =>
            {
                let word = text.rsplit(char::is_whitespace).next();
                Some((word.unwrap_or(text), value.as_ref()))
            }
            _ => None,
        })
    }

    /// Goes on with more text.
    pub(crate) fn push_text(&mut self, more: &str) {
        match &mut self.0 {
            Repr::Text(text) => text.to_mut().push_str(more),
            Repr::Pieces(pieces) => pieces.text(more),
        }
    }

    /// Takes away the blank that it ends with, if it ends with one.
    pub(crate) fn drop_last_blank(&mut self) {
        let text = match &mut self.0 {
            Repr::Text(text) => text,
            Repr::Pieces(pieces) => match pieces.0.last_mut() {
                Some(Piece::Text(text)) if text == " " => {
                    pieces.0.pop();
                    return;
                }
                Some(Piece::Text(text)) => text,
                _ => return,
            },
        };
        if text.ends_with(' ') {
            text.to_mut().pop();
        }
    }

    /// Goes on with more text and values.
    pub(crate) fn append(&mut self, other: &Self) {
        let more = match &other.0 {
            Repr::Text(more) => return self.push_text(more),
            Repr::Pieces(more) => more,
        };
        if let Repr::Text(text) = &mut self.0 {
            let mut pieces = Pieces::default();
            pieces.text(text);
            self.0 = Repr::Pieces(Box::new(pieces));
        }
        if let Repr::Pieces(pieces) = &mut self.0 {
            for piece in &more.0 {
                match piece {
                    Piece::Text(text) => pieces.text(text),
                    Piece::Value { .. } => pieces.0.push(piece.clone()),
                }
            }
        }
    }

    /// What it begins with, if that is text.
    pub(crate) fn first_text(&self) -> &str {
        match &self.0 {
            Repr::Text(text) => text,
            Repr::Pieces(pieces) => match pieces.0.first() {
                Some(Piece::Text(text)) => text,
                _ => "",
            },
        }
    }

    /// The text with its values quoted, in a file with this escape character.
    pub(crate) fn quoted(
        &self,
        dialect: Dialect,
        escape: char,
    ) -> Result<Cow<'_, str>, Unquotable> {
        let pieces = match &self.0 {
            Repr::Text(text) => return Ok(Cow::Borrowed(text)),
            Repr::Pieces(pieces) => pieces.joined(dialect),
        };
        let values = || values(&pieces);
        let marked: String = pieces
            .iter()
            .map(|piece| match piece {
                // No program can be given one anyway; the rule for that looks at what is written.
                Piece::Text(text) => Cow::Owned(text.replace('\0', "\u{fffd}")),
                Piece::Value { .. } => Cow::Borrowed("\0"),
            })
            .collect();
        let unquotable = |at: usize, why| Unquotable {
            value: values().nth(at).unwrap_or_default().to_owned(),
            why,
        };
        let line = continued::line(&marked, escape);
        if let Some((at, why)) = misplaced(&marked, line.as_deref(), dialect) {
            if dialect.has_values() {
                return Err(unquotable(at, why));
            }
        }
        if marked.trim_start().starts_with("<<-") {
            if let Some(at) = values().position(|value| value.contains("\n\t")) {
                let place = "in lines whose leading tabs the builder drops";
                return Err(unquotable(at, Why::Stands(place)));
            }
        }
        // A newline in a value ends what is continued: the shell gets the lines as the builder would have joined them.
        let breaks = marked.contains('\n') && values().any(|value| value.contains('\n'));
        let line = line.filter(|_| breaks && dialect.is_posix());
        let together = line.map(|line| put_together(&line, values()));
        let pieces = together.as_deref().unwrap_or(&pieces);
        let written = written(pieces, dialect);
        written
            .map(Cow::Owned)
            .map_err(|at| unquotable(at, Why::Language))
    }

    /// The text with its values quoted for `sh`, wherever they stand.
    fn for_sh(&self) -> Cow<'_, str> {
        let pieces = match &self.0 {
            Repr::Text(text) => return Cow::Borrowed(text),
            Repr::Pieces(pieces) => pieces,
        };
        // It has a way to write any value.
        Cow::Owned(written(&pieces.0, Dialect::Posix).unwrap_or_default())
    }
}

/// Pieces with their values quoted, or the number of the first value for which there is no way.
fn written(pieces: &[Piece], dialect: Dialect) -> Result<String, usize> {
    let (mut out, mut place, mut values) = (String::new(), Place::default(), 0);
    for (number, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Value { value } => {
                let rest = pieces.get(number + 1..).unwrap_or_default();
                if !dialect.push_value(value, &mut out, &word_in(rest), &mut place) {
                    return Err(values);
                }
                values += 1;
            }
        }
    }
    Ok(out)
}

/// Text with its values, each a NUL, as pieces.
fn put_together<'v>(text: &str, values: impl Iterator<Item = &'v str>) -> Vec<Piece> {
    let mut texts = text
        .split('\0')
        .map(|text| Piece::Text(text.to_owned().into()));
    let mut pieces: Vec<_> = texts.next().into_iter().collect();
    for (value, text) in values.zip(texts) {
        let value = value.to_owned().into();
        pieces.extend([Piece::Value { value }, text]);
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
            Piece::Value { value } => word.push_str(value),
        }
        if word.len() > LONG {
            // Whatever comes then: it is not plain.
            word.push('\'');
            break;
        }
    }
    word
}

fn values(pieces: &[Piece]) -> impl Iterator<Item = &str> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Text(_) => None,
        Piece::Value { value } => Some(value.as_ref()),
    })
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

impl Pieces {
    fn text(&mut self, more: &str) {
        if more.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(Piece::Text(text)) => text.to_mut().push_str(more),
            _ => self.0.push(Piece::Text(Cow::Owned(more.to_owned()))),
        }
    }

    /// The pieces, with values beside each other made one where the shell would not do that.
    fn joined(&self, dialect: Dialect) -> Cow<'_, [Piece]> {
        let is_value = |piece: &Piece| matches!(piece, Piece::Value { .. });
        let beside = |pair: &[Piece]| pair.iter().all(is_value);
        if !dialect.joins_values() || !self.0.windows(2).any(beside) {
            return Cow::Borrowed(&self.0);
        }
        let mut joined: Vec<Piece> = Vec::new();
        for piece in &self.0 {
            match (joined.last_mut(), piece) {
                (Some(Piece::Value { value: before }), Piece::Value { value }) => {
                    before.to_mut().push_str(value);
                }
                _ => joined.push(piece.clone()),
            }
        }
        Cow::Owned(joined)
    }
}

impl From<&'static str> for ShellText {
    fn from(text: &'static str) -> Self {
        Self(Repr::Text(Cow::Borrowed(text)))
    }
}

impl From<String> for ShellText {
    fn from(text: String) -> Self {
        Self(Repr::Text(Cow::Owned(text)))
    }
}

impl From<Cow<'static, str>> for ShellText {
    fn from(text: Cow<'static, str>) -> Self {
        Self(Repr::Text(text))
    }
}

impl Default for ShellText {
    fn default() -> Self {
        Self::from("")
    }
}

impl PartialEq<str> for ShellText {
    fn eq(&self, other: &str) -> bool {
        self.as_text() == Some(other)
    }
}

impl PartialEq<&str> for ShellText {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

/// The text as `sh` reads it.
impl fmt::Display for ShellText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.for_sh())
    }
}

impl fmt::Debug for ShellText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Text(text) => text.fmt(f),
            Repr::Pieces(pieces) => pieces.0.fmt(f),
        }
    }
}

#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#[cfg(test)]
mod tests {
    use super::*;

    fn of(pieces: &[Result<&'static str, &'static str>]) -> ShellText {
        let mut all = ShellText::default();
        for piece in pieces {
            match piece {
                Ok(text) => all.push_text(text),
                Err(value) => all.append(&ShellText::value(*value)),
            }
        }
        all
    }

    #[test]
    fn text_is_as_small_as_it_was() {
        assert_eq!(size_of::<ShellText>(), size_of::<Cow<'static, str>>());
    }

    #[test]
    fn values_are_quoted_for_the_shell() {
        let text = of(&[Ok("a "), Err("b c"), Err("d"), Ok(" "), Err("7")]);
        let quoted = |dialect| text.quoted(dialect, '\\').map(Cow::into_owned);
        assert_eq!(quoted(Dialect::Posix).unwrap(), "a 'b c''d' 7");
        assert_eq!(quoted(Dialect::PowerShell).unwrap(), "a 'b cd' '7'");
        for dialect in [Dialect::Cmd, Dialect::Other] {
            let refused = quoted(dialect).unwrap_err();
            assert_eq!(
                (refused.value.as_str(), refused.why),
                ("b c", Why::Language)
            );
        }
        let text = of(&[Ok("a "), Err("b"), Ok(" \""), Err("c d"), Ok("\"")]);
        for dialect in [Dialect::Posix, Dialect::WindowsPowerShell] {
            let refused = text.quoted(dialect, '\\').unwrap_err();
            assert_eq!(refused.value, "c d");
            assert_eq!(refused.why, Why::Stands("in a double quote"));
        }
        assert_eq!(text.to_string(), "a b \"'c d'\"");
    }

    #[test]
    fn continued_lines_are_read_as_the_builder_joins_them() {
        let quoted = |text: &ShellText, escape| {
            let text = text.quoted(Dialect::Posix, escape).map(Cow::into_owned);
            text.map_err(|refused| (refused.value, refused.why))
        };
        let text = of(&[Ok("a `\n# it's\n  "), Err("b c"), Ok(" # d")]);
        assert_eq!(quoted(&text, '`').unwrap(), "a `\n# it's\n  'b c' # d");
        let text = of(&[Ok("a `\n# it's\n  "), Err("b\nc"), Ok(" d")]);
        assert_eq!(quoted(&text, '`').unwrap(), "a   'b\nc' d");
        let text = of(&[Ok("a "), Err("b"), Ok(" \\\n# "), Err("c"), Ok("\n d")]);
        let comment = ("c".to_owned(), Why::Stands("in a comment"));
        assert_eq!(quoted(&text, '\\').unwrap_err(), comment);
        let text = of(&[Ok("<<EOF\necho "), Err("b c"), Ok("\nEOF")]);
        assert_eq!(quoted(&text, '\\').unwrap(), "<<EOF\necho 'b c'\nEOF");
    }

    #[test]
    fn pieces_have_one_form() {
        assert_eq!(of(&[Ok(""), Ok("a"), Ok("b")]), "ab");
        let text = of(&[Ok("a"), Ok("b"), Err("c"), Ok(""), Ok("d"), Ok("e")]);
        assert_eq!(text, of(&[Ok("ab"), Err("c"), Ok("de")]));
        assert_ne!(text, of(&[Ok("abcde")]));
        assert_eq!(of(&[Err("c")]), ShellText::value("c"));
        assert_eq!(text.first_text(), "ab");
        assert_eq!(of(&[Err("c"), Ok("a")]).first_text(), "");
    }
}
