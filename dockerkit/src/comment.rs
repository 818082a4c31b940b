//! The lines of comments, as they are written.

use crate::instruction::Comment;
use crate::rule;

/// What is known of the comments in front of another: those of one place follow each other, whoever wrote them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Comments {
    /// Whether the last line is an empty one that was added.
    is_ended: bool,
}

impl Comments {
    /// Shows each line of the next comment, without `#` and without whitespace at its end.
    pub(crate) fn lines(&mut self, comment: &Comment, mut see: impl FnMut(&str)) {
        for line in comment.text.split('\n').map(str::trim_end) {
            if std::mem::take(&mut self.is_ended) && line.is_empty() {
                continue;
            }
            see(line);
            // BuildKit would read it as options for the next instruction; it forgets the comments before an empty one.
            if !comment.checks && rule::reads_as_check(line) {
                see("");
                self.is_ended = true;
            }
        }
    }
}
