//! What is looked at of the services of a project, beside their Dockerfiles.

use super::levels::InForce;
use super::sink::Sink;
use crate::dockerfile::Dockerfile;
use crate::help::Help;
use crate::origin::Origin;
use crate::place::{Part, Place};

/// A service.
pub(crate) struct ServiceView<'a> {
    pub(crate) name: &'a str,
    pub(crate) origin: &'a Origin,
    pub(crate) file: &'a Dockerfile,
    pub(crate) target: Option<&'a str>,
    /// What its image is called, if that is said.
    pub(crate) image: Option<&'a str>,
    /// What it reads that is not in the project's directory: what that is, and its path.
    pub(crate) outside: Vec<(String, String)>,
    /// Where its Dockerfile is, from there.
    pub(crate) path: String,
    /// Its build context, from there.
    pub(crate) context: String,
    /// Where its Dockerfile is, from its context.
    pub(crate) dockerfile: String,
    /// What else is written of it in the files of bake and Compose.
    pub(crate) given: Vec<Given>,
    /// The secrets that it is given, and where from.
    pub(crate) secrets: Vec<(&'a str, String)>,
    /// The services whose images it is built on.
    pub(crate) builds_on: Vec<&'a str>,
}

/// A value that a service is given.
pub(crate) struct Given {
    /// What it is: "the build argument `A`".
    pub(crate) what: String,
    pub(crate) value: String,
    pub(crate) kind: GivenKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GivenKind {
    /// The value of a build argument.
    Argument,
    /// Of a secret: its id, and where it comes from.
    Secret,
    /// Anything else.
    Other,
}

impl ServiceView<'_> {
    fn place(&self) -> Place {
        Place {
            service: Some(self.name.to_owned()),
            part: Part::Directives,
            stage: None,
            instruction: None,
            field: None,
            origin: self.origin.clone(),
        }
    }
}

impl ServiceView<'_> {
    /// The rule that looks now is broken by it, and by another one, too.
    pub(super) fn find(
        &self,
        related: Option<&Self>,
        message: String,
        help: impl Into<Help>,
        sink: &mut Sink<'_>,
    ) {
        let Some(rule) = sink.rule else { return };
        let places = (self.place(), related.map(ServiceView::place));
        let level = InForce::new(&self.file.levels).of(rule);
        sink.find_at(level, places, message, help.into());
    }
}
