//! What a row of the table holds.

use crate::sharing::Sharing;

/// What is known about one package manager; `PackageManager::row` has it.
///
/// ```
/// use dockerkit::{PackageManager, presets::Evidence};
///
/// let row = PackageManager::Apt.row();
/// assert!(row.needs_root);
/// assert!(row.defeats.contains(&"apt-get clean"));
/// assert!(matches!(row.evidence, Evidence::Measured(_)));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Row {
    /// The directories it keeps its downloads in; each becomes a mount.
    pub caches: &'static [Cache],
    /// Other places where hand-written files mount a cache of it.
    pub usual: &'static [&'static str],
    /// Directories in memory that are mounted too: for what a manager writes beside its downloads and builds must not
    /// share.
    pub in_memory: &'static [&'static str],
    /// What is exported in front of the command whoever runs it, as `NAME=value`.
    pub exports: &'static [&'static str],
    /// Shell commands in front of the command, after the exports.
    pub setup: &'static [&'static str],
    /// Whether it works for root only.
    pub needs_root: bool,
    /// The commands that fill its caches: a program, and the first of its words that are no options. `*` is any word, and
    /// a program alone is one without such words.
    pub fills: &'static [&'static str],
    /// The commands that only need what is in its caches.
    pub uses: &'static [&'static str],
    /// Options in front of those words whose value is the next word.
    pub valued: &'static [&'static str],
    /// The commands that install packages of the distribution; the names come after the last one.
    pub install: &'static [&'static str],
    /// Words of a command that empty a cache, keep it from being used, or fail on the mount. (So does an `rm` of what is
    /// mounted, whatever the manager.)
    pub defeats: &'static [&'static str],
    /// Options that name another directory for the cache.
    pub moves: &'static [&'static str],
    /// Commands that install a program where the caches are mounted.
    pub installs: &'static [Install],
    /// Variables that, set to anything, keep it from using the cache.
    pub defeating_variables: &'static [&'static str],
    /// The files that say what is installed, to be copied before the sources: those that have to be there, then
    /// those that may be. What ends in `/` is a directory.
    pub manifests: (&'static [&'static str], &'static [&'static str]),
    /// The files that usually hold a token: the id of the secret, and where the manager looks for it.
    pub secrets: &'static [(&'static str, &'static str)],
    /// What of the installed result lies in a mount, and is therefore missing from the image and from later steps.
    pub left_behind: Option<&'static str>,
    /// What the row was found out by.
    pub evidence: Evidence,
}

/// A directory that a package manager keeps its downloads in.
#[derive(Debug)]
#[non_exhaustive]
pub struct Cache {
    /// The id of its mount, before [`CacheIds`](crate::CacheIds) name it.
    pub id: &'static str,
    /// Where it is for root.
    pub root: &'static str,
    /// Where it is for anybody else. Of a locked cache it is the same place: BuildKit takes the locks of a step in the
    /// order of the targets, and two builds that take them in different orders wait for each other for ever.
    pub others: &'static str,
    /// Where hand-written files mount it, if that is another place.
    pub usual: Option<&'static str>,
    /// What tells the manager to look in `others`, as `NAME=value`; exported wherever that is the target.
    pub exports: &'static [&'static str],
    /// Whether several builds may use it at the same time.
    pub sharing: Sharing,
    /// Whether it holds the same files for every platform.
    pub contents: Contents,
}

/// A command that installs a program into a cache.
#[derive(Debug)]
#[non_exhaustive]
pub struct Install {
    /// The command.
    pub command: &'static str,
    /// The option that sends the program elsewhere, if there is one.
    pub elsewhere: Option<&'static str>,
    /// The variable that does, if there is one.
    pub variable: Option<&'static str>,
    /// What to do instead.
    pub help: &'static str,
}

impl Install {
    pub(super) const fn new(command: &'static str, help: &'static str) -> Self {
        Self {
            command,
            elsewhere: None,
            variable: None,
            help,
        }
    }

    pub(super) const fn unless(mut self, option: &'static str) -> Self {
        self.elsewhere = Some(option);
        self
    }

    pub(super) const fn unless_set(mut self, variable: &'static str) -> Self {
        self.variable = Some(variable);
        self
    }
}

/// Whether a cache holds the same files for every platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Contents {
    /// Builds for several platforms can use each other's files, or keep theirs apart by name.
    Portable,
    /// What one platform's build has stored is of no use to another's; see [`CacheIds::by_platform`](crate::CacheIds::by_platform).
    Native,
}

/// What a row was found out by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// Tests on a real engine: what they saw.
    Measured(&'static str),
    /// Documentation, or the tool's sources: where.
    Documented(&'static str),
}

impl Row {
    /// A row of which nothing is known yet.
    pub(super) const NEW: Self = Self {
        caches: &[],
        usual: &[],
        in_memory: &[],
        exports: &[],
        setup: &[],
        needs_root: false,
        fills: &[],
        uses: &[],
        valued: &[],
        install: &[],
        defeats: &[],
        moves: &[],
        installs: &[],
        defeating_variables: &[],
        manifests: (&[], &[]),
        secrets: &[],
        left_behind: None,
        evidence: Evidence::Documented(""),
    };

    /// Whether several builds may use all of its caches at the same time: the strictest mode of its mounts.
    ///
    /// ```
    /// use dockerkit::{PackageManager, Sharing};
    ///
    /// assert_eq!(PackageManager::Pip.row().sharing(), Sharing::Shared);
    /// assert_eq!(PackageManager::Composer.row().sharing(), Sharing::Locked);
    /// ```
    pub fn sharing(&self) -> Sharing {
        let modes = self.caches.iter().map(|cache| cache.sharing);
        modes.max().unwrap_or_default()
    }
}

impl Cache {
    /// The cache of this id at this place, for root and everybody else; portable, and shared.
    pub(super) const fn at(id: &'static str, place: &'static str) -> Self {
        Self {
            id,
            root: place,
            others: place,
            usual: None,
            exports: &[],
            sharing: Sharing::Shared,
            contents: Contents::Portable,
        }
    }

    pub(super) const fn root(mut self, root: &'static str) -> Self {
        self.root = root;
        self
    }

    pub(super) const fn exports(mut self, exports: &'static [&'static str]) -> Self {
        self.exports = exports;
        self
    }

    pub(super) const fn usual(mut self, place: &'static str) -> Self {
        self.usual = Some(place);
        self
    }

    pub(super) const fn locked(mut self) -> Self {
        self.sharing = Sharing::Locked;
        self
    }

    pub(super) const fn native(mut self) -> Self {
        self.contents = Contents::Native;
        self
    }
}
