//! A build stage: `FROM` and the instructions after it.

mod steps;

pub use steps::{IntoSteps, Steps, unless_empty};

use crate::instruction::{
    AddFiles, Arg, BlankLine, Caches, Cmd, Comment, CopyFiles, Entrypoint, Env, Expose,
    Instruction, IntoFileSources, Label, Port, Run, Volume, Workdir,
};
use crate::name::{Platform, StageName, VariableName};
use crate::or_arg::OrArg;
use crate::origin::Origin;
use crate::presets::Preset;
use crate::sealed::sealed;
use crate::shell::Command;
use crate::source::{Added, Handle, IntoSource, Source, StageRef};
use crate::splice::Splice;
use crate::text::IntoText;
use crate::user::User;

/// A build stage: what it starts from, and its instructions.
///
/// `FROM --platform=$BUILDPLATFORM golang:1.23 AS build`
///
/// ```
/// use dockerkit::{CopyFiles, Dockerfile, Stage};
///
/// let build = Stage::named("build", "golang:1.23").workdir("/src").copy(["."], ".").run("go build -o /app .");
/// let runtime = Stage::new("scratch").push(CopyFiles::new(["/app"], "/app").from(&build)).cmd(["/app"]);
/// assert_eq!(
///     Dockerfile::new().stage(build).stage(runtime).render().unwrap(),
///     "\
/// ## syntax=docker/dockerfile:1
///
/// FROM golang:1.23 AS build
/// WORKDIR /src
/// COPY . .
/// RUN go build -o /app .
///
/// FROM scratch
/// COPY --from=build /app /app
/// CMD [\"/app\"]
/// ",
/// );
/// ```
///
/// Who the stage runs as is computed: root, or [what is said of the base image](Stage::base_user), or the last
/// user of the stage it starts from; then what each `USER` says.
///
/// Source: [`FROM`](https://docs.docker.com/reference/dockerfile/#from).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Stage {
    /// What it starts from.
    pub source: Source,
    /// Its name.
    pub name: Option<StageName>,
    /// The platform of the image it starts from; without it, the build's target.
    pub platform: Option<Platform>,
    /// The base image's default user, if that is not root. Not written.
    pub base_user: Option<Box<User>>,
    /// A comment above its `FROM`.
    pub comment: Option<Comment>,
    /// Its instructions, each with its origin.
    pub steps: Vec<Step>,
    /// Where it comes from.
    pub origin: Origin,
}

/// An instruction, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Step {
    /// The instruction.
    pub instruction: Instruction,
    /// Where it comes from.
    pub origin: Origin,
}

impl From<Instruction> for Step {
    fn from(instruction: Instruction) -> Self {
        Self {
            instruction,
            origin: Origin::default(),
        }
    }
}

impl From<Step> for Instruction {
    fn from(step: Step) -> Self {
        step.instruction
    }
}

impl Stage {
    #[track_caller]
    fn start(source: Source) -> Self {
        Self {
            source,
            name: None,
            platform: None,
            base_user: None,
            comment: None,
            steps: Vec::new(),
            origin: Origin::caller(),
        }
    }

    /// A stage without a name that starts from an image (text, `scratch` included) or from a stage (a reference to it).
    ///
    /// `FROM python:3.12-slim`
    #[inline(never)]
    #[track_caller]
    pub fn new(source: impl Into<Source>) -> Self {
        Self::start(source.into())
    }

    /// A stage with a name that starts from an image (text) or from a stage (a reference to it).
    ///
    /// `FROM python:3.12-slim AS build`
    #[inline(never)]
    #[track_caller]
    pub fn named(name: impl Into<StageName>, source: impl Into<Source>) -> Self {
        Self {
            name: Some(name.into()),
            ..Self::start(source.into())
        }
    }

    /// What refers to it: by its name. (For a stage without a name, [`Dockerfile::begin`](crate::Dockerfile::begin)
    /// gives a handle that refers to it by number.)
    pub fn handle(&self) -> StageRef {
        StageRef(
            self.name.clone().map_or(Handle::Nowhere, Handle::Name),
            Added::NOT_YET,
        )
    }

    /// What messages call it: its name, or its number if it has none.
    pub(crate) fn called(&self, index: usize) -> String {
        match &self.name {
            Some(name) if !name.as_str().is_empty() => name.to_string(),
            _ => index.to_string(),
        }
    }

    /// Sets the platform of the image it starts from.
    #[inline(never)]
    #[must_use]
    pub fn platform(mut self, platform: impl Into<Platform>) -> Self {
        self.platform = Some(platform.into());
        self
    }

    /// Says who the base image runs as, if not as root. Nothing is written; presets need to know it.
    #[inline(never)]
    #[must_use]
    pub fn base_user(mut self, user: impl Into<User>) -> Self {
        self.base_user = Some(Box::new(user.into()));
        self
    }

    /// Puts a comment above its `FROM`.
    #[must_use]
    pub fn comment_above(mut self, comment: Comment) -> Self {
        self.comment = Some(comment);
        self
    }

    /// Adds an instruction.
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn push(mut self, instruction: impl Into<Instruction>) -> Self {
        self.add(instruction);
        self
    }

