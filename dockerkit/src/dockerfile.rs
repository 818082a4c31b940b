//! A whole Dockerfile.

mod fragment;

pub use fragment::Fragment;

use std::borrow::Cow;

use crate::build_checks::BuildChecks;
use crate::escape::Escape;
use crate::instruction::{Arg, BlankLine, Caches, Comment, Instruction};
use crate::levels::{Level, Levels};
use crate::name::VariableName;
use crate::origin::Origin;
use crate::presets::{CacheIds, Preset};
use crate::rule;
use crate::source::{Added, Handle, StageRef};
use crate::stage::{Stage, Step};
use crate::text::IntoText;

/// A Dockerfile: its directives, its global `ARG`s and its stages.
///
/// It is built by value or in place, and it is one model either way; building never fails. [`check`](Self::check)
/// finds every problem in one pass, [`render`](Self::render) and [`write`](Self::write) refuse while there is an error.
///
/// ```
/// use dockerkit::{Arg, Cmd, Dockerfile, Run, Stage};
///
/// let by_value = Dockerfile::new()
///     .arg_with_default("ALPINE", "3.20")
///     .stage(Stage::new("alpine:$ALPINE").run("apk add curl").cmd(["curl", "--version"]));
///
/// let mut in_place = Dockerfile::new();
/// in_place.add(Arg::with_default("ALPINE", "3.20"));
/// in_place.begin(Stage::new("alpine:$ALPINE"));
/// in_place.add(Run::new("apk add curl"));
/// in_place.add(Cmd::new(["curl", "--version"]));
///
/// assert_eq!(by_value, in_place);
/// assert_eq!(
///     by_value.render().unwrap(),
///     "\
/// ## syntax=docker/dockerfile:1
///
/// ARG ALPINE=3.20
///
/// FROM alpine:$ALPINE
/// RUN apk add curl
/// CMD [\"curl\", \"--version\"]
/// ",
/// );
/// ```
///
/// Source: [the reference](https://docs.docker.com/reference/dockerfile/).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Dockerfile {
    /// What stands above everything else.
    pub directives: Directives,
    /// What stands before the first stage: `ARG`s that `FROM` can use, caches that all stages ask for, and comments.
    pub globals: Vec<Step>,
    /// How its caches are named. Not written.
    pub cache_ids: CacheIds,
    /// The levels that are set for rules. Not written.
    pub levels: Levels,
    /// The stages, in order; the last one is built unless another is asked for.
    pub stages: Vec<Stage>,
}

/// The parser directives at the top of a Dockerfile.
///
/// `# syntax=docker/dockerfile:1`
///
/// ```
/// use dockerkit::{Dockerfile, Stage};
///
/// let file = Dockerfile::new().syntax("docker/dockerfile:1.8").check_directive("error=true");
/// let file = file.stage(Stage::new("alpine"));
/// assert!(file.to_string().starts_with("# syntax=docker/dockerfile:1.8\n# check=error=true\n\nFROM "));
/// ```
///
/// Source: [parser directives](https://docs.docker.com/reference/dockerfile/#parser-directives).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Directives {
    /// The image of the frontend that reads the file: `docker/dockerfile:1` unless told otherwise. What stands behind
    /// a blank is meant for that frontend.
    pub syntax: Option<Cow<'static, str>>,
    /// The character that escapes and continues lines.
    pub escape: Escape,
    /// What BuildKit's build checks do: `skip=all`, `error=true`, or several with `;` between them and no blanks,
    /// behind which BuildKit reads nothing. [`BuildChecks`] puts it together and reads it. Needs syntax 1.8.
    pub check: Option<Cow<'static, str>>,
}

impl Directives {
    /// What BuildKit reads in [`check`](Self::check), if that is written and can be read.
    pub fn build_checks(&self) -> Option<BuildChecks> {
        BuildChecks::read(self.check.as_deref()?).ok()
    }

    /// Whether there is a line of them.
    pub(crate) fn are_written(&self) -> bool {
        self.syntax.is_some() || self.escape != Escape::default() || self.check.is_some()
    }
}

impl Default for Directives {
    fn default() -> Self {
        Self {
            syntax: Some(Cow::Borrowed(rule::FRONTEND)),
            escape: Escape::Backslash,
            check: None,
        }
    }
}

impl Dockerfile {
    /// An empty Dockerfile, for the frontend `docker/dockerfile:1`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the frontend that reads the file.
    #[must_use]
    pub fn syntax(mut self, frontend: impl Into<Cow<'static, str>>) -> Self {
        self.directives.syntax = Some(frontend.into());
        self
    }

    /// Leaves the frontend to the builder: no `# syntax` line.
    #[must_use]
    pub fn without_syntax(mut self) -> Self {
        self.directives.syntax = None;
        self
    }

    /// Sets the character that escapes and continues lines.
    #[must_use]
    pub fn escape(mut self, escape: Escape) -> Self {
        self.directives.escape = escape;
        self
    }

    /// Sets what BuildKit's build checks do; nothing to set is no directive.
    #[must_use]
    pub fn check_directive(mut self, checks: impl Into<Cow<'static, str>>) -> Self {
        self.directives.check = Some(checks.into()).filter(|checks| !checks.is_empty());
        self
    }

