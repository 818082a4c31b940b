//! A switch of a mount.

use std::hash::{Hash, Hasher};

use crate::or_arg::{Notation, OrArg};
use crate::text::Text;

/// Whether an option without a value of its own is on: known, or left to a build argument.
///
/// `--mount=type=cache,target=/cache,ro=$READ_ONLY`
///
/// ```
/// use dockerkit::{BindMount, CacheMount, Switch};
///
/// assert_eq!(CacheMount::new("/c").read_only().read_only, Switch::Value(true));
/// assert_eq!(CacheMount::new("/c").read_only_if("$RO").read_only, Switch::If("$RO".into()));
/// // BuildKit knows the opposite of each, too: `ro=$RO`.
/// assert_eq!(BindMount::new("/c").read_only_if("$RO").read_write, Switch::Unless("$RO".into()));
/// ```
///
/// Fixed text that reads as `true` or `false` is that value, as in [`OrArg`].
///
/// Needs syntax 1.3 where it depends on a variable. Source: BuildKit's `instructions/commands_runmount.go`.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "serial::Form"))]
#[non_exhaustive]
pub enum Switch {
    /// It is known.
    Value(bool),
    /// It is on where this is true.
    If(Text),
    /// It is on where this is false.
    Unless(Text),
}

/// A switch with nothing left to read.
#[derive(PartialEq, Eq, Hash)]
pub(crate) enum Meaning<'a> {
    Known(bool),
    If(&'a Text),
    Unless(&'a Text),
}

impl Switch {
    /// Whether it is on, if that does not depend on an `ARG`.
    pub fn value(&self) -> Option<bool> {
        match self.meaning() {
            Meaning::Known(on) => Some(on),
            Meaning::If(_) | Meaning::Unless(_) => None,
        }
    }

    pub(crate) fn meaning(&self) -> Meaning<'_> {
        let read = |text: &Text| text.as_literal().and_then(bool::read);
        match self {
            Self::Value(on) => Meaning::Known(*on),
            Self::If(text) => read(text).map_or(Meaning::If(text), Meaning::Known),
            Self::Unless(text) => {
                read(text).map_or(Meaning::Unless(text), |off| Meaning::Known(!off))
            }
        }
    }

    /// It is on where this is true.
    pub(crate) fn on_if(value: OrArg<bool>) -> Self {
        match value {
            OrArg::Value(on) => Self::Value(on),
            OrArg::Text(text) => Self::If(text),
        }
    }

    /// It is on where this is false.
    pub(crate) fn on_unless(value: OrArg<bool>) -> Self {
        match value {
            OrArg::Value(off) => Self::Value(!off),
            OrArg::Text(text) => Self::Unless(text),
        }
    }
}

impl PartialEq for Switch {
    fn eq(&self, other: &Self) -> bool {
        self.meaning() == other.meaning()
    }
}

impl Eq for Switch {}

impl Hash for Switch {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.meaning().hash(state);
    }
}

impl Default for Switch {
    /// It is off.
    fn default() -> Self {
        Self::Value(false)
    }
}

impl From<bool> for Switch {
    fn from(on: bool) -> Self {
        Self::Value(on)
    }
}

#[cfg(feature = "serde")]
mod serial {
    use serde::ser::SerializeMap;
    use serde::{Deserialize, Serialize, Serializer};

    use super::{Meaning, OrArg, Switch, Text};

    /// `true`, `"$READ_ONLY"` or `{"unless": "$WRITABLE"}`.
    #[derive(Deserialize)]
    #[serde(untagged)]
    pub(super) enum Form {
        Value(bool),
        If(Text),
        Unless { unless: Text },
    }

    impl From<Form> for Switch {
        fn from(form: Form) -> Self {
            match form {
                Form::Value(on) => Self::Value(on),
                Form::If(text) => Self::on_if(OrArg::from(text)),
                Form::Unless { unless } => Self::on_unless(OrArg::from(unless)),
            }
        }
    }

    impl Serialize for Switch {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self.meaning() {
                Meaning::Known(on) => serializer.serialize_bool(on),
                Meaning::If(text) => text.serialize(serializer),
                Meaning::Unless(text) => {
                    let mut map = serializer.serialize_map(Some(1))?;
                    map.serialize_entry("unless", text)?;
                    map.end()
                }
            }
        }
    }
}
