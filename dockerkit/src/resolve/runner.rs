//! Who runs a step.

use std::borrow::Cow;

use crate::source::Source;
use crate::stage_names::StageNames;
use crate::{CacheIds, Dockerfile, Escape, Instruction, Stage, Text, User, rule};

/// Who runs a step, and through which shell.
#[derive(Clone, Debug)]
pub(crate) struct Runner<'a> {
    pub(crate) user: Who<'a>,
    /// The program of the last `SHELL`, if there was one.
    pub(crate) shell: Option<&'a str>,
    /// The character that continues lines.
    pub(crate) escape: Escape,
    /// What is done first in a stage that starts from here: the triggers that say who runs it.
    triggers: Vec<&'a Instruction>,
    /// How the file's caches are named.
    pub(crate) ids: &'a CacheIds,
    /// The names of the variables it was given that concern caches.
    variables: Vec<&'a str>,
    /// Which of [`PLATFORM`] the stage has declared.
    declared: [bool; 3],
    /// How many directories below `/` the working directory is, if that is known.
    depth: Option<usize>,
}

/// The arguments that say for which platform a stage is built.
const PLATFORM: [&str; 3] = ["TARGETOS", "TARGETARCH", "TARGETVARIANT"];

/// Whether a variable may move or disable the cache of a package manager.
pub(crate) fn concerns_caches(name: &str) -> bool {
    name.ends_with("HOME")
        || name.contains("CACHE")
        || name.contains("cache")
        || ["NUGET_PACKAGES", "MAVEN_OPTS"].contains(&name)
}

/// Ids as they are.
static PLAIN: CacheIds = CacheIds {
    prefix: None,
    by_platform: false,
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
    pub(crate) const fn shown() -> Self {
        Self {
            user: Who::Shown,
            shell: None,
            escape: Escape::Backslash,
            triggers: Vec::new(),
            ids: &PLAIN,
            variables: Vec::new(),
            declared: [false; 3],
            depth: None,
        }
    }

    /// How many directories below `/` the working directory is, if that is known.
    pub(crate) const fn depth(&self) -> Option<usize> {
        self.depth
    }

    /// Whether it is nobody in particular.
    pub(super) const fn is_shown(&self) -> bool {
        matches!(self.user, Who::Shown)
    }

    /// What is different after an instruction.
    #[inline]
    pub(crate) fn after(&mut self, instruction: &'a Instruction) {
        match instruction {
            Instruction::User(user) => self.user = Who::Known(Cow::Borrowed(user)),
            Instruction::Shell(shell) => self.shell = shell.words.first().map(AsRef::as_ref),
            Instruction::OnBuild(trigger) => {
                let own = trigger.instruction.as_ref();
                if matches!(
                    own,
                    Instruction::User(_)
                        | Instruction::Shell(_)
                        | Instruction::Workdir(_)
                        | Instruction::Env(_)
                ) {
                    self.triggers.push(own);
                }
            }
            Instruction::Workdir(workdir) => self.enter(&workdir.path),
            Instruction::Env(env) => {
                let names = env.variables.iter().map(|(name, _)| name.as_str());
                self.variables
                    .extend(names.filter(|name| concerns_caches(name)));
            }
            Instruction::Arg(arg) if self.ids.by_platform => {
                for (name, declared) in PLATFORM.iter().zip(&mut self.declared) {
                    let mut names = arg.declarations.iter().map(|it| it.name.as_str());
                    *declared |= names.any(|it| it == *name);
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

    /// Whether an `ENV` sets this variable, as far as it concerns caches.
    pub(crate) fn sets(&self, variable: &str) -> bool {
        self.variables.contains(&variable)
    }

    /// What of the platform the stage has not declared.
    pub(super) fn undeclared_platform(&self) -> impl Iterator<Item = &'static str> {
        let names = PLATFORM.into_iter().zip(self.declared);
        names.filter_map(|(name, declared)| (!declared).then_some(name))
    }

    /// The stage declares all of it.
    pub(super) fn declare_platform(&mut self) {
        self.declared = [true; 3];
    }

    /// What a stage that starts from here starts as.
    fn triggered(mut self) -> Self {
        self.declared = [false; 3];
        for trigger in std::mem::take(&mut self.triggers) {
            self.after(trigger);
        }
        self
    }

    pub(crate) fn shell_is_posix(&self) -> bool {
        self.shell.is_none_or(|program| {
            let name = program.rsplit('/').next().unwrap_or(program);
            ["sh", "bash", "dash", "ash", "ksh", "zsh", "busybox"].contains(&name)
        })
    }
}

/// Who each stage starts as, given who those before it end as.
pub(crate) struct Users<'a> {
    file: &'a Dockerfile,
    names: StageNames<'a>,
    ends: Vec<Runner<'a>>,
}

impl<'a> Users<'a> {
    pub(crate) fn new(file: &'a Dockerfile) -> Self {
        Self {
            names: StageNames::new(file),
            file,
            ends: Vec::new(),
        }
    }

    /// Who the next stage starts as.
    pub(crate) fn start(&self, stage: &'a Stage) -> Runner<'a> {
        let inherited = match &stage.source {
            Source::Stage(earlier) => self
                .names
                .index_of(earlier)
                .and_then(|index| self.ends.get(index))
                .map(|end| end.clone().triggered()),
            Source::Image(image) => self.one_of(image.text()),
        };
        let mut runner = inherited.unwrap_or_else(|| self.runner(Who::root()));
        if matches!(&stage.source, Source::Image(image) if image.text().as_literal() == Some("scratch"))
        {
            runner.depth = Some(0);
        }
        if let Some(user) = stage.base_user.as_deref() {
            runner.user = Who::Known(Cow::Borrowed(user));
        }
        runner
    }

    fn runner(&self, user: Who<'a>) -> Runner<'a> {
        Runner {
            user,
            shell: None,
            escape: self.file.directives.escape,
            triggers: Vec::new(),
            ids: &self.file.cache_ids,
            variables: Vec::new(),
            declared: [false; 3],
            depth: None,
        }
    }

    /// Text with ARGs may turn out to name an earlier stage: `base_$TARGETARCH`.
    fn one_of(&self, image: &Text) -> Option<Runner<'a>> {
        if image.as_literal().is_some() {
            return None;
        }
        let (head, tail) = (
            image.leading_literal().unwrap_or(""),
            image.trailing_literal().unwrap_or(""),
        );
        let mut candidates = self
            .file
            .stages
            .iter()
            .zip(&self.ends)
            .filter_map(|(stage, end)| {
                let name = stage.name.as_ref()?.lowercase();
                (name.starts_with(head) && name.ends_with(tail)).then_some(end)
            });
        let first = candidates.next()?.clone().triggered();
        // Text that is nothing but a variable may just as well be an image, which runs as root.
        let image = (head.is_empty() && tail.is_empty()).then(|| self.runner(Who::root()));
        let same = |other: &Runner<'_>| {
            let other = &other.clone().triggered().user;
            matches!((&first.user, other), (Who::Known(a), Who::Known(b)) if a == b)
        };
        if candidates.all(same) && image.is_none_or(|image| same(&image)) {
            Some(Runner {
                depth: None,
                ..first
            })
        } else {
            Some(self.runner(Who::OneOfSeveral))
        }
    }

    /// Remembers who the stage ended as.
    pub(crate) fn end(&mut self, runner: Runner<'a>) {
        self.ends.push(runner);
    }
}
