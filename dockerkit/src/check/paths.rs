//! Absolute paths, cleaned.

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

/// What comes first below a directory.
pub(super) fn below<'p, T>(
    directory: &str,
    first: impl FnOnce((Bound<&str>, Bound<&str>)) -> Option<T> + 'p,
) -> Option<T> {
    // `0` is the character behind `/`.
    let (from, to) = (format!("{directory}/"), format!("{directory}0"));
    first((Bound::Excluded(&from), Bound::Excluded(&to)))
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
