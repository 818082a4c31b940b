//! Whose cache a mount is.

use crate::mount::{CacheMount, Target};
use crate::presets::PackageManager;

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
    let known = |manager: &PackageManager| {
        manager.row().caches.iter().any(|cache| {
            Some(cache.id) == id
                || Some(cache.root) == path
                || Some(cache.others) == path
                || (path.is_some() && cache.usual == path)
                || [Some(cache.root), cache.usual]
                    .into_iter()
                    .flatten()
                    .any(|place| home.is_some() && place.strip_prefix("/root/") == home)
        })
    };
    PackageManager::ALL.iter().copied().find(known)
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
    let places = caches.iter().flat_map(|cache| {
        [Some(cache.root), Some(cache.others), cache.usual]
            .into_iter()
            .flatten()
    });
    let usual = manager.row().usual.iter().copied();
    places.chain(usual).any(|place| {
        let in_home = place.strip_prefix("/root/");
        path.is_some_and(|path| touches(path, place))
            || at_home
                .zip(in_home)
                .is_some_and(|(one, other)| touches(one, other))
    })
}
