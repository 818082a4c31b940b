//! What is known about package managers: one table.

mod table;

use std::fmt;
use std::str::FromStr;

use crate::Sharing;
pub(crate) use table::{Cache, Location};

/// A package manager whose caches dockerkit knows: where they are, who may share them, and what belongs with them.
///
/// `RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared pip install …`
///
/// [`Run::cache`](crate::Run::cache) adds its mounts, for whoever the stage runs as at that step.
///
/// ```
/// use dockerkit::PackageManager;
///
/// assert_eq!("uv".parse(), Ok(PackageManager::Uv));
/// assert_eq!(PackageManager::Pnpm.to_string(), "pnpm");
/// assert_eq!(PackageManager::ALL.len(), 8);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PackageManager {
    /// pip: downloads and the wheels it built, in `~/.cache/pip`.
    ///
    /// Useless where `PIP_NO_CACHE_DIR` is set to anything, or where the index forbids caching.
    Pip,
    /// uv: wheels, sources and metadata in `~/.cache/uv`, with `UV_LINK_MODE=copy`, because nothing can be
    /// linked out of a mount.
    Uv,
    /// npm: packages and metadata in `~/.npm`.
    Npm,
    /// pnpm: its store, in a directory of its own that is named to it. (`~/.cache/pnpm` holds metadata only.)
    Pnpm,
    /// Yarn 1 ("classic"): one writer at a time, because two corrupt each other.
    Yarn,
    /// Composer, whose cache directory depends on the image; it is named to it.
    Composer,
    /// Go: the module cache and the build cache.
    ///
    /// The modules' sources are only in the mount: every step that compiles needs it.
    Go,
    /// Cargo: a whole cargo home as the cache, so that cargo's own locks lie in what is shared.
    ///
    /// `cargo install` puts programs there, too: give it `--root`.
    Cargo,
}

impl PackageManager {
    /// All of them, in the order of the table.
    pub const ALL: &'static [Self] = &[
        Self::Pip,
        Self::Uv,
        Self::Npm,
        Self::Pnpm,
        Self::Yarn,
        Self::Composer,
        Self::Go,
        Self::Cargo,
    ];

    /// The manager of that name, checked when the program is compiled if it stands in a `const`.
    ///
    /// # Panics
    ///
    /// If dockerkit does not know it: in a `const` that is a compile error.
    #[track_caller]
    #[must_use]
    pub const fn from_static(name: &'static str) -> Self {
        match name.as_bytes() {
            b"pip" => Self::Pip,
            b"uv" => Self::Uv,
            b"npm" => Self::Npm,
            b"pnpm" => Self::Pnpm,
            b"yarn" => Self::Yarn,
            b"composer" => Self::Composer,
            b"go" => Self::Go,
            b"cargo" => Self::Cargo,
            _ => {
                panic!(
                    "unknown package manager; dockerkit knows `pip`, `uv`, `npm`, `pnpm`, `yarn`, `composer`, `go` and `cargo`"
                )
            }
        }
    }

    /// Its name, as it is typed.
    pub fn as_str(self) -> &'static str {
        table::row(self).name
    }

    /// What it exports in front of a command, as `NAME=value`.
    pub(crate) fn exports(self) -> &'static [&'static str] {
        table::row(self).exports
    }

    pub(crate) fn caches(self) -> &'static [Cache] {
        table::row(self).caches
    }

    /// Whether several builds may use its caches at the same time: the strictest mode of its mounts.
    ///
    /// ```
    /// use dockerkit::{PackageManager, Sharing};
    ///
    /// assert_eq!(PackageManager::Pip.sharing(), Sharing::Shared);
    /// assert_eq!(PackageManager::Yarn.sharing(), Sharing::Locked);
    /// ```
    pub fn sharing(self) -> Sharing {
        self.caches()
            .iter()
            .map(|cache| cache.sharing)
            .max()
            .unwrap_or_default()
    }

    /// What its row in the table was found out by, in a sentence.
    pub fn evidence(self) -> &'static str {
        table::row(self).evidence
    }
}

impl fmt::Display for PackageManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no package manager dockerkit knows.
///
/// ```
/// use dockerkit::PackageManager;
///
/// let error = "pipp".parse::<PackageManager>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "unknown package manager `pipp`; did you mean `pip`? dockerkit knows pip, uv, npm, pnpm, yarn, composer, go, cargo",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPackageManager {
    name: String,
}

impl FromStr for PackageManager {
    type Err = UnknownPackageManager;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL
            .iter()
            .copied()
            .find(|manager| manager.as_str() == name);
        known.ok_or_else(|| UnknownPackageManager {
            name: name.to_owned(),
        })
    }
}

impl fmt::Display for UnknownPackageManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = PackageManager::ALL.iter().map(|manager| manager.as_str());
        write!(f, "unknown package manager `{}`", self.name.escape_debug())?;
        if let Some(nearest) = crate::nearest::nearest(&self.name, names.clone()) {
            write!(f, "; did you mean `{nearest}`?")?;
        } else {
            f.write_str(";")?;
        }
        f.write_str(" dockerkit knows ")?;
        names
            .enumerate()
            .try_for_each(|(at, name)| write!(f, "{}{name}", if at == 0 { "" } else { ", " }))
    }
}

impl std::error::Error for UnknownPackageManager {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_both_ways() {
        for manager in PackageManager::ALL {
            assert_eq!(manager.as_str().parse(), Ok(*manager));
            assert_eq!(PackageManager::from_static(manager.as_str()), *manager);
        }
    }
}
