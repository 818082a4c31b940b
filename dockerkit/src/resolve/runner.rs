//! Who runs a step.

use std::borrow::Cow;
use std::iter::Peekable;
use std::vec;

use super::shell::StepShell;
use super::variables::{Set, Variables};
use crate::by_name::ByName;
use crate::commands::RunAs;
use crate::dockerfile::Dockerfile;
use crate::escape::Escape;
use crate::instruction::Instruction;
use crate::name::Platform;
use crate::presets::distribution::Distribution;
use crate::presets::looks::KnownImage;
use crate::presets::{CacheIds, Preset};
use crate::rule;
use crate::source::Source;
use crate::stage::{Stage, Step};
use crate::stage_names::{By, StageNames};
use crate::text::{PieceRef, Text};
use crate::user::User;

/// Who runs a step, and through which shell.
#[derive(Clone, Debug)]
pub(crate) struct Runner<'a> {
    pub(crate) user: Who<'a>,
    /// The shell that reads the shell form.
    shell: StepShell<'a>,
    /// Whether the stage may run on Windows.
    pub(super) on_windows: bool,
    /// The one that triggers set for those behind them.
    triggers_shell: Option<StepShell<'a>>,
    /// The one that the last `SHELL` of the stage sets.
    last_shell: Option<StepShell<'a>>,
    /// The character that continues lines.
    pub(crate) escape: Escape,
    /// What is done first in a stage that starts from here: the triggers that say who runs it.
    triggers: Vec<&'a Instruction>,
    /// How the file's caches are named.
    pub(crate) ids: &'a CacheIds,
    /// The caches that steps get which run their managers.
    pub(super) caches: &'a [Preset],
    /// What `ENV` says of the variables that concern caches.
    variables: Variables<'a>,
    /// Whether the stage runs on the platform of the builder, whatever it is built for.
    on_build_platform: bool,
    /// Which of the arguments of its platform the stage has declared.
    declared: [bool; 3],
    /// How many directories below `/` the working directory is, if that is known.
    depth: Option<usize>,
    /// What its image is of, if that is known and anybody asks.
    distribution: Option<Distribution<'a>>,
    /// Its image, if it is known what that sets, and anybody asks.
    image: Option<&'static KnownImage>,
}

/// The arguments that say for which platform a stage is built, or on which one.
const TARGET: [&str; 3] = ["TARGETOS", "TARGETARCH", "TARGETVARIANT"];
const BUILD: [&str; 3] = ["BUILDOS", "BUILDARCH", "BUILDVARIANT"];

/// Ids as they are.
static PLAIN: CacheIds = CacheIds {
    prefix: None,
    by_platform: false,
    locked: false,
};

/// A user as far as it is known.
#[derive(Clone, Debug)]
pub(crate) enum Who<'a> {
    Known(Cow<'a, User>),
    /// The stage may start from one of several stages, which run as different users.
    OneOfSeveral,
    /// An instruction by itself, which is only shown.
    Shown,
}

impl Who<'_> {
    fn root() -> Self {
        Self::Known(Cow::Owned(User::root()))
    }
}

impl<'a> Runner<'a> {
    pub(crate) fn shown() -> Self {
        Self {
            user: Who::Shown,
            shell: StepShell::SH,
            on_windows: false,
            triggers_shell: None,
            last_shell: None,
            escape: Escape::Backslash,
            triggers: Vec::new(),
            ids: &PLAIN,
            caches: &[],
            variables: Variables::default(),
            on_build_platform: false,
            declared: [false; 3],
            depth: None,
            distribution: None,
            image: None,
        }
    }

