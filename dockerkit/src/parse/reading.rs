//! An instruction that is read, and why one is refused.

use std::borrow::Cow;
use std::ops::Range;

use super::flags::{Flag, Flags};
use crate::escape::Escape;
use crate::nearest::nearest;
use crate::syntax::{self, Line};

/// Why an instruction is refused, and where in its line.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

impl Refused {
    pub(super) fn new(
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            range,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The same, with the nearest known word for its help, if one is near.
    pub(super) fn near<'k>(
        mut self,
        word: &str,
        known: impl IntoIterator<Item = &'k str>,
        as_written: impl FnOnce(&str) -> String,
    ) -> Self {
        if let Some(known) = nearest(word, known) {
            self.help = format!("did you mean `{}`?", as_written(known));
        }
        self
    }
}

/// An instruction that is read.
pub(super) struct Reading<'l> {
    pub(super) line: &'l str,
    pub(super) keyword: Range<usize>,
    /// What follows it.
    pub(super) arguments: Range<usize>,
    pub(super) flags: Flags<'l>,
    /// Where its operand stands in the line.
    pub(super) operand: Range<usize>,
    pub(super) escape: Escape,
}

impl<'l> Reading<'l> {
    /// The instruction that begins at a place of a line.
    pub(super) fn from(line: &'l str, start: usize, escape: Escape) -> Self {
        let rest = line.get(start..).unwrap_or_default();
        let (keyword, arguments) = syntax::keyword(rest);
        let character = escape.character();
        let mut flags = Flags::NONE;
        let begin = start + arguments;
        let (arguments, operand) = syntax::with_flags(line, begin, character, |flag, is_plain| {
            let range = begin + flag.start..begin + flag.end;
            let text = match line.get(range.clone()) {
                Some(text) if is_plain => Cow::Borrowed(text),
                _ => syntax::flags::value(line, range.clone(), character),
            };
            flags.push(Flag::new(text, range));
        });
        Self {
            flags,
            arguments,
            line,
            keyword: start + keyword.start..start + keyword.end,
            operand,
            escape,
        }
    }

    pub(super) fn escape(&self) -> char {
        self.escape.character()
    }

    pub(super) fn operand(&self) -> &'l str {
        self.line.get(self.operand.clone()).unwrap_or_default()
    }

    /// Where a part of the operand stands in the line.
    pub(super) fn part(&self, range: &Range<usize>) -> Range<usize> {
        self.operand.start + range.start..self.operand.start + range.end
    }

    pub(super) fn whole(&self) -> Range<usize> {
        self.keyword.start..self.line.trim_end().len()
    }
}

/// The lines of an instruction, where its text is needed as it was typed.
pub(super) struct Lines<'l> {
    pub(super) text: &'l str,
    pub(super) line: &'l Line<'l>,
    pub(super) instruction: &'l syntax::Instruction<'l, 'l>,
}
