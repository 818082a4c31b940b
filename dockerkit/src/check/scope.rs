//! Which arguments of the file a stage knows.

use std::collections::HashSet;

use crate::dockerfile::Dockerfile;
use crate::instruction::Instruction;
use crate::text::Text;
use crate::visit::{Field, Visitor};

/// The arguments that are declared in front of the first stage, and which of them each stage declares, too.
#[derive(Default)]
pub(super) struct Scope<'a> {
    pub(super) globals: HashSet<&'a str>,
    /// What each stage so far knows at its end; nothing of one whose base may be any stage.
    stages: Vec<Option<HashSet<&'a str>>>,
}

impl<'a> Scope<'a> {
    pub(super) fn of(file: &'a Dockerfile) -> Self {
        let instructions = file.globals.iter().map(|step| &step.instruction);
        Self {
            globals: instructions.flat_map(declared).collect(),
            stages: Vec::new(),
        }
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
            None => (!is_open).then(HashSet::new),
        };
        self.stages.push(known);
    }

    /// The arguments of the file that this instruction refers to and its stage does not know, with where it does.
    pub(super) fn unknown<'i>(
        &self,
        instruction: &'i Instruction,
    ) -> Vec<(&'static Field, &'i str)> {
        let known = self.stages.last().and_then(Option::as_ref);
        // A trigger is carried out in another stage.
        if let (Some(known), false) = (known, matches!(instruction, Instruction::OnBuild(_))) {
            let mut found = Unknown {
                scope: self,
                known,
                found: Vec::new(),
            };
            instruction.visit(&mut found);
            return found.found;
        }
        Vec::new()
    }

    /// What the stage knows after an instruction.
    pub(super) fn after(&mut self, instruction: &'a Instruction) {
        let Self { globals, stages } = self;
        if let Some(Some(known)) = stages.last_mut() {
            known.extend(declared(instruction).filter(|name| globals.contains(name)));
        }
    }
}

/// The names that an instruction declares or sets.
fn declared(instruction: &Instruction) -> impl Iterator<Item = &str> {
    let (arguments, variables) = match instruction {
        Instruction::Arg(arg) => (arg.declarations.as_slice(), &[][..]),
        Instruction::Env(env) => (&[][..], env.variables.as_slice()),
        _ => (&[][..], &[][..]),
    };
    let arguments = arguments.iter().map(|it| &it.name);
    let names = arguments.chain(variables.iter().map(|(name, _)| name));
    names.filter_map(|name| name.as_literal())
}

struct Unknown<'s, 'a, 'i> {
    scope: &'s Scope<'a>,
    known: &'s HashSet<&'a str>,
    found: Vec<(&'static Field, &'i str)>,
}

impl<'i> Visitor<'i> for Unknown<'_, '_, 'i> {
    fn text(&mut self, field: &'static Field, text: &'i Text) {
        if text.as_literal().is_some() {
            return;
        }
        for name in text.references() {
            let is_new = self.found.iter().all(|(_, found)| *found != name);
            if is_new && self.scope.globals.contains(name) && !self.known.contains(name) {
                self.found.push((field, name));
            }
        }
    }
}
