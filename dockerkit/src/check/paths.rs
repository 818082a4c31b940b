//! Absolute paths, cleaned.

use std::collections::BTreeMap;
use std::ops::Bound;

/// Whether a path is a directory, or in it.
pub(super) fn is_within(path: &str, directory: &str) -> bool {
    let rest = path.strip_prefix(directory);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || directory == "/")
}

/// A path, and the directories that it is in, but for `/`.
pub(super) fn starts(path: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(path);
    std::iter::from_fn(move || {
        let path = next.filter(|it| it.len() > 1)?;
        next = path.rsplit_once('/').map(|(before, _)| before);
        Some(path)
    })
}

/// Paths, to be looked up however many there are, with a number each.
#[derive(Default)]
pub(super) struct Paths(BTreeMap<String, usize>);

impl Paths {
    /// Adds a path; the last number counts.
    pub(super) fn add(&mut self, path: String, number: usize) {
        self.0.insert(path, number);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// The first of those below a directory.
    pub(super) fn first_below(&self, directory: &str) -> Option<(&str, usize)> {
        // `0` is the character behind `/`.
        let (from, to) = (format!("{directory}/"), format!("{directory}0"));
        let bounds = (Bound::Included(&*from), Bound::Excluded(&*to));
        let (path, number) = self.0.range::<str, _>(bounds).next()?;
        Some((path, *number))
    }

    /// A directory, or the first of those below it.
    pub(super) fn first_in(&self, directory: &str) -> Option<(&str, usize)> {
        match self.0.get_key_value(directory) {
            Some((path, number)) => Some((path, *number)),
            None => self.first_below(directory),
        }
    }

    /// Whether a path is one of them, is in one, or holds one.
    pub(super) fn touch(&self, path: &str) -> bool {
        starts(path).any(|it| self.has(it)) || self.first_below(path).is_some()
    }
}

/// Directories that images bring.
const OF_IMAGES: [&str; 8] = [
    "/bin",
    "/etc",
    "/lib",
    "/opt/conda",
    "/sbin",
    "/usr",
    "/var/cache",
    "/var/lib",
];

/// Whether a directory may be there with files in it before anything is built.
pub(super) fn is_of_images(target: &str) -> bool {
    !is_within(target, "/usr/src") && OF_IMAGES.iter().any(|it| is_within(target, it))
}
