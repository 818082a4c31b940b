//! What BuildKit's build checks look at where a stage is built: its steps, and before them the triggers of its base.
//!
//! Source: `dispatchStages` and `dispatch` in `frontend/dockerfile/dockerfile2llb/convert.go`.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::mem;

use super::environment::{Environments, Root, Upto};
use super::expand::Known;
use super::globals::{Defaults, Globals, PREDEFINED};
use super::undefined::{Reference, Undefined};
use super::views::{DirectoryView, ExposedView, NamedView, StartView, UndefinedView};
use super::{Check, Class};
use crate::dockerfile::Dockerfile;
use crate::instruction::{Instruction, OnBuild};
use crate::mount::Mount;
use crate::or_arg::OrArg;
use crate::place::Place;
use crate::resolve::Resolving;
use crate::rule;
use crate::source::Source;
use crate::stage::Stage;
use crate::stage_names::{By, StageNames};
use crate::text::Text;

/// What is known of the stages so far.
pub(super) struct Built<'a> {
    pub(super) globals: Globals<'a>,
    environments: Environments<'a>,
    stages: Vec<State<'a>>,
    /// The stages without which the last one cannot be built.
    needed: OnceCell<Vec<bool>>,
}

/// What is known of a stage.
#[derive(Clone, Default)]
struct State<'a> {
    /// Whether a `WORKDIR` stands in it or in a stage that it starts from, or may do.
    directory: bool,
    /// Whether a `SHELL` does.
    shell: bool,
    /// Whether nothing but the file says what its variables are.
    is_known: bool,
    /// What stages that start from it do first.
    triggers: Vec<&'a Instruction>,
}

impl State<'_> {
    /// What is different after an instruction.
    fn after(&mut self, instruction: &Instruction) {
        let keyword = match instruction {
            Instruction::Workdir(_) => Some("workdir"),
            Instruction::Shell(_) => Some("shell"),
            Instruction::Trigger(trigger) => rule::trigger_keyword(&trigger.text),
            _ => return,
        };
        self.directory |= keyword == Some("workdir");
        self.shell |= keyword == Some("shell");
    }
}

impl<'a> Built<'a> {
    pub(super) fn of(file: &'a Dockerfile) -> Self {
        Self {
            globals: Globals::of(file),
            environments: Environments::default(),
            stages: Vec::new(),
            needed: OnceCell::new(),
        }
    }

    /// The build is given these arguments.
    pub(super) fn with(mut self, args: &'a [(String, String)]) -> Self {
        self.globals = self.globals.with(args);
        self
    }

    /// Reads the last stage up to a step.
    pub(super) fn read(&mut self, upto: Upto) {
        self.environments.read(&self.globals, upto);
    }

