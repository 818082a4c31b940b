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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct OnBuild {
    /// What is done then.
    #[cfg_attr(feature = "serde", serde(with = "nested::serial"))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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

    /// An error beyond the depth that formats read back; not all of them have a limit of their own.
    #[cfg(feature = "serde")]
    pub(super) mod serial {
        use std::cell::Cell;

        use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

        use super::Instruction;

        const DEEPEST: usize = 32;
        const TOO_DEEP: &str = "`ONBUILD` cannot hold `ONBUILD`, and holds it too deep";

        pub(in super::super) fn serialize<S: Serializer>(
            instruction: &Instruction,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match instruction {
                Instruction::OnBuild(trigger) if trigger.innermost_and_depth().1 > DEEPEST => {
                    Err(ser::Error::custom(TOO_DEEP))
                }
                instruction => instruction.serialize(serializer),
            }
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Box<Instruction>, D::Error> {
            let level = Level::enter();
            if level.0 > DEEPEST {
                return Err(de::Error::custom(TOO_DEEP));
            }
            Box::deserialize(deserializer)
        }

        thread_local!(static DEPTH: Cell<usize> = const { Cell::new(0) });

        /// How many triggers are being read, one in the other.
        struct Level(usize);

        impl Level {
            fn enter() -> Self {
                let above = DEPTH.get();
                DEPTH.set(above + 1);
                Self(above)
            }
        }

        impl Drop for Level {
            fn drop(&mut self) {
                DEPTH.set(self.0);
            }
        }
    }
}
