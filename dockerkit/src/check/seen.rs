//! What was seen of cache mounts: files have few of them, and those again and again.

use crate::mount::{CacheMount, Mount, Switch};
use crate::or_arg::OrArg;
use crate::owner::{self, Key};
use crate::presets::PackageManager;

/// Whose caches the steps mount, by what was seen before in the same file.
#[derive(Default)]
pub(super) struct Mounts<'a> {
    /// Files have few cache mounts, and those again and again.
    seen: Vec<Seen<'a>>,
    pub(super) found: Vec<PackageManager>,
    /// Those of the step that is looked at, by their places in `seen`.
    now: Vec<usize>,
}

/// A cache mount that was seen before.
struct Seen<'a> {
    mount: &'a CacheMount,
    key: Key<'a>,
    /// Whether its key and its options say all of it.
    plain: bool,
    manager: Option<PackageManager>,
    /// How many bytes its values take, or more, if what it is does not depend on where it is mounted.
    bytes: Option<usize>,
    /// Whether nothing is wrong with its values, wherever it is mounted.
    sound: bool,
    /// Whether nothing is to be said of its id, however often it is mounted.
    settled: bool,
}

/// What is known of the mounts of a step, which are cache mounts that were seen before.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// How many bytes they take, if nothing is wrong with them.
    pub(super) sound: Option<usize>,
    /// Whether nothing is to be said of their ids.
    pub(super) settled: bool,
}

/// How many mounts are remembered, and those of one more step.
const REMEMBERED: usize = 8;

/// More bytes than a number, a word or a switch takes as an option of a mount.
const OPTION: usize = 24;

impl<'a> Mounts<'a> {
    /// Finds out those of a step, and what is known of its mounts.
    pub(super) fn look(&mut self, mounts: &'a [Mount]) -> Known {
        self.found.clear();
        self.now.clear();
        let many = mounts.len() > REMEMBERED;
        // Not while a step is looked at: its mounts are known by their places.
        if self.seen.len() > REMEMBERED {
            self.seen.clear();
        }
        let mut known = Known {
            sound: Some(0),
            settled: true,
        };
        for mount in mounts {
            let manager = match mount {
                Mount::Preset(preset) => Some(preset.manager),
                Mount::Cache(mount) if many => owner::owner(mount),
                Mount::Cache(mount) => {
                    let at = self.find(mount);
                    self.now.push(at);
                    self.seen.get(at).and_then(|seen| {
                        let bytes = seen.bytes.filter(|_| seen.sound);
                        known.sound = known.sound.zip(bytes).map(|(all, own)| all + own);
                        known.settled &= seen.settled;
                        seen.manager
                    })
                }
                _ => None,
            };
            if let Some(manager) = manager.filter(|it| !self.found.contains(it)) {
                self.found.push(manager);
            }
        }
        if self.now.len() < mounts.len() {
            (known.sound, known.settled) = (None, false);
        }
        known
    }

    /// Its place among those that were seen.
    fn find(&mut self, mount: &'a CacheMount) -> usize {
        let key = owner::key(mount);
        let plain = is_whole(&key, mount) && is_alike(mount, mount);
        let is = |seen: &Seen<'_>| {
            let alike = if plain {
                is_same(&seen.key, &key) && is_alike(seen.mount, mount)
            } else {
                seen.mount == mount
            };
            alike && seen.plain == plain
        };
        // Steps mount them in the same order.
        let next = self.now.last().map_or(0, |at| at + 1);
        let mut places = (next..self.seen.len()).chain(0..next);
        if let Some(at) = places.find(|at| self.seen.get(*at).is_some_and(is)) {
            return at;
        }
        self.seen.push(Seen {
            mount,
            key,
            plain,
            manager: owner::owner_of(key),
            bytes: length(key).filter(|_| plain),
            sound: false,
            settled: false,
        });
        self.seen.len() - 1
    }

    /// Nothing was found wrong with the mounts that were looked at last.
    pub(super) fn are_sound(&mut self) {
        self.each_now(|seen| seen.sound = true);
    }

    /// Nothing is to be said of their ids.
    pub(super) fn are_settled(&mut self) {
        self.each_now(|seen| seen.settled = true);
    }

    fn each_now(&mut self, mut change: impl FnMut(&mut Seen<'a>)) {
        for at in &self.now {
            if let Some(seen) = self.seen.get_mut(*at) {
                change(seen);
            }
        }
    }
}

/// Whether a key holds the id and the path of a mount, and neither has variables.
fn is_whole([id, path, _]: &Key<'_>, mount: &CacheMount) -> bool {
    path.is_some() && id.is_some() == mount.id.is_some()
}

/// Most texts of mounts are constants of the program.
fn is_same(one: &Key<'_>, other: &Key<'_>) -> bool {
    one.iter().zip(other).all(|pair| match pair {
        (Some(one), Some(other)) => std::ptr::eq(*one, *other) || one == other,
        (one, other) => one.is_none() && other.is_none(),
    })
}

/// Whether two mounts have the same values beside those that are their key, if those are plain.
fn is_alike(one: &CacheMount, other: &CacheMount) -> bool {
    fn values<T: PartialEq>(one: Option<&OrArg<T>>, other: Option<&OrArg<T>>) -> bool {
        match (one, other) {
            (None, None) => true,
            (Some(OrArg::Value(one)), Some(OrArg::Value(other))) => one == other,
            _ => false,
        }
    }
    let files = |it: &CacheMount| it.from.is_some() || it.source.is_some();
    let switches = match (&one.read_only, &other.read_only) {
        (Switch::Value(one), Switch::Value(other)) => one == other,
        _ => false,
    };
    switches
        && !files(one)
        && !files(other)
        && values(one.sharing.as_ref(), other.sharing.as_ref())
        && values(one.uid.as_ref(), other.uid.as_ref())
        && values(one.gid.as_ref(), other.gid.as_ref())
        && values(one.mode.as_ref(), other.mode.as_ref())
}

/// The bytes of a plain mount, or more, if what it is does not depend on where it is mounted.
fn length([id, path, _]: Key<'_>) -> Option<usize> {
    let path = path.filter(|path| path.starts_with('/'))?;
    Some(path.len() + id.map_or(0, str::len) + 6 * OPTION)
}
