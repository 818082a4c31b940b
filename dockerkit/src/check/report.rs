//! What was found.

use std::fmt;

use crate::check::Rule;
use crate::levels::Level;
use crate::place::Place;
use crate::shown;

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
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
}

/// One problem: which rule, where, and the way out.
///
/// With the feature `serde` it is data for other programs; the rule is its name there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Finding {
    /// The rule that is broken.
    #[cfg_attr(feature = "serde", serde(serialize_with = "by_name"))]
    pub rule: &'static Rule,
    /// Whether nothing is written because of it.
    pub level: Level,
    /// What is wrong: lower-case, with the thing in backticks; of a build check what BuildKit says.
    pub message: String,
    /// What to do.
    pub help: String,
    /// What it is about.
    pub place: Place,
    /// Another place that has to do with it: the first of two stages that have one name.
    pub related: Option<Place>,
}

#[cfg(feature = "serde")]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn by_name<S: serde::Serializer>(rule: &&'static Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.name)
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

    /// Whether there is no error.
    pub fn is_ok(&self) -> bool {
        self.errors().next().is_none()
    }
}

/// One line: the message, the way out, and the place.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}[{}]: {}; {}",
            self.level,
            self.rule.name,
            shown::line(&self.message),
            shown::line(&self.help)
        )?;
        let place = self.place.to_string();
        if !place.is_empty() {
            write!(f, " ({place})")?;
        }
        Ok(())
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
