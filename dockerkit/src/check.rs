//! Finding what is wrong, all of it in one pass.

mod built;
mod effects;
mod elsewhere;
mod emptied;
mod environment;
mod expand;
pub(crate) mod fleet;
mod globals;
mod layer;
mod layered;
mod layers;
mod levels;
pub(crate) mod lock_order;
mod managers;
mod paths;
mod report;
mod rule;
pub mod rules;
mod run;
mod same_id;
mod scope;
mod seen;
#[cfg(feature = "project")]
pub(crate) mod services;
mod sink;
mod syntax;
mod undefined;
pub(crate) mod uses;
mod values;
mod views;

pub use report::{Finding, Report};
pub use rule::{Class, Rule};
#[cfg(feature = "parse")]
pub(crate) use rules::look_at_typing;
pub(crate) use sink::{NOWHERE, Sink, Stage as StageName};
#[cfg(feature = "parse")]
pub(crate) use views::Typed;
pub(crate) use views::Written;

use std::borrow::Cow;

use built::Built;
use layers::Layers;
use lock_order::LockOrder;
use managers::Filled;
use rule::Asked;
use same_id::Ids;
use scope::Scope;
use seen::Mounts;
use syntax::Frontend;
use values::Values;
use views::{At, FilesView, GlobalArgument, GlobalView, MountView, StageView};

use crate::dockerfile::Dockerfile;
use crate::escape::Escape;
use crate::instruction::{FileSource, Instruction, Run};
use crate::levels::Levels;
use crate::name::{Image, VariableName};
use crate::origin::Origin;
use crate::place::{Part, Place};
use crate::resolve::{self, Reader, Resolved, Resolving};
use crate::shell::Command;
use crate::source::Source;
use crate::stage::{Stage, Step};
use crate::stage_names::{By, StageNames};

/// Looks at a whole file. What has to be looked at as it is written is in [`Sink::looks`].
pub(crate) fn file(file: &Dockerfile, within: Within) -> (Sink<'_>, Resolved) {
    let names = StageNames::new(file);
    let mut check = Check::new(file.directives.escape, &file.levels, &names);
    check.within = within;
    check.sink.levels.directive(file.directives.build_checks());
    let origin = match file.globals.first() {
        Some(step) => Some(&step.origin),
        None => file.stages.first().map(|stage| &stage.origin),
    };
    check.sink.is_read = origin.is_some_and(Origin::is_in_dockerfile);
    check.frontend = Frontend::of(&file.directives);
    check.foreign = syntax::is_foreign(&file.directives);
    check.whole(file);
    let mut first = true;
    for (index, step) in file.globals.iter().enumerate() {
        check.global(index, step, first);
        first &= step.instruction.is_blank();
    }
    resolve::each_step(file, &names, &mut check);
    (check.sink, check.decided)
}

/// Looks at an instruction by itself: its values only.
pub(crate) fn alone(instruction: &Instruction, escape: Escape) -> Report {
    static LEVELS: Levels = Levels::new();
    let file = Dockerfile::default();
    let names = StageNames::new(&file);
    let mut check = Check::new(escape, &LEVELS, &names);
    let keyword = instruction.keyword();
    check.sink.at(Part::Directives, keyword, &NOWHERE);
    match resolve::alone(instruction) {
        Ok(instruction) => check.instruction(&instruction, None, None),
        Err(problem) => check.asked.problem(&problem, &mut check.sink),
    }
    Report {
        findings: check.sink.findings,
    }
}

/// Shows an instruction as it is written to the rules that look at that.
pub(crate) fn written(written: &Written<'_>, sink: &mut Sink<'_>) {
    Asked::all().written(written, sink);
}

/// Whether a file is one of a project's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    Nothing,
    #[cfg(feature = "project")]
    Project,
}

struct Check<'a, 'n> {
    within: Within,
    sink: Sink<'a>,
    names: &'n StageNames<'a>,
    asked: &'static Asked,
    frontend: Option<Frontend>,
    foreign: bool,
    mounts: Mounts<'a>,
    filled: Filled,
    ids: Ids,
    locks: LockOrder,
    /// The steps whose locks it has seen.
    locking: Vec<Place>,
    layers: Layers<'a>,
    scope: Scope<'a>,
    built: Built<'a>,
    decided: Resolved,
}

impl<'a, 'n> Check<'a, 'n> {
    fn new(escape: Escape, levels: &'a Levels, names: &'n StageNames<'a>) -> Self {
        Self {
            within: Within::Nothing,
            sink: Sink::new(escape, levels),
            names,
            asked: Asked::all(),
            frontend: None,
            foreign: false,
            mounts: Mounts::default(),
            filled: Filled::default(),
            ids: Ids::default(),
            locks: LockOrder::default(),
            locking: Vec::new(),
            layers: Layers::default(),
            scope: Scope::of(names.file()),
            built: Built::of(names.file()),
            decided: Resolved::new(),
        }
    }

