//! Why a text is not what the builder lists.

use std::fmt;

/// What is wrong, and in which line.
#[derive(Debug)]
pub(crate) struct Wrong {
    line: usize,
    problem: String,
}

impl Wrong {
    /// Lines count from 1.
    pub(super) fn new(line: usize, problem: impl Into<String>) -> Self {
        Self {
            line,
            problem: problem.into(),
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot read the disk usage of the builder: line {}: {}; give all that `docker buildx du --verbose` prints",
            self.line, self.problem
        )
    }
}
