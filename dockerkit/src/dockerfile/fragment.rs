//! Pieces of a Dockerfile that are made elsewhere.

use crate::dockerfile::Dockerfile;
use crate::instruction::Instruction;
use crate::origin::Origin;
use crate::stage::{Stage, Step};

/// What can be put into a [`Dockerfile`] at once: an instruction, any number of them, or a whole stage.
///
/// Anything that gives instructions when it is iterated over is one: a `Vec`, an array, an `Option`, an iterator.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an instruction, list of instructions or stage",
    label = "cannot be put into a Dockerfile",
    note = "an instruction is a value like `Run::new(…)`; a list is anything that iterates over one kind of them"
)]
pub trait Fragment {
    /// Puts it at the end of the file.
    #[track_caller]
    fn append_to(self, file: &mut Dockerfile);
}

impl<I> Fragment for I
where
    I: IntoIterator,
    I::Item: Into<Instruction>,
{
    #[track_caller]
    fn append_to(self, file: &mut Dockerfile) {
        let origin = Origin::caller();
        for instruction in self {
            file.add_step(Step {
                instruction: instruction.into(),
                origin: origin.clone(),
            });
        }
    }
}

impl Fragment for Stage {
    fn append_to(self, file: &mut Dockerfile) {
        file.begin(self);
    }
}

macro_rules! instructions {
    ($($instruction:ident)*) => {$(
        impl Fragment for crate::$instruction {
            #[track_caller]
            fn append_to(self, file: &mut Dockerfile) {
                file.add(self);
            }
        }
    )*};
}

instructions! {
    AddFiles Arg BlankLine Caches Cmd Comment CopyFiles DefaultShell Entrypoint Env Expose Healthcheck Instruction Label Maintainer
    OnBuild Run StopSignal User Volume Workdir
}