    /// What a variable that concerns caches is set to, by `ENV` or by the image.
    pub(crate) fn set(&self, variable: &str) -> Set<'a> {
        match (self.variables.set_to(variable), self.image) {
            (Set::No, Some(image)) => {
                let mut sets = image.sets.iter();
                let own = sets.find(|(name, _)| *name == variable);
                own.map_or(Set::No, |(_, value)| Set::To(value))
            }
            (Set::No, None) => Set::Unknown,
            (known, _) => known,
        }
    }

    /// How many directories below `/` the working directory is, if that is known.
    pub(crate) const fn depth(&self) -> Option<usize> {
        self.depth
    }

    /// Whether the stage runs on the platform of the builder, whatever it is built for.
    pub(crate) const fn is_on_build_platform(&self) -> bool {
        self.on_build_platform
    }

    /// Whether it is nobody in particular.
    pub(super) const fn is_shown(&self) -> bool {
        matches!(self.user, Who::Shown)
    }

    /// Whether a command runs as somebody else than the step, as far as it is known.
    pub(crate) fn is_another(&self, user: RunAs) -> bool {
        match (user, &self.user) {
            (RunAs::Other, _) => true,
            (RunAs::Root, Who::Known(own)) => !own.is_root(),
            (RunAs::Step, _) | (RunAs::Root, Who::OneOfSeveral | Who::Shown) => false,
        }
    }

    /// What is different after an instruction.
    #[inline]
    pub(crate) fn after(&mut self, instruction: &'a Instruction) {
        match instruction {
            Instruction::User(user) => self.user = Who::Known(Cow::Borrowed(user)),
            Instruction::Shell(shell) => self.shell = StepShell::of_words(&shell.words),
            Instruction::OnBuild(trigger) => {
                let own = trigger.instruction.as_ref();
                if let Some(shell) = set_shell(own) {
                    self.triggers_shell = Some(shell);
                }
                if matches!(
                    own,
                    Instruction::User(_)
                        | Instruction::Shell(_)
                        | Instruction::Workdir(_)
                        | Instruction::Env(_)
                        | Instruction::Arg(_)
                        | Instruction::Trigger(_)
                ) {
                    self.triggers.push(own);
                }
            }
            Instruction::Trigger(trigger) => self.read_trigger(&trigger.text),
            Instruction::Caches(caches) => self.caches = &caches.presets,
            Instruction::Workdir(workdir) => self.enter(&workdir.path),
            Instruction::Env(env) => {
                for (name, value) in &env.variables {
                    match name.as_literal() {
                        Some(name) => self.variables.set(name, value),
                        // It may be any of them.
                        None => self.variables.forget(),
                    }
                }
            }
            Instruction::Arg(arg) => {
                let names = arg
                    .declarations
                    .iter()
                    .filter_map(|it| it.name.as_literal());
                for name in names {
                    self.variables.declare(name);
                    let platform = self.platform();
                    for (platform, declared) in platform.iter().zip(&mut self.declared) {
                        *declared |= name == *platform;
                    }
                }
            }
            _ => {}
        }
    }

    /// What text does is not known, but for what it is about.
    fn read_trigger(&mut self, text: &str) {
        match rule::trigger_keyword(text) {
            Some("user") => self.user = Who::OneOfSeveral,
            Some("shell") => self.shell = StepShell::UNKNOWN,
            Some("workdir") => self.depth = None,
            Some(keyword @ ("env" | "arg")) => {
                for name in rule::names_in_trigger(text) {
                    if name.contains(['$', '\'', '"', '\\', '`']) {
                        self.variables.forget();
                    } else if keyword == "env" {
                        self.variables.may_change(name);
                    } else {
                        self.variables.declare(name);
                    }
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, path: &Text) {
        let path = path.as_literal();
        let from = if path.is_some_and(|path| path.starts_with('/')) {
            Some(0)
        } else {
            self.depth
        };
        self.depth = from.zip(path).map(|(from, path)| rule::depth(from, path));
    }

    /// What its image is of, if that is known.
    pub(crate) fn distribution(&self) -> Option<&Distribution<'a>> {
        self.distribution.as_ref()
    }

    /// Whether an `ENV` sets this variable to something, as far as it concerns caches.
    pub(crate) fn sets(&self, variable: &str) -> bool {
        self.variables.sets(variable)
    }

    /// Whether an `ENV` sets any variable that concerns caches.
    pub(crate) fn sets_any(&self) -> bool {
        self.variables.set_any()
    }

    /// Whether an `ENV` or an `ARG` may set it.
    pub(crate) fn may_set(&self, variable: &str) -> bool {
        self.variables.may_set(variable)
    }

    /// The other spellings of a variable's name that are set, of which one may win.
    pub(super) fn spellings(&self, variable: &str) -> impl Iterator<Item = &str> {
        self.variables.spellings(variable)
    }

    /// Whether `export NAME=value` says what an `ENV` has said already.
    pub(super) fn says(&self, export: &str) -> bool {
        self.variables.say(export)
    }

    /// The arguments that say which platform the stage runs on.
    pub(super) const fn platform(&self) -> [&'static str; 3] {
        if self.on_build_platform {
            BUILD
        } else {
            TARGET
        }
    }

    /// What of the platform the stage has not declared.
    pub(super) fn undeclared_platform(&self) -> impl Iterator<Item = &'static str> {
        let names = self.platform().into_iter().zip(self.declared);
        names.filter_map(|(name, declared)| (!declared).then_some(name))
    }

    /// The stage declares all of it.
    pub(super) fn declare_platform(&mut self) {
        self.declared = [true; 3];
    }

    /// What a stage that starts from here starts as.
    fn triggered(mut self) -> Self {
        self.declared = [false; 3];
        self.triggers_shell = None;
        for trigger in std::mem::take(&mut self.triggers) {
            self.after(trigger);
        }
        self
    }

    /// What is known where it may just as well be another.
    fn or(&mut self, other: &Self) {
        match (&self.user, &other.user) {
            (Who::Known(own), Who::Known(other)) if own == other => {}
            _ => self.user = Who::OneOfSeveral,
        }
        if self.image != other.image {
            self.image = None;
        }
        if self.distribution != other.distribution {
            self.distribution = None;
        }
        self.shell = self.shell.or(other.shell);
        self.on_windows |= other.on_windows;
        self.variables.or(&other.variables);
    }

    /// The shell that reads the shell form of an instruction.
    ///
    /// A trigger is read where another stage starts from here, and a health check where the image runs: by the shell that
    /// the stage ends with, unless another trigger sets one first.
    #[inline]
    pub(crate) fn shell_of(&self, instruction: &Instruction) -> StepShell<'a> {
        let later = match instruction {
            Instruction::OnBuild(_) => self.triggers_shell.or(self.last_shell),
            Instruction::Healthcheck(_) => self.last_shell,
            _ => return self.shell,
        };
        later.unwrap_or(self.shell)
    }

    /// The shell that reads the shell form of a step.
    pub(super) const fn shell(&self) -> StepShell<'a> {
        self.shell
    }

    pub(crate) fn shell_is_posix(&self) -> bool {
        self.shell.dialect.is_posix()
    }
}

