//! Places in a Dockerfile.

use std::fmt;

use crate::origin::Origin;
use crate::shown::Shown;
use crate::stage::{Stage, Step};

/// A place in a Dockerfile: what a finding is about.
///
/// ```
/// use dockerkit::{CopyFiles, Dockerfile, Part, Stage};
///
/// let copy = CopyFiles::new(["app"], "/srv/").chmod("rwx");
/// let report = Dockerfile::new().stage(Stage::named("build", "alpine").push(copy)).check();
/// let place = &report.findings[0].place;
/// assert_eq!(place.part, Part::Step { stage: 0, step: 0 });
/// assert_eq!((place.stage.as_deref(), place.instruction, place.field), (Some("build"), Some("COPY"), Some("--chmod")));
/// assert!(place.to_string().starts_with("stage `build`, COPY --chmod, at "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Place {
    /// The service of a project, if it is one of several.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub service: Option<String>,
    /// Which part of the model it is.
    pub part: Part,
    /// The name of the stage, or its number if it has none.
    pub stage: Option<String>,
    /// The keyword of the instruction; `#` for a comment.
    pub instruction: Option<&'static str>,
    /// The flag, option or operand, if it is about one: `--chown`, `target`, `destination`.
    pub field: Option<&'static str>,
    /// Where that was written.
    pub origin: Origin,
}

/// A part of a [`Dockerfile`](crate::Dockerfile); numbers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Part {
    /// The parser directives, or the file as a whole.
    Directives,
    /// An instruction or a comment before the first stage.
    Global(usize),
    /// The `FROM` of a stage.
    Stage(usize),
    /// An instruction or a comment of a stage.
    Step {
        /// The number of the stage.
        stage: usize,
        /// The number of the step in it.
        step: usize,
    },
}

impl Part {
    /// By which parts are in the order of the file.
    pub(crate) const fn order(self) -> (u8, usize, usize) {
        match self {
            Self::Directives => (0, 0, 0),
            Self::Global(index) => (1, index, 0),
            Self::Stage(index) => (2, index, 0),
            Self::Step { stage, step } => (2, stage, step + 1),
        }
    }
}

impl Place {
    /// The `FROM` of a stage.
    pub(crate) fn of_stage(stage: &Stage, index: usize) -> Self {
        Self {
            service: None,
            part: Part::Stage(index),
            stage: Some(stage.called(index)),
            instruction: Some("FROM"),
            field: None,
            origin: stage.origin.clone(),
        }
    }

    /// A step of a stage, by the numbers of both.
    pub(crate) fn of_step(stage: &Stage, (index, number): (usize, usize), step: &Step) -> Self {
        Self {
            service: None,
            part: Part::Step {
                stage: index,
                step: number,
            },
            stage: Some(stage.called(index)),
            instruction: Some(step.instruction.keyword()),
            field: None,
            origin: step.origin.clone(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(service) = &self.service {
            write!(f, "service `{}`", service.shown())?;
            separator = ", ";
        }
        if let Some(stage) = &self.stage {
            write!(f, "{separator}stage `{}`", stage.shown())?;
            separator = ", ";
        }
        if let Some(instruction) = self.instruction {
            write!(f, "{separator}{instruction}")?;
            separator = ", ";
            // An operand is named by the message.
            if let Some(flag) = self.field.filter(|field| field.starts_with("--")) {
                write!(f, " {flag}")?;
            }
        }
        if !self.origin.is_unknown() {
            write!(f, "{separator}at {}", self.origin)?;
        }
        Ok(())
    }
}
