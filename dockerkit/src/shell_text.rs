//! A piece of shell text: verbatim, with values in it that are quoted once it is known which shell reads them.

mod pieces;
#[cfg(feature = "serde")]
mod serial;

use std::borrow::Cow;
use std::fmt;

use crate::continued;
use crate::dialect::{Dialect, Unquotable, Why};
use pieces::{Piece, Pieces, marked, put_together, values, written};

/// What goes on with a word, and hardly means to.
pub(crate) enum Glued<'a> {
    /// A value that is empty, or begins with a blank.
    Value { word: &'a str, value: &'a str },
    /// A list.
    List { word: &'a str },
    /// A list of none or several words, of which only one can be part of what it stands behind.
    Words { word: &'a str, count: usize },
}

/// Whether a command, or a list in parentheses, may begin behind it.
fn ends_command(text: &str) -> bool {
    text.is_empty() || text.ends_with([';', '&', '|', '(', ')', '{', '}', '!', '\n'])
}

/// A part of shell text.
#[cfg(feature = "parse")]
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    Text(&'a str),
    Value(&'a str),
    Values(&'a [Cow<'static, str>]),
}

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

impl ShellText {
    /// A value by itself.
    pub(crate) fn value(value: impl Into<Cow<'static, str>>) -> Self {
        let value = value.into();
        Self(Repr::Pieces(Box::new(Pieces(vec![Piece::Value(value)]))))
    }

    /// Words, with a blank between them; or a list of values, which stays one.
    pub(crate) fn list(words: Vec<Self>) -> Self {
        let mut values = Vec::new();
        for word in &words {
            match &word.0 {
                Repr::Pieces(pieces) => match pieces.0.as_slice() {
                    [Piece::Value(value)] => values.push(value.clone()),
                    [Piece::Values(more)] => values.extend(more.iter().cloned()),
                    _ => return Self::joined_by_blanks(words),
                },
                Repr::Text(_) => return Self::joined_by_blanks(words),
            }
        }
        Self(Repr::Pieces(Box::new(Pieces(vec![Piece::Values(values)]))))
    }

    fn joined_by_blanks(words: Vec<Self>) -> Self {
        let mut all = Self::default();
        for word in words.into_iter().filter(|word| !word.is_no_word()) {
            if !all.is_no_word() {
                all.push_text(" ");
            }
            all.append(&word);
        }
        all
    }

    fn is_no_word(&self) -> bool {
        match &self.0 {
            Repr::Text(text) => text.is_empty(),
            Repr::Pieces(pieces) => {
                matches!(pieces.0.as_slice(), [Piece::Values(words)] if words.is_empty())
            }
        }
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
    pub(crate) fn values(&self) -> Vec<&str> {
        match &self.0 {
            Repr::Text(_) => Vec::new(),
            Repr::Pieces(pieces) => values(&pieces.0),
        }
    }

    /// Its text and values, in order.
    #[cfg(feature = "parse")]
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let (text, pieces) = match &self.0 {
            Repr::Text(text) => (Some(Part::Text(text)), [].as_slice()),
            Repr::Pieces(pieces) => (None, pieces.0.as_slice()),
        };
        text.into_iter()
            .chain(pieces.iter().map(|piece| match piece {
                Piece::Text(text) => Part::Text(text),
                Piece::Value(value) => Part::Value(value),
                Piece::Values(words) => Part::Values(words),
            }))
    }

    pub(crate) fn has_values(&self) -> bool {
        matches!(self.0, Repr::Pieces(_))
    }

    /// The first value or list that goes on with a word, and hardly means to.
    pub(crate) fn glued(&self) -> Option<Glued<'_>> {
        let Repr::Pieces(pieces) = &self.0 else {
            return None;
        };
        pieces.0.windows(2).find_map(|pair| {
            let (text, next) = match pair {
                [Piece::Text(text), next] => (text.as_ref(), next),
                // Of a list the last word goes on.
                [Piece::Value(_) | Piece::Values(_), next @ Piece::Values(_)] => ("", next),
                _ => return None,
            };
            let behind_word = text.is_empty() || text.ends_with(char::is_alphanumeric);
            let word = text.rsplit(char::is_whitespace).next().unwrap_or(text);
            match next {
                Piece::Value(value)
                    if behind_word
                        && (value.is_empty()
                            || value.starts_with("--")
                            || value.starts_with(char::is_whitespace)) =>
                {
                    Some(Glued::Value { word, value })
                }
                Piece::Values(_) if behind_word => Some(Glued::List { word }),
                Piece::Values(words) if words.len() != 1 => {
                    let part = !text.ends_with(char::is_whitespace) && !ends_command(text);
                    let target = text.trim_end().ends_with(['>', '<']);
                    (part || target).then_some(Glued::Words {
                        word: text.trim_end(),
                        count: words.len(),
                    })
                }
                _ => None,
            }
        })
    }

    /// Goes on with more text.
    pub(crate) fn push_text(&mut self, more: &str) {
        match &mut self.0 {
            Repr::Text(text) => text.to_mut().push_str(more),
            Repr::Pieces(pieces) => pieces.text(more),
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
                    value => pieces.0.push(value.clone()),
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
        let given = match &self.0 {
            Repr::Text(text) => return Ok(Cow::Borrowed(text)),
            Repr::Pieces(pieces) => pieces,
        };
        if let Some((at, why)) = given.misplaced(dialect, escape) {
            let joined = given.joined(dialect);
            let value = joined.iter().filter_map(Piece::first).nth(at);
            let value = value.unwrap_or_default().to_owned();
            return Err(Unquotable { value, why });
        }
        let settled = Pieces(given.settled(escape).into_owned());
        let pieces = settled.joined(dialect);
        let values = values(&pieces);
        let marked = marked(&pieces);
        let unquotable = |at: usize, why| Unquotable {
            value: values.get(at).copied().unwrap_or_default().to_owned(),
            why,
        };
        let line = continued::line(&marked, escape);
        if marked.trim_start().starts_with("<<-") {
            if let Some(at) = values.iter().position(|value| value.contains("\n\t")) {
                let place = "in lines whose leading tabs the builder drops";
                return Err(unquotable(at, Why::Stands(place)));
            }
        }
        // A newline in a value ends what is continued: the shell gets the lines as the builder would have joined them.
        let breaks = marked.contains('\n') && values.iter().any(|value| value.contains('\n'));
        let line = line.filter(|_| breaks && dialect.is_posix());
        let together = line.map(|line| put_together(&line, &values));
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
            Repr::Pieces(pieces) => pieces.settled('\\'),
        };
        // It has a way to write any value.
        Cow::Owned(written(&pieces, Dialect::Posix).unwrap_or_default())
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
