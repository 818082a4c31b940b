//! What was found.

use std::fmt;

use crate::Origin;
use crate::check::Rule;
use crate::spot::Spot;

/// Everything that [`Dockerfile::check`](crate::Dockerfile::check) found, in the order of the file.
///
/// ```
/// use dockerkit::{CopyFiles, Dockerfile, Stage, StageRef};
///
/// let build = Stage::named("build", "alpine");
/// let last = Stage::new("alpine").push(CopyFiles::new(["/app"], "/").from(StageRef::by_name("biuld")));
/// let report = Dockerfile::new().stage(build).stage(last).check();
/// let finding = report.errors().next().unwrap();
/// assert_eq!(finding.rule.name, "unknown-stage");
/// assert_eq!(finding.message, "no stage is named `biuld`");
/// assert_eq!(finding.help, "did you mean `build`?");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
}

/// One problem: which rule, where, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// Whether nothing is written because of it.
    pub level: Level,
    /// What is wrong: lower-case, with the thing in backticks.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The name of the stage, or its number if it has none.
    pub stage: Option<String>,
    /// The keyword of the instruction.
    pub instruction: Option<&'static str>,
    /// Where the instruction comes from.
    pub origin: Origin,
    pub(crate) spot: Spot,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The Dockerfile is written, but hardly means what was meant.
    Warning,
    /// The Dockerfile would not build, or not mean what the model says: nothing is written.
    Error,
}

impl Report {
    /// The findings because of which nothing is written.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.level == Level::Error)
    }

    /// The findings that are worth reading.
    pub fn warnings(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.level == Level::Warning)
    }

    /// Takes in further findings, which are in the order of the file, too.
    pub(crate) fn merge(&mut self, further: Vec<Finding>) {
        let mut further = further.into_iter().peekable();
        let mut merged = Vec::with_capacity(self.findings.len() + further.len());
        for finding in self.findings.drain(..) {
            while let Some(earlier) = further.next_if(|it| it.spot.order() < finding.spot.order()) {
                merged.push(earlier);
            }
            merged.push(finding);
        }
        merged.extend(further);
        self.findings = merged;
    }

    /// Whether there is no error.
    pub fn is_ok(&self) -> bool {
        self.errors().next().is_none()
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One line: the message, the way out, and the place.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A value in a message never breaks its line, nor makes it longer than can be read.
        let line = |text: &str| -> String {
            let shown = text
                .chars()
                .map(|it| if it.is_control() { ' ' } else { it });
            let cut = if text.chars().nth(500).is_some() {
                "…"
            } else {
                ""
            };
            shown.take(500).chain(cut.chars()).collect()
        };
        write!(
            f,
            "{}[{}]: {}; {}",
            self.level,
            self.rule.name,
            line(&self.message),
            line(&self.help)
        )?;
        let mut separator = " (";
        if let Some(stage) = &self.stage {
            write!(f, "{separator}stage `{}`", stage.escape_debug())?;
            separator = ", ";
        }
        if let Some(instruction) = self.instruction {
            write!(f, "{separator}{instruction}")?;
            separator = ", ";
        }
        if !self.origin.is_unknown() {
            write!(f, "{separator}at {}", self.origin)?;
            separator = ", ";
        }
        f.write_str(if separator == ", " { ")" } else { "" })
    }
}

/// A line a finding.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.findings
            .iter()
            .enumerate()
            .try_for_each(|(at, finding)| {
                let separator = if at == 0 { "" } else { "\n" };
                write!(f, "{separator}{finding}")
            })
    }
}