    /// What a text is where the last stage was read to, if that is known.
    pub(super) fn known<'t>(&self, text: &'t Text) -> Option<Cow<'t, str>>
    where
        'a: 't,
    {
        self.environments.value(text)
    }

    /// A trigger of the last stage.
    pub(super) fn triggered(&mut self, trigger: &'a OnBuild) {
        if let Some(state) = self.stages.last_mut() {
            state.triggers.push(trigger.innermost());
        }
    }

    /// A stage begins. Gives what its base has it do first.
    pub(super) fn begin(&mut self, own: &'a Stage, names: &StageNames<'a>) -> Vec<&'a Instruction> {
        let index = self.stages.len();
        let mut state = State::default();
        let (bases, root) = self.bases(own, index, names, &mut state.shell);
        let mut triggers = Vec::new();
        for base in &bases {
            let Some(base) = self.stages.get(*base) else {
                continue;
            };
            state.directory |= base.directory;
            state.shell |= base.shell;
            triggers.extend_from_slice(&base.triggers);
        }
        state.is_known = match root {
            Root::Scratch => true,
            Root::Stage(base) => self.stages.get(base).is_some_and(|base| base.is_known),
            Root::Unknown => false,
        };
        // Which of several it is, is not known; nor what text with arguments names.
        if bases.len() > 1 || bases.contains(&UNKNOWN) {
            state.directory |= bases.contains(&UNKNOWN);
            state.shell |= bases.contains(&UNKNOWN);
            triggers.drain(..).for_each(|trigger| state.after(trigger));
        }
        self.stages.push(state);
        self.environments.begin(own, root, triggers.clone());
        triggers
    }

    /// What the image of a stage is by default, if it refers to arguments and none of that is refused.
    pub(super) fn defaults(&self, stage: &'a Stage) -> Option<Defaults<'a>> {
        match &stage.source {
            Source::Image(image) if image.text().as_literal().is_none() => {
                self.globals.expanded(image.text())
            }
            Source::Image(_) | Source::Stage(_) => None,
        }
    }

    /// The stages that it may start from, and whether its image is known to set a `SHELL`.
    fn bases(
        &self,
        stage: &'a Stage,
        index: usize,
        names: &StageNames<'a>,
        shell: &mut bool,
    ) -> (Vec<usize>, Root) {
        let image = match &stage.source {
            Source::Stage(base) => {
                let base = names.index_of(base, By::From, index);
                return match base.filter(|base| *base < index) {
                    Some(base) => (vec![base], Root::Stage(base)),
                    None => (vec![UNKNOWN], Root::Unknown),
                };
            }
            Source::Image(image) => image.text(),
        };
        match image.as_literal() {
            Some("scratch") if !names.has_scratch() => return (Vec::new(), Root::Scratch),
            Some(image) => {
                *shell = rule::sets_shell(image);
                return (Vec::new(), Root::Unknown);
            }
            None => {}
        }
        let mut bases = Vec::new();
        let expanded = self.defaults(stage);
        let Some([Ok(first), Ok(second), Ok(third)]) = expanded else {
            return (vec![UNKNOWN], Root::Unknown);
        };
        for name in [&first, &second, &third] {
            *shell |= rule::sets_shell(name);
            let base = names.taken(name, By::From, index);
            bases.extend(base.filter(|base| *base < index));
        }
        bases.dedup();
        (bases, Root::Unknown)
    }

    /// Whether the last stage of the file needs this one.
    fn is_needed(&self, index: usize, names: &StageNames<'a>) -> bool {
        let needed = self.needed.get_or_init(|| self.needed_by(names, None));
        needed.get(index).copied().unwrap_or_default()
    }

    /// The stages that the one that is built starts from, copies from and mounts, and so on; none, if it is not there.
    ///
    /// Where the platform decides which of several a stage starts from, those are all of them.
    pub(super) fn needed_by(&self, names: &StageNames<'a>, target: Option<&str>) -> Vec<bool> {
        let stages = &names.file().stages;
        let mut needed = vec![false; stages.len()];
        let mut open: Vec<_> = built_stage(names, target).into_iter().collect();
        while let Some(index) = open.pop() {
            let (Some(seen), Some(stage)) = (needed.get_mut(index), stages.get(index)) else {
                continue;
            };
            if mem::replace(seen, true) {
                continue;
            }
            for base in self.defaults(stage).into_iter().flatten().flatten() {
                open.extend(names.taken(&base, By::From, index));
            }
            let mut need = |source: &Source, by| {
                if let Source::Stage(other) = source {
                    open.extend(names.index_of(other, by, index));
                }
            };
            need(&stage.source, By::From);
            // What its base has it do first is done here.
            let base = match &stage.source {
                Source::Stage(base) => names.index_of(base, By::From, index),
                Source::Image(_) => None,
            };
            let mut instructions: Vec<&Instruction> = Vec::new();
            let base = base.filter(|base| *base < index);
            if let Some(base) = base.and_then(|it| stages.get(it)) {
                for step in &base.steps {
                    if let Instruction::OnBuild(trigger) = &step.instruction {
                        instructions.push(trigger.innermost());
                    }
                }
            }
            instructions.extend(stage.steps.iter().map(|step| &step.instruction));
            for instruction in instructions {
                match instruction {
                    Instruction::Copy(copy) => {
                        if let Some(from) = &copy.from {
                            need(from, By::Copy);
                        }
                    }
                    Instruction::Run(run) => {
                        for source in run.mounts.iter().filter_map(Mount::source) {
                            need(source, By::Mount);
                        }
                    }
                    _ => {}
                }
            }
        }
        needed
    }
}

