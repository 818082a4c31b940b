//! The line that BuildKit reads: an instruction's lines, joined.

use std::borrow::Cow;
use std::ops::Range;

use crate::lines::Physical;

/// The joined line of an instruction, and where each part of it stands in the text.
#[derive(Clone, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Where the first part stands in the text.
    start: usize,
    /// Of each further part, where it begins in the line, and where in the text.
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
        }
    }

    /// Joins the lines of an instruction, which begin at `start` of the text.
    pub(crate) fn of(text: &'a str, range: Range<usize>, escape: char) -> Self {
        let lines = text.get(range.clone()).unwrap_or_default();
        let trimmed = lines.trim_start_matches(|it: char| it != '\n' && it.is_whitespace());
        let start = range.start + (lines.len() - trimmed.len());
        let mut rest = trimmed;
        let first = next(&mut rest);
        let first = Physical::read(first, true, escape);
        let mut line = Self {
            text: Cow::Borrowed(first.text.unwrap_or_default()),
            start,
            parts: Vec::new(),
        };
        let mut goes_on = first.goes_on;
        if goes_on {
            let mut joined = String::with_capacity(trimmed.len());
            joined.push_str(&line.text);
            line.text = Cow::Owned(joined);
            line.parts.reserve(4);
        }
        while goes_on && !rest.is_empty() {
            let at = range.end - rest.len();
            let physical = Physical::read(next(&mut rest), false, escape);
            goes_on = physical.goes_on;
            if let Some(part) = physical.text {
                line.parts.push((line.text.len(), at));
                line.text.to_mut().push_str(part);
            }
        }
        line
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

/// Takes the next line, without its newline.
fn next<'a>(rest: &mut &'a str) -> &'a str {
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    *rest = after;
    line
}
