//! Whether the stages and images that are referred to are what is meant.

use std::borrow::Cow;

use super::{Check, rules};
use crate::resolve::{self, Instead, Problem, Runner};
use crate::source::{Place, Source};
use crate::stage_names::StageNames;
use crate::{Image, Instruction, Mount, Stage, StageName, StageRef, nearest::nearest};

/// From where a stage is referred to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    From,
    Copy,
    Mount,
}

impl Check {
    pub(super) fn stage_name(&mut self, names: &StageNames<'_>, index: usize, stage: &Stage) {
        let Some(name) = &stage.name else { return };
        self.measure(name.as_str().len());
        self.name(name);
        if name.problem().is_none() && name.as_str() != name.lowercase() {
            self.warning(
                &rules::STAGE_NAME_CASING,
                format!("the stage name `{name}` has capitals, which BuildKit makes lowercase"),
                format!("name it `{}`", name.lowercase()),
            );
        }
        if names
            .first(name.as_str())
            .is_some_and(|first| first < index)
        {
            self.error(
                &rules::DUPLICATE_STAGE,
                format!("two stages are named `{name}`"),
                "give each its own name",
            );
        }
    }

    fn name(&mut self, name: &StageName) {
        if let Some(problem) = name.problem() {
            self.error(
                &rules::STAGE_NAME,
                format!("`{}`: {problem}", name.as_str().escape_debug()),
                "use a name such as `build` or `build-amd64`",
            );
        }
    }

    /// What a stage starts from.
    pub(super) fn base(&mut self, names: &StageNames<'_>, index: usize, source: &Source) {
        match source {
            Source::Stage(stage) => self.stage(names, index, stage, By::From),
            Source::Image(image) => {
                self.image(image);
                if named(names, image).is_some_and(|first| first < index) {
                    self.image_is_stage(image);
                }
            }
        }
    }

    fn image(&mut self, image: &Image) {
        match image.problem() {
            Some(problem) => self.error(
                &rules::IMAGE,
                format!("`{}`: {problem}", image.to_string().escape_debug()),
                "use a reference such as `python:3.12-slim`",
            ),
            None => self.plain(&rules::IMAGE, &"the image", image.text()),
        }
    }

    fn image_is_stage(&mut self, image: &Image) {
        self.error(
            &rules::IMAGE_IS_STAGE,
            format!("`{image}` is meant as an image, and is the name of a stage of this Dockerfile"),
            "refer to the stage itself (`&stage`), or write the image with its registry: `docker.io/library/…`",
        );
    }

    /// The stages and images that an instruction refers to.
    pub(super) fn stage_references(
        &mut self,
        names: &StageNames<'_>,
        index: usize,
        instruction: &Instruction,
        trigger: bool,
    ) {
        match instruction {
            Instruction::Copy(copy) => {
                self.files_from(names, index, copy.from.as_ref(), By::Copy, trigger);
            }
            Instruction::Run(run) => {
                for mount in &run.mounts {
                    let from = match mount {
                        Mount::Cache(cache) => cache.from.as_ref(),
                        Mount::Bind(bind) => bind.from.as_ref(),
                        Mount::Preset(_) | Mount::Tmpfs(_) | Mount::Secret(_) | Mount::Ssh(_) => {
                            None
                        }
                    };
                    self.files_from(names, index, from, By::Mount, trigger);
                }
            }
            Instruction::OnBuild(trigger) => {
                self.stage_references(names, index, trigger.innermost(), true);
            }
            _ => {}
        }
    }

    fn files_from(
        &mut self,
        names: &StageNames<'_>,
        index: usize,
        from: Option<&Source>,
        by: By,
        trigger: bool,
    ) {
        match from {
            None => {}
            Some(Source::Stage(_)) if trigger => self.error(
                &rules::ONBUILD,
                "`ONBUILD` cannot refer to a stage: it runs in another Dockerfile",
                "copy from an image: `.from_image(…)`",
            ),
            Some(Source::Stage(stage)) => self.stage(names, index, stage, by),
            Some(Source::Image(image)) => {
                self.image(image);
                if image.text().as_literal().is_none() {
                    self.error(
                        &rules::IMAGE_WITH_VARIABLE,
                        format!("nothing is expanded in `from`, which is `{image}`"),
                        "give a stage that starts from it, `Stage::named(…, \"image:$TAG\")`, and refer to that",
                    );
                }
                let number = image
                    .text()
                    .as_literal()
                    .is_some_and(|text| text.parse::<i64>().is_ok());
                // A trigger may run in a stage of this file.
                if number || named(names, image).is_some() {
                    self.image_is_stage(image);
                }
            }
        }
    }

