//! Instructions that are put into a stage at once.

use crate::instruction::Instruction;
use crate::origin::Origin;
use crate::stage::Step;

/// What can be put into a stage at once: an instruction, or any number of them.
///
/// Anything that gives instructions when it is iterated over is one, a `Vec`, an array, an `Option`, an iterator; and so is
/// a tuple, whose parts may be of different kinds, and [`Steps`].
///
/// ```
/// use dockerkit::{Env, IntoSteps, Run, Stage};
///
/// fn users(names: &[&str]) -> impl IntoSteps {
///     names.iter().map(|name| Run::new(format!("adduser -D {name}"))).collect::<Vec<_>>()
/// }
///
/// let debug = false;
/// let stage = Stage::new("alpine").extend((
///     Env::new("TOOLS", "/opt"),
///     users(&["a", "b"]),
///     debug.then(|| Run::new("apk add gdb")),
/// ));
/// assert_eq!(stage.steps.len(), 3);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an instruction or a list of instructions",
    label = "cannot be put into a stage",
    note = "an instruction is a value like `Run::new(…)`; several are a tuple, or anything that iterates over them"
)]
pub trait IntoSteps<Parts = ()> {
    /// Puts them behind these.
    #[track_caller]
    fn append_steps(self, steps: &mut Vec<Step>);
}

impl<I> IntoSteps for I
where
    I: IntoIterator,
    I::Item: Into<Instruction>,
{
    #[track_caller]
    fn append_steps(self, steps: &mut Vec<Step>) {
        let origin = Origin::caller();
        steps.extend(self.into_iter().map(|it| Step {
            instruction: it.into(),
            origin: origin.clone(),
        }));
    }
}

/// Instructions that are made by themselves, and put into stages: what `dockerfile!` without `FROM` is.
///
/// ```
/// # #[cfg(feature = "macros")] {
/// use dockerkit::{Stage, Steps, dockerfile};
///
/// fn tools(debug: bool) -> Steps {
///     dockerfile! {
///         ENV TOOLS = "/opt";
///         @if debug { RUN "apk add gdb"; }
///     }
/// }
///
/// let file = dockerfile! {
///     FROM "alpine";
///     (tools(true));
/// };
/// assert!(file.render().unwrap().ends_with("FROM alpine\nENV TOOLS=/opt\nRUN apk add gdb\n"));
/// assert_eq!(Stage::new("alpine").extend(tools(false)).steps.len(), 1);
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Steps {
    /// The instructions, each with its origin.
    pub steps: Vec<Step>,
}

impl Steps {
    /// No instruction.
    #[must_use]
    pub const fn new() -> Self {
        Self { steps: Vec::new() }
    }

    /// Adds an instruction.
    #[inline(never)]
    #[track_caller]
    pub fn add(&mut self, instruction: impl Into<Instruction>) {
        self.steps.push(Step {
            instruction: instruction.into(),
            origin: Origin::caller(),
        });
    }

    /// Adds several.
    #[track_caller]
    pub fn splice<Parts>(&mut self, instructions: impl IntoSteps<Parts>) {
        instructions.append_steps(&mut self.steps);
    }
}

impl IntoSteps for Steps {
    fn append_steps(mut self, steps: &mut Vec<Step>) {
        steps.append(&mut self.steps);
    }
}

impl IntoSteps for Step {
    fn append_steps(self, steps: &mut Vec<Self>) {
        steps.push(self);
    }
}

macro_rules! instructions {
    ($($instruction:ident)*) => {$(
        impl IntoSteps for crate::$instruction {
            #[track_caller]
            fn append_steps(self, steps: &mut Vec<Step>) {
                let origin = Origin::caller();
                steps.push(Step {
                    instruction: self.into(),
                    origin,
                });
            }
        }
    )*};
}

instructions! {
    AddFiles Arg BlankLine Caches Cmd Comment CopyFiles DefaultShell Entrypoint Env Expose Healthcheck Instruction
    Label Maintainer OnBuild Run StopSignal User Volume Workdir
}

/// In `dockerfile!`, an instruction that lists values only, unless there are none.
#[doc(hidden)]
#[inline(never)]
pub fn unless_empty(instruction: impl Into<Instruction>) -> Option<Instruction> {
    let instruction = instruction.into();
    let is_empty = match &instruction {
        Instruction::Env(env) => env.variables.is_empty(),
        Instruction::Label(label) => label.labels.is_empty(),
        Instruction::Expose(expose) => expose.ports.is_empty(),
        Instruction::Volume(volume) => volume.paths.is_empty(),
        Instruction::Copy(copy) => copy.sources.is_empty(),
        Instruction::Add(add) => add.sources.is_empty(),
        _ => false,
    };
    (!is_empty).then_some(instruction)
}

/// What the parts of a tuple are has to be said: for all that is known here, a tuple might be iterated over, too.
macro_rules! tuples {
    ($first:ident $first_parts:ident $($other:ident $parts:ident)*) => {
        impl<$first, $first_parts, $($other, $parts),*> IntoSteps<($first_parts, $($parts,)*)> for ($first, $($other,)*)
        where
            $first: IntoSteps<$first_parts>,
            $($other: IntoSteps<$parts>,)*
        {
            #[allow(non_snake_case, reason = "a part is called what its type is called")]
            #[track_caller]
            fn append_steps(self, steps: &mut Vec<Step>) {
                let ($first, $($other,)*) = self;
                $first.append_steps(steps);
                $($other.append_steps(steps);)*
            }
        }
        tuples!($($other $parts)*);
    };
    () => {};
}

tuples!(A Pa B Pb C Pc D Pd E Pe F Pf G Pg H Ph I Pi J Pj K Pk L Pl);
