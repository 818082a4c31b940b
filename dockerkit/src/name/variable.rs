//! The names that `ENV` and `ARG` set.

use std::borrow::Cow;
use std::fmt;

use crate::rule;
use crate::splice::{Splice, splice};
use crate::text::{IntoText, Text, Value};

/// The name of a variable in `ENV` and `ARG`.
///
/// `ENV RUST_LOG=info ${PREFIX}_HOME=/opt/app`
///
/// In `ENV` the builder expands it. What a `$` in it means follows the rule of [`Text`]: in a `&'static str`, the author's
/// own, `$NAME` is expanded, and a computed `String` is taken exactly.
///
/// ```
/// use dockerkit::{Env, VariableName, expand};
///
/// const LOG: VariableName = VariableName::from_static("RUST_LOG");
/// assert_eq!(LOG.as_literal(), Some("RUST_LOG"));
///
/// let home = Env::new("${PREFIX}_HOME", "/opt/app");
/// assert_eq!(home.to_string(), "ENV ${PREFIX}_HOME=/opt/app");
/// assert_eq!(home, Env::new(expand("${PREFIX}_HOME"), "/opt/app"));
/// assert_eq!(Env::new(String::from("$A"), "1").to_string(), r#"ENV "\$A"=1"#);
/// ```
///
/// In `ENV` it is anything that is not empty and has no `=`, no newline and no NUL. `ARG` takes a name as it is
/// written: today's builders do not expand it, older ones did in a stage. So `check` refuses `$`, blanks,
/// quotes, the escape character and a leading `--` or byte order mark there.
///
/// Source: [`ENV`](https://docs.docker.com/reference/dockerfile/#env), and `dispatch` in BuildKit's `dockerfile2llb`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableName(Text);

impl VariableName {
    /// The exact name, checked when the program is compiled if it stands in a `const`.
    ///
    /// # Panics
    ///
    /// If it is not a valid name: in a `const` that is a compile error.
    #[track_caller]
    #[must_use]
    pub const fn from_static(name: &'static str) -> Self {
        rule::require(rule::variable_name(name));
        Self(Text::from_static_literal(name))
    }

    /// A name whose verdict is left to `check`.
    pub fn new(name: impl Into<Self>) -> Self {
        name.into()
    }

    /// The name, in which references may stand.
    pub fn text(&self) -> &Text {
        &self.0
    }

    /// The exact name, if nothing in it is expanded.
    pub fn as_literal(&self) -> Option<&str> {
        self.0.as_literal()
    }
}

impl From<&'static str> for VariableName {
    fn from(name: &'static str) -> Self {
        Self(name.into_text())
    }
}

impl From<String> for VariableName {
    fn from(name: String) -> Self {
        Self(Text::new_literal(name))
    }
}

impl From<&String> for VariableName {
    fn from(name: &String) -> Self {
        name.clone().into()
    }
}

impl From<Cow<'static, str>> for VariableName {
    fn from(name: Cow<'static, str>) -> Self {
        Self(Text::new_literal(name))
    }
}

impl From<Text> for VariableName {
    fn from(name: Text) -> Self {
        Self(name)
    }
}

impl Splice<Self> for VariableName {
    fn splice(self) -> Self {
        self
    }
}

impl<V: Value> Splice<VariableName> for V {
    fn splice(self) -> VariableName {
        splice::<Text>(self).into()
    }
}

impl Splice<VariableName> for Text {
    fn splice(self) -> VariableName {
        self.into()
    }
}

impl fmt::Display for VariableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_literal() {
            Some(name) => f.write_str(name),
            None => self.0.fmt(f),
        }
    }
}

impl fmt::Debug for VariableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

#[cfg(feature = "serde")]
mod serial {
    use std::borrow::Cow;

    use super::VariableName;
    use crate::data::{Key, public, transparent};

    transparent!(VariableName { 0 });
    public!(VariableName);

    impl Key for VariableName {
        fn key(&self) -> Option<Cow<'_, str>> {
            self.0.key()
        }
    }
}
