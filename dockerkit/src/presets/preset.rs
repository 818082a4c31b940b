//! A preset: a package manager's caches, as one step uses them.

use super::PackageManager;
use crate::name::CacheId;
use crate::splice::{Splice, alone};

/// The caches of a package manager, as one step uses them.
///
/// A [`PackageManager`] is one by itself.
///
/// ```
/// use dockerkit::{PackageManager, Preset, Run};
///
/// let plain = Run::new("npm ci").cache(PackageManager::Npm);
/// assert_eq!(plain, Run::new("npm ci").cache(Preset::from(PackageManager::Npm)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Preset {
    /// Whose caches.
    pub manager: PackageManager,
    /// What their ids end in.
    pub id_suffix: Option<Box<CacheId>>,
}

impl Preset {
    /// Gives the caches ids of their own; see [`PackageManager::id_suffix`].
    #[must_use]
    pub fn id_suffix(mut self, suffix: impl Into<CacheId>) -> Self {
        self.id_suffix = Some(Box::new(suffix.into()));
        self
    }
}

impl From<&Preset> for Preset {
    fn from(preset: &Preset) -> Self {
        preset.clone()
    }
}

impl From<PackageManager> for Preset {
    fn from(manager: PackageManager) -> Self {
        Self {
            manager,
            id_suffix: None,
        }
    }
}

macro_rules! splice {
    ($($preset:ty)*) => {$(
        impl Splice<Preset> for $preset {
            fn splice(self) -> Preset {
                self.clone().into()
            }
        }
    )*};
}

splice!(Preset &Preset PackageManager &PackageManager);
alone!(Preset: Preset &Preset PackageManager &PackageManager);

#[cfg(feature = "serde")]
crate::data::object!(Preset { manager, id_suffix } or manager with { const ALONE: bool = true; });
#[cfg(feature = "serde")]
crate::data::public!(Preset);
