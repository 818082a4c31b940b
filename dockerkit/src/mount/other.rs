//! Mounts that are none of the others.

use std::borrow::Cow;

use crate::mount::methods::from;
use crate::source::Source;
use crate::text::{IntoText, Text};

/// A mount as text: one whose type depends on an `ARG`, or with options that its type does not have here.
///
/// `RUN --mount=type=$TYPE,target=/cache make`
///
/// What one of the other mounts can say becomes that one in [`resolved`](crate::Dockerfile::resolved); of an option that
/// is given twice BuildKit takes the last. A type or an option that Docker's frontend of the version that the file names
/// refuses is [refused](crate::rules::MOUNT_OPTION); what another frontend takes is not known.
///
/// ```
/// use dockerkit::{OtherMount, Run};
///
/// let mount = OtherMount::new("$TYPE").option("target", "/cache").switch("ro");
/// assert_eq!(Run::new("make").mount(mount).to_string(), "RUN --mount=type=$TYPE,target=/cache,ro \\\n    make");
/// ```
///
/// Needs syntax 1.3 where something depends on a variable. Source: BuildKit's `instructions/commands_runmount.go`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct OtherMount {
    /// Its type.
    pub kind: Text,
    /// The stage or image that its files come from, in which nothing is expanded.
    pub from: Option<Source>,
    /// Its other options, in the order in which they are written.
    pub options: Vec<MountOption>,
}

/// An option of a mount, as text.
///
/// `target=/cache`
///
/// ```
/// use dockerkit::OtherMount;
///
/// let mount = OtherMount::new("$TYPE").option("id", "a").switch("ro");
/// assert_eq!(mount.options[0].value, Some("a".into()));
/// assert_eq!(mount.options[1].value, None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct MountOption {
    /// Its name, in which the case does not matter.
    pub name: Cow<'static, str>,
    /// What stands behind the `=`, if there is one.
    pub value: Option<Text>,
}

impl OtherMount {
    /// A mount of that type.
    #[inline(never)]
    pub fn new(kind: impl IntoText) -> Self {
        Self {
            kind: kind.into_text(),
            from: None,
            options: Vec::new(),
        }
    }

    /// Adds an option with a value; `from` has a method of its own.
    #[inline(never)]
    #[must_use]
    pub fn option(self, name: impl Into<Cow<'static, str>>, value: impl IntoText) -> Self {
        self.with(name.into(), Some(value.into_text()))
    }

    /// Adds an option without a value: `ro`, `rw`, `required`.
    #[inline(never)]
    #[must_use]
    pub fn switch(self, name: impl Into<Cow<'static, str>>) -> Self {
        self.with(name.into(), None)
    }

    fn with(mut self, name: Cow<'static, str>, value: Option<Text>) -> Self {
        self.options.push(MountOption { name, value });
        self
    }

    /// Its type, if it is one that BuildKit knows.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.kind.as_literal().and_then(Kind::read)
    }

    /// The value of an option that BuildKit takes: the last one.
    pub(crate) fn value(&self, key: Key) -> Option<&Text> {
        let options = self.options.iter().rev();
        let mut values = options.filter(|option| Key::read(&option.name) == Some(key));
        values.next().and_then(|option| option.value.as_ref())
    }
}

/// The types that BuildKit knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bind,
    Cache,
    Tmpfs,
    Secret,
    Ssh,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Bind,
        Self::Cache,
        Self::Tmpfs,
        Self::Secret,
        Self::Ssh,
    ];

    pub(crate) fn read(kind: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|it| kind.eq_ignore_ascii_case(it.as_str()))
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Bind => "bind",
            Self::Cache => "cache",
            Self::Tmpfs => "tmpfs",
            Self::Secret => "secret",
            Self::Ssh => "ssh",
        }
    }

    /// Whether BuildKit takes an option beside this type.
    pub(crate) fn takes(self, key: Key) -> bool {
        match key {
            Key::Required => matches!(self, Self::Secret | Self::Ssh),
            Key::Size => self == Self::Tmpfs,
            Key::Mode | Key::Uid | Key::Gid => !matches!(self, Self::Bind | Self::Tmpfs),
            Key::Sharing => self == Self::Cache,
            Key::Source => self != Self::Ssh,
            Key::Id | Key::Target | Key::Env | Key::ReadOnly | Key::ReadWrite => true,
        }
    }
}

/// The options that BuildKit knows, but `type` and `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Id,
    Source,
    Target,
    Env,
    Size,
    Sharing,
    Mode,
    Uid,
    Gid,
    Required,
    ReadOnly,
    ReadWrite,
}

impl Key {
    pub(crate) const ALL: [(&'static str, Self); 17] = [
        ("id", Self::Id),
        ("source", Self::Source),
        ("src", Self::Source),
        ("target", Self::Target),
        ("dst", Self::Target),
        ("destination", Self::Target),
        ("env", Self::Env),
        ("size", Self::Size),
        ("sharing", Self::Sharing),
        ("mode", Self::Mode),
        ("uid", Self::Uid),
        ("gid", Self::Gid),
        ("required", Self::Required),
        ("readonly", Self::ReadOnly),
        ("ro", Self::ReadOnly),
        ("readwrite", Self::ReadWrite),
        ("rw", Self::ReadWrite),
    ];

    pub(crate) fn read(name: &str) -> Option<Self> {
        let same = |known: &str| known.len() == name.len() && name.eq_ignore_ascii_case(known);
        let mut all = Self::ALL.iter();
        let (_, key) = all.find(|(known, _)| same(known))?;
        Some(*key)
    }

    /// Whether it can stand without a value.
    pub(crate) fn is_switch(self) -> bool {
        matches!(self, Self::Required | Self::ReadOnly | Self::ReadWrite)
    }
}

from!(
    OtherMount,
    "Mounts files of a stage.",
    "Mounts files of an image."
);
