//! Text whose newlines are continuations: one line to BuildKit, and written as it was typed.

use std::borrow::Cow;

use crate::lines;

/// What stands around text of many lines for no reason but the layout of its source.
const LAYOUT: [char; 4] = [' ', '\t', '\r', '\n'];

/// How the newlines of a text are read in an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Newlines {
    /// All are continuations, with comments and blank lines between them, or there are none.
    Continue,
    /// So are these, and the last line is no end: the next instruction would be taken in.
    Dangle,
    /// One ends the instruction.
    End,
}

/// How the newlines of `text` are read; those around it do not count.
pub(crate) fn newlines(text: &str, escape: char) -> Newlines {
    let mut last = Newlines::Continue;
    if !text.contains('\n') {
        return last;
    }
    let mut goes_on = true;
    for line in lines::physical(without_layout(text), escape) {
        if !goes_on {
            return Newlines::End;
        }
        goes_on = line.goes_on;
        last = if goes_on {
            Newlines::Dangle
        } else {
            Newlines::Continue
        };
    }
    last
}

/// The one line that BuildKit makes of a text; nothing, if a newline of it is no continuation.
pub(crate) fn line(text: &str, escape: char) -> Option<Cow<'_, str>> {
    if !text.contains('\n') {
        return Some(Cow::Borrowed(text));
    }
    let inner = without_layout(text);
    if inner.is_empty() || newlines(text, escape) != Newlines::Continue {
        return None;
    }
    let (mut line, _) = lines::joined(inner, escape);
    // Behind a backslash a blank is no layout.
    let rest = text.trim_start_matches(LAYOUT).get(inner.len()..);
    if let (true, Some(blank)) = (line.ends_with('\\'), rest.and_then(|it| it.chars().next())) {
        line.extend(Some(blank).filter(|it| [' ', '\t'].contains(it)));
    }
    let blanks = line.len() - line.trim_start_matches(LAYOUT).len();
    line.drain(..blanks);
    Some(Cow::Owned(line))
}

/// Such a text without the layout around it, and what is not read behind its lines.
pub(crate) fn clean(text: &str, escape: char) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let text = without_layout(text);
    let clean = || lines::physical(text, escape).map(|line| line.typed);
    if clean().eq(text.split('\n')) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(clean().collect::<Vec<_>>().join("\n"))
    }
}

/// Such a text as it is written: clean, and with long lines broken.
pub(crate) fn typed(text: &str, escape: char) -> Cow<'_, str> {
    lines::folded(clean(text, escape), escape)
}

/// Where the last line begins in the [line].
pub(crate) fn last(text: &str, escape: char) -> usize {
    let text = without_layout(text);
    let lines: Vec<_> = lines::physical(text, escape)
        .filter_map(|line| line.text)
        .collect();
    let Some((_, before)) = lines.split_last() else {
        return 0;
    };
    let before = before.concat();
    before.trim_start_matches(LAYOUT).len()
}

fn without_layout(text: &str) -> &str {
    text.trim_matches(LAYOUT)
}
