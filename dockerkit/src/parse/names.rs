//! Which of the images that are named are stages.
//!
//! Source: `addState` and `findStateByName` in `frontend/dockerfile/dockerfile2llb/convert.go`.

use std::collections::HashSet;

use crate::dockerfile::Dockerfile;
use crate::instruction::Instruction;
use crate::name::{Image, StageName};
use crate::source::{Source, StageRef};

/// The stages so far, by their names in small letters.
#[derive(Default)]
pub(super) struct Names {
    known: HashSet<String>,
    /// Whether a source outside of `FROM` may be one of them.
    pub(super) asked: std::cell::Cell<bool>,
}

impl Names {
    pub(super) fn add(&mut self, name: &StageName) {
        self.known.insert(name.lowercase().into_owned());
    }

    /// The stage that an image of `FROM` is: there the case matters.
    pub(super) fn base(&self, image: &Image) -> Option<StageRef> {
        let name = image.text().as_literal()?;
        let known = self.known.contains(name);
        known.then(|| StageRef::by_name(name.to_owned()))
    }

    /// Whether a stage has that name, in any case.
    pub(super) fn is_known(&self, name: &str) -> bool {
        self.known.contains(&*name.to_ascii_lowercase())
    }

    fn settle(&self, source: &mut Source) {
        let Source::Image(image) = source else { return };
        let Some(name) = image.text().as_literal() else {
            return;
        };
        if self.is_known(name) {
            *source = StageRef::by_name(name.to_owned()).into();
        }
    }

    /// Everywhere else a name means a stage of any place in the file.
    pub(super) fn end(&self, file: &mut Dockerfile) {
        if self.known.is_empty() || !self.asked.get() {
            return;
        }
        let steps = file.stages.iter_mut().flat_map(|stage| &mut stage.steps);
        for step in steps {
            match &mut step.instruction {
                Instruction::Copy(copy) => {
                    if let Some(source) = &mut copy.from {
                        self.settle(source);
                    }
                }
                Instruction::Run(run) => {
                    let mounts = run.mounts.iter_mut();
                    mounts
                        .filter_map(crate::mount::Mount::source_mut)
                        .for_each(|source| self.settle(source));
                }
                _ => {}
            }
        }
    }
}
