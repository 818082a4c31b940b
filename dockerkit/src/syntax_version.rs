//! Versions of the Dockerfile syntax.

use std::fmt;

/// A version of the Dockerfile syntax: `1.7`, or `1.14-labs` for what the stable channel does not have.
///
/// `# syntax=docker/dockerfile:1.7`
///
/// ```
/// use dockerkit::{Dockerfile, Stage};
///
/// let file = Dockerfile::new().stage(Stage::new("alpine").run("set -e\nmake\n"));
/// assert_eq!(file.needed_syntax().to_string(), "1.4"); // a heredoc
/// ```
///
/// Source: [the reference](https://docs.docker.com/reference/dockerfile/) and the
/// [release notes](https://github.com/moby/buildkit/releases?q=dockerfile).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct SyntaxVersion {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
    /// Whether it is in the labs channel only.
    pub labs: bool,
}

impl SyntaxVersion {
    pub(crate) const fn stable(minor: u16) -> Self {
        Self {
            major: 1,
            minor,
            labs: false,
        }
    }

    pub(crate) const fn labs(minor: u16) -> Self {
        Self {
            major: 1,
            minor,
            labs: true,
        }
    }
}

impl fmt::Display for SyntaxVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let channel = if self.labs { "-labs" } else { "" };
        write!(f, "{}.{}{channel}", self.major, self.minor)
    }
}
