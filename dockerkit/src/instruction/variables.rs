//! `ENV`, `ARG` and `LABEL`.

use crate::name::VariableName;
use crate::text::{IntoText, Text};

/// Sets environment variables, for the following steps and in the image.
///
/// `ENV PATH=/app/bin:$PATH RUST_LOG=info`
///
/// ```
/// use dockerkit::Env;
///
/// let env = Env::new("PATH", "/app/bin:$PATH").and("GREETING", "hello, world");
/// assert_eq!(env.to_string(), "ENV PATH=/app/bin:$PATH \\\n    GREETING=\"hello, world\"");
/// ```
///
/// Source: [`ENV`](https://docs.docker.com/reference/dockerfile/#env).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Env {
    /// The variables, in order; a value sees what was set before this instruction.
    pub variables: Vec<(VariableName, Text)>,
}

impl Env {
    /// One variable.
    #[inline(never)]
    pub fn new(name: impl Into<VariableName>, value: impl IntoText) -> Self {
        Self {
            variables: vec![(name.into(), value.into_text())],
        }
    }

    /// A further variable.
    #[inline(never)]
    #[must_use]
    pub fn and(mut self, name: impl Into<VariableName>, value: impl IntoText) -> Self {
        self.variables.push((name.into(), value.into_text()));
        self
    }
}

/// Declares build arguments.
///
/// `ARG PYTHON_VERSION=3.12`
///
/// ```
/// use dockerkit::Arg;
///
/// assert_eq!(Arg::new("TARGETARCH").to_string(), "ARG TARGETARCH");
/// assert_eq!(Arg::with_default("VERSION", "3.12").to_string(), "ARG VERSION=3.12");
/// ```
///
/// Source: [`ARG`](https://docs.docker.com/reference/dockerfile/#arg).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Arg {
    /// The arguments, in order.
    pub declarations: Vec<Declaration>,
}

/// One build argument of [`Arg`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Declaration {
    /// Its name.
    pub name: VariableName,
    /// Its value if the caller of the build gives none.
    pub default: Option<Text>,
}

impl Arg {
    /// An argument without a default.
    #[inline(never)]
    pub fn new(name: impl Into<VariableName>) -> Self {
        Self {
            declarations: vec![Declaration {
                name: name.into(),
                default: None,
            }],
        }
    }

    /// An argument with a default.
    #[inline(never)]
    pub fn with_default(name: impl Into<VariableName>, default: impl IntoText) -> Self {
        Self {
            declarations: vec![Declaration {
                name: name.into(),
                default: Some(default.into_text()),
            }],
        }
    }

    /// The arguments of another declaration, too.
    #[must_use]
    pub fn and(mut self, mut other: Self) -> Self {
        self.declarations.append(&mut other.declarations);
        self
    }
}

/// Adds metadata to the image.
///
/// `LABEL org.opencontainers.image.title="Speech to text"`
///
/// ```
/// use dockerkit::Label;
///
/// let label = Label::new("org.opencontainers.image.title", "Speech to text");
/// assert_eq!(label.to_string(), "LABEL org.opencontainers.image.title=\"Speech to text\"");
/// ```
///
/// Source: [`LABEL`](https://docs.docker.com/reference/dockerfile/#label).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Label {
    /// The labels, in order; the builder expands their keys, too.
    pub labels: Vec<(Text, Text)>,
}

impl Label {
    /// One label.
    #[inline(never)]
    pub fn new(key: impl IntoText, value: impl IntoText) -> Self {
        Self {
            labels: vec![(key.into_text(), value.into_text())],
        }
    }

    /// A further label.
    #[inline(never)]
    #[must_use]
    pub fn and(mut self, key: impl IntoText, value: impl IntoText) -> Self {
        self.labels.push((key.into_text(), value.into_text()));
        self
    }
}
