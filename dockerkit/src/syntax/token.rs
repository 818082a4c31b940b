//! A part of a text.

use std::borrow::Cow;
use std::ops::Range;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) range: Range<usize>,
}

impl Token<'_> {
    /// What BuildKit reads: of a part that goes over several lines, these joined.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it stands in the text of the tree.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}
