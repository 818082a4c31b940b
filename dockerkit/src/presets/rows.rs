//! The table: a row a package manager.
//!
//! Where a directory holds something else than what hand-written files mount under the usual id, the id is another
//! one, so that no directory ever holds two layouts.

pub(super) mod compilers;
pub(super) mod javascript;
pub(super) mod jvm;
pub(super) mod languages;
pub(super) mod python;
pub(super) mod system;

#[cfg(test)]
mod tests {
    use crate::presets::{Evidence, PackageManager};
    use crate::sharing::Sharing;

    #[test]
    fn rows_agree_with_themselves() {
        for manager in PackageManager::ALL {
            let row = manager.row();
            assert!(!row.caches.is_empty() && !row.fills.is_empty(), "{manager}");
            for cache in row.caches {
                assert!(
                    cache.id.ends_with("-cache-shared"),
                    "{manager}: {}",
                    cache.id
                );
                for place in [cache.root, cache.others] {
                    assert!(place.starts_with('/') && !place.ends_with('/'), "{place}");
                }
                // A manager that does not look in `others` by itself is told to, there or below.
                for export in cache.exports {
                    let (_, told) = export.split_once('=').unwrap_or_default();
                    let named = told.split(['"', ' ', '=']).any(|word| {
                        word.len() > 1
                            && (cache.others.starts_with(word) || word.starts_with(cache.others))
                    });
                    assert!(named, "{manager}: {export}");
                }
                assert!(
                    cache.root == cache.others || !cache.exports.is_empty(),
                    "{manager}: nothing says that its cache is in {}",
                    cache.others
                );
                assert!(cache.root == cache.others || !row.needs_root, "{manager}");
                if cache.sharing == Sharing::Locked {
                    assert_eq!(cache.root, cache.others, "{manager}: two orders of locks");
                }
            }
            match row.evidence {
                Evidence::Measured(seen) => assert!(!seen.is_empty(), "{manager}"),
                Evidence::Documented(source) => {
                    assert!(source.starts_with("https://"), "{manager}: {source}");
                }
            }
        }
    }
}
