//! Whose cache a mount is.

use crate::mount::{CacheMount, Target};
use crate::presets::{Cache, PackageManager};
use crate::sharing::Sharing;

/// What says whose cache it is: its id, its path, its path at home.
pub(crate) type Key<'a> = [Option<&'a str>; 3];

/// What says of a mount whose cache it is.
pub(crate) fn key(mount: &CacheMount) -> Key<'_> {
    let id = mount.id.as_ref().and_then(|id| id.text().as_literal());
    match &mount.target {
        Target::Path(path) => [id, path.as_literal(), None],
        Target::Home(path) => [id, None, path.as_literal()],
    }
}

/// Whose cache it is: said by the id or the directory.
pub(crate) fn owner_of([id, path, home]: Key<'_>) -> Option<PackageManager> {
    cache_with([id, path, home]).map(|(manager, _)| manager)
}

fn cache_with([id, path, home]: Key<'_>) -> Option<(PackageManager, &'static Cache)> {
    let known = |cache: &&Cache| {
        Some(cache.id) == id
            || Some(cache.root) == path
            || Some(cache.others) == path
            || (path.is_some() && cache.usual == path)
            || [Some(cache.root), cache.usual]
                .into_iter()
                .flatten()
                .any(|place| home.is_some() && place.strip_prefix("/root/") == home)
    };
    PackageManager::ALL.iter().find_map(|manager| {
        let cache = manager.row().caches.iter().find(known)?;
        Some((*manager, cache))
    })
}

/// What is kept in a cache directory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    pub(crate) manager: PackageManager,
    /// Which of the manager's caches it is: the id of its preset, or the directory.
    pub(crate) which: &'static str,
    /// Its row, if a preset mounts it, too.
    pub(crate) cache: Option<&'static Cache>,
}

/// Whose cache a mount is, and which of them: said by the directory, in a home directory of anybody, or else by the id.
pub(crate) fn kept_in(mount: &CacheMount) -> Option<Kept> {
    let [id, path, home] = key(mount);
    let path = path.map(|it| it.trim_end_matches('/'));
    let at_home = home.or_else(|| {
        let mut parts = path?.strip_prefix("/home/")?.splitn(2, '/');
        parts.nth(1)
    });
    let of_preset = |key| {
        cache_with(key).map(|(manager, cache)| Kept {
            manager,
            which: cache.id,
            cache: Some(cache),
        })
    };
    let is_there = |place: &&'static str| {
        let in_home = place.strip_prefix("/root/");
        Some(*place) == path || (in_home.is_some() && in_home == at_home)
    };
    let usual = || {
        PackageManager::ALL.iter().find_map(|manager| {
            let which = manager.row().usual.iter().copied().find(is_there)?;
            Some(Kept {
                manager: *manager,
                which,
                cache: None,
            })
        })
    };
    of_preset([None, path, at_home])
        .or_else(usual)
        .or_else(|| of_preset([id, None, None]))
}

/// Whose cache a mount is.
pub(crate) fn owner(mount: &CacheMount) -> Option<PackageManager> {
    owner_of(key(mount))
}

/// Whether a mount is at one of a manager's directories, in one, or holds one, for root or for anybody; or has its id.
pub(crate) fn meets(mount: &CacheMount, manager: PackageManager) -> bool {
    let [id, path, home] = key(mount);
    let caches = manager.row().caches;
    if caches.iter().any(|cache| Some(cache.id) == id) {
        return true;
    }
    let within = |inner: &str, outer: &str| {
        let rest = inner.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let touches = |one: &str, other: &str| within(one, other) || within(other, one);
    // In a home directory the end of the path is known: `/home/app/.cache/pip`.
    let at_home = home.or_else(|| {
        let mut parts = path?.strip_prefix("/home/")?.splitn(2, '/');
        parts.nth(1)
    });
    let at_home = at_home.map(|it| it.trim_end_matches('/'));
    let path = path.map(|it| it.trim_end_matches('/'));
    // At no directory in particular, or at `/`.
    let path = path.filter(|it| !it.is_empty());
    let is_at = |place: &str| {
        path.is_some_and(|path| touches(path, place))
            || match (at_home, place.strip_prefix("/root/")) {
                (Some(one), Some(other)) => touches(one, other),
                _ => false,
            }
    };
    caches
        .iter()
        .any(|it| is_at(it.root) || is_at(it.others) || it.usual.is_some_and(is_at))
        || manager.row().usual.iter().any(|it| is_at(it))
}

/// Cargo's downloads without its locks, which are files beside that directory: of four installs at once into an empty one 37
/// of 48 failed, and into an empty home none.
const WITHOUT_LOCKS: &str = "/usr/local/cargo/registry";

/// Whose cache a mount is that more than one build must not use at once.
pub(crate) fn locked_owner(mount: &CacheMount) -> Option<PackageManager> {
    let [_, path, home] = key(mount);
    let path = path.map(|it| it.trim_end_matches('/'));
    if path == Some("/root/.cargo/registry") || home == Some(".cargo/registry") {
        return Some(PackageManager::Cargo);
    }
    let kept = kept_in(mount)?;
    let sharing = match kept.cache {
        Some(cache) => cache.sharing,
        None if kept.which == WITHOUT_LOCKS => Sharing::Locked,
        None => kept.manager.row().sharing(),
    };
    (sharing == Sharing::Locked).then_some(kept.manager)
}
