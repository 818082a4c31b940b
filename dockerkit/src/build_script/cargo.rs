//! What a build script tells cargo.

use std::fmt::{Display, Write as _};
use std::io::{self, Write as _};
use std::path::Path;

use crate::check::{Finding, Report};
use crate::error::{Action, Error};
use crate::levels::Level;

/// Lines for cargo, each of which stays one whatever is in it.
///
/// `cargo::error=` needs cargo 1.84. Source: [build scripts](https://doc.rust-lang.org/cargo/reference/build-scripts.html).
pub(super) struct Lines(String);

impl Lines {
    pub(super) fn new() -> Self {
        Self(String::new())
    }

    fn push(&mut self, key: &str, value: &str) {
        let line = |character: char| {
            if character.is_control() && character != '\t' {
                ' '
            } else {
                character
            }
        };
        let value: String = value.chars().map(line).collect();
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "cargo::{key}={value}");
    }

    /// Has the script run again when a file changes.
    pub(super) fn watch(&mut self, path: &Path) {
        self.push("rerun-if-changed", &path.to_string_lossy());
    }

    /// Has the script run again when an environment variable changes.
    pub(super) fn watch_variable(&mut self, name: &str) {
        self.push("rerun-if-env-changed", name);
    }

    /// Warns of a file that would be written if it could be.
    pub(super) fn stale(&mut self, path: &Path) {
        let advice = "generate it in a checkout that can be written to, and commit it";
        self.push(
            "warning",
            &format!(
                "`{}` does not hold what would be generated; {advice}",
                path.display()
            ),
        );
    }

    /// What went wrong, with its causes and, line by line, the difference.
    pub(super) fn error(&mut self, error: &Error) {
        for line in format!("{error:?}").lines() {
            self.push("error", line);
        }
    }

    /// Warns of a file that was generated for a service that is no longer there.
    #[cfg(feature = "project")]
    pub(super) fn left_over(&mut self, path: &Path) {
        let text = "was generated for a service that is no longer there; delete it";
        self.push("warning", &format!("`{}` {text}", path.display()));
    }

    /// What was found in several services.
    #[cfg(feature = "project")]
    pub(super) fn whole(&mut self, report: &Report) {
        for finding in &report.findings {
            self.finding(
                finding.place.service.as_deref().unwrap_or("project"),
                finding,
            );
        }
    }

    /// What was found in a Dockerfile.
    pub(super) fn findings(&mut self, path: &Path, report: &Report) {
        for finding in &report.findings {
            self.finding(path.display(), finding);
        }
    }

    fn finding(&mut self, of: impl Display, finding: &Finding) {
        let key = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Off => return,
        };
        let text = finding.to_string();
        // Cargo says the level itself.
        let text = text.strip_prefix(key).unwrap_or(&text);
        self.push(key, &format!("{of}{text}"));
    }

    /// Says it all.
    pub(super) fn tell(&self) -> Result<(), Error> {
        let said = io::stdout().lock().write_all(self.0.as_bytes());
        said.map_err(|error| Error::io(Action::Write, Path::new("the standard output"), error))
    }
}
