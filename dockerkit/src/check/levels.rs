//! Which level is in force where.

use std::cell::OnceCell;

use super::rule::Class;
use super::{Rule, rules};
use crate::build_checks::BuildChecks;
use crate::by_name::ByName;
use crate::levels::{Level, Levels};
use crate::rule;
use crate::shown::Shown;

/// The levels in force at a place.
pub(super) struct InForce<'a> {
    file: &'a Levels,
    /// What the directive `check` says of BuildKit's own.
    directive: Option<BuildChecks>,
    /// The comments in front of the step.
    comments: Vec<&'a str>,
    /// What a comment of BuildKit's says in front of the step: the first one counts.
    checks: Option<BuildChecks>,
    /// What they say of each rule, once somebody asks.
    said: OnceCell<ByName<'a, Level>>,
}

impl<'a> InForce<'a> {
    pub(super) const fn new(file: &'a Levels) -> Self {
        Self {
            file,
            directive: None,
            comments: Vec::new(),
            checks: None,
            said: OnceCell::new(),
        }
    }

    pub(super) fn directive(&mut self, check: Option<BuildChecks>) {
        self.directive = check;
    }

    /// Takes in a comment in front of a step, whose lines `check=…` may be for BuildKit.
    pub(super) fn comment(&mut self, text: &'a str, checks: bool) {
        if checks && self.checks.is_none() {
            let mut read = text.lines().filter(|line| rule::reads_as_check(line));
            let options = read.next().and_then(|line| line.split_once('='));
            // One that cannot be read says nothing, and those behind it do not, either.
            let read =
                |(_, options): (&str, &str)| BuildChecks::read(options.trim()).unwrap_or_default();
            self.checks = options.map(read);
        }
        self.comments.extend(settings_in(text));
        self.said = OnceCell::new();
    }

    /// The step is over.
    #[inline]
    pub(super) fn step_ends(&mut self) {
        self.checks = None;
        if !self.comments.is_empty() {
            self.comments.clear();
            self.said = OnceCell::new();
        }
    }

    pub(super) fn of(&self, rule: &Rule) -> Level {
        if rule.class != Class::Lint {
            return rule.level;
        }
        let said = self.said.get_or_init(|| {
            let mut said = ByName::default();
            for (level, names) in self
                .comments
                .iter()
                .flat_map(|text| settings(text))
                .flatten()
            {
                // The last one counts.
                for name in names {
                    said.insert(name.into(), level);
                }
            }
            said
        });
        said.get(rule.name)
            .copied()
            .or_else(|| self.file.get(rule.name))
            .or_else(|| commented(self.checks.as_ref()?, rule))
            .or_else(|| directed(self.directive.as_ref()?, rule))
            .unwrap_or(if rule.is_experimental() {
                Level::Off
            } else {
                rule.level
            })
    }
}

/// What the directive `check` says of one of BuildKit's own rules.
fn directed(check: &BuildChecks, rule: &Rule) -> Option<Level> {
    if !rule.is_build_check() {
        None
    } else if rule.is_experimental() {
        let names = &check.experimental;
        let asked = names.iter().any(|it| it == "all" || it == rule.name);
        let level = if check.error {
            Level::Error
        } else {
            rule.level
        };
        asked.then_some(level)
    } else if check.skips(rule.name) {
        Some(Level::Off)
    } else {
        check.error.then_some(Level::Error)
    }
}

/// What a comment in front of an instruction says of one of them: it can skip it, or ask for it.
fn commented(check: &BuildChecks, rule: &Rule) -> Option<Level> {
    // BuildKit looks at these before, for the whole file.
    let before = [
        "ConsistentInstructionCasing",
        "DuplicateStageName",
        "InvalidDefaultArgInFrom",
        "NoEmptyContinuation",
        "ReservedStageName",
    ];
    let quiet = BuildChecks {
        error: false,
        ..check.clone()
    };
    directed(&quiet, rule).filter(|_| !before.contains(&rule.name))
}

impl Rule {
    /// Whether BuildKit looks only where it is asked to.
    pub(super) fn is_experimental(&self) -> bool {
        self.name == "InvalidDefinitionDescription"
    }

    /// Whether it is one of BuildKit's build checks, which go by its names.
    pub(super) fn is_build_check(&self) -> bool {
        self.name
            .starts_with(|first: char| first.is_ascii_uppercase())
    }
}

/// What stands in front of settings in a comment.
pub(super) const MARK: &str = "dockerkit:";

/// The settings in a comment: what follows `dockerkit:` at the start of a line.
pub(super) fn settings_in(comment: &str) -> impl Iterator<Item = &str> {
    let lines = comment.lines();
    lines.filter_map(|line| line.trim_start().strip_prefix(MARK))
}

/// Each setting with the names it is for, or the setting as it stands if it is none.
pub(super) fn settings(
    text: &str,
) -> impl DoubleEndedIterator<Item = Result<(Level, impl Iterator<Item = &str>), &str>> {
    text.split(';').map(|setting| {
        let setting = setting.trim();
        let (word, names) = setting.split_once('=').ok_or(setting)?;
        let level = match word.trim() {
            "skip" => Level::Off,
            "warning" => Level::Warning,
            "error" => Level::Error,
            _ => return Err(setting),
        };
        Ok((level, names.split(',').map(str::trim)))
    })
}

/// Why a level cannot be set for a name.
pub(super) fn problem(name: &str) -> Option<String> {
    match rules::find(name) {
        None => Some(format!("no rule is named `{}`", name.shown())),
        Some(rule) if rule.class != Class::Lint => Some(format!(
            "the rule `{name}` is not a lint, so its level stays"
        )),
        Some(_) => None,
    }
}