/// In place of the number of a stage that is not known.
const UNKNOWN: usize = usize::MAX;

/// The stage that is built: the last one, unless another is asked for.
///
/// Source: `toDispatchState` in `frontend/dockerfile/dockerfile2llb/convert.go`.
pub(crate) fn built_stage(names: &StageNames<'_>, target: Option<&str>) -> Option<usize> {
    let last = names.file().stages.len().checked_sub(1)?;
    match target {
        None | Some("") => Some(last),
        Some(name) => names.taken(name, By::Copy, last),
    }
}

impl<'a> Check<'a, '_> {
    /// A stage begins, with what its base has it do first.
    pub(super) fn begin_built(&mut self, index: usize, stage: &'a Stage) {
        let triggers = self.built.begin(stage, self.names);
        let mut rest = triggers.as_slice();
        while let [trigger, after @ ..] = rest {
            let number = triggers.len() - rest.len();
            rest = after;
            if self.built.is_needed(index, self.names) {
                let next = || {
                    let kind: &Instruction = trigger;
                    let other = rest.iter().find(|other| is_same_kind(kind, other));
                    let place = other.map(|_| Place::of_stage(stage, index));
                    place.or_else(|| next_of_kind(kind, stage, index, 0))
                };
                self.look_at(trigger, trigger, Upto::Trigger(number), next);
            }
            if let Some(state) = self.built.stages.last_mut() {
                state.after(trigger);
            }
        }
    }

    /// A step of the last stage, and how many findings there were before it.
    #[inline]
    pub(super) fn step_built(&mut self, step: &Resolving<'a, '_>, before: usize) {
        let instruction = &step.step.instruction;
        let Some(state) = self.built.stages.last_mut() else {
            return;
        };
        match instruction {
            Instruction::Run(_) | Instruction::Copy(_) if !state.is_known => {}
            Instruction::OnBuild(trigger) => self.built.triggered(trigger),
            _ => self.other_built(step, before),
        }
    }

    fn other_built(&mut self, step: &Resolving<'a, '_>, before: usize) {
        let (index, number) = (step.index, step.number);
        let instruction = &step.step.instruction;
        // BuildKit builds nothing that it refuses.
        if self.is_sound(before) {
            let stage = self.names.stage(index);
            self.look_at(instruction, step.instruction(), Upto::Step(number), || {
                next_of_kind(instruction, stage?, index, number + 1)
            });
        }
        if let Some(state) = self.built.stages.last_mut() {
            state.after(instruction);
        }
    }

    /// Whether no error was found behind so many findings.
    pub(super) fn is_sound(&self, before: usize) -> bool {
        let mut findings = self.sink.findings.iter().skip(before);
        findings.all(|finding| finding.rule.class == Class::Lint)
    }

    /// Shows an instruction to the rules that look at it.
    fn look_at(
        &mut self,
        instruction: &'a Instruction,
        resolved: &Instruction,
        upto: Upto,
        next: impl FnOnce() -> Option<Place>,
    ) {
        let Some(state) = self.built.stages.last() else {
            return;
        };
        let is_known = state.is_known;
        match instruction {
            Instruction::Cmd(_) | Instruction::Entrypoint(_) | Instruction::Healthcheck(_) => {
                let view = StartView {
                    instruction,
                    has_shell: state.shell,
                    next: next(),
                };
                return self.asked.start(&view, &mut self.sink);
            }
            Instruction::Env(env) => {
                for (name, _) in &env.variables {
                    self.named("ENV", name.text(), upto);
                }
            }
            Instruction::Arg(arg) => {
                for declaration in &arg.declarations {
                    self.named("ARG", declaration.name.text(), upto);
                }
            }
            Instruction::Expose(expose) => {
                for port in &expose.ports {
                    if let OrArg::Text(written) = port {
                        let expanded = self.value(written, upto);
                        let view = ExposedView { written, expanded };
                        self.asked.exposed(&view, &mut self.sink);
                    }
                }
            }
            Instruction::Workdir(workdir) if !state.directory => {
                if let Some(path) = self.value(&workdir.path, upto) {
                    let view = DirectoryView { path: &path };
                    self.asked.directory(&view, &mut self.sink);
                }
            }
            Instruction::Maintainer(_) => {
                return self.asked.deprecated(instruction, &mut self.sink);
            }
            _ => {}
        }
        if is_known {
            self.undefined(resolved, upto);
        }
    }

    #[inline]
    fn named(&mut self, keyword: &'static str, name: &'a Text, upto: Upto) {
        if let Some(name) = self.value(name, upto) {
            let name = &*name;
            self.asked
                .named(&NamedView { keyword, name }, &mut self.sink);
        }
    }

    /// What a text is there, if that is known.
    #[inline]
    fn value(&mut self, text: &'a Text, upto: Upto) -> Option<Cow<'a, str>> {
        if let Some(literal) = text.as_literal() {
            return Some(Cow::Borrowed(literal));
        }
        let built = &mut self.built;
        built.environments.read(&built.globals, upto);
        built.environments.value(text)
    }

    /// Variables that are set nowhere.
    fn undefined(&mut self, instruction: &Instruction, upto: Upto) {
        let mut found = Undefined::default();
        instruction.visit(&mut found);
        if found.references.is_empty() {
            return;
        }
        let built = &mut self.built;
        built.environments.read(&built.globals, upto);
        let by_platform = self.names.file().cache_ids.by_platform;
        let arguments = match instruction {
            Instruction::Arg(arg) => arg.declarations.as_slice(),
            _ => &[],
        };
        for Reference {
            field,
            name,
            arguments: count,
        } in found.references
        {
            // Where ids name the platform, its arguments are declared for them.
            let is_declared = by_platform && PREDEFINED.contains(&name);
            if !is_declared && built.environments.is_undefined(name) {
                let mut front: Vec<&str> = Vec::new();
                for it in arguments.get(..count).unwrap_or_default() {
                    let Some(name) = it.name.as_literal() else {
                        continue;
                    };
                    if it.default.is_some() || built.globals.value(name) != Known::Unset {
                        front.push(name);
                    }
                }
                let view = UndefinedView {
                    field,
                    name,
                    nearest: built.environments.suggested(name, &front),
                    is_global: self.scope.declares(name),
                };
                self.asked.undefined(&view, &mut self.sink);
            }
        }
    }

    /// Whether variables of the last stage that are set nowhere are found.
    pub(super) fn finds_undefined(&self) -> bool {
        let state = self.built.stages.last();
        state.is_some_and(|state| state.is_known) && self.built.environments.is_known()
    }
}

fn is_same_kind(one: &Instruction, other: &Instruction) -> bool {
    mem::discriminant(one) == mem::discriminant(other)
}

/// Where the next of its kind is in the steps of a stage, from one on.
fn next_of_kind(kind: &Instruction, stage: &Stage, index: usize, from: usize) -> Option<Place> {
    let mut steps = stage.steps.iter().enumerate().skip(from);
    let (number, step) = steps.find(|(_, step)| is_same_kind(kind, &step.instruction))?;
    Some(Place::of_step(stage, (index, number), step))
}
