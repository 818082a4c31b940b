//! What files are, before and after.

use std::{fs, os::unix::fs::MetadataExt as _, path::Path};

/// The names in a directory, sorted.
#[track_caller]
pub fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", directory.display()));
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// By which a file is known to be untouched: which file it is, when it changed, and its content.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    inode: u64,
    changed: (i64, i64),
    content: String,
}

/// The state of a file.
#[track_caller]
pub fn state(path: &Path) -> State {
    let metadata = fs::metadata(path)
        .unwrap_or_else(|error| panic!("cannot look at {}: {error}", path.display()));
    let content = fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    State {
        inode: metadata.ino(),
        changed: (metadata.ctime(), metadata.ctime_nsec()),
        content,
    }
}
