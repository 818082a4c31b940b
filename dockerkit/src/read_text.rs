//! A text that was read, and the places in it.

use std::ops::Range;
use std::sync::OnceLock;

/// A file that was read.
#[derive(Debug)]
pub(crate) struct ReadText {
    name: String,
    text: String,
    /// Of each node of its tree, where its lines stand: once it is read.
    ranges: OnceLock<Vec<(u32, u32)>>,
    /// Where its lines begin, once somebody asks.
    lines: OnceLock<Vec<usize>>,
}

/// The most characters of a line that are shown.
const WIDTH: usize = 120;

impl ReadText {
    pub(crate) fn new(name: String, text: String) -> Self {
        Self {
            name,
            text,
            ranges: OnceLock::new(),
            lines: OnceLock::new(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Keeps the ranges of its nodes. They are the same each time.
    pub(crate) fn keep(&self, ranges: impl Iterator<Item = Range<usize>>) {
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        self.ranges.get_or_init(|| {
            ranges
                .map(|it| (number(it.start), number(it.end)))
                .collect()
        });
    }

    /// One of them.
    pub(crate) fn range(&self, number: u32) -> Range<usize> {
        let ranges = self.ranges.get().map_or(&[][..], Vec::as_slice);
        let (start, end) = ranges.get(number as usize).copied().unwrap_or_default();
        start as usize..end as usize
    }

    /// The line and the column of a byte, which count from 1.
    pub(crate) fn place(&self, byte: usize) -> (u32, u32) {
        let lines = self.lines.get_or_init(|| {
            let newlines = self.text.match_indices('\n');
            std::iter::once(0)
                .chain(newlines.map(|(at, _)| at + 1))
                .collect()
        });
        let line = lines.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|it| lines.get(it)).copied();
        let before = self.text.get(start.unwrap_or(0)..byte).unwrap_or_default();
        // A byte order mark is no column.
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        (number(line), number(before.chars().count() + 1))
    }

    /// The first line of a range, and below it carets under what is meant.
    pub(crate) fn excerpt(&self, range: &Range<usize>) -> Option<String> {
        let (number, _) = self.place(range.start);
        let before = self.text.get(..range.start)?;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = self.text.get(start..)?;
        let line = rest.split('\n').next()?.trim_end();
        let column = self.text.get(start..range.start)?.chars().count();
        let length = range.end.min(start + line.len()).checked_sub(range.start);
        let marked = self
            .text
            .get(range.start..range.start + length.unwrap_or(0));
        let length = marked.map_or(0, |marked| marked.chars().count()).max(1);
        // Of a very long line, what is around the range.
        let skipped = column.saturating_sub(WIDTH / 2);
        let shown: String = line
            .chars()
            .skip(skipped)
            .take(WIDTH)
            .map(visible)
            .collect();
        let (cut, cut_width) = if skipped > 0 { ("…", 1) } else { ("", 0) };
        let ends = if line.chars().nth(skipped + WIDTH).is_some() {
            "…"
        } else {
            ""
        };
        let margin = number.to_string();
        let blank = " ".repeat(margin.len());
        let carets = "^".repeat(length.min(WIDTH.saturating_sub(column - skipped)).max(1));
        let indent = " ".repeat(column - skipped + cut_width);
        Some(format!(
            "{margin} | {cut}{shown}{ends}\n{blank} | {indent}{carets}"
        ))
    }
}

/// One character for each, so that what is below stands below.
fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        // Nor does it change the direction of what follows.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        it if it.is_control() => '\u{fffd}',
        it => it,
    }
}
