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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Preset {
    /// Whose caches.
    pub manager: PackageManager,
    /// What their ids end in.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
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
