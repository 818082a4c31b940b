//! Directives: `# name=value` at the top of a file.
//!
//! Source: `frontend/dockerfile/parser/directives.go`.

use std::ops::Range;

/// The directives that BuildKit knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DirectiveName {
    /// `# syntax=docker/dockerfile:1`
    Syntax,
    /// ``# escape=` ``
    Escape,
    /// `# check=skip=JSONArgsRecommended`
    Check,
}

impl DirectiveName {
    /// The name, as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Escape => "escape",
            Self::Check => "check",
        }
    }

    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }

    fn read(name: &str) -> Option<Self> {
        let mut all = [Self::Syntax, Self::Escape, Self::Check].into_iter();
        all.find(|known| name.eq_ignore_ascii_case(known.as_str()))
    }
}

/// Reads a comment, which begins with its `#`, as a directive: which one, and where its value stands in it.
pub(super) fn read(comment: &str) -> Option<(DirectiveName, Range<usize>)> {
    // The expression's own whitespace.
    let space = |it: char| matches!(it, '\t' | '\n' | '\x0c' | '\r' | ' ');
    let after = comment.strip_prefix('#')?.trim_start_matches(space);
    let length = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, rest) = after.split_at(length);
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let rest = rest.trim_start_matches(space).strip_prefix('=')?;
    let value = rest.trim_start_matches(space);
    let trimmed = value.trim_end_matches(space);
    let name = DirectiveName::read(name)?;
    if trimmed.is_empty() {
        // Of whitespace alone the expression takes the last character for the value.
        let end = comment.len();
        return (!rest.is_empty()).then(|| (name, end - 1..end));
    }
    let start = comment.len() - value.len();
    Some((name, start..start + trimmed.len()))
}