/// The shell that an instruction sets for those behind it.
fn set_shell(instruction: &Instruction) -> Option<StepShell<'_>> {
    match instruction {
        Instruction::Shell(shell) => Some(StepShell::of_words(&shell.words)),
        Instruction::Trigger(trigger) if rule::trigger_keyword(&trigger.text) == Some("shell") => {
            Some(StepShell::UNKNOWN)
        }
        _ => None,
    }
}

/// Whether a step of a file may mount the caches of a distribution's packages.
fn has_mounts(file: &Dockerfile) -> bool {
    let may = |step: &Step| match &step.instruction {
        Instruction::Run(run) => !run.mounts.is_empty(),
        Instruction::Caches(_) | Instruction::OnBuild(_) => true,
        _ => false,
    };
    file.globals.iter().any(may) || file.stages.iter().any(|stage| stage.steps.iter().any(may))
}

/// Who each stage starts as, given who those before it end as.
pub(crate) struct Users<'a, 'n> {
    file: &'a Dockerfile,
    names: &'n StageNames<'a>,
    /// Whether a step may mount the caches of a distribution's packages.
    has_mounts: bool,
    /// The caches that are asked for in front of the first stage.
    caches: &'a [Preset],
    /// What a stage starts as that starts from each of those before it.
    ends: Vec<Runner<'a>>,
    /// What was found for text with ARGs, by what it begins and ends with.
    found: ByName<'static, Candidates<'a>>,
}

/// The stages that text with ARGs may turn out to name.
struct Candidates<'a> {
    /// Those that were not looked at yet.
    stages: Peekable<vec::IntoIter<usize>>,
    /// What is known of whoever starts from one of them.
    start: Option<Runner<'a>>,
}

impl<'a, 'n> Users<'a, 'n> {
    pub(crate) fn new(file: &'a Dockerfile, names: &'n StageNames<'a>) -> Self {
        let mut globals = file.globals.iter().rev();
        let caches = globals.find_map(|step| match &step.instruction {
            Instruction::Caches(caches) => Some(caches.presets.as_slice()),
            _ => None,
        });
        Self {
            names,
            file,
            has_mounts: has_mounts(file),
            caches: caches.unwrap_or_default(),
            ends: Vec::new(),
            found: ByName::default(),
        }
    }

