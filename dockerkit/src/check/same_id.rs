//! What the mounts of one cache id have in common, or should have.

use super::rule::Asked;
use super::sink::Sink;
use crate::by_name::ByName;
use crate::mount::{Base, CacheMount, Mount, Target};
use crate::place::{Part, Place};
use crate::presets::{Cache, PackageManager};
use crate::sharing::Sharing;

/// A mount of a cache whose id has been mounted before.
pub(crate) struct SameId<'a> {
    pub(super) id: &'a str,
    pub(super) now: &'a Named,
    pub(super) before: &'a Named,
    /// Whether it is the same step.
    pub(super) in_one_step: bool,
    /// Whether both this one and one before it in the same step lock it.
    pub(super) locked_twice: bool,
}

/// What a mount names beside its id.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(super) base: Option<Base>,
    pub(super) sharing: Option<Sharing>,
    /// Whether it is written by hand, and by no preset.
    pub(super) by_hand: bool,
    pub(super) place: Place,
    /// The last step that locks it.
    locked_in: Option<Part>,
}

/// The ids of a file, and what the first mount of each names.
#[derive(Default)]
pub(super) struct Ids {
    /// Most files have a few.
    few: Vec<(String, Named)>,
    many: ByName<'static, Named>,
}

/// So many mounts of a step are looked through.
const MANY: usize = 64;

/// So many ids are compared one by one.
const FEW: usize = 8;

/// Whether a preset could have made it, whose users have a directory each under one id.
fn is_as_of_a_preset(id: &str, mount: &CacheMount, sharing: Option<Sharing>) -> bool {
    let Target::Path(target) = &mount.target else {
        return false;
    };
    let target = target.as_literal();
    let is_one = |cache: &Cache| {
        let is_target = target == Some(cache.root) || target == Some(cache.others);
        is_target
            && id.contains(cache.id)
            && (sharing == Some(cache.sharing) || sharing == Some(Sharing::Locked))
            && mount.mode.is_none()
    };
    let mut managers = PackageManager::ALL.iter();
    managers.any(|manager| manager.row().caches.iter().any(is_one))
}

impl Ids {
    fn get(&mut self, id: &str) -> Option<&mut Named> {
        match self.few.iter_mut().find(|(known, _)| known == id) {
            Some((_, named)) => Some(named),
            None => self.many.get_mut(id),
        }
    }

    fn put(&mut self, id: &str, named: Named) {
        if self.few.len() < FEW {
            self.few.push((id.to_owned(), named));
        } else {
            self.many.insert(id.to_owned().into(), named);
        }
    }

    /// Takes in a mount, and shows those that differ from the first one of that id. It says whether nothing would be said
    /// of the same mount again.
    pub(super) fn mount(
        &mut self,
        mount: &CacheMount,
        written: &[Mount],
        asked: &Asked,
        sink: &mut Sink<'_>,
    ) -> bool {
        let (Some(id), Target::Path(_)) = (&mount.id, &mount.target) else {
            return mount.id.is_none();
        };
        let Some(id) = id.text().as_literal().filter(|id| !id.is_empty()) else {
            return true;
        };
        let sharing = match &mount.sharing {
            None => Some(Sharing::Shared),
            Some(sharing) => sharing.value(),
        };
        let (base, part) = (mount.base(), sink.part());
        let lock = (sharing == Some(Sharing::Locked)).then_some(part);
        let mut before = self.get(id);
        let mut locked_twice = false;
        if let Some(before) = &mut before {
            locked_twice = lock.is_some() && before.locked_in == lock;
            before.locked_in = lock.or(before.locked_in);
            let same = before.base == base && before.sharing == sharing;
            if same && !locked_twice {
                return lock.is_none();
            }
        }
        let is_written = |it: &Mount| match it {
            // Of one in a home directory the end of the path is known.
            Mount::Cache(it) => match (&it.target, &mount.target) {
                (Target::Home(path), Target::Path(whole)) => {
                    whole.to_string().ends_with(&format!("/{path}"))
                }
                (own, target) => own == target,
            },
            _ => false,
        };
        // Presets do not make so many.
        let is_written = || written.len() > MANY || written.iter().any(is_written);
        let by_hand = !is_as_of_a_preset(id, mount, sharing) && is_written();
        let now = Named {
            base,
            sharing,
            by_hand,
            place: sink.place(Some("--mount")),
            locked_in: lock,
        };
        if let Some(before) = before {
            let same = SameId {
                id,
                in_one_step: before.place.part == part,
                locked_twice,
                now: &now,
                before,
            };
            asked.same_id(&same, sink);
            return false;
        }
        self.put(id, now);
        lock.is_none()
    }
}