    fn stage(&mut self, names: &StageNames<'_>, index: usize, stage: &StageRef, by: By) {
        let found = match &stage.0 {
            Place::Index(_) | Place::Nowhere if by != By::Copy => {
                let what = if by == By::From { "FROM" } else { "a mount" };
                return self.error(
                    &rules::STAGE_BY_NUMBER,
                    format!("{what} refers to a stage by its number, and only `COPY --from` can"),
                    "name the stage: `Stage::named(…)`",
                );
            }
            _ => names.index_of(stage),
        };
        match found {
            Some(earlier) if earlier < index => {
                if let Place::Name(name) = &stage.0 {
                    self.name(name);
                }
            }
            Some(later) => {
                let message = if later == index {
                    format!("the stage `{stage}` refers to itself")
                } else {
                    format!("the stage `{stage}` comes later")
                };
                self.error(&rules::LATER_STAGE, message, "move it before this one");
            }
            None => {
                let known = names.before(index);
                let help = match (&stage.0, nearest(&stage.to_string(), known.iter().copied())) {
                    (Place::Nowhere, _) => {
                        "name it: `Stage::named(…)`, or add it with `Dockerfile::begin`".to_owned()
                    }
                    (_, Some(nearest)) => format!("did you mean `{nearest}`?"),
                    (_, None) => match known.as_slice() {
                        [] => "no stage before this one has a name".to_owned(),
                        names => format!("before this one there are `{}`", names.join("`, `")),
                    },
                };
                let message = match &stage.0 {
                    Place::Name(name) => {
                        format!("no stage is named `{}`", name.as_str().escape_debug())
                    }
                    Place::Index(number) => format!("there is no stage number {number}"),
                    Place::Nowhere => "the stage has no name to refer to it by".to_owned(),
                };
                self.error(&rules::UNKNOWN_STAGE, message, help);
            }
        }
    }

    /// The instruction with nothing left to decide; a finding for whatever cannot be decided.
    pub(super) fn resolve<'a>(
        &mut self,
        instruction: &'a Instruction,
        runner: &Runner<'_>,
    ) -> Cow<'a, Instruction> {
        match resolve::instruction(instruction, runner) {
            Ok(resolved) => resolved,
            Err(problems) => {
                for problem in problems {
                    self.open(problem);
                }
                Cow::Borrowed(instruction)
            }
        }
    }

    fn open(&mut self, problem: Problem) {
        match problem {
            Problem::Uid { user, mount } => self.error(
                &rules::UNKNOWN_USER,
                format!("the cache `{mount}` needs the uid of the user `{user}`"),
                format!("give it: `User::new(\"{user}\").uid(1001)`"),
            ),
            Problem::Home { user, mount } => self.error(
                &rules::UNKNOWN_USER,
                format!("the cache `{mount}` needs the home directory of the user `{user}`"),
                format!("give it: `User::new(\"{user}\").home(\"/home/…\")`"),
            ),
            Problem::User { mount } => self.error(
                &rules::UNKNOWN_USER,
                format!("the cache `{mount}` needs to know who the stage runs as, and its base may be one of several stages"),
                "say it: `.base_user(User::new(…))`, or set `USER` first",
            ),
            Problem::Trigger => self.error(
                &rules::ONBUILD,
                "a cache in `ONBUILD` cannot follow the user, who is that of another Dockerfile",
                "name its directory and owner: `CacheMount::new(…).id(…).uid(…).gid(…)`",
            ),
            Problem::Root { manager, user } => self.error(
                &rules::NEEDS_ROOT,
                format!("{manager} works for root only, and the step runs as `{user}`"),
                "put the step before `USER`, or write `.user(User::root())` in front of it and the user again after it",
            ),
            Problem::Lead { manager, lead, instead } => {
                let (what, help) = match instead {
                    Instead::Exec => ("the exec form".to_owned(), "write the command as text".to_owned()),
                    Instead::Script => {
                        ("a script with `#!`".to_owned(), format!("take `#!` off and begin with `{lead}`"))
                    }
                    Instead::Shell(shell) => (
                        format!("for the shell `{shell}`"),
                        format!("do what `{lead}` does in that shell and add the mounts with `CacheMount`"),
                    ),
                };
                self.error(
                    &rules::PRESET_NEEDS_SHELL,
                    format!("the cache of {manager} puts `{lead}` in front of the command, and this is {what}"),
                    help,
                );
            }
        }
    }
}

/// The stage that the builder would take the image for.
fn named(names: &StageNames<'_>, image: &Image) -> Option<usize> {
    names.first(image.text().as_literal()?)
}