    /// Who the next stage starts as.
    pub(crate) fn start(&mut self, stage: &'a Stage) -> Runner<'a> {
        let inherited = match &stage.source {
            Source::Stage(earlier) => self
                .names
                .index_of(earlier, By::From, self.ends.len())
                .and_then(|index| self.ends.get(index))
                .cloned(),
            Source::Image(image) => match image.text().as_literal() {
                Some(image) => {
                    let user = User::run_by_image(image).unwrap_or_else(User::root);
                    let mut runner = self.runner(Who::Known(Cow::Owned(user)));
                    runner.shell = StepShell::of_image(image, stage.platform.as_ref());
                    runner.on_windows = runner.shell == StepShell::CMD;
                    Some(runner)
                }
                None => Some(self.one_of(image.text(), stage.platform.as_ref())),
            },
        };
        let mut runner = inherited.unwrap_or_else(|| self.runner(Who::root()));
        match &stage.source {
            Source::Image(image) if self.has_mounts => {
                let own = Distribution::of_image(image.text());
                runner.distribution = own.or(runner.distribution);
                runner.image = KnownImage::of(image.text());
            }
            Source::Image(_) | Source::Stage(_) => {}
        }
        let mut steps = stage.steps.iter().rev();
        runner.last_shell = steps.find_map(|step| set_shell(&step.instruction));
        if matches!(&stage.source, Source::Image(image) if image.text().as_literal() == Some("scratch"))
        {
            runner.depth = Some(0);
        }
        if let Some(platform) = &stage.platform {
            // A stage that names none runs where its base does.
            let mut pieces = platform.text().pieces();
            runner.on_build_platform = match (pieces.next(), pieces.next()) {
                (Some(PieceRef::Reference(reference)), None) => {
                    reference.name == "BUILDPLATFORM" && reference.modifier.is_none()
                }
                _ => false,
            };
        }
        if let Some(user) = stage.base_user.as_deref() {
            runner.user = Who::Known(Cow::Borrowed(user));
        }
        runner
    }

    fn runner(&self, user: Who<'a>) -> Runner<'a> {
        Runner {
            user,
            shell: StepShell::SH,
            on_windows: false,
            triggers_shell: None,
            last_shell: None,
            escape: self.file.directives.escape,
            triggers: Vec::new(),
            ids: &self.file.cache_ids,
            caches: self.caches,
            variables: Variables::default(),
            on_build_platform: false,
            declared: [false; 3],
            depth: None,
            distribution: None,
            image: None,
        }
    }

    /// Text with ARGs may turn out to name an earlier stage: `base_$TARGETARCH`.
    fn one_of(&mut self, image: &'a Text, platform: Option<&Platform>) -> Runner<'a> {
        let (head, tail) = (
            image.leading_literal().unwrap_or(""),
            image.trailing_literal().unwrap_or(""),
        );
        let mut image = self.runner(Who::root());
        image.shell = StepShell::of_image(&format!("{head} {tail}"), platform);
        image.on_windows = image.shell == StepShell::CMD;
        let key = format!("{}:{head}{tail}", head.len());
        if self.found.get(&key).is_none() {
            let stages = self.names.matching(head, tail).into_iter().peekable();
            let start = None;
            self.found
                .insert(key.clone().into(), Candidates { stages, start });
        }
        let Some(found) = self.found.get_mut(&key) else {
            return image;
        };
        while let Some(end) = found.stages.peek().and_then(|at| self.ends.get(*at)) {
            found.stages.next();
            if let Some(start) = &mut found.start {
                start.or(end);
                continue;
            }
            let mut start = Runner {
                depth: None,
                caches: self.caches,
                ..end.clone()
            };
            // It may always be an image, which sets nothing of it.
            start.variables.or(&image.variables);
            start.shell = start.shell.or(image.shell);
            start.on_windows |= image.on_windows;
            // Text that is nothing but a variable may just as well be any image, which runs as root.
            if head.is_empty() && tail.is_empty() {
                start.or(&image);
            }
            found.start = Some(start);
        }
        found.start.clone().unwrap_or(image)
    }

    /// Remembers who the stage ended as.
    pub(crate) fn end(&mut self, runner: Runner<'a>) {
        self.ends.push(runner.triggered());
    }
}
