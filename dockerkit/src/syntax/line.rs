//! The line that BuildKit reads: an instruction's lines, joined.

use std::borrow::Cow;
use std::ops::Range;

use crate::lines::{Physical, next};

/// The joined line of an instruction, and where each part of it stands in the text.
#[derive(Clone, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Where the first part stands in the text.
    start: usize,
    /// Of each further part, where it begins in the line, and where in the text.
    parts: Vec<(usize, usize)>,
    /// Whether everything at the ends of its lines is read.
    pub(crate) is_clean: bool,
}

/// The memory of a line that is not needed any more, for the next one.
#[derive(Default)]
pub(crate) struct Spare {
    text: String,
    parts: Vec<(usize, usize)>,
}

impl<'a> Line<'a> {
    /// The one line of an instruction that is not continued.
    pub(crate) fn single(text: &'a str, range: Range<usize>) -> Self {
        let typed = text.get(range.clone()).unwrap_or_default();
        let trimmed = typed.trim_start();
        Self {
            text: Cow::Borrowed(trimmed.trim_end_matches(['\r', '\n'])),
            start: range.start + (typed.len() - trimmed.len()),
            parts: Vec::new(),
            is_clean: true,
        }
    }

    /// Whether it stands in one line of the text: what continues it adds nothing.
    pub(crate) fn is_one(&self) -> bool {
        self.parts.is_empty()
    }

    /// Gives back the memory, if it has some.
    pub(crate) fn spare(self, spare: &mut Spare) {
        if let Cow::Owned(text) = self.text {
            *spare = Spare {
                text,
                parts: self.parts,
            };
        }
    }

    /// Joins the lines of an instruction, which begin at `start` of the text.
    pub(crate) fn of(text: &'a str, range: Range<usize>, escape: char, spare: &mut Spare) -> Self {
        let lines = text.get(range.clone()).unwrap_or_default();
        let trimmed = lines.trim_start_matches(|it: char| it != '\n' && it.is_whitespace());
        let start = range.start + (lines.len() - trimmed.len());
        let mut rest = trimmed;
        let typed = next(&mut rest);
        let first = Physical::read(typed, true, escape);
        let mut is_clean = typed.len() == first.typed.len();
        let mut goes_on = first.goes_on;
        let first = first.text.unwrap_or_default();
        if !goes_on {
            return Self {
                text: Cow::Borrowed(first),
                start,
                parts: Vec::new(),
                is_clean,
            };
        }
        let Spare {
            text: mut joined,
            mut parts,
        } = std::mem::take(spare);
        joined.clear();
        joined.reserve(trimmed.len());
        joined.push_str(first);
        parts.clear();
        while goes_on && !rest.is_empty() {
            let at = range.end - rest.len();
            let typed = next(&mut rest);
            let physical = Physical::read(typed, false, escape);
            goes_on = physical.goes_on;
            is_clean &= typed.len() == physical.typed.len();
            if let Some(part) = physical.text {
                parts.push((joined.len(), at));
                joined.push_str(part);
            }
        }
        Self {
            text: Cow::Owned(joined),
            start,
            parts,
            is_clean,
        }
    }

    /// Where a place of the line stands in the text.
    pub(crate) fn source(&self, at: usize) -> usize {
        let before = self.parts.partition_point(|(start, _)| *start <= at);
        match before.checked_sub(1).and_then(|it| self.parts.get(it)) {
            Some((start, source)) => source + (at - start),
            None => self.start + at,
        }
    }

    /// Where a part of the line stands in the text: up to the end of its last character, however many lines it takes. Where it
    /// begins or ends inside a character, as flags may, that counts to the part in front of it.
    pub(crate) fn range(&self, range: Range<usize>) -> Range<usize> {
        let (first, behind) = (self.boundary(range.start), self.boundary(range.end));
        let start = self.source(first);
        let end = match behind.checked_sub(1) {
            Some(last) if last >= first => self.source(last) + 1,
            _ => start,
        };
        start..end.max(start)
    }

    /// The place, or the next one between characters.
    fn boundary(&self, mut at: usize) -> usize {
        while at < self.text.len() && !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }
}
