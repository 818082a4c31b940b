//! Who a step runs as.

mod known;

use std::fmt;

use crate::or_arg::{Notation, OrArg};
use crate::splice::Splice;
use crate::text::{IntoText, Text, Value};

/// The user a stage runs as: what `USER` names, and what a cache mount has to know about it.
///
/// `USER appuser`
///
/// Only the name (with a group after `:`, if any) is written. The uid and the gid are what a cache mount needs to have
/// an owner who may write: without `uid` it belongs to root, whatever `USER` says. The home directory is what a
/// mount [in it](crate::CacheMount::in_home) needs.
///
/// Root is known (0, 0, `/root`), and a number is its own uid. The gid is the uid unless given.
///
/// ```
/// use dockerkit::{PackageManager, Run, Dockerfile, Stage, User};
///
/// let app = User::new("appuser").uid(1001);
/// let stage = Stage::new("python:3.12-slim")
///     .user(app)
///     .push(Run::new("pip install -r requirements.txt").cache(PackageManager::Pip));
/// assert_eq!(
///     Dockerfile::new().stage(stage).render().unwrap(),
///     "\
/// ## syntax=docker/dockerfile:1
///
/// FROM python:3.12-slim
/// USER appuser
/// RUN --mount=type=cache,id=pip-cache-shared,target=/var/cache/pip,sharing=shared,uid=1001,gid=1001 \\
///     export PIP_CACHE_DIR=/var/cache/pip; \\
///     pip install -r requirements.txt
/// ",
/// );
/// ```
///
/// Source: [`USER`](https://docs.docker.com/reference/dockerfile/#user); that a mount does not follow it is
/// [moby/buildkit issue 1237](https://github.com/moby/buildkit/issues/1237).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct User {
    /// What is written: `appuser`, `1001`, `app:staff`, `1001:1001`, `$APP_USER`.
    pub spec: Text,
    /// The uid, if it was given.
    pub uid: Option<OrArg<u32>>,
    /// The gid, if it was given.
    pub gid: Option<OrArg<u32>>,
    /// The home directory, if it was given.
    pub home: Option<Text>,
}

impl User {
    /// A user by what `USER` says.
    pub fn new(spec: impl IntoText) -> Self {
        Self {
            spec: spec.into_text(),
            uid: None,
            gid: None,
            home: None,
        }
    }

    /// The administrator: uid 0, gid 0, at home in `/root`.
    #[must_use]
    pub const fn root() -> Self {
        Self {
            spec: Text::from_static_literal("root"),
            uid: Some(OrArg::Value(0)),
            gid: Some(OrArg::Value(0)),
            home: Some(Text::from_static_literal("/root")),
        }
    }

    /// Its uid in the image: a number, or text with an `ARG` that the stage declares. Not written by `USER`; cache mounts
    /// carry it.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Run, Stage, User};
    ///
    /// let stage = Stage::new("python:3.12")
    ///     .arg_with_default("APP_UID", "1000")
    ///     .user(User::new("app").uid("$APP_UID"))
    ///     .push(Run::new("pip install .").cache(PackageManager::Pip));
    /// let text = Dockerfile::new().stage(stage).render().unwrap();
    /// assert!(text.contains("sharing=shared,uid=$APP_UID,gid=$APP_UID "));
    /// ```
    #[must_use]
    pub fn uid(mut self, uid: impl Into<OrArg<u32>>) -> Self {
        self.uid = Some(uid.into());
        self
    }

    /// Its primary group's gid in the image, the uid unless given.
    #[must_use]
    pub fn gid(mut self, gid: impl Into<OrArg<u32>>) -> Self {
        self.gid = Some(gid.into());
        self
    }

    /// Its home directory in the image, an absolute path.
    #[must_use]
    pub fn home(mut self, home: impl IntoText) -> Self {
        self.home = Some(home.into_text());
        self
    }

    /// The uid as far as it is known: given, or said by the number, or root's.
    pub fn known_uid(&self) -> Option<u32> {
        self.owner().and_then(|uid| uid.value())
    }

    /// The gid as far as it is known: given, or said by the number after `:`, or else the uid.
    pub fn known_gid(&self) -> Option<u32> {
        self.group().and_then(|gid| gid.value())
    }

    /// Whether it is known to be root.
    pub(crate) fn is_root(&self) -> bool {
        self.known_uid() == Some(0)
    }

    /// The uid as a mount carries it.
    pub(crate) fn owner(&self) -> Option<OrArg<u32>> {
        // What is written says more than what is said of it.
        let written = self.parts().and_then(|(user, _)| number(user));
        written.or_else(|| self.uid.clone())
    }

    /// The gid as a mount carries it.
    pub(crate) fn group(&self) -> Option<OrArg<u32>> {
        let group = self.parts().and_then(|(_, group)| group);
        let written = group.and_then(number);
        written
            .or_else(|| self.gid.clone())
            .or_else(|| match group {
                Some(_) => None,
                None => self.owner(),
            })
    }

    /// The home directory as far as it is known: given, or root's.
    pub fn known_home(&self) -> Option<Text> {
        let root = || (self.known_uid() == Some(0)).then(|| Text::from_static_literal("/root"));
        self.home.clone().or_else(root)
    }

    /// The user and the group in what is written.
    fn parts(&self) -> Option<(&str, Option<&str>)> {
        let spec = self.spec.as_literal()?;
        Some(match spec.split_once(':') {
            Some((user, group)) => (user, Some(group)),
            None => (spec, None),
        })
    }
}

/// The number of a user or a group that is named by it, or is root.
fn number(name: &str) -> Option<OrArg<u32>> {
    match name {
        "root" => Some(OrArg::Value(0)),
        number => Notation::read(number).map(OrArg::Value),
    }
}

impl<T: IntoText> From<T> for User {
    fn from(spec: T) -> Self {
        Self::new(spec)
    }
}

impl From<&User> for User {
    fn from(user: &User) -> Self {
        user.clone()
    }
}

impl Splice<Self> for User {
    fn splice(self) -> Self {
        self
    }
}

impl Splice<User> for &User {
    fn splice(self) -> User {
        self.clone()
    }
}

impl Splice<User> for Text {
    fn splice(self) -> User {
        User::new(self)
    }
}

impl<V: Value> Splice<User> for V {
    fn splice(self) -> User {
        User::new(self.into_literal())
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spec.fmt(f)
    }
}

#[cfg(feature = "serde")]
crate::data::object!(User { spec as "name", uid, gid, home } or spec as "name");
#[cfg(feature = "serde")]
crate::data::public!(User);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_without_being_said() {
        let known = |spec: &'static str| {
            let user = User::new(spec);
            (
                user.known_uid(),
                user.known_gid(),
                user.known_home().map(|home| home.to_string()),
            )
        };
        let root = Some("/root".to_owned());
        assert_eq!(known("root"), (Some(0), Some(0), root.clone()));
        assert_eq!(known("0"), (Some(0), Some(0), root.clone()));
        assert_eq!(known("0:0"), (Some(0), Some(0), root));
        assert_eq!(known("1001"), (Some(1001), Some(1001), None));
        assert_eq!(known("1001:7"), (Some(1001), Some(7), None));
        assert_eq!(known("app"), (None, None, None));
        assert_eq!(known("app:7"), (None, Some(7), None));
        assert_eq!(known("1001:staff"), (Some(1001), None, None));
        assert_eq!(known("$APP"), (None, None, None));
    }
}
