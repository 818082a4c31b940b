//! Pieces of a Dockerfile that are made elsewhere.

use crate::dockerfile::Dockerfile;
use crate::stage::{IntoSteps, Stage};

/// What can be put into a [`Dockerfile`] at once: an instruction, any number of them, or a whole stage.
///
/// Instructions are whatever is [`IntoSteps`]: a list, a tuple, the value of a `dockerfile!` without `FROM`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an instruction, list of instructions or stage",
    label = "cannot be put into a Dockerfile",
    note = "an instruction is a value like `Run::new(…)`; several are a tuple, or anything that iterates over them"
)]
pub trait Fragment<Parts = ()> {
    /// Puts it at the end of the file.
    #[track_caller]
    fn append_to(self, file: &mut Dockerfile);
}

impl<Parts, S: IntoSteps<Parts>> Fragment<Parts> for S {
    #[track_caller]
    fn append_to(self, file: &mut Dockerfile) {
        self.append_steps(file.open_steps());
    }
}

impl Fragment for Stage {
    fn append_to(self, file: &mut Dockerfile) {
        file.begin(self);
    }
}