    /// The visitor that shows values to their rules.
    fn values<'s>(&'s mut self, at: Option<At>) -> Values<'s, 'a>
    where
        'a: 's,
    {
        Values {
            sink: &mut self.sink,
            asked: self.asked,
            key: None,
            names: self.names,
            at,
            special: false,
            sound: None,
        }
    }

    fn whole(&mut self, file: &'a Dockerfile) {
        self.asked.file(file, &mut self.sink);
        file.directives.visit(&mut self.values(None));
        if let Some(frontend) = &mut self.frontend {
            frontend.check(&mut self.sink, |needs| file.directives.visit(needs));
        }
    }

    fn global(&mut self, index: usize, step: &'a Step, first: bool) {
        let instruction = &step.instruction;
        let keyword = instruction.keyword();
        let part = Part::Global(index);
        self.sink.at(part, keyword, &step.origin);
        self.asked
            .global(&GlobalView { instruction, first }, &mut self.sink);
        if matches!(
            instruction,
            Instruction::Arg(_)
                | Instruction::BlankLine
                | Instruction::Caches(_)
                | Instruction::Comment(_)
        ) {
            self.instruction(instruction, None, None);
        }
        self.syntax(instruction);
        self.step_ends(instruction);
    }

    #[inline]
    fn step_ends(&mut self, instruction: &'a Instruction) {
        match instruction {
            Instruction::Comment(comment) => {
                self.sink.levels.comment(&comment.text, comment.checks);
            }
            it if it.is_blank() => {}
            _ => self.sink.levels.step_ends(),
        }
    }

    #[inline]
    fn syntax(&mut self, instruction: &Instruction) {
        let escape = self.sink.escape;
        if let Some(frontend) = &mut self.frontend {
            frontend.instruction(&mut self.sink, instruction, escape);
        }
    }

    /// The values of an instruction, and what they are together; of sound mounts only how many bytes they take.
    fn instruction(&mut self, instruction: &Instruction, at: Option<At>, sound: Option<usize>) {
        if self.sink.escape != Escape::Backslash && instruction.is_read_twice() {
            self.sink.look();
        }
        if let Instruction::OnBuild(trigger) = instruction {
            self.ask(instruction);
            return match trigger.instruction.as_ref() {
                // What cannot be held has an error already.
                Instruction::OnBuild(_)
                | Instruction::Maintainer(_)
                | Instruction::BlankLine
                | Instruction::Caches(_)
                | Instruction::Comment(_) => {}
                // It is carried out in a directory of another Dockerfile.
                held => {
                    let at = at.map(|at| At {
                        index: at.index,
                        trigger: true,
                        depth: None,
                    });
                    self.instruction(held, at, None);
                }
            };
        }
        let mut values = self.values(at);
        values.sound = sound;
        instruction.visit(&mut values);
        let special = values.special;
        match instruction {
            Instruction::Run(run) if sound.is_none() => self.mounts(run, at),
            Instruction::Copy(copy) => {
                if special || copy.chmod.is_some() || !copy.exclude.is_empty() {
                    self.files(&FilesView {
                        sources: &copy.sources,
                        destination: &copy.destination,
                        exclude: &copy.exclude,
                        chmod: copy.chmod.as_ref(),
                        checksum: None,
                        inline: has_inline(&copy.sources),
                        sends: copy.from.is_none(),
                        fetches: false,
                    });
                }
            }
            Instruction::Add(add) => {
                self.files(&FilesView {
                    sources: &add.sources,
                    destination: &add.destination,
                    exclude: &add.exclude,
                    chmod: add.chmod.as_ref(),
                    checksum: add.checksum.as_ref(),
                    inline: has_inline(&add.sources),
                    sends: true,
                    fetches: true,
                });
            }
            Instruction::Env(env) if env.variables.iter().any(|(name, _)| expands(name)) => {
                self.ask(instruction);
            }
            Instruction::Arg(arg) if arg.declarations.iter().any(|it| expands(&it.name)) => {
                self.ask(instruction);
            }
            // Nothing but values.
            Instruction::Arg(_)
            | Instruction::BlankLine
            | Instruction::Caches(_)
            | Instruction::Cmd(_)
            | Instruction::Comment(_)
            | Instruction::Entrypoint(_)
            | Instruction::Env(_)
            | Instruction::Run(_)
            | Instruction::Shell(_)
            | Instruction::Volume(_)
            | Instruction::Workdir(_) => {}
            Instruction::Expose(_)
            | Instruction::Healthcheck(_)
            | Instruction::Label(_)
            | Instruction::Maintainer(_)
            | Instruction::OnBuild(_)
            | Instruction::StopSignal(_)
            | Instruction::Trigger(_)
            | Instruction::User(_) => self.ask(instruction),
        }
    }

    fn ask(&mut self, instruction: &Instruction) {
        self.asked.instruction(instruction, &mut self.sink);
    }

    fn files(&mut self, files: &FilesView<'_>) {
        self.asked.files(files, &mut self.sink);
    }

    fn mounts(&mut self, run: &Run, at: Option<At>) {
        for mount in &run.mounts {
            let view = MountView {
                mount,
                depth: at.and_then(|at| at.depth),
                foreign: self.foreign,
            };
            self.asked.mount(&view, &mut self.sink);
            if mount.source().is_none() && self.names.has_scratch() {
                // BuildKit looks for a stage of that name.
                let scratch = Source::Image(Image::new("scratch"));
                self.values(at).reference(&scratch, By::Mount);
            }
        }
    }
}

