//! `ONBUILD`.

use std::borrow::Cow;

use crate::instruction::{Comment, Instruction};
use crate::rule;

/// An instruction for builds that start from this image.
///
/// `ONBUILD COPY . /app`
///
/// ```
/// use dockerkit::{CopyFiles, OnBuild};
///
/// assert_eq!(OnBuild::new(CopyFiles::new(["."], "/app")).to_string(), "ONBUILD COPY . /app");
/// ```
///
/// It wraps anything but `FROM`, `MAINTAINER`, `ONBUILD` and comments, or [text](Self::text). `COPY --from` in it needs
/// syntax 1.11.
/// Source: [`ONBUILD`](https://docs.docker.com/reference/dockerfile/#onbuild).
#[non_exhaustive]
pub struct OnBuild {
    /// What is done then.
    pub instruction: Box<Instruction>,
}

impl OnBuild {
    /// What is done then.
    #[inline(never)]
    pub fn new(instruction: impl Into<Instruction>) -> Self {
        let instruction = instruction.into();
        match instruction {
            // An error however often it is nested: it gets no deeper.
            Instruction::OnBuild(inner)
                if matches!(*inner.instruction, Instruction::OnBuild(_)) =>
            {
                inner
            }
            other => Self {
                instruction: Box::new(other),
            },
        }
    }
}

impl OnBuild {
    /// Text that BuildKit keeps as it is, and reads only where the image is built from.
    ///
    /// `ONBUILD setup --fast`
    ///
    /// ```
    /// use dockerkit::OnBuild;
    ///
    /// assert_eq!(OnBuild::text("setup --fast").to_string(), "ONBUILD setup --fast");
    /// assert_eq!(OnBuild::text("COPY --new a b").to_string(), "ONBUILD copy --new a b");
    /// ```
    ///
    /// The names of instructions are written in lowercase, which BuildKit reads alike: so a text is never an instruction
    /// that could be held as one. JSON, here-documents, `FROM`, `MAINTAINER` and `ONBUILD` are refused.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Trigger { text: text.into() })
    }
}

/// The text of an [`OnBuild`] that is no instruction BuildKit can read yet; see [`OnBuild::text`].
///
/// `ONBUILD setup --fast`
///
/// Source: [`ONBUILD`](https://docs.docker.com/reference/dockerfile/#onbuild).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Trigger {
    /// The text, one line; nothing in it is expanded or quoted.
    pub text: Cow<'static, str>,
}

impl Trigger {
    /// The text as it is written: the name of an instruction in lowercase.
    pub(crate) fn written(&self) -> Cow<'_, str> {
        let text = &*self.text;
        match rule::trigger_keyword(text) {
            Some(keyword) if !text.starts_with(keyword) => {
                Cow::Owned(format!("{keyword}{}", text.split_at(keyword.len()).1))
            }
            _ => Cow::Borrowed(text),
        }
    }
}

/// What is done with triggers however deep they are nested, which is an error: nothing here goes down one by one on
/// the stack.
mod nested {
    use std::fmt;
    use std::hash::{Hash, Hasher};
    use std::mem;

    use super::{Comment, Cow, Instruction, OnBuild};

    /// What stands where an instruction was taken out.
    const NOTHING: Instruction = Instruction::Comment(Comment {
        text: Cow::Borrowed(""),
        checks: false,
    });

    impl OnBuild {
        /// What the last of nested triggers holds.
        pub(crate) fn innermost(&self) -> &Instruction {
            self.innermost_and_depth().0
        }

        pub(crate) fn innermost_mut(&mut self) -> &mut Instruction {
            let mut instruction = self.instruction.as_mut();
            while let Instruction::OnBuild(trigger) = instruction {
                instruction = trigger.instruction.as_mut();
            }
            instruction
        }

        /// How many triggers it is, one in the other.
        #[cfg(feature = "serde")]
        pub(crate) fn depth(&self) -> usize {
            self.innermost_and_depth().1
        }

        fn innermost_and_depth(&self) -> (&Instruction, usize) {
            let mut depth = 1;
            let mut instruction = self.instruction.as_ref();
            while let Instruction::OnBuild(trigger) = instruction {
                depth += 1;
                instruction = trigger.instruction.as_ref();
            }
            (instruction, depth)
        }
    }

    impl Clone for OnBuild {
        fn clone(&self) -> Self {
            let (innermost, depth) = self.innermost_and_depth();
            let holding = |instruction| Self {
                instruction: Box::new(instruction),
            };
            (1..depth).fold(holding(innermost.clone()), |trigger, _| {
                holding(Instruction::OnBuild(trigger))
            })
        }
    }

    impl Drop for OnBuild {
        fn drop(&mut self) {
            let mut instruction = match self.instruction.as_mut() {
                Instruction::OnBuild(trigger) => {
                    mem::replace(trigger.instruction.as_mut(), NOTHING)
                }
                _ => return,
            };
            while let Instruction::OnBuild(trigger) = &mut instruction {
                let inner = mem::replace(trigger.instruction.as_mut(), NOTHING);
                instruction = inner;
            }
        }
    }

    impl PartialEq for OnBuild {
        fn eq(&self, other: &Self) -> bool {
            self.innermost_and_depth() == other.innermost_and_depth()
        }
    }

    impl Eq for OnBuild {}

    impl Hash for OnBuild {
        fn hash<H: Hasher>(&self, state: &mut H) {
            self.innermost_and_depth().hash(state);
        }
    }

    impl fmt::Debug for OnBuild {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let (innermost, depth) = self.innermost_and_depth();
            let mut shown = f.debug_struct("OnBuild");
            if depth > 1 {
                shown.field("depth", &depth);
            }
            shown.field("instruction", innermost).finish()
        }
    }
}
