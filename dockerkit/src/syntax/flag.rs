//! A flag as it was typed, and the options in it.

use std::borrow::Cow;
use std::ops::Range;

use super::line::Line;
use super::{csv, flags};

/// `--name=value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag<'a> {
    text: Cow<'a, str>,
    range: Range<usize>,
    /// Where each byte of what BuildKit reads stands.
    places: Vec<usize>,
    /// Whether one pair of quotes is around the whole value.
    is_wrapped: bool,
}

impl<'a> Flag<'a> {
    pub(super) fn of(line: &Line<'a>, range: Range<usize>, escape: char) -> Self {
        let raw = line.text.as_bytes().get(range.clone()).unwrap_or_default();
        let is_wrapped = is_wrapped(raw, escape);
        let places = flags::places(&line.text, range.clone(), escape);
        let value = flags::value(&line.text, range.clone(), escape).into_owned();
        let mut places: Vec<_> = places.into_iter().map(|at| line.source(at)).collect();
        let ends_inside = !line.text.is_char_boundary(range.end);
        let range = line.range(range);
        // The second place of what is not ASCII is where it ends.
        if let Some(last) = places.last_mut().filter(|_| ends_inside) {
            *last = range.end.saturating_sub(1);
        }
        Self {
            text: Cow::Owned(value),
            range,
            places,
            is_wrapped,
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The name, with its dashes.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text
            .split_once('=')
            .map_or(&*self.text, |(name, _)| name)
    }

    /// What BuildKit reads of its value, without quotes and escapes; nothing if there is no `=`.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.text.split_once('=').map(|(_, value)| value)
    }

    /// Where a part of what BuildKit reads stands.
    fn place(&self, range: Range<usize>) -> Range<usize> {
        let end = self.range.end;
        let at = |index: usize| self.places.get(index).copied();
        let start = at(range.start).unwrap_or(end);
        let last = range.end.checked_sub(1).filter(|last| *last >= range.start);
        start..last.and_then(at).map_or(start, |last| last + 1)
    }

    /// The options of `--mount` and `--device`, whose values are CSV; none of other flags, or if it is none.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let Some(value) = self.value() else {
            return Vec::new();
        };
        if !matches!(self.name(), "--mount" | "--device") {
            return Vec::new();
        }
        let offset = self.text.len() - value.len();
        let found = csv::fields(value).unwrap_or_default();
        let whole = self.whole(offset);
        let field = |field: csv::Field<'_>| {
            let (key, value) = match field.text.split_once('=') {
                Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
                None => (field.text.clone().into_owned(), None),
            };
            // Quotes are around the whole field.
            let quote = usize::from(
                matches!(field.text, Cow::Owned(_)) || self.is_quoted(offset + field.range.start),
            );
            let start = offset + field.range.start + quote;
            let end = offset + field.range.end - quote;
            let raw = self.text.get(start..end).unwrap_or_default();
            let range = self.spanned(offset + field.range.start..offset + field.range.end, &whole);
            let value_range = match raw.find('=').map(|equals| start + equals + 1) {
                Some(value_start) if value_start < end => self.place(value_start..end),
                _ => {
                    let end = self.place(start..end).end;
                    end..end
                }
            };
            Field {
                key,
                value,
                range,
                value_range,
            }
        };
        found.into_iter().map(field).collect()
    }

    /// Where the whole value stands that begins there, without quotes that are around all of it.
    fn whole(&self, offset: usize) -> Range<usize> {
        let read = self.places.get(offset..).unwrap_or_default();
        let begin = match offset.checked_sub(1).and_then(|it| self.places.get(it)) {
            Some(equals) => equals + 1,
            None => self.range.start,
        };
        let (Some(first), Some(last)) = (read.first(), read.last()) else {
            return begin..self.range.end;
        };
        if self.is_wrapped {
            *first..last + 1
        } else {
            begin..self.range.end
        }
    }

    /// Where a field stands, with all of its quotes: between the commas around it.
    fn spanned(&self, read: Range<usize>, whole: &Range<usize>) -> Range<usize> {
        let comma = |at: Option<usize>| {
            let at = at.filter(|at| self.text.as_bytes().get(*at) == Some(&b','))?;
            self.places.get(at).copied()
        };
        let first = self.places.get(read.start).copied();
        let start = match comma(read.start.checked_sub(1)) {
            // Between them stands at most a quote, or else a continuation.
            Some(comma) => first
                .filter(|first| *first > comma + 2)
                .unwrap_or(comma + 1),
            None => whole.start,
        };
        let end = comma(Some(read.end)).unwrap_or(whole.end);
        start..end.max(start)
    }

    fn is_quoted(&self, at: usize) -> bool {
        self.text.get(at..).is_some_and(|it| it.starts_with('"'))
    }
}

/// Whether one pair of quotes is around the whole value of a flag.
fn is_wrapped(flag: &[u8], escape: char) -> bool {
    let equals = flag.iter().position(|byte| *byte == b'=');
    let value = equals.and_then(|at| flag.get(at + 1..)).unwrap_or_default();
    let [quote @ (b'"' | b'\''), rest @ ..] = value else {
        return false;
    };
    let mut escaped = false;
    let end = rest.iter().position(|byte| {
        let ends = !escaped && byte == quote;
        escaped = !escaped && char::from(*byte) == escape;
        ends
    });
    end.is_some_and(|end| end + 1 == rest.len())
}

/// `key=value` of a mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    key: String,
    value: Option<String>,
    range: Range<usize>,
    value_range: Range<usize>,
}

impl Field {
    /// The key, as it was typed.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value, in which `$` is not expanded yet.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Where it stands, between the commas around it: with its quotes, but not with such that are around all options.
    ///
    /// ```
    /// use dockerkit::syntax::Tree;
    ///
    /// let text = "FROM a\nRUN --mount=type=cache,id=\"q\",\"target=/x\" y\n";
    /// let tree = Tree::of(text);
    /// let run = tree.instructions().last().unwrap();
    /// let ranges = run.flags()[0].fields().into_iter().map(|field| field.range());
    /// assert_eq!(ranges.map(|it| &text[it]).collect::<Vec<_>>(), ["type=cache", "id=\"q\"", "\"target=/x\""]);
    /// ```
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Where its value stands; empty if there is none.
    #[must_use]
    pub fn value_range(&self) -> Range<usize> {
        self.value_range.clone()
    }
}
