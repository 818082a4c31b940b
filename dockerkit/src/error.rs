//! Why nothing was written.

#[cfg(feature = "project")]
mod together;

#[cfg(feature = "project")]
pub(crate) use together::Together;

use std::error::Error as _;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::check::Report;
#[cfg(feature = "parse")]
use crate::shown;
use crate::shown::Shown;

/// Why a Dockerfile was not rendered, written or verified. Whatever was there before is untouched.
///
/// ```
/// use dockerkit::{Dockerfile, Stage};
///
/// let error = Dockerfile::new().stage(Stage::new("my image")).render().unwrap_err();
/// assert_eq!(error.report().unwrap().errors().count(), 1);
/// assert!(error.to_string().starts_with("the Dockerfile has 1 error\nerror[image-reference]: "));
/// ```
///
/// As `main` returns it, it prints as a message for people, with its causes:
///
/// ```
/// use dockerkit::{Dockerfile, Stage};
///
/// let file = Dockerfile::new().stage(Stage::new("alpine"));
/// let error = file.write("no/such/directory/Dockerfile").unwrap_err();
/// assert_eq!(error.to_string(), "cannot write `no/such/directory/Dockerfile`; create its directory first");
/// assert!(format!("{error:?}").starts_with(&format!("{error}: ")));
/// ```
pub struct Error(Box<Kind>);

#[derive(Debug)]
pub(crate) enum Kind {
    Invalid {
        report: Report,
    },
    /// What concerns several services.
    #[cfg(feature = "project")]
    Together(Together),
    #[cfg(feature = "parse")]
    Unreadable {
        report: Report,
    },
    Io {
        action: Action,
        path: PathBuf,
        source: io::Error,
    },
    Foreign {
        path: PathBuf,
    },
    Edited {
        path: PathBuf,
    },
    Conflict {
        path: PathBuf,
    },
    ReadOnly {
        path: PathBuf,
    },
    Directory {
        path: PathBuf,
    },
    Special {
        path: PathBuf,
    },
    Missing {
        path: PathBuf,
        difference: String,
    },
    Stale {
        path: PathBuf,
        difference: String,
    },
    Mark {
        text: String,
        problem: &'static str,
    },
    Twice {
        path: PathBuf,
    },
    Switch {
        name: &'static str,
        value: String,
    },
    NotBuildScript {
        name: &'static str,
    },
}

/// What BuildKit refuses of a text, each with its line.
#[cfg(feature = "parse")]
struct Refused<'a>(&'a Report);

#[cfg(feature = "parse")]
impl fmt::Display for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.findings.iter().try_for_each(|finding| {
            let origin = &finding.place.origin;
            let (message, help) = (shown::line(&finding.message), shown::line(&finding.help));
            write!(f, "\n{origin}: {message}; {help}")?;
            match origin.excerpt() {
                Some(excerpt) => write!(f, "\n{excerpt}"),
                None => Ok(()),
            }
        })
    }
}

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Read,
    Write,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
        })
    }
}

fn count(report: &Report) -> String {
    match report.errors().count() {
        1 => "1 error".to_owned(),
        many => format!("{many} errors"),
    }
}

/// What to do about the cause, where that is known.
fn way_out(action: Action, source: &io::Error) -> &'static str {
    match source.kind() {
        ErrorKind::NotFound if action == Action::Read => {
            "; it is not there: give the path of a file"
        }
        ErrorKind::PermissionDenied if action == Action::Read => "; let this user read it",
        ErrorKind::IsADirectory if action == Action::Read => {
            "; it is a directory: give the path of a file"
        }
        ErrorKind::InvalidData if action == Action::Read => "; write it as UTF-8",
        ErrorKind::NotFound => "; create its directory first",
        ErrorKind::NotADirectory => "; what should be its directory is a file",
        ErrorKind::PermissionDenied => "; let this user read the file and write to its directory",
        ErrorKind::ReadOnlyFilesystem => "; give a path on a file system that can be written to",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "; make room on its file system",
        _ => "",
    }
}

impl Error {
    pub(crate) fn invalid(report: Report) -> Self {
        Kind::Invalid { report }.into()
    }

    #[cfg(feature = "parse")]
    pub(crate) fn unreadable(report: Report) -> Self {
        Kind::Unreadable { report }.into()
    }

