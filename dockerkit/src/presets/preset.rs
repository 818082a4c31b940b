//! A preset: a package manager's caches, as one step uses them.

use super::PackageManager;
use crate::name::CacheId;

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

impl From<PackageManager> for Preset {
    fn from(manager: PackageManager) -> Self {
        Self {
            manager,
            id_suffix: None,
        }
    }
}
