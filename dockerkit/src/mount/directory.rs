//! Which directory a cache mount opens.

use std::fmt;

use crate::mode::Mode;
use crate::mount::{CacheMount, Target};
use crate::or_arg::OrArg;
use crate::rule;

/// The identity of what a cache mount opens: on one builder, equal values are one directory and unequal ones are not.
///
/// BuildKit finds the directory by namespace, id and *base*, what the directory starts from. The id is the `id`
/// option, or else the cleaned target as it is written. The base is nothing, or an empty directory with an owner
/// if `uid`, `gid` or `mode` is named, or files of a stage or an image (of which the file does not say what they are). So `uid=0,gid=0` is another directory than no owner,
/// and `uid=1001` another than `uid=1001,gid=1001`; target (with an id) and sharing mode do not matter.
///
/// ```
/// use dockerkit::{CacheMount, Sharing};
///
/// let pip = CacheMount::new("/root/.cache/pip").id("pip-cache-shared");
/// let elsewhere = CacheMount::new("/cache").id("pip-cache-shared").sharing(Sharing::Locked);
/// assert_eq!(pip.directory(), elsewhere.directory());
///
/// let owned = CacheMount::new("/home/app/.cache/pip").id("pip-cache-shared").uid(1001).gid(1001);
/// assert_ne!(pip.directory(), owned.directory());
/// assert_eq!(owned.directory().unwrap().to_string(), "pip-cache-shared, made for 1001:1001 with mode 0755");
///
/// // What depends on an ARG is unknown.
/// assert_eq!(CacheMount::new("/cache").id("pip-$TARGETARCH").directory(), None);
/// ```
///
/// Measured with Docker Engine 28.5.2; see BuildKit's `dockerfile2llb/convert_runmount.go` and
/// [moby/buildkit issue 3041](https://github.com/moby/buildkit/issues/3041).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct CacheDirectory {
    /// Namespace, `/` and id, as BuildKit joins them.
    pub key: String,
    /// What the directory starts from.
    pub base: Base,
}

/// What a cache directory starts from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Base {
    /// Nothing: no owner is named. What hand-written files open as root.
    Nothing,
    /// An empty directory made with this owner, group and mode.
    Owned {
        /// The owner.
        uid: u32,
        /// The group.
        gid: u32,
        /// The permissions.
        mode: u32,
    },
}

impl CacheDirectory {
    /// The same in another namespace (the build argument `BUILDKIT_CACHE_MOUNT_NS`, empty by default).
    ///
    /// ```
    /// use dockerkit::CacheMount;
    ///
    /// let directory = |id: &'static str| CacheMount::new("/c").id(id).directory().unwrap();
    /// assert_ne!(directory("c").in_namespace("a"), directory("c"));
    /// assert_eq!(directory("b/c").in_namespace("a"), directory("c").in_namespace("a/b"));
    /// ```
    #[must_use]
    pub fn in_namespace(mut self, namespace: &str) -> Self {
        self.key.insert_str(0, namespace);
        self
    }
}

/// The id, and what the directory starts from.
impl fmt::Display for CacheDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, base } = self;
        write!(f, "{}, {base}", known_as(key))
    }
}

impl Base {
    /// What it starts from, in words of a sentence.
    pub(crate) fn made(&self) -> String {
        match self {
            Self::Nothing => "made for nobody in particular".to_owned(),
            Self::Owned { .. } => self.to_string(),
        }
    }
}

/// An id as people know it: without the namespace's `/` in front of it, where that is empty.
pub(crate) fn known_as(key: &str) -> &str {
    key.strip_prefix('/').unwrap_or(key)
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("no owner named"),
            Self::Owned { uid, gid, mode } => {
                write!(f, "made for {uid}:{gid} with mode {}", Mode(*mode))
            }
        }
    }
}

impl CacheMount {
    /// Which directory it opens, or `None` if that depends on an `ARG`, on the user the stage runs as, or on
    /// what a stage or an image holds.
    ///
    /// Ask it of [`Dockerfile::resolved`](crate::Dockerfile::resolved), in which users are known.
    pub fn directory(&self) -> Option<CacheDirectory> {
        let Target::Path(target) = &self.target else {
            return None;
        };
        let id = match &self.id {
            Some(id) if !id.text().is_empty() => id.text().as_literal()?.to_owned(),
            _ => rule::clean_path(target.as_literal()?),
        };
        Some(CacheDirectory {
            key: format!("/{id}"),
            base: self.base()?,
        })
    }

    pub(crate) fn base(&self) -> Option<Base> {
        // What a stage or an image holds cannot be told from its name, and two names may be one image.
        if self.from.is_some() {
            return None;
        }
        match &self.source {
            // A path of nothing: the builder finds no such directory.
            Some(source) if rule::clean_path(&format!("/{}", source.as_literal()?)) != "/" => None,
            _ if !self.names_owner() => Some(Base::Nothing),
            _ => Some(Base::Owned {
                uid: known(self.uid.as_ref(), 0)?,
                gid: known(self.gid.as_ref(), 0)?,
                // BuildKit drops the bits above before it makes the directory.
                mode: self
                    .mode
                    .as_ref()
                    .map_or(Some(0o755), |mode| Some(mode.value()?.0 & 0o777))?,
            }),
        }
    }
}

fn known(id: Option<&OrArg<u32>>, default: u32) -> Option<u32> {
    id.map_or(Some(default), OrArg::value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sharing::Sharing;

    fn mount() -> CacheMount {
        CacheMount::new("/c").id("x")
    }

    #[test]
    fn an_id_wins_over_the_target() {
        assert_eq!(
            mount().directory(),
            CacheMount::new("/d").id("x").directory()
        );
        assert_eq!(
            mount().directory(),
            mount().sharing(Sharing::Private).read_only().directory()
        );
        let key = |target: &'static str| CacheMount::new(target).directory().map(|it| it.key);
        assert_eq!(
            key("/root//.cache/./pip/"),
            Some("//root/.cache/pip".to_owned())
        );
        assert_eq!(key("x"), Some("/x".to_owned()));
        assert_eq!(key("$HOME/x"), None);
    }

    #[test]
    fn a_named_owner_is_another_directory() {
        assert_ne!(mount().directory(), mount().uid(0).gid(0).directory());
        assert_eq!(
            mount().uid(0).directory(),
            mount().uid(0).gid(0).directory()
        );
        assert_eq!(mount().uid(0).directory(), mount().mode(0o755).directory());
        assert_ne!(
            mount().uid(1001).directory(),
            mount().uid(1001).gid(1001).directory()
        );
        assert_eq!(
            mount().uid("1001").directory(),
            mount().uid(1001).directory()
        );
        assert_eq!(mount().uid("$UID").directory(), None);
        assert_eq!(
            mount().mode(0o1755).directory(),
            mount().mode(0o755).directory()
        );
        assert_ne!(
            mount().mode(0o777).directory(),
            mount().mode(0o755).directory()
        );
    }

    #[test]
    fn what_a_stage_or_an_image_holds_is_unknown() {
        assert_eq!(mount().from_image("alpine:3").directory(), None);
        assert_eq!(
            mount().from_image("alpine:3").source("/etc").directory(),
            None
        );
        assert_eq!(
            mount()
                .from(crate::source::StageRef::by_name("build"))
                .directory(),
            None
        );
        assert_eq!(mount().source("/").directory(), mount().directory());
    }
}