    /// Adds an instruction in place.
    #[inline(never)]
    #[track_caller]
    pub fn add(&mut self, instruction: impl Into<Instruction>) {
        self.steps.push(Step {
            instruction: instruction.into(),
            origin: Origin::caller(),
        });
    }

    /// Adds several instructions: a list, a tuple, what a function made; see [`IntoSteps`].
    ///
    /// ```
    /// use dockerkit::{Comment, Run, Stage};
    ///
    /// let users = ["a", "b"].map(|name| Run::new(format!("adduser -D {name}")));
    /// let stage = Stage::new("alpine").extend((Comment::new("users"), users));
    /// assert_eq!(stage.steps.len(), 3);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn extend<Parts>(mut self, instructions: impl IntoSteps<Parts>) -> Self {
        instructions.append_steps(&mut self.steps);
        self
    }
}

/// The plain case of each instruction; the rich case is a value for [`push`](Stage::push).
// Of a borrowed string that is not `'static`, all that rustc shows of this is the line with the bound.
impl Stage {
    /// `ADD source… destination`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn add_files<N>(self, sources: impl IntoFileSources<N>, to: impl IntoText) -> Self {
        self.push(AddFiles::new(sources, to))
    }

    /// `ARG name`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn arg(self, name: impl Into<VariableName>) -> Self {
        self.push(Arg::new(name))
    }

    /// `ARG name=default`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn arg_with_default(
        self,
        name: impl Into<VariableName>,
        default: impl IntoText, // a computed value says what it is: `literal(value)`
    ) -> Self {
        self.push(Arg::with_default(name, default))
    }

    /// `CMD command`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn cmd(self, command: impl Into<Command>) -> Self {
        self.push(Cmd::new(command))
    }

    /// `# text`
    #[must_use]
    #[track_caller]
    pub fn comment(self, text: impl Into<Comment>) -> Self {
        self.push(text.into())
    }

    /// An empty line.
    ///
    /// ```
    /// use dockerkit::Stage;
    ///
    /// let stage = Stage::new("alpine").run("a").blank_line().comment("what follows").run("b");
    /// let text = dockerkit::Dockerfile::new().stage(stage).render().unwrap();
    /// assert!(text.ends_with("RUN a\n\n# what follows\nRUN b\n"));
    /// ```
    #[must_use]
    #[track_caller]
    pub fn blank_line(self) -> Self {
        self.push(BlankLine)
    }

    /// `COPY source… destination`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn copy<N>(self, sources: impl IntoFileSources<N>, to: impl IntoText) -> Self {
        self.push(CopyFiles::new(sources, to))
    }

    /// `ENTRYPOINT command`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn entrypoint(self, command: impl Into<Command>) -> Self {
        self.push(Entrypoint::new(command))
    }

    /// `ENV name=value`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn env(
        self,
        name: impl Into<VariableName>,
        value: impl IntoText, // a computed value says what it is: `literal(value)`
    ) -> Self {
        self.push(Env::new(name, value))
    }

    /// `EXPOSE port`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn expose(self, port: impl Into<OrArg<Port>>) -> Self {
        self.push(Expose::new([port]))
    }

    /// Mounts the caches of these package managers in every later step of this stage, and of stages that start from it, that
    /// runs a command of them; see [`Caches`]. For all stages there is [`Dockerfile::caches`](crate::Dockerfile::caches).
    ///
    /// `RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared pip install …`
    ///
    /// ```
    /// use dockerkit::{PackageManager, Stage};
    ///
    /// let stage = Stage::new("node:22").caches(PackageManager::ALL).run("npm ci").run("npm run build");
    /// # assert_eq!(stage.steps.len(), 3);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn caches<P: Into<Preset>>(self, presets: impl IntoIterator<Item = P>) -> Self {
        self.push(Caches::new(presets))
    }

    /// `LABEL key=value`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn label(
        self,
        key: impl IntoText,
        value: impl IntoText, // a computed value says what it is: `literal(value)`
    ) -> Self {
        self.push(Label::new(key, value))
    }

    /// `RUN command`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn run(self, command: impl Into<Command>) -> Self {
        self.push(Run::new(command))
    }

    /// `USER user`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn user(self, user: impl Into<User>) -> Self {
        self.push(user.into())
    }

    /// `VOLUME path`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn volume(self, path: impl IntoText) -> Self {
        self.push(Volume::new([path]))
    }

    /// `WORKDIR path`
    #[inline(never)]
    #[must_use]
    #[track_caller]
    pub fn workdir(
        self,
        path: impl IntoText, // a computed value says what it is: `literal(path)`
    ) -> Self {
        self.push(Workdir::new(path))
    }
}

impl From<&Stage> for StageRef {
    fn from(stage: &Stage) -> Self {
        stage.handle()
    }
}

impl From<&Stage> for Source {
    fn from(stage: &Stage) -> Self {
        Self::Stage(stage.handle())
    }
}

sealed!(&Stage);

impl IntoSource for &Stage {
    fn into_source(self) -> Source {
        self.into()
    }
}

impl Splice<Source> for &Stage {
    fn splice(self) -> Source {
        self.into()
    }
}
