//! The package managers.

#[cfg(feature = "serde")]
mod serial;

use std::fmt;
use std::str::FromStr;

use super::Preset;
use super::row::Row;
use super::rows;
use crate::name::CacheId;
use crate::nearest::near;
use crate::shown::Shown;

macro_rules! managers {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $page:ident, $row:path;)*) => {
        /// A package manager whose caches dockerkit knows: where they are, who may share them, and what belongs with them.
        ///
        /// `RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared pip install …`
        ///
        /// [`Run::cache`](crate::Run::cache) adds its mounts, for whoever the stage runs as at that step; its
        /// page in [`presets`](crate::presets#modules) says what is known.
        ///
        /// ```
        /// use dockerkit::PackageManager;
        ///
        /// assert_eq!("uv".parse(), Ok(PackageManager::Uv));
        /// assert_eq!(PackageManager::YarnBerry.to_string(), "yarn-berry");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum PackageManager {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\nMore on [its page](crate::presets::", stringify!($page), ").")]
                $variant,
            )*
        }

        impl PackageManager {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The manager of that name, checked when the program is compiled if it stands in a `const`.
            ///
            /// # Panics
            ///
            /// If dockerkit does not know it: in a `const` that is a compile error.
            #[track_caller]
            #[must_use]
            pub const fn from_static(name: &'static str) -> Self {
                match Self::nearest(name, 0) {
                    Some(manager) => manager,
                    None => panic!("{}", Self::unknown(name)),
                }
            }

            /// The first one whose name may be meant with so many mistakes.
            const fn nearest(name: &str, mistakes: usize) -> Option<Self> {
                let mut rest = Self::ALL;
                while let [manager, others @ ..] = rest {
                    if near(name, manager.as_str(), mistakes) {
                        return Some(*manager);
                    }
                    rest = others;
                }
                None
            }

            /// What is told of a name that none of them has.
            const fn unknown(name: &str) -> &'static str {
                let mut mistakes = 1;
                while mistakes <= 3 {
                    if let Some(manager) = Self::nearest(name, mistakes) {
                        return match manager {
                            $(Self::$variant => concat!("unknown package manager; did you mean `", $name, "`?"),)*
                        };
                    }
                    mistakes += 1;
                }
                concat!("unknown package manager; dockerkit knows", $(" `", $name, "`",)*)
            }

            /// Its name, as it is typed.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What is known about it.
            #[doc(hidden)]
            pub const fn row(self) -> &'static Row {
                match self {
                    $(Self::$variant => &$row,)*
                }
            }
        }

        /// Each by its name, for `dockerfile!`.
        #[cfg(feature = "macros")]
        pub(crate) mod words {
            pub use super::PackageManager::{$($variant as $page),*};
        }
    };
}

