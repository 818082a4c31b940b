//! `ENV`, `ARG` and `LABEL`.

use crate::name::VariableName;
use crate::splice::Splice;
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

/// Pairs of a variable and its value. A computed value says what it is: [`literal`](crate::literal) or
/// [`expand`](crate::expand).
///
/// ```
/// use std::collections::BTreeMap;
/// use dockerkit::{Env, literal};
///
/// let settings = BTreeMap::from([("LANG", String::from("C.UTF-8")), ("PRICE", String::from("5$"))]);
/// let env: Env = settings.iter().map(|(name, value)| (*name, literal(value))).collect();
/// assert_eq!(env.to_string(), "ENV LANG=C.UTF-8 \\\n    PRICE=\"5\\$\"");
/// ```
impl<K: Into<VariableName>, V: IntoText> FromIterator<(K, V)> for Env {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut env = Self {
            variables: Vec::new(),
        };
        env.extend(pairs);
        env
    }
}

impl<K: Into<VariableName>, V: IntoText> Extend<(K, V)> for Env {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        let pairs = pairs.into_iter();
        self.variables
            .extend(pairs.map(|(name, value)| (name.into(), value.into_text())));
    }
}

impl Env {
    /// Further variables: pairs of a name and its value, or another `Env`.
    ///
    /// ```
    /// use dockerkit::Env;
    ///
    /// let env = Env::new("A", "1").and_all([("B", "2"), ("C", "3")]);
    /// assert_eq!(env, Env::new("A", "1").and("B", "2").and("C", "3"));
    /// ```
    #[must_use]
    pub fn and_all<K: Into<VariableName>, V: IntoText>(
        mut self,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.extend(pairs);
        self
    }
}

impl IntoIterator for Env {
    type Item = (VariableName, Text);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.variables.into_iter()
    }
}

/// `ENV (pairs)` in `dockerfile!`.
impl<K: Splice<VariableName>, V: Splice<Text>, I: IntoIterator<Item = (K, V)>> Splice<Env> for I {
    fn splice(self) -> Env {
        let pairs = self.into_iter();
        pairs
            .map(|(name, value)| (name.splice(), value.splice()))
            .collect()
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
#[non_exhaustive]
pub struct Arg {
    /// The arguments, in order.
    pub declarations: Vec<Declaration>,
}

/// One build argument of [`Arg`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

macro_rules! arg_from {
    ($($name:ty)*) => {$(
        impl From<$name> for Arg {
            fn from(name: $name) -> Self {
                Self::new(name)
            }
        }
    )*};
}

arg_from!(&'static str String &String VariableName);

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

impl<K: IntoText, V: IntoText> FromIterator<(K, V)> for Label {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut label = Self { labels: Vec::new() };
        label.extend(pairs);
        label
    }
}

impl<K: IntoText, V: IntoText> Extend<(K, V)> for Label {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        let pairs = pairs.into_iter();
        self.labels
            .extend(pairs.map(|(key, value)| (key.into_text(), value.into_text())));
    }
}

impl Label {
    /// Further labels: pairs of a key and its value, or another `Label`.
    ///
    /// ```
    /// use dockerkit::Label;
    ///
    /// let label = Label::new("a", "1").and_all([("b", "2"), ("c", "3")]);
    /// assert_eq!(label, Label::new("a", "1").and("b", "2").and("c", "3"));
    /// ```
    #[must_use]
    pub fn and_all<K: IntoText, V: IntoText>(
        mut self,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.extend(pairs);
        self
    }
}

impl IntoIterator for Label {
    type Item = (Text, Text);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.labels.into_iter()
    }
}

/// `LABEL (pairs)` in `dockerfile!`.
impl<K: Splice<Text>, V: Splice<Text>, I: IntoIterator<Item = (K, V)>> Splice<Label> for I {
    fn splice(self) -> Label {
        let pairs = self.into_iter();
        pairs
            .map(|(key, value)| (key.splice(), value.splice()))
            .collect()
    }
}
