//! Check, then write: nothing unchecked leaves.

mod written;

use std::fmt;

use crate::check::{self, Finding, Report};
use crate::dockerfile::Dockerfile;
use crate::error::Error;
use crate::escape::Escape;
use crate::instruction::{
    AddFiles, Arg, Cmd, Comment, CopyFiles, DefaultShell, Entrypoint, Env, Expose, Healthcheck,
    Instruction, Label, OnBuild, Run, StopSignal, Volume, Workdir,
};
use crate::render::{self, Stand};
use crate::resolve::Resolved;

impl Dockerfile {
    /// Finds every problem in one pass, each with its place and a way out.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, Stage};
    ///
    /// let file = Dockerfile::new().stage(Stage::named("1st", "my image").env("NOTE", "a\nRUN b"));
    /// let lines: Vec<String> = file.check().findings.iter().map(|it| it.message.clone()).collect();
    /// assert_eq!(
    ///     lines,
    ///     [
    ///         "`my image`: an image reference may hold only ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+`",
    ///         "`1st`: a stage name must start with a letter from `a` to `z`",
    ///         "the value of `NOTE` holds a newline, which `ENV` cannot carry",
    ///     ],
    /// );
    /// ```
    pub fn check(&self) -> Report {
        self.looked_at().report
    }

    /// The same where caches are meant to be shared: a package manager without one is found, too.
    #[cfg(feature = "project")]
    pub(crate) fn looked_at_in_project(&self) -> Checked<'_> {
        self.looked_at_as(check::Within::Project)
    }

    fn looked_at(&self) -> Checked<'_> {
        self.looked_at_as(check::Within::Nothing)
    }

    fn looked_at_as(&self, within: check::Within) -> Checked<'_> {
        let (mut sink, resolved) = check::file(self, within);
        written::file(self, &resolved, &mut sink);
        Checked {
            file: self,
            report: Report {
                findings: sink.findings,
            },
            resolved,
        }
    }

    /// The file as text, if nothing is wrong with it.
    ///
    /// The text ends with a newline, and is the same whenever the model is.
    ///
    /// # Errors
    ///
    /// If [`check`](Self::check) finds an error; [`Error::report`] has all of them.
    pub fn render(&self) -> Result<String, Error> {
        Ok(self.checked()?.render())
    }

    /// The file with the proof that nothing is wrong with it, for rendering without looking again.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, Stage};
    ///
    /// let file = Dockerfile::new().without_syntax().stage(Stage::new("alpine"));
    /// assert_eq!(file.checked().unwrap().render(), "FROM alpine\n");
    /// ```
    ///
    /// # Errors
    ///
    /// If [`check`](Self::check) finds an error; [`Error::report`] has all of them.
    pub fn checked(&self) -> Result<Checked<'_>, Error> {
        let checked = self.looked_at();
        if checked.report.is_ok() {
            Ok(checked)
        } else {
            Err(Error::invalid(checked.report))
        }
    }
}

/// A Dockerfile with which nothing is wrong; got from [`Dockerfile::checked`].
#[derive(Clone, Debug)]
pub struct Checked<'a> {
    file: &'a Dockerfile,
    report: Report,
    resolved: Resolved,
}

impl Checked<'_> {
    /// The file as text.
    pub fn render(&self) -> String {
        render::file(self.file, None, &self.resolved, &Stand::new())
    }

    /// The file as text, with a comment after its directives.
    pub(crate) fn render_marked(&self, mark: &str) -> String {
        render::file(self.file, Some(mark), &self.resolved, &Stand::new())
    }

    /// What was found, of which nothing is an error.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// A line that no builder accepts and that names the finding.
fn refused(finding: &Finding) -> String {
    // The full stop: a line that ends in an escape character would go on with the next.
    format!("!dockerkit {finding}.")
}

/// The text of [`render`](Dockerfile::render). Where an instruction has an error, a line that no builder accepts
/// and that names the finding stands instead.
impl fmt::Display for Dockerfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Checked {
            report, resolved, ..
        } = self.looked_at();
        let mut instead = Stand::new();
        for finding in report.errors() {
            // The first one of a place is enough.
            if instead
                .last()
                .is_none_or(|(part, _)| *part != finding.place.part)
            {
                instead.push((finding.place.part, refused(finding)));
            }
        }
        f.write_str(&render::file(self, None, &resolved, &instead))
    }
}

impl fmt::Display for Instruction {
    /// As it is written, without a newline at its end. What depends on who runs it is shown as `~/…`; an
    /// instruction with an error becomes a line that no builder accepts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = check::alone(self, Escape::Backslash);
        let first = report.errors().next();
        f.write_str(&match first {
            Some(finding) => refused(finding),
            None => render::alone(self, Escape::Backslash),
        })
    }
}

macro_rules! display {
    ($($instruction:ty)*) => {$(
        /// As it is written, without a newline at its end; see [`Instruction`].
        impl fmt::Display for $instruction {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Instruction::from(self.clone()).fmt(f)
            }
        }
    )*};
}

display!(
    AddFiles Arg Cmd Comment CopyFiles DefaultShell Entrypoint Env Expose Healthcheck Label OnBuild Run StopSignal Volume Workdir
);
