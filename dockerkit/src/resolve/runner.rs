//! Who runs a step.

use std::borrow::Cow;

use crate::source::Source;
use crate::stage_names::StageNames;
use crate::{Dockerfile, Escape, Instruction, Stage, Text, User};

/// Who runs a step, and through which shell.
#[derive(Clone, Debug)]
pub(crate) struct Runner<'a> {
    pub(crate) user: Who<'a>,
    /// The program of the last `SHELL`, if there was one.
    pub(crate) shell: Option<&'a str>,
    /// The character that continues lines.
    pub(crate) escape: Escape,
}

/// A user as far as it is known.
#[derive(Clone, Debug)]
pub(crate) enum Who<'a> {
    Known(Cow<'a, User>),
    /// The stage may start from one of several stages, which run as different users.
    OneOfSeveral,
    /// An instruction by itself, which is only shown.
    Shown,
}

impl<'a> Runner<'a> {
    pub(crate) const fn shown() -> Self {
        Self {
            user: Who::Shown,
            shell: None,
            escape: Escape::Backslash,
        }
    }

    /// What is different after an instruction.
    pub(crate) fn after(&mut self, instruction: &'a Instruction) {
        match instruction {
            Instruction::User(user) => self.user = Who::Known(Cow::Borrowed(user)),
            Instruction::Shell(shell) => self.shell = shell.words.first().map(AsRef::as_ref),
            _ => {}
        }
    }

    pub(super) fn shell_is_posix(&self) -> bool {
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
                .cloned(),
            Source::Image(image) => self.one_of(image.text()),
        };
        let mut runner =
            inherited.unwrap_or_else(|| self.runner(Who::Known(Cow::Owned(User::root()))));
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
                let name = stage.name.as_ref()?.as_str();
                (name.starts_with(head) && name.ends_with(tail)).then_some(end)
            });
        let first = candidates.next()?.clone();
        let same = |other: &Runner<'_>| matches!((&first.user, &other.user), (Who::Known(a), Who::Known(b)) if a == b);
        if candidates.all(same) {
            Some(first)
        } else {
            Some(self.runner(Who::OneOfSeveral))
        }
    }

    /// Remembers who the stage ended as.
    pub(crate) fn end(&mut self, runner: Runner<'a>) {
        self.ends.push(runner);
    }
}
