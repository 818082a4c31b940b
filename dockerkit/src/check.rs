//! Finding what is wrong, all of it in one pass.

mod caches;
mod commands;
mod files;
mod instructions;
mod mounts;
mod report;
pub mod rules;
mod stages;
mod syntax;
mod values;

pub use report::{Finding, Level, Report};
pub use rules::Rule;
pub use syntax::SyntaxVersion;

use std::borrow::Cow;

use crate::resolve::{self, Resolved, Users};
use crate::spot::Spot;
use crate::stage_names::StageNames;
use crate::{Comment, Dockerfile, Escape, Instruction, Origin, Platform, rule};

/// What has to be looked at as it is written: long values, and what is read with two escape characters.
pub(crate) type Looks = Vec<Spot>;

/// Looks at a whole file; also says what has to be looked at as it is written.
pub(crate) fn file(file: &Dockerfile) -> (Report, Looks, Resolved) {
    let mut check = Check::new(file.directives.escape);
    check.directives(file);
    if let Some(prefix) = &file.cache_ids.prefix {
        check.cache_prefix(prefix);
    }
    if file.stages.is_empty() {
        check.error(
            &rules::NO_STAGE,
            "the Dockerfile has no stage",
            "add one: `Stage::new(…)`",
        );
    }
    for (index, step) in file.globals.iter().enumerate() {
        check.at(
            Spot::Global(index),
            "",
            step.instruction.keyword(),
            step.origin,
        );
        match &step.instruction {
            Instruction::Arg(_) | Instruction::Comment(_) => check.instruction(&step.instruction),
            other => check.error(
                &rules::BEFORE_FIRST_STAGE,
                format!("`{}` stands before the first stage", other.keyword()),
                "add a stage first; only `ARG` and comments may stand before it",
            ),
        }
    }
    let mut decided = Resolved::new();
    let mut users = Users::new(file);
    let names = StageNames::new(file);
    for (index, stage) in file.stages.iter().enumerate() {
        let name = stage.called(index);
        check.at(Spot::Stage(index), &name, "FROM", stage.origin);
        check.from(&names, index, stage);
        let mut runner = users.start(stage);
        for (number, step) in stage.steps.iter().enumerate() {
            check.at(
                Spot::Step(index, number),
                &name,
                step.instruction.keyword(),
                step.origin,
            );
            if let Some(args) = resolve::platform_args(&step.instruction, &mut runner) {
                decided.push((Spot::Step(index, number), args));
            }
            check.posix = runner.shell_is_posix();
            let resolved = check.resolve(&step.instruction, &runner);
            check.stage_references(&names, index, &resolved, false);
            if let Instruction::Run(_) = &step.instruction {
                check.depth = runner.depth();
            }
            check.instruction(&resolved);
            check.caches(&step.instruction, &resolved, &runner);
            if let Cow::Owned(instruction) = resolved {
                decided.push((Spot::Step(index, number), instruction));
            }
            runner.after(&step.instruction);
        }
        users.end(runner);
    }
    let mut report = Report {
        findings: std::mem::take(&mut check.findings),
    };
    check.syntax(file);
    report.merge(check.findings);
    (report, check.looks, decided)
}

/// Looks at an instruction by itself: its values only.
pub(crate) fn alone(instruction: &Instruction, escape: Escape) -> Report {
    let mut check = Check::new(escape);
    check.at(
        Spot::Directives,
        "",
        instruction.keyword(),
        Origin::default(),
    );
    check.instruction(instruction);
    Report {
        findings: check.findings,
    }
}

/// What has been found so far, and where the check is.
struct Check {
    findings: Vec<Finding>,
    escape: Escape,
    /// Whether a POSIX shell runs the shell form.
    posix: bool,
    spot: Spot,
    stage: String,
    keyword: &'static str,
    origin: Origin,
    /// How many directories below `/` the working directory is, if that is known.
    depth: Option<usize>,
    /// The bytes of this instruction's values.
    size: usize,
    looks: Looks,
}

/// From this many bytes of values on, a written line may be too long: encoding makes at most twelve of one.
const LONG: usize = 4096;

impl Check {
    fn new(escape: Escape) -> Self {
        Self {
            findings: Vec::new(),
            escape,
            posix: true,
            spot: Spot::Directives,
            stage: String::new(),
            keyword: "",
            origin: Origin::default(),
            depth: None,
            size: 0,
            looks: Vec::new(),
        }
    }

    fn at(&mut self, spot: Spot, stage: &str, keyword: &'static str, origin: Origin) {
        self.spot = spot;
        if self.stage != stage {
            stage.clone_into(&mut self.stage);
        }
        self.keyword = keyword;
        self.origin = origin;
        self.size = 0;
    }

    fn find(&mut self, level: Level, rule: &'static Rule, message: String, help: String) {
        self.findings.push(Finding {
            rule,
            level,
            message,
            help,
            stage: (!self.stage.is_empty()).then(|| self.stage.clone()),
            instruction: (!self.keyword.is_empty()).then_some(self.keyword),
            origin: self.origin,
            spot: self.spot,
        });
    }

    fn error(&mut self, rule: &'static Rule, message: impl Into<String>, help: impl Into<String>) {
        self.find(Level::Error, rule, message.into(), help.into());
    }

    fn warning(
        &mut self,
        rule: &'static Rule,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.find(Level::Warning, rule, message.into(), help.into());
    }

    /// Counts the bytes of a value.
    fn measure(&mut self, bytes: usize) {
        let before = self.size;
        self.size += bytes;
        if before <= LONG && self.size > LONG {
            self.look();
        }
    }

    /// Has this instruction looked at as it is written.
    fn look(&mut self) {
        if self.looks.last() != Some(&self.spot) {
            self.looks.push(self.spot);
        }
    }

    fn directives(&mut self, file: &Dockerfile) {
        let values = [
            ("syntax", file.directives.syntax.as_deref()),
            ("check", file.directives.check.as_deref()),
        ];
        for (name, value) in values {
            let Some(value) = value else { continue };
            self.measure(value.len());
            let (problem, help) = if name == "syntax" {
                (
                    rule::frontend(value),
                    "it is the image of a frontend, such as `docker/dockerfile:1`",
                )
            } else {
                (
                    rule::build_checks(value),
                    "it is such as `skip=all` or `skip=JSONArgsRecommended;error=true`",
                )
            };
            if let Some(problem) = problem {
                self.error(
                    &rules::DIRECTIVE,
                    format!(
                        "the directive `{name}` cannot be `{}`: {problem}",
                        value.escape_debug()
                    ),
                    help,
                );
            }
        }
    }

    fn from(&mut self, names: &StageNames<'_>, index: usize, stage: &crate::Stage) {
        if let Some(Comment { text }) = &stage.comment {
            self.measure(text.len());
        }
        if let Some(platform) = &stage.platform {
            self.platform(platform);
        }
        self.stage_name(names, index, stage);
        self.base(names, index, &stage.source);
    }

    fn platform(&mut self, platform: &Platform) {
        if let Some(problem) = platform.problem() {
            self.error(
                &rules::PLATFORM,
                format!("`{platform}`: {problem}"),
                "write `linux/arm64` or `$BUILDPLATFORM`",
            );
        } else {
            self.plain(&rules::PLATFORM, &"the platform", platform.text());
        }
    }
}
