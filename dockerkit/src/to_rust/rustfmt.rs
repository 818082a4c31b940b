//! What rustfmt makes of expressions.
//!
//! No formatter looks at what is written, and it has to be what rustfmt would make of it: the rules are those of its default
//! style for the edition 2024. An expression of which rustfmt makes nothing, because a literal is wider than a line, it leaves
//! as it is; then any layout will do. How wide characters beyond ASCII are is known of the usual ones only.
//!
//! Source: `src/chains.rs`, `src/overflow.rs` and `src/expr.rs` of rustfmt.

use super::layout::{Call, Expr};
use super::literal::is_wide;

/// How wide a line, the arguments of a call, an array and a chain of calls may be.
pub(super) const LINE: usize = 100;
const SHORT: usize = 60;
/// How wide the items of an array are at most of which several stand on a line.
const TINY: usize = 10;
pub(super) const TAB: usize = 4;

/// Where an expression stands, and how wide it may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// The indentation of its block.
    pub(super) indent: usize,
    /// What stands in front of it on its line.
    offset: usize,
    pub(super) width: usize,
}

impl Shape {
    /// A line of its own.
    pub(super) const fn at(indent: usize) -> Self {
        Self {
            indent,
            offset: 0,
            width: LINE.saturating_sub(indent),
        }
    }

    pub(super) const fn used(self) -> usize {
        self.indent + self.offset
    }

    /// What is left behind so much.
    pub(super) fn behind(self, offset: usize) -> Option<Self> {
        Some(Self {
            offset: self.offset + offset,
            width: self.width.checked_sub(offset)?,
            ..self
        })
    }

    pub(super) fn narrower(self, by: usize) -> Option<Self> {
        Some(Self {
            width: self.width.checked_sub(by)?,
            ..self
        })
    }

    pub(super) fn fits(self, text: &str) -> bool {
        let mut lines = text.split('\n');
        let first = lines.next().map_or(0, width);
        let mut last = None;
        for line in lines {
            let width = width(line);
            if width > LINE {
                return false;
            }
            last = Some(width);
        }
        first <= self.width && last.is_none_or(|last| last <= self.used() + self.width)
    }
}

/// Items between parentheses or brackets.
pub(super) fn list(
    callee: &str,
    (open, close): (char, char),
    items: &[Expr],
    shape: Shape,
    one_line: bool,
) -> Option<String> {
    let Some((last, _)) = items.split_last() else {
        return Some(format!("{callee}{open}{close}"));
    };
    let start = width(callee);
    let line = shape.width.saturating_sub(start + 2);
    let nested = Shape::at(shape.indent + TAB).narrower(1)?;
    let alone = items.len() == 1;
    let combined = alone && callee.len() < TAB;
    let overflows = combined || (alone && last.overflows());
    let begun = overflows
        .then(|| {
            let behind = shape.behind(start + 1).and_then(|it| it.narrower(1));
            let mut behind = behind.unwrap_or(Shape { width: 0, ..shape });
            if matches!(last, Expr::Call(_)) {
                behind.width = behind.width.min(SHORT);
            }
            let one_line = one_line || (!combined && last.is_method_call());
            last.laid_out(behind, one_line)
        })
        .flatten();
    if let Some(text) = &begun {
        let first = text.split('\n').next().map_or(0, width);
        if first <= line.min(SHORT) {
            // What is only just too wide here may fit on a line of its own.
            let below = (text.matches('\n').count() == 1)
                .then(|| last.laid_out(nested, one_line))
                .flatten()
                .filter(|below| !below.contains('\n'));
            let text = below.as_ref().unwrap_or(text);
            return Some(format!("{callee}{open}{text}{close}"));
        }
    }
    let texts = items.iter().map(|item| item.laid_out(nested, one_line));
    let texts: Vec<String> = texts.collect::<Option<_>>()?;
    let is_line = !texts.iter().any(|text| text.contains('\n'));
    let total = texts.iter().map(|it| width(it)).sum::<usize>() + 2 * (texts.len() - 1);
    if is_line && (total <= line.min(SHORT) || (alone && line > 0 && total <= line)) {
        return Some(format!("{callee}{open}{}{close}", texts.join(", ")));
    }
    let tiny = items.iter().all(Expr::is_simple) && texts.iter().all(|it| it.len() <= TINY);
    let margin = format!("\n{}", " ".repeat(nested.indent));
    let mut out = format!("{callee}{open}{margin}");
    let mut used = 0;
    for (at, text) in texts.iter().enumerate() {
        // Behind the last one, its comma does not count.
        let needed = width(text) + usize::from(at + 1 < texts.len());
        if tiny && at > 0 && used + 1 + needed <= nested.width {
            out.push(' ');
            used += 1;
        } else if at > 0 {
            out.push_str(&margin);
            used = 0;
        }
        used += needed;
        out.push_str(text);
        out.push(',');
    }
    out.push('\n');
    out.push_str(&" ".repeat(shape.indent));
    out.push(close);
    Some(out)
}

