//! Which version of the Dockerfile syntax a file needs.

use super::{Sink, rules};
use crate::dockerfile::{Directives, Dockerfile};
use crate::escape::Escape;
use crate::help::Help;
use crate::instruction::Instruction;
use crate::resolve::{self, Reader, Resolving};
use crate::rule;
use crate::shape;
use crate::shell::Command;
use crate::source::Source;
use crate::stage::Stage;
use crate::stage_names::StageNames;
use crate::syntax_version::SyntaxVersion;
use crate::text::{Modifier, PieceRef, Text};
use crate::visit::{self, Empty, Field, Since, Visitor};

impl Dockerfile {
    /// The lowest version of the syntax that has everything this file uses.
    pub fn needed_syntax(&self) -> SyntaxVersion {
        let mut needs = Needs::new(self.directives.escape);
        self.directives.visit(&mut needs);
        for step in &self.globals {
            needs.instruction(&step.instruction);
        }
        // Whether a command is a here-document may depend on how its values are quoted.
        resolve::each_step(self, &StageNames::new(self), &mut needs);
        let stable = needs.found.iter().map(|since| since.stable);
        if let Some(minors) = stable.collect::<Option<Vec<_>>>() {
            return SyntaxVersion::stable(minors.into_iter().max().unwrap_or(0));
        }
        let labs = needs.found.iter().map(|since| since.in_labs());
        SyntaxVersion::labs(labs.max().unwrap_or(0))
    }
}

/// The visitor that collects what came later than the first version.
pub(super) struct Needs {
    found: Vec<Since>,
    escape: Escape,
}

impl Needs {
    const fn new(escape: Escape) -> Self {
        Self {
            found: Vec::new(),
            escape,
        }
    }

    fn instruction(&mut self, instruction: &Instruction) {
        if let Instruction::OnBuild(trigger) = instruction {
            if matches!(trigger.innermost(), Instruction::Copy(copy) if matches!(copy.from, Some(Source::Image(_))))
            {
                self.found
                    .push(Since::stable(11, "`COPY --from` in `ONBUILD`"));
            }
        }
        instruction.visit(self);
    }

    fn field(&mut self, field: &Field) {
        self.found.extend(field.since);
    }

    /// `${NAME#…}`, `${NAME%…}` and `${NAME/…}` came later than `${NAME:-…}`.
    fn references(&mut self, text: &Text) {
        for piece in text.pieces() {
            if let PieceRef::Reference(reference) = piece {
                if let Some(Modifier::Trim { .. } | Modifier::Replace { .. }) =
                    reference.modifier.as_deref()
                {
                    let pattern = Since::stable(7, "a pattern in `${NAME#…}`");
                    self.found.push(pattern);
                }
                reference.words().for_each(|word| self.references(word));
            }
        }
    }
}

impl<'a> Reader<'a> for Needs {
    fn stage(&mut self, _: usize, stage: &'a Stage) {
        stage.visit_from(self);
    }

    fn step(&mut self, step: Resolving<'a, '_>) {
        self.instruction(step.quoted());
    }
}

impl<'a> Visitor<'a> for Needs {
    fn text(&mut self, field: &'static Field, text: &'a Text) {
        if field.empty == Empty::None && text.is_empty() {
            return;
        }
        let symbolic = |mode: &str| !mode.bytes().all(|byte| byte.is_ascii_digit());
        if std::ptr::eq(field, &raw const visit::CHMOD) && text.as_literal().is_some_and(symbolic) {
            self.found
                .push(Since::stable(14, "a symbolic `--chmod`").labs_before(13));
        } else {
            self.field(field);
        }
        if text.as_literal().is_none() {
            if field.is_of_mount() {
                self.found
                    .push(Since::stable(3, "a variable in `RUN --mount`"));
            }
            self.references(text);
        }
    }

    fn raw(&mut self, field: &'static Field, _: &'a str) {
        self.field(field);
    }

    fn set(&mut self, field: &'static Field) {
        self.field(field);
    }

    fn source(&mut self, field: &'static Field, source: &'a Source) {
        self.field(field);
        if let Source::Image(image) = source {
            self.references(image.text());
        }
    }

    fn command(&mut self, field: &'static Field, command: &'a Command) {
        let is_run = std::ptr::eq(field, &raw const visit::COMMAND);
        if is_run && shape::is_heredoc(command, self.escape) {
            self.found
                .push(Since::stable(4, "a here-document").labs_before(3));
        }
    }
}

/// The frontend that a file pins, and what was said of it already.
pub(super) struct Frontend {
    /// The minor version, if it names one.
    version: Option<(u16, u16)>,
    /// Whether it is of the labs channel.
    labs: bool,
    told: Vec<&'static str>,
}

