//! Changes of a text.

use std::ops::Range;

/// Changes of a text that leave everything else as it is, byte for byte.
///
/// ```
/// use dockerkit::syntax::{Edits, Tree};
///
/// let text = "FROM alpine\nRUN --mount=type=cache,target=/c make\n";
/// let tree = Tree::of(text);
/// let run = tree.instructions().last().unwrap();
/// let target = run.flags()[0].fields()[1].value_range();
///
/// let mut edits = Edits::new();
/// edits.replace(target, "/cache");
/// assert_eq!(edits.apply(text).unwrap(), "FROM alpine\nRUN --mount=type=cache,target=/cache make\n");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    all: Vec<(Range<usize>, String)>,
}

impl Edits {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { all: Vec::new() }
    }

    /// Puts text in the place of a range; where the range is empty, in front of what stands there. Several at one place stand in
    /// the order in which they were given.
    pub fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.all.push((range, with.into()));
    }

    /// Puts text in front of a byte.
    ///
    /// ```
    /// use dockerkit::syntax::{Edits, Tree};
    ///
    /// let text = "FROM alpine\nRUN --mount=type=cache,target=/c make\n";
    /// let tree = Tree::of(text);
    /// let options = tree.instructions().last().unwrap().flags()[0].fields();
    ///
    /// let mut edits = Edits::new();
    /// edits.insert(options[1].range().end, ",id=c");
    /// assert_eq!(edits.apply(text).unwrap(), "FROM alpine\nRUN --mount=type=cache,target=/c,id=c make\n");
    /// ```
    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// Takes a range out.
    ///
    /// ```
    /// use dockerkit::syntax::{Edits, Tree};
    ///
    /// let text = "FROM alpine\n\nRUN make\n";
    /// let tree = Tree::of(text);
    ///
    /// let mut edits = Edits::new();
    /// edits.remove(tree.instructions().last().unwrap().range());
    /// assert_eq!(edits.apply(text).unwrap(), "FROM alpine\n\n");
    /// ```
    pub fn remove(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The text with all of them.
    ///
    /// # Errors
    ///
    /// If a range is none of the text, or two of them overlap.
    pub fn apply(&self, text: &str) -> Result<String, BadEdit> {
        let mut edits: Vec<_> = self.all.iter().collect();
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut all = String::with_capacity(text.len());
        let mut at = 0;
        for (range, with) in edits {
            let bad = || BadEdit {
                range: range.clone(),
            };
            all.push_str(text.get(at..range.start).ok_or_else(bad)?);
            // The range has to be one of the text, too.
            let _ = text.get(range.clone()).ok_or_else(bad)?;
            all.push_str(with);
            at = range.end;
        }
        let bad = || BadEdit { range: at..at };
        all.push_str(text.get(at..).ok_or_else(bad)?);
        Ok(all)
    }
}

/// A change that cannot be made: its range is none of the text, or overlaps another one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the bytes {} to {} cannot be replaced; give whole characters of the text that no other change replaces",
    range.start,
    range.end
)]
pub struct BadEdit {
    range: Range<usize>,
}

impl BadEdit {
    /// The range.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}
