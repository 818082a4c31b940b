//! Where findings go: what is asked now, of which place.

use crate::check::levels::InForce;
use crate::check::{Finding, Rule};
use crate::escape::Escape;
use crate::help::Help;
use crate::levels::{Level, Levels};
use crate::origin::Origin;
use crate::place::{Part, Place};
use crate::resolve::StepShell;

/// What has been found so far, and what is looked at.
pub(crate) struct Sink<'a> {
    pub(crate) findings: Vec<Finding>,
    pub(super) levels: InForce<'a>,
    /// The rule that looks.
    pub(super) rule: Option<&'static Rule>,
    pub(super) escape: Escape,
    /// The shell that reads the shell form.
    pub(super) shell: StepShell<'a>,
    part: Part,
    stage: Stage<'a>,
    pub(super) keyword: &'static str,
    origin: &'a Origin,
    /// Whether the file was read.
    pub(super) is_read: bool,
    /// The bytes of this instruction's values.
    size: usize,
    /// How often a rule was broken, those that are off included.
    pub(super) broken: usize,
    /// What has to be looked at as it is written: long values, and what is read with two escape characters.
    pub(crate) looks: Vec<Part>,
}

/// The stage that is looked at.
#[derive(Clone, Copy)]
pub(crate) enum Stage<'a> {
    None,
    Number(usize),
    Name(&'a str),
}

impl<'a> Stage<'a> {
    pub(crate) fn of(stage: &'a crate::stage::Stage, index: usize) -> Self {
        match &stage.name {
            Some(name) if !name.as_str().is_empty() => Self::Name(name.as_str()),
            _ => Self::Number(index),
        }
    }
}

/// The origin of what has none.
pub(crate) static NOWHERE: Origin = Origin::UNKNOWN;

/// From this many bytes of values on, a written line may be too long: encoding makes at most twelve of one.
const LONG: usize = 4096;

impl<'a> Sink<'a> {
    pub(crate) fn new(escape: Escape, levels: &'a Levels) -> Self {
        Self {
            findings: Vec::new(),
            levels: InForce::new(levels),
            rule: None,
            escape,
            shell: StepShell::SH,
            part: Part::Directives,
            stage: Stage::None,
            keyword: "",
            origin: &NOWHERE,
            is_read: false,
            size: 0,
            broken: 0,
            looks: Vec::new(),
        }
    }

    /// What the directive `check` says.
    #[cfg(feature = "parse")]
    pub(crate) fn set_directive(&mut self, check: Option<crate::build_checks::BuildChecks>) {
        self.levels.directive(check);
    }

    /// A comment in front of what is looked at next.
    #[cfg(feature = "parse")]
    pub(crate) fn comment(&mut self, text: &'a str) {
        self.levels.comment(text, true);
    }

    /// What was looked at is over, and so is what the comments in front of it say.
    #[cfg(feature = "parse")]
    pub(crate) fn step_ends(&mut self) {
        self.levels.step_ends();
    }

    /// The stage that is looked at next.
    pub(crate) fn stage_begins(&mut self, stage: Stage<'a>) {
        self.stage = stage;
    }

    /// What is looked at next.
    #[inline]
    pub(crate) fn at(&mut self, part: Part, keyword: &'static str, origin: &'a Origin) {
        self.part = part;
        self.keyword = keyword;
        self.origin = origin;
        self.size = 0;
    }

    /// The rule that looks now is broken.
    pub(super) fn find(&mut self, message: impl Into<String>, help: impl Into<Help>) {
        self.push(None, message.into(), help.into());
    }

    /// The rule that looks now is broken by this field.
    pub(super) fn find_in(
        &mut self,
        field: &'static str,
        message: impl Into<String>,
        help: impl Into<Help>,
    ) {
        self.push(Some(field), message.into(), help.into());
    }

    /// The rule that looks now is broken there, and has to do with another place, too.
    pub(super) fn find_at(
        &mut self,
        level: Level,
        (place, related): (Place, Option<Place>),
        message: String,
        help: Help,
    ) {
        let Some(rule) = self.rule.filter(|_| level != Level::Off) else {
            return;
        };
        self.broken += 1;
        self.findings.push(Finding {
            rule,
            level,
            message,
            help: help.text(place.origin.is_in_dockerfile()),
            place,
            related,
        });
    }

    #[cold]
    fn push(&mut self, field: Option<&'static str>, message: String, help: Help) {
        let Some(rule) = self.rule else { return };
        self.broken += 1;
        let level = self.levels.of(rule);
        if level == Level::Off {
            return;
        }
        let place = self.place(field);
        self.findings.push(Finding {
            rule,
            level,
            message,
            help: help.text(self.speaks_of_a_dockerfile()),
            place,
            related: None,
        });
    }

    /// Whether what is looked at was read.
    pub(super) fn speaks_of_a_dockerfile(&self) -> bool {
        self.origin.is_in_dockerfile() || self.is_read && self.origin.is_unknown()
    }

    pub(super) const fn part(&self) -> Part {
        self.part
    }

    /// What is looked at.
    pub(super) fn place(&self, field: Option<&'static str>) -> Place {
        Place {
            service: None,
            part: self.part,
            stage: match self.stage {
                Stage::None => None,
                Stage::Number(number) => Some(number.to_string()),
                Stage::Name(name) => Some(name.to_owned()),
            },
            instruction: (!self.keyword.is_empty()).then_some(self.keyword),
            field,
            origin: self.origin.clone(),
        }
    }

    /// The last finding has to do with another place, too.
    pub(super) fn relate(&mut self, place: Place) {
        if let Some(finding) = self.findings.last_mut() {
            finding.related = Some(place);
        }
    }

    /// Counts the bytes of a value.
    #[inline]
    pub(super) fn measure(&mut self, bytes: usize) {
        let before = self.size;
        self.size += bytes;
        if before <= LONG && self.size > LONG {
            self.look();
        }
    }

    /// Has this instruction looked at as it is written.
    pub(super) fn look(&mut self) {
        if self.looks.last() != Some(&self.part) {
            self.looks.push(self.part);
        }
    }
}