impl Frontend {
    /// The one of these directives, if it is Docker's.
    pub(super) fn of(directives: &Directives) -> Option<Self> {
        let (version, labs) = pinned(directives.syntax.as_deref()?)?;
        // One that names no version is the newest, with everything if it is of the labs channel.
        (version.is_some() || !labs).then_some(Self {
            version,
            labs,
            told: Vec::new(),
        })
    }

    pub(super) fn instruction(
        &mut self,
        sink: &mut Sink<'_>,
        instruction: &Instruction,
        escape: Escape,
    ) {
        // The newest has everything but what only the labs channel has.
        if self.version.is_some() || may_need_labs(instruction) {
            let mut needs = Needs::new(escape);
            needs.instruction(instruction);
            self.report(sink, needs);
        }
    }

    pub(super) fn check(&mut self, sink: &mut Sink<'_>, visit: impl FnOnce(&mut Needs)) {
        if self.version.is_some() {
            let mut needs = Needs::new(sink.escape);
            visit(&mut needs);
            self.report(sink, needs);
        }
    }

    fn report(&mut self, sink: &mut Sink<'_>, needs: Needs) {
        sink.rule = Some(&rules::NEWER_THAN_SYNTAX);
        for since in needs.found {
            let feature = since.feature;
            let Some(version) = self.lacks(since).filter(|_| !self.told.contains(&feature)) else {
                continue;
            };
            self.told.push(feature);
            sink.find(
                format!("{feature} needs the syntax {version}"),
                Help::either(
                    format!(
                        "write `.syntax(\"docker/dockerfile:{version}\")`, or leave the feature out"
                    ),
                    format!(
                        "write `# syntax=docker/dockerfile:{version}`, or leave the feature out"
                    ),
                ),
            );
        }
    }

    /// The first version of the pinned channel, or of the one that has it, in which a feature that is missing is there.
    fn lacks(&self, since: Since) -> Option<SyntaxVersion> {
        let has = |minor: u16| self.version.is_none_or(|pinned| pinned >= (1, minor));
        match since.stable {
            Some(minor) if !self.labs => (!has(minor)).then_some(SyntaxVersion::stable(minor)),
            None if !self.labs => Some(SyntaxVersion::labs(since.in_labs())),
            _ => {
                let minor = since.in_labs();
                (!has(minor)).then_some(SyntaxVersion::labs(minor))
            }
        }
    }
}

/// The newest version of the syntax that dockerkit knows.
const NEWEST: u16 = 26;

/// Whether the frontend may take what none that is known takes: it is not Docker's, or newer.
pub(super) fn is_foreign(directives: &Directives) -> bool {
    let syntax = directives.syntax.as_deref();
    match syntax.filter(|it| rule::frontend(it).is_none()).map(pinned) {
        None => false,
        Some(None) => true,
        Some(Some((version, _))) => version.is_some_and(|pinned| pinned > (1, NEWEST)),
    }
}

/// Whether an instruction may use what only the labs channel has.
fn may_need_labs(instruction: &Instruction) -> bool {
    match instruction {
        Instruction::Run(run) => !run.devices.is_empty(),
        Instruction::OnBuild(trigger) => may_need_labs(trigger.innermost()),
        _ => false,
    }
}
/// What a frontend pins: a minor version if it names one, and whether it is of the labs channel.
fn pinned(syntax: &str) -> Option<(Option<(u16, u16)>, bool)> {
    let name = syntax.strip_prefix("docker.io/").unwrap_or(syntax);
    let tag = name.strip_prefix("docker/dockerfile:")?;
    // What stands behind a blank is meant for the frontend.
    let tag = tag.split(['@', ' ']).next()?;
    let (version, labs) = match tag.strip_suffix("-labs") {
        Some(version) => (version, true),
        None => (tag, tag == "labs"),
    };
    let mut numbers = version
        .split('.')
        .map_while(|part| part.parse::<u16>().ok());
    let pinned = match (numbers.next(), numbers.next()) {
        (Some(major), Some(minor)) => Some((major, minor)),
        _ => None,
    };
    Some((pinned, labs))
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frontends_are_read() {
        assert_eq!(pinned("docker/dockerfile:1"), Some((None, false)));
        assert_eq!(pinned("docker/dockerfile:1.7"), Some((Some((1, 7)), false)));
        assert_eq!(
            pinned("docker.io/docker/dockerfile:1.7.1-labs"),
            Some((Some((1, 7)), true))
        );
        assert_eq!(pinned("docker/dockerfile:1-labs"), Some((None, true)));
        assert_eq!(pinned("docker/dockerfile:labs"), Some((None, true)));
        assert_eq!(
            pinned("docker/dockerfile:1.4 with=words"),
            Some((Some((1, 4)), false))
        );
        assert_eq!(pinned("docker/dockerfile@sha256:0"), None);
        assert_eq!(pinned("docker/dockerfile-upstream:master"), None);
        assert_eq!(pinned("example.com/frontend:1.2"), None);
    }
}
