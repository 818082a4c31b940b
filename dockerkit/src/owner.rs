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
