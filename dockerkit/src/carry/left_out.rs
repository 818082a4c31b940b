//! What is not carried, and why.

use std::fmt;

use crate::mount::CacheMount;
use crate::shown::Shown as _;

/// A cache that is not carried.
///
/// ```
/// use dockerkit::{CacheMount, CacheStore, LeftOutReason};
///
/// let go = CacheMount::new("/root/.cache/go-build").id("go-$TARGETARCH");
/// let left_out = &CacheStore::directory("saved").bake_file([&go])?.left_out[0];
/// assert_eq!(left_out.reason, LeftOutReason::Unknown);
/// assert_eq!(
///     left_out.to_string(),
///     "the cache `go-$TARGETARCH` is not carried: which directory it opens depends on an ARG or on the user; give it a fixed id, \
///      owner and sharing mode",
/// );
/// # Ok::<(), dockerkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LeftOut {
    /// The id, or else the target, as it is written.
    pub cache: String,
    /// Why.
    pub reason: LeftOutReason,
}

/// Why a cache is not carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LeftOutReason {
    /// Which directory it opens, or how it is shared, depends on an `ARG` or on the user.
    Unknown,
    /// It begins with the files of a stage or an image (`from`, `source`), which the file does not tell.
    BeginsWithFiles,
    /// Mounts name different sharing modes for it: with either of them, it might be split.
    MixedSharing,
    /// No Dockerfile can name its id.
    Unwritable,
    /// It is in a namespace, which `buildkit-cache-dance` cannot pass on.
    Namespace,
    /// Its id holds a comma, a quote or a backslash, which `buildkit-cache-dance` does not quote.
    Unquoted,
}

impl LeftOut {
    pub(crate) fn new(cache: &str, reason: LeftOutReason) -> Self {
        Self {
            cache: cache.to_owned(),
            reason,
        }
    }

    /// A mount of which no directory is known.
    pub(super) fn of(mount: &CacheMount) -> Self {
        let reason = if mount.from.is_some() || mount.source.is_some() {
            LeftOutReason::BeginsWithFiles
        } else {
            LeftOutReason::Unknown
        };
        let id = mount.id.as_ref().filter(|id| !id.text().is_empty());
        Self {
            cache: id.map_or_else(|| mount.target.to_string(), |id| id.text().to_string()),
            reason,
        }
    }
}

impl fmt::Display for LeftOutReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => {
                "which directory it opens depends on an ARG or on the user; give it a fixed id, owner and sharing mode"
            }
            Self::BeginsWithFiles => {
                "it begins with the files of a stage or an image, which are another directory with every change of them; \
                 leave out `from` and `source`"
            }
            Self::MixedSharing => {
                "its mounts name different sharing modes, and split it; give all of them the same"
            }
            Self::Unwritable => "no Dockerfile can name its id; use ASCII without control characters",
            Self::Namespace => "buildkit-cache-dance passes no namespace on; use `CacheStore::bake_file`",
            Self::Unquoted => {
                "buildkit-cache-dance does not quote its id; use one of letters, digits, `-`, `_`, `.` and `/`"
            }
        })
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the cache `{}` is not carried: {}",
            self.cache.shown(),
            self.reason
        )
    }
}
