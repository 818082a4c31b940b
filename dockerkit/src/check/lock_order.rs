//! In which order steps lock the directories that they lock together.
//!
//! BuildKit takes the locks of a step in the order of the targets of its mounts, and a step waits for its next lock with
//! those before it held. So two steps that lock the same two directories at targets in another order wait for each other
//! for ever as soon as they run at the same time: steps of one build, of two builds of one file, or of two services.

use std::collections::HashMap;

use crate::by_name::Names;
use crate::mount::{CacheDirectory, CacheMount, Mount, Target};
use crate::or_arg::OrArg;
use crate::rule;
use crate::sharing::Sharing;
use crate::sorted;

/// A directory that a step locks, and where it is mounted there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) directory: CacheDirectory,
    /// The target as BuildKit orders it: absolute and cleaned.
    pub(crate) target: String,
}

/// Two directories that a step locks in another order than one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Crossed {
    /// What the step locks first, and what then.
    pub(crate) now: [Lock; 2],
    /// Where the step before it has them: what it locks first, and what then.
    pub(crate) before: [String; 2],
    /// The number of the step before it.
    pub(crate) step: usize,
}

/// The orders that were seen, in steps of one file or of several.
#[derive(Debug, Default)]
pub(crate) struct LockOrder {
    /// The directories, each by its key and its base.
    directories: Names<'static>,
    /// By two directories, the one that is locked first in front: the first step that does, and its targets.
    pairs: HashMap<(usize, usize), (usize, [String; 2])>,
}

/// So many locks of a step are compared: nobody takes more, and a text that does takes no time for it.
const LOOKED_AT: usize = 16;

impl Lock {
    /// What a mount locks, if it locks anything and everything about it is known.
    pub(crate) fn of(mount: &Mount) -> Option<Self> {
        let Mount::Cache(mount) = mount else {
            return None;
        };
        let Target::Path(target) = &mount.target else {
            return None;
        };
        let target = target.as_literal().filter(|it| it.starts_with('/'));
        let target = target.filter(|_| is_locked(mount))?;
        Some(Self {
            directory: mount.directory()?,
            target: rule::clean_path(target),
        })
    }
}

fn is_locked(mount: &CacheMount) -> bool {
    let sharing = mount.sharing.as_ref();
    sharing.and_then(OrArg::value) == Some(Sharing::Locked)
}

/// Whether a step locks more than one directory, as far as its mounts say.
pub(crate) fn locks_several(mounts: &[Mount]) -> bool {
    let locked = |it: &&Mount| matches!(it, Mount::Cache(mount) if is_locked(mount));
    mounts.iter().filter(locked).nth(1).is_some()
}

impl LockOrder {
    /// Takes in what a step locks, and says which two directories a step before it has locked the other way round: the
    /// first two, if there are several.
    pub(crate) fn step(&mut self, mut locks: Vec<Lock>, step: usize) -> Option<Crossed> {
        locks.truncate(LOOKED_AT);
        sorted::sort(&mut locks, &|one, other| one.target.cmp(&other.target));
        let mut found = None;
        let mut before: Vec<(usize, &Lock)> = Vec::new();
        for then in &locks {
            let other = self.number(&then.directory);
            for (one, first) in &before {
                // Two mounts of one directory, or at one target, are told by other rules.
                if *one == other || first.target == then.target {
                    continue;
                }
                if let Some((step, targets)) = self.pairs.get(&(other, *one)) {
                    if found.is_none() {
                        found = Some(Crossed {
                            now: [(*first).clone(), then.clone()],
                            before: targets.clone(),
                            step: *step,
                        });
                    }
                } else {
                    self.pairs.entry((*one, other)).or_insert_with(|| {
                        let targets = [first.target.clone(), then.target.clone()];
                        (step, targets)
                    });
                }
            }
            before.push((other, then));
        }
        found
    }

    fn number(&mut self, directory: &CacheDirectory) -> usize {
        let CacheDirectory { key, base } = directory;
        self.directories.number(format!("{base}, {key}").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locks(mounts: &[(&'static str, &'static str)]) -> Vec<Lock> {
        let locked = |(id, target): &(&'static str, &'static str)| {
            let mount = CacheMount::new(*target).id(*id).sharing(Sharing::Locked);
            Lock::of(&Mount::Cache(Box::new(mount)))
        };
        mounts.iter().filter_map(locked).collect()
    }

    #[test]
    fn the_order_is_that_of_the_targets() {
        let mut order = LockOrder::default();
        assert_eq!(order.step(locks(&[("a", "/1"), ("b", "/2")]), 0), None);
        // However they are written.
        assert_eq!(
            order.step(locks(&[("b", "/x/./2/"), ("a", "/x//1")]), 1),
            None
        );
        let crossed = order.step(locks(&[("c", "/0"), ("a", "/b"), ("b", "/../a")]), 2);
        let crossed = crossed.map(|it| (it.step, it.before, it.now.map(|lock| lock.target)));
        let targets = |pair: [&str; 2]| pair.map(str::to_owned);
        assert_eq!(
            crossed,
            Some((0, targets(["/1", "/2"]), targets(["/a", "/b"])))
        );
        // What is not known, or is one directory, has no order.
        for fine in [
            [("a", "/2"), ("a", "/1")],
            [("b", "$A"), ("a", "/1")],
            [("b", "b"), ("a", "/1")],
            [("b", "/1"), ("a", "/1/")],
        ] {
            assert_eq!(order.step(locks(&fine), 3), None, "{fine:?}");
        }
    }

    #[test]
    fn only_what_is_locked_counts() {
        let mount = |sharing| Mount::Cache(Box::new(CacheMount::new("/c").sharing(sharing)));
        assert!(Lock::of(&mount(Sharing::Locked)).is_some());
        assert_eq!(Lock::of(&mount(Sharing::Shared)), None);
        assert!(!locks_several(&[
            mount(Sharing::Locked),
            mount(Sharing::Private)
        ]));
        assert!(locks_several(&[
            mount(Sharing::Locked),
            mount(Sharing::Locked)
        ]));
    }
}