managers! {
    /// pip: downloads, and the wheels it built.
    Pip = "pip", pip, rows::python::PIP;
    /// uv: wheels, sources and metadata.
    Uv = "uv", uv, rows::python::UV;
    /// Poetry: downloads and metadata, but not its environments.
    Poetry = "poetry", poetry, rows::python::POETRY;
    /// PDM: downloads and metadata.
    Pdm = "pdm", pdm, rows::python::PDM;
    /// Pipenv: downloads; it does not use pip's cache.
    Pipenv = "pipenv", pipenv, rows::python::PIPENV;
    /// npm: packages and metadata.
    Npm = "npm", npm, rows::javascript::NPM;
    /// pnpm: its store, which is named to it.
    Pnpm = "pnpm", pnpm, rows::javascript::PNPM;
    /// Yarn 1 ("classic").
    Yarn = "yarn", yarn, rows::javascript::YARN;
    /// Yarn 2 and later ("berry"): a mirror of the downloads.
    YarnBerry = "yarn-berry", yarn_berry, rows::javascript::YARN_BERRY;
    /// Bun: packages.
    Bun = "bun", bun, rows::javascript::BUN;
    /// Composer, whose cache directory depends on the image; it is named to it.
    Composer = "composer", composer, rows::languages::COMPOSER;
    /// Go: the module cache and the build cache.
    Go = "go", go, rows::languages::GO;
    /// Cargo: a whole cargo home as the cache, so that cargo's own locks lie in what is shared.
    Cargo = "cargo", cargo, rows::languages::CARGO;
    /// Bundler: gems.
    Bundler = "bundler", bundler, rows::languages::BUNDLER;
    /// APT of Debian and Ubuntu: packages and lists.
    Apt = "apt", apt, rows::system::APT;
    /// ccache: what a C or C++ compiler made.
    Ccache = "ccache", ccache, rows::compilers::CCACHE;
    /// sccache: what a compiler made, on a local disk.
    Sccache = "sccache", sccache, rows::compilers::SCCACHE;
    /// apk of Alpine Linux: packages and indexes.
    Apk = "apk", apk, rows::system::APK;
    /// dnf of Fedora and Red Hat, 4 and 5: packages and metadata.
    Dnf = "dnf", dnf, rows::system::DNF;
    /// yum, also where it is dnf by another name.
    Yum = "yum", yum, rows::system::YUM;
    /// Zypper of SUSE: packages and metadata.
    Zypper = "zypper", zypper, rows::system::ZYPPER;
    /// pacman of Arch Linux: packages.
    Pacman = "pacman", pacman, rows::system::PACMAN;
    /// Maven: the local repository.
    Maven = "maven", maven, rows::jvm::MAVEN;
    /// Gradle: its whole user home.
    Gradle = "gradle", gradle, rows::jvm::GRADLE;
    /// sbt, which downloads with Coursier.
    Sbt = "sbt", sbt, rows::jvm::SBT;
    /// NuGet, for the dotnet command: the packages, expanded.
    Nuget = "nuget", nuget, rows::languages::NUGET;
    /// Mix with Hex: packages.
    Mix = "mix", mix, rows::languages::MIX;
    /// Conda: packages, expanded.
    Conda = "conda", conda, rows::python::CONDA;
    /// Mamba and micromamba: packages, expanded.
    Mamba = "mamba", mamba, rows::python::MAMBA;
    /// Deno: dependencies of programs.
    Deno = "deno", deno, rows::javascript::DENO;
    /// Pub, of Dart and Flutter.
    Dart = "dart", dart, rows::languages::DART;
    /// The Swift package manager: clones of repositories.
    Swift = "swift", swift, rows::languages::SWIFT;
    /// Cabal: packages, and what was compiled of them.
    Cabal = "cabal", cabal, rows::languages::CABAL;
    /// Stack: its whole root, with the compilers that it installs.
    Stack = "stack", stack, rows::languages::STACK;
}

impl PackageManager {
    /// Its caches under ids of their own, which end in this: for a version of an interpreter, or whatever else should not
    /// share a directory.
    ///
    /// `--mount=type=cache,id=npm-cache-shared-web,…`
    ///
    /// Those of a distribution's packages end in its release without it, where the name of the stage's image says
    /// which one that is: `apt-cache-shared-bookworm` on `debian:12` and `node:22-bookworm-slim`,
    /// `apk-cache-shared-alpine-3.20` on `alpine:3.20`, `apt-cache-shared-debian` on `python:3.12-slim`.
    ///
    /// ```
    /// use dockerkit::{PackageManager, Run};
    ///
    /// let run = Run::new("npm ci").cache(PackageManager::Npm.id_suffix("web"));
    /// assert!(run.to_string().contains("id=npm-cache-shared-web,"));
    /// ```
    #[must_use]
    pub fn id_suffix(self, suffix: impl Into<CacheId>) -> Preset {
        Preset::from(self).id_suffix(suffix)
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
/// assert!(error.to_string().starts_with("unknown package manager `pipp`; did you mean `pip`? dockerkit knows pip, uv, "));
/// let error = "mvn".parse::<PackageManager>().unwrap_err();
/// assert!(error.to_string().starts_with("unknown package manager `mvn`; did you mean `maven`?"));
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
        write!(f, "unknown package manager `{}`", self.name.shown())?;
        // A program of the manager, or else what is written like it.
        let program = PackageManager::ALL.iter().find(|manager| {
            let mut programs = manager.row().fills.iter();
            programs.any(|fills| fills.split(' ').next() == Some(&self.name))
        });
        let nearest = program
            .map(|manager| manager.as_str())
            .or_else(|| crate::nearest::nearest(&self.name, names.clone()));
        if let Some(nearest) = nearest {
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

    #[test]
    fn an_unknown_manager_is_told_the_nearest_one() {
        for (name, told) in [
            (
                "pipp",
                "unknown package manager `pipp`; did you mean `pip`? dockerkit knows pip, ",
            ),
            (
                "bundle",
                "unknown package manager `bundle`; did you mean `bundler`? dockerkit knows ",
            ),
            (
                "nothing like it",
                "unknown package manager `nothing like it`; dockerkit knows ",
            ),
        ] {
            let error = name.parse::<PackageManager>().err();
            let error = error.map(|it| it.to_string()).unwrap_or_default();
            assert!(error.starts_with(told), "{error}");
        }
    }
}
