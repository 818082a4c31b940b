//! The mounts of `RUN`, one struct a kind.

mod bind;
mod cache;
mod directory;
mod methods;
mod other;
mod secret;
#[cfg(feature = "serde")]
mod serial;
mod ssh;
mod switch;
mod tmpfs;

pub use bind::BindMount;
pub use cache::{CacheMount, Target};
pub(crate) use directory::known_as;
pub use directory::{Base, CacheDirectory};
pub(crate) use other::{Key, Kind};
pub use other::{MountOption, OtherMount};
pub use secret::SecretMount;
pub use ssh::SshMount;
pub(crate) use switch::Meaning;
pub use switch::Switch;
pub use tmpfs::TmpfsMount;

use crate::presets::{PackageManager, Preset};
use crate::source::Source;

/// What is mounted while one `RUN` runs.
///
/// `RUN --mount=type=…`
///
/// Needs syntax 1.2. Source: [`RUN --mount`](https://docs.docker.com/reference/dockerfile/#run---mount).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mount {
    /// The caches of a package manager, for whoever the stage runs as at this step.
    Preset(Preset),
    /// A directory kept between builds.
    Cache(Box<CacheMount>),
    /// Files of the build context, of a stage or of an image.
    Bind(Box<BindMount>),
    /// A directory in memory.
    Tmpfs(Box<TmpfsMount>),
    /// A secret of the build's caller.
    Secret(Box<SecretMount>),
    /// The SSH agent of the build's caller.
    Ssh(Box<SshMount>),
    /// One whose type depends on an `ARG`, or with options that its type does not have here.
    Other(Box<OtherMount>),
}

impl From<PackageManager> for Mount {
    fn from(manager: PackageManager) -> Self {
        Self::Preset(manager.into())
    }
}

impl From<Preset> for Mount {
    fn from(preset: Preset) -> Self {
        Self::Preset(preset)
    }
}

macro_rules! from_kind {
    ($($kind:ident($mount:ty))*) => {$(
        impl From<$mount> for Mount {
            fn from(mount: $mount) -> Self {
                Self::$kind(Box::new(mount))
            }
        }
    )*};
}

from_kind!(Cache(CacheMount) Bind(BindMount) Tmpfs(TmpfsMount) Secret(SecretMount) Ssh(SshMount)
    Other(OtherMount));

impl Mount {
    /// Whether it is a cache, or the caches of a manager.
    pub(crate) const fn is_cache(&self) -> bool {
        matches!(self, Self::Preset(_) | Self::Cache(_))
    }

    /// The stage or image that its files come from.
    pub(crate) fn source(&self) -> Option<&Source> {
        match self {
            Self::Cache(mount) => mount.from.as_ref(),
            Self::Bind(mount) => mount.from.as_ref(),
            Self::Other(mount) => mount.from.as_ref(),
            Self::Preset(_) | Self::Tmpfs(_) | Self::Secret(_) | Self::Ssh(_) => None,
        }
    }

    pub(crate) fn source_mut(&mut self) -> Option<&mut Source> {
        match self {
            Self::Cache(mount) => mount.from.as_mut(),
            Self::Bind(mount) => mount.from.as_mut(),
            Self::Other(mount) => mount.from.as_mut(),
            Self::Preset(_) | Self::Tmpfs(_) | Self::Secret(_) | Self::Ssh(_) => None,
        }
    }
}