/// Methods that are called one after the other.
pub(super) fn chain(root: &Expr, calls: &[Call], shape: Shape, one_line: bool) -> Option<String> {
    let mut root_text = root.laid_out(shape, one_line)?;
    let mut is_block = !matches!(root, Expr::Word(_)) && root_text.contains('\n');
    let mut rest = calls;
    // A short root has the first call on its line.
    let orphan = TAB.saturating_sub(shape.offset);
    while root_text.len() <= orphan && !root_text.contains('\n') {
        let Some((first, others)) = rest.split_first() else {
            break;
        };
        let behind = shape.behind(root_text.len())?;
        let Some(text) = first.laid_out(behind, one_line) else {
            break;
        };
        root_text.push_str(&text);
        is_block = is_extendable(&root_text);
        rest = others;
    }
    let Some((last, others)) = rest.split_last() else {
        return shape.fits(&root_text).then_some(root_text);
    };
    let child = Shape::at(if is_block {
        shape.indent
    } else {
        shape.indent + TAB
    });
    let mut texts = Vec::with_capacity(calls.len() + 1);
    texts.push(root_text);
    for call in others {
        texts.push(call.laid_out(child, one_line)?);
    }
    let (last, is_line) = last_call(last, &texts, calls.len(), (shape, child), one_line)?;
    texts.push(last);
    if one_line && !is_line {
        return None;
    }
    let margin = format!("\n{}", " ".repeat(child.indent));
    let text = texts.join(if is_line { "" } else { &margin });
    shape.fits(&text).then_some(text)
}

/// The last call of a chain, and whether it stands on the line of the others.
fn last_call(
    last: &Call,
    before: &[String],
    count: usize,
    (shape, child): (Shape, Shape),
    one_line: bool,
) -> Option<(String, bool)> {
    let root = before.first()?;
    let extends = is_extendable(root);
    let total = if extends {
        root.rsplit('\n').next().map_or(0, width)
    } else {
        before.iter().map(|it| width(it)).sum()
    };
    let widest = if count == 1 {
        shape.width
    } else {
        shape.width.min(SHORT)
    };
    let budget = widest.saturating_sub(total);
    let is_line = before.iter().all(|it| !it.contains('\n')) && budget > 0;
    let overhead = LINE.saturating_sub(shape.used() + shape.width);
    let own = child.narrower(overhead)?;
    let place = if is_line {
        shape
    } else if extends {
        child
    } else {
        own
    };
    if is_line || extends {
        let behind = place.behind(total);
        let overflown = behind.and_then(|shape| last.laid_out(shape, one_line));
        if let Some(text) = overflown {
            let count = lines(&text);
            let fits = text.split('\n').next().map_or(0, width) <= budget;
            if fits && count >= 5 {
                return Some((text, is_line));
            }
            let below = last.laid_out(own, one_line);
            return Some(match below {
                Some(below) if !fits || lines(&below) < count => (below, false),
                _ => (text, fits && is_line),
            });
        }
    }
    Some((last.laid_out(place, one_line)?, false))
}

fn lines(text: &str) -> usize {
    text.split('\n').count()
}

/// Whether what follows may stand behind its last line.
fn is_extendable(text: &str) -> bool {
    let last = text.rsplit('\n').next().unwrap_or(text);
    last.ends_with("\"#")
        || (text.contains('\n')
            && last
                .chars()
                .all(|it| it.is_whitespace() || "()]}?>".contains(it)))
}

/// Whether an expression is better below its `=`.
pub(super) fn is_better(same: &str, next: &str) -> bool {
    let newlines = |text: &str| text.matches('\n').count();
    let opens = |text: &str, sign| text.split('\n').next().is_some_and(|it| it.ends_with(sign));
    !next.contains('\n')
        || newlines(same) > newlines(next) + 1
        || ['(', '{', '[']
            .into_iter()
            .any(|sign| opens(same, sign) && !opens(next, sign))
}

/// How wide rustfmt takes a text of one line for.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(columns).sum()
}

/// The columns of a character, as terminals show it.
fn columns(character: char) -> usize {
    match u32::from(character) {
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6 => 2,
        _ if is_wide(character) => 2,
        _ => 1,
    }
}
