//! What goes wrong with several services, and with what is on a builder.

use std::fmt;
use std::path::PathBuf;

use super::{Error, count, of};
use crate::check::Report;
use crate::shown::Shown as _;

#[derive(Debug)]
pub(crate) enum Together {
    /// `check` finds errors.
    Invalid { report: Report },
    /// Several files are stale or missing.
    Several {
        errors: Vec<Error>,
        difference: String,
    },
    /// A Dockerfile that was written by hand is not there.
    NoDockerfile { service: String, path: PathBuf },
    /// There is a Compose file, which would no longer be read.
    HidesCompose { path: PathBuf },
    /// The disk usage of a builder cannot be read.
    Usage { line: usize, problem: String },
}

impl fmt::Display for Together {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { report } => write!(f, "the project has {}\n{report}", count(report)),
            Self::Several { errors, .. } => {
                errors.iter().enumerate().try_for_each(|(at, error)| {
                    let separator = if at == 0 { "" } else { "\n" };
                    write!(f, "{separator}{error}")
                })
            }
            Self::NoDockerfile { service, path } => of(
                f,
                path,
                format_args!(
                    "is not there, and the service `{}` says that it was written by hand; give the path that it has from the \
                     project's directory: `.context(…)` and `.dockerfile(…)`",
                    service.shown()
                ),
            ),
            Self::HidesCompose { path } => of(
                f,
                path,
                "is what Compose reads here, and would be hidden by a `compose.yaml`; name another file: \
                 `Policy::compose_file(\"compose.build.yaml\")`, or `.without_compose_file()`",
            ),
            Self::Usage { line, problem } => write!(
                f,
                "cannot read the disk usage of the builder: line {line}: {problem}; give all that `docker buildx du --verbose` prints"
            ),
        }
    }
}

impl From<Together> for Error {
    fn from(problem: Together) -> Self {
        super::Kind::Together(problem).into()
    }
}