    pub(crate) fn io(action: Action, path: &Path, source: io::Error) -> Self {
        Kind::Io {
            action,
            path: path.to_owned(),
            source,
        }
        .into()
    }

    /// What `check` found, if that is why.
    pub fn report(&self) -> Option<&Report> {
        match self.0.as_ref() {
            Kind::Invalid { report } => Some(report),
            #[cfg(feature = "project")]
            Kind::Together(Together::Invalid { report }) => Some(report),
            #[cfg(feature = "parse")]
            Kind::Unreadable { report } => Some(report),
            _ => None,
        }
    }

    /// The difference between the file and what would be generated, if that is why: the lines that are only in
    /// the file start with `-`, those that would be generated with `+`. Of several files it is one after the other.
    pub fn difference(&self) -> Option<&str> {
        match self.0.as_ref() {
            Kind::Missing { difference, .. } | Kind::Stale { difference, .. } => Some(difference),
            #[cfg(feature = "project")]
            Kind::Together(Together::Several { difference, .. }) => Some(difference),
            _ => None,
        }
    }

    /// Whether writing is not allowed at that place.
    pub(crate) fn is_read_only(&self) -> bool {
        match self.0.as_ref() {
            Kind::Io {
                action: Action::Write,
                source,
                ..
            } => {
                matches!(
                    source.kind(),
                    ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
                )
            }
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_ref() {
            Kind::Invalid { report } => write!(f, "the Dockerfile has {}\n{report}", count(report)),
            #[cfg(feature = "project")]
            Kind::Together(problem) => fmt::Display::fmt(problem, f),
            #[cfg(feature = "parse")]
            Kind::Unreadable { report } => {
                let count = count(report);
                write!(
                    f,
                    "the Dockerfile cannot be read: {count}{}",
                    Refused(report)
                )
            }
            Kind::Io {
                action,
                path,
                source,
            } => {
                write!(
                    f,
                    "cannot {action} `{}`{}",
                    path.display(),
                    way_out(*action, source)
                )
            }
            Kind::Foreign { path } => of(
                f,
                path,
                "was not generated by dockerkit and would be overwritten; move it away, or say for all times that it may be: \
                 `.overwrite()`",
            ),
            Kind::Edited { path } => of(
                f,
                path,
                "was edited after dockerkit generated it, and the edit would be lost; move it to what generates the file, delete \
                 the file and generate it again, or say for all times that it may be overwritten: `.overwrite()`",
            ),
            Kind::Conflict { path } => of(
                f,
                path,
                "holds a merge conflict; resolve the one in what generates it, delete the file and generate it again",
            ),
            Kind::ReadOnly { path } => of(
                f,
                path,
                "is read-only and would be overwritten; make it writable, or delete it and generate it again, or say for all \
                 times that it may be overwritten: `.overwrite()`",
            ),
            Kind::Directory { path } => {
                let file = path.join("Dockerfile");
                of(
                    f,
                    path,
                    format_args!(
                        "is a directory; give the path of a file, such as `{}`",
                        file.display()
                    ),
                )
            }
            Kind::Special { path } => of(f, path, "is not a regular file; give the path of one"),
            Kind::Missing { path, difference } => of(
                f,
                path,
                format_args!("is missing; generate it and commit it\n{difference}"),
            ),
            Kind::Stale { path, difference } => of(
                f,
                path,
                format_args!(
                    "does not hold what would be generated; generate it again and commit it\n{difference}"
                ),
            ),
            Kind::Mark { text, problem } => write!(
                f,
                "`{}` cannot stand in the comment that marks a file as generated: {problem}; give something like `build.rs`",
                text.shown()
            ),
            Kind::Twice { path } => of(f, path, "is given for two files; give each its own path"),
            Kind::Switch { name, value } => write!(
                f,
                "the environment variable `{name}` is `{}`; set it to `1`, or to nothing",
                value.shown()
            ),
            Kind::NotBuildScript { name } => write!(
                f,
                "the environment variable `{name}` is not set; call this from a build script, which cargo runs"
            ),
        }
    }
}

/// What is said of a file.
fn of(f: &mut fmt::Formatter<'_>, path: &Path, text: impl fmt::Display) -> fmt::Result {
    write!(f, "`{}` {text}", path.display())
}

/// The message and its causes.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.0.as_ref() {
            Kind::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Self(Box::new(kind))
    }
}