impl Check<'_, '_> {
    /// Arguments of the file that the stage does not declare.
    fn global_arguments(&mut self, instruction: &Instruction) {
        // That is said of any variable there.
        if self.finds_undefined() {
            return;
        }
        for (field, name) in self.scope.unknown(instruction) {
            let view = GlobalArgument { field, name };
            self.asked.global_argument(&view, &mut self.sink);
        }
    }
}

impl<'a> Reader<'a> for Check<'a, '_> {
    fn stage(&mut self, index: usize, stage: &'a Stage) {
        match &stage.source {
            Source::Stage(base) => {
                let base = self.names.index_of(base, By::From, index);
                self.filled.stage(base);
                self.scope.stage(base, base.is_none());
            }
            Source::Image(image) => {
                self.filled.stage(None);
                self.scope.stage(None, image.text().as_literal().is_none());
            }
        }
        self.layer_begins(index, stage);
        self.sink.stage_begins(StageName::of(stage, index));
        let before = self.sink.findings.len();
        self.sink.at(Part::Stage(index), "FROM", &stage.origin);
        if let Some(comment) = &stage.comment {
            self.sink.levels.comment(&comment.text, comment.checks);
        }
        let at = At {
            index,
            trigger: false,
            depth: None,
        };
        stage.visit_from(&mut self.values(Some(at)));
        let view = StageView {
            stage,
            index,
            names: self.names,
            scope: &self.scope,
            defaults: if self.is_sound(before) {
                self.built.defaults(stage)
            } else {
                None
            },
        };
        self.asked.stage(&view, &mut self.sink);
        self.begin_built(index, stage);
        if let Some(frontend) = &mut self.frontend {
            frontend.check(&mut self.sink, |needs| stage.visit_from(needs));
        }
        self.sink.levels.step_ends();
    }

    fn step(&mut self, step: Resolving<'a, '_>) {
        let (index, runner) = (step.index, step.runner);
        let instruction = &step.step.instruction;
        let part = Part::Step {
            stage: index,
            step: step.number,
        };
        let origin = &step.step.origin;
        let before = self.sink.findings.len();
        self.sink.at(part, instruction.keyword(), origin);
        self.sink.shell = runner.shell_of(instruction);
        if let Some(decided) = &step.decided {
            for problem in &decided.problems {
                self.asked.problem(problem, &mut self.sink);
            }
            if let Some(given) = &decided.given {
                self.asked.given(given, &mut self.sink);
            }
            let texts = resolve::command(instruction).map_or(&[][..], Command::shell_texts);
            for text in texts.iter().filter(|text| text.has_values()) {
                self.asked.text(text, &mut self.sink);
            }
        }
        let at = At {
            index,
            trigger: false,
            depth: runner.depth(),
        };
        match instruction {
            Instruction::Run(run) => self.run(run, &step, at),
            _ => self.instruction(step.instruction(), Some(at), None),
        }
        self.layer(&step);
        self.step_built(&step, before);
        if !self.scope.is_empty() {
            self.global_arguments(step.instruction());
            self.scope.after(instruction);
        }
        self.syntax(step.quoted());
        let settled = self.names.settled(step.instruction(), index);
        if let Some(decided) = step.decided {
            self.decided.extend(decided.args.map(|args| (part, args)));
            if let (None, Cow::Owned(own)) = (&settled, decided.instruction) {
                self.decided.push((part, own));
            }
        }
        self.decided.extend(settled.map(|settled| (part, settled)));
        self.step_ends(instruction);
    }
}

fn expands(name: &VariableName) -> bool {
    name.as_literal().is_none()
}

fn has_inline(sources: &[FileSource]) -> bool {
    let is_inline = |source: &FileSource| matches!(source, FileSource::Inline(_));
    sources.iter().any(is_inline)
}
