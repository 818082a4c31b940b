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