    /// Sets how its caches are named.
    #[must_use]
    pub fn cache_ids(mut self, ids: CacheIds) -> Self {
        self.cache_ids = ids;
        self
    }

    /// Mounts the caches of these package managers in every step that runs a command of them, in all stages; see
    /// [`Caches`](crate::Caches).
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Stage};
    ///
    /// let file = Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install ."));
    /// assert!(file.render().unwrap().contains("id=pip-cache-shared,"));
    /// ```
    #[must_use]
    #[track_caller]
    pub fn caches<P: Into<Preset>>(self, presets: impl IntoIterator<Item = P>) -> Self {
        self.global(Caches::new(presets))
    }

    /// Sets the level of the rule of that name; see [`Levels`].
    #[must_use]
    pub fn level(mut self, rule: impl Into<Cow<'static, str>>, level: Level) -> Self {
        self.levels = self.levels.set(rule, level);
        self
    }

    /// Declares a global build argument, which `FROM` can use: by its name, or an [`Arg`].
    ///
    /// `ARG REGISTRY`
    #[must_use]
    #[track_caller]
    pub fn arg(self, arg: impl Into<Arg>) -> Self {
        self.global(arg.into())
    }

    /// Declares a global build argument with a default.
    ///
    /// `ARG ALPINE=3.20`
    #[must_use]
    #[track_caller]
    pub fn arg_with_default(
        self,
        name: impl Into<VariableName>,
        default: impl IntoText, // a computed value says what it is: `literal(value)`
    ) -> Self {
        self.global(Arg::with_default(name, default))
    }

    /// A comment above the first stage and what is global.
    ///
    /// `# SPDX-License-Identifier: MIT`
    ///
    /// ```
    /// use dockerkit::{Dockerfile, Stage};
    ///
    /// let file = Dockerfile::new().without_syntax().comment("SPDX-License-Identifier: MIT").arg("REGISTRY");
    /// assert_eq!(
    ///     file.stage(Stage::new("$REGISTRY/alpine")).render()?,
    ///     "# SPDX-License-Identifier: MIT\nARG REGISTRY\n\nFROM $REGISTRY/alpine\n",
    /// );
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    #[must_use]
    #[track_caller]
    pub fn comment(self, text: impl Into<Comment>) -> Self {
        self.global(text.into())
    }

    /// An empty line, between comments and arguments above the first stage.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, Stage};
    ///
    /// let file = Dockerfile::new().without_syntax().comment("License: MIT").blank_line().arg("TAG");
    /// assert_eq!(
    ///     file.stage(Stage::new("alpine:$TAG")).render()?,
    ///     "# License: MIT\n\nARG TAG\n\nFROM alpine:$TAG\n",
    /// );
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    #[must_use]
    #[track_caller]
    pub fn blank_line(self) -> Self {
        self.global(BlankLine)
    }

    #[track_caller]
    fn global(mut self, instruction: impl Into<Instruction>) -> Self {
        self.globals.push(Step {
            instruction: instruction.into(),
            origin: Origin::caller(),
        });
        self
    }

    /// Adds a stage.
    #[must_use]
    pub fn stage(mut self, stage: Stage) -> Self {
        self.stages.push(stage);
        self
    }

    /// Adds a stage in place, and returns what refers to it: by name, or by number if it has none. Should another stage
    /// have the same name, it still refers to this one.
    pub fn begin(&mut self, stage: Stage) -> StageRef {
        let index = self.stages.len();
        let handle = match stage.handle() {
            StageRef(Handle::Nowhere, _) => StageRef::by_number(index),
            StageRef(named, _) => StageRef(named, Added::at(index)),
        };
        self.stages.push(stage);
        handle
    }

    /// Adds an instruction in place: to the stage that was added last, or before the first one.
    #[inline(never)]
    #[track_caller]
    pub fn add(&mut self, instruction: impl Into<Instruction>) {
        let origin = Origin::caller();
        self.open_steps().push(Step {
            instruction: instruction.into(),
            origin,
        });
    }

    /// Adds an instruction, several, or a whole stage: what was made elsewhere.
    ///
    /// ```
    /// use dockerkit::{CopyFiles, Dockerfile, Env, PackageManager, Run, Stage};
    ///
    /// let mut file = Dockerfile::new();
    /// file.splice(Stage::new("node:22").workdir("/app"));
    /// file.splice(CopyFiles::manifests(PackageManager::Npm));
    /// file.splice(Run::new("npm ci").cache(PackageManager::Npm));
    /// file.splice(["A", "B"].map(|name| Env::new(name, "1")));
    /// let keywords: Vec<_> = file.stages[0].steps.iter().map(|step| step.instruction.keyword()).collect();
    /// assert_eq!(keywords, ["WORKDIR", "COPY", "RUN", "ENV", "ENV"]);
    /// ```
    #[track_caller]
    pub fn splice<Parts>(&mut self, fragment: impl Fragment<Parts>) {
        fragment.append_to(self);
    }

    /// Where the next instruction goes.
    fn open_steps(&mut self) -> &mut Vec<Step> {
        match self.stages.last_mut() {
            Some(stage) => &mut stage.steps,
            None => &mut self.globals,
        }
    }
}
