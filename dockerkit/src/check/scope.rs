//! Which arguments of the file a stage knows.

use std::rc::Rc;

use crate::by_name::Names;
use crate::dockerfile::Dockerfile;
use crate::instruction::Instruction;
use crate::text::Text;
use crate::visit::{ARGUMENT_NAME, Field, Visitor};

/// The arguments that are declared in front of the first stage, and which of them each stage declares, too.
#[derive(Default)]
pub(super) struct Scope<'a> {
    globals: Names<'a>,
    /// What each stage so far knows at its end; nothing of one whose base may be any stage.
    stages: Vec<Option<Rc<Known>>>,
}

/// Some of the arguments, a bit each by their numbers.
#[derive(Clone, Default)]
struct Known(Vec<u64>);

impl Known {
    fn holds(&self, number: usize) -> bool {
        let bits = self.0.get(number / 64).copied().unwrap_or_default();
        bits & (1 << (number % 64)) != 0
    }

    fn add(&mut self, number: usize) {
        let at = number / 64;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= 1 << (number % 64);
        }
    }
}

impl<'a> Scope<'a> {
    pub(super) fn of(file: &'a Dockerfile) -> Self {
        let instructions = file.globals.iter().map(|step| &step.instruction);
        let mut globals = Names::default();
        for name in instructions.flat_map(declared) {
            globals.add(name);
        }
        Self {
            globals,
            stages: Vec::new(),
        }
    }

    /// Whether an argument is declared in front of the first stage.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.globals.contains(name)
    }

    /// Whether there is nothing to know.
    pub(super) fn is_empty(&self) -> bool {
        self.globals.is_empty()
    }

    /// A stage begins that starts from an image, or from an earlier stage, whose arguments it has.
    pub(super) fn stage(&mut self, base: Option<usize>, is_open: bool) {
        if self.is_empty() {
            return;
        }
        let known = match base.and_then(|base| self.stages.get(base)) {
            Some(base) => base.clone(),
            None => (!is_open).then(Rc::default),
        };
        self.stages.push(known);
    }

    /// The arguments of the file that this instruction refers to and its stage does not know, with where it does.
    pub(super) fn unknown<'i>(
        &self,
        instruction: &'i Instruction,
    ) -> Vec<(&'static Field, &'i str)> {
        let known = self.stages.last().and_then(Option::as_deref);
        // A trigger is carried out in another stage.
        if let (Some(known), false) = (known, matches!(instruction, Instruction::OnBuild(_))) {
            let mut unknown = Unknown {
                scope: self,
                known,
                declared: None,
                passed: Names::default(),
                found: Vec::new(),
            };
            instruction.visit(&mut unknown);
            return unknown.found;
        }
        Vec::new()
    }

    /// What the stage knows after an instruction.
    pub(super) fn after(&mut self, instruction: &'a Instruction) {
        let Self { globals, stages } = self;
        if let Some(Some(known)) = stages.last_mut() {
            for name in declared(instruction) {
                // A stage that declares nothing itself shares what its base knows.
                if let Some(number) = globals.get(name).filter(|it| !known.holds(*it)) {
                    Rc::make_mut(known).add(number);
                }
            }
        }
    }
}

/// The names that an instruction declares or sets.
fn declared(instruction: &Instruction) -> Vec<&str> {
    let mut names = Vec::new();
    match instruction {
        Instruction::Arg(arg) => {
            for declaration in &arg.declarations {
                names.extend(declaration.name.as_literal());
            }
        }
        Instruction::Env(env) => {
            for (name, _) in &env.variables {
                names.extend(name.as_literal());
            }
        }
        _ => {}
    }
    names
}

struct Unknown<'s, 'a, 'i> {
    scope: &'s Scope<'a>,
    known: &'s Known,
    /// The name that an `ARG` declares, which is none in its own default.
    declared: Option<&'i str>,
    /// Names of which nothing more is to be said: told, or declared in front in the same `ARG`.
    passed: Names<'i>,
    found: Vec<(&'static Field, &'i str)>,
}

impl<'i> Visitor<'i> for Unknown<'_, '_, 'i> {
    fn raw(&mut self, field: &'static Field, text: &'i str) {
        if std::ptr::eq(field, &raw const ARGUMENT_NAME) {
            if let Some(name) = self.declared.replace(text) {
                self.passed.add(name);
            }
        }
    }

    fn text(&mut self, field: &'static Field, text: &'i Text) {
        if text.as_literal().is_some() {
            return;
        }
        for name in text.references() {
            match self.scope.globals.get(name) {
                Some(number) if !self.known.holds(number) && self.passed.add(name) => {
                    self.found.push((field, name));
                }
                _ => {}
            }
        }
    }
}
