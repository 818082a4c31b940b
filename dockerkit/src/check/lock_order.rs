//! In which order steps lock the directories that they lock together.
//!
//! BuildKit takes the locks of a step in the order of the targets of its mounts, and a step waits for its next lock with
//! those before it held. So two steps that lock the same two directories at targets in another order wait for each other
//! for ever as soon as they run at the same time: steps of one build, of two builds of one file, or of two services.

use std::collections::HashMap;

use crate::mount::{CacheDirectory, CacheMount, Mount, Target};
use crate::or_arg::OrArg;
use crate::rule;
use crate::sharing::Sharing;

/// A directory that a step locks, and where it is mounted there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) directory: CacheDirectory,
    /// The target as BuildKit orders it: absolute and cleaned.
    pub(crate) target: String,
}

/// Two directories that a step locks in another order than one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Crossed<P> {
    /// What the step locks first, and what then.
    pub(crate) now: [Lock; 2],
    /// Where the step before it has them: what it locks first, and what then.
    pub(crate) before: [String; 2],
    /// The step before it.
    pub(crate) place: P,
}

/// The orders that were seen, in steps of one file or of several.
#[derive(Debug)]
pub(crate) struct LockOrder<P> {
    numbers: HashMap<CacheDirectory, usize>,
    /// By two directories, the one that is locked first in front, the first step that does, and its targets.
    pairs: HashMap<(usize, usize), ([String; 2], P)>,
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

impl<P> Default for LockOrder<P> {
    fn default() -> Self {
        Self {
            numbers: HashMap::new(),
            pairs: HashMap::new(),
        }
    }
}

impl<P: Clone> LockOrder<P> {
    /// Takes in what a step locks, and says which two directories a step before it has locked the other way round: the
    /// first two, if there are several.
    pub(crate) fn step(
        &mut self,
        locks: impl IntoIterator<Item = Lock>,
        place: &P,
    ) -> Option<Crossed<P>> {
        let mut locks: Vec<_> = locks.into_iter().take(LOOKED_AT).collect();
        locks.sort_by(|one, other| one.target.cmp(&other.target));
        let numbers: Vec<_> = locks
            .iter()
            .map(|lock| self.number(&lock.directory))
            .collect();
        let mut found = None;
        let numbered = || locks.iter().zip(&numbers).enumerate();
        for (at, (first, one)) in numbered() {
            for (_, (then, other)) in numbered().skip(at + 1) {
                // Two mounts of one directory, or at one target, are told by other rules.
                if one == other || first.target == then.target {
                    continue;
                }
                if let Some((before, place)) = self.pairs.get(&(*other, *one)) {
                    found.get_or_insert_with(|| Crossed {
                        now: [first.clone(), then.clone()],
                        before: before.clone(),
                        place: place.clone(),
                    });
                } else {
                    self.pairs.entry((*one, *other)).or_insert_with(|| {
                        let targets = [first.target.clone(), then.target.clone()];
                        (targets, place.clone())
                    });
                }
            }
        }
        found
    }

    fn number(&mut self, directory: &CacheDirectory) -> usize {
        if let Some(number) = self.numbers.get(directory) {
            return *number;
        }
        let number = self.numbers.len();
        self.numbers.insert(directory.clone(), number);
        number
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
        assert_eq!(
            order.step(locks(&[("a", "/1"), ("b", "/2")]), &"first"),
            None
        );
        // However they are written.
        assert_eq!(
            order.step(locks(&[("b", "/x/./2/"), ("a", "/x//1")]), &"same"),
            None
        );
        let crossed = order.step(
            locks(&[("c", "/0"), ("a", "/b"), ("b", "/../a")]),
            &"crossed",
        );
        let crossed = crossed.map(|it| (it.place, it.before, it.now.map(|lock| lock.target)));
        let targets = |pair: [&str; 2]| pair.map(str::to_owned);
        assert_eq!(
            crossed,
            Some(("first", targets(["/1", "/2"]), targets(["/a", "/b"])))
        );
        // What is not known, or is one directory, has no order.
        for fine in [
            [("a", "/2"), ("a", "/1")],
            [("b", "$A"), ("a", "/1")],
            [("b", "b"), ("a", "/1")],
            [("b", "/1"), ("a", "/1/")],
        ] {
            assert_eq!(order.step(locks(&fine), &"fine"), None, "{fine:?}");
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
