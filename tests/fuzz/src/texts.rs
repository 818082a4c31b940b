//! Texts that are read: any bytes that are UTF-8, without a judge.
//!
//! Each of the targets takes every text, so that what one of them found is held to all of them.

pub mod parse;
pub mod round_trip;
pub mod to_rust;
pub mod tree;

use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;

/// What a target does with a text; what is wrong is an error.
pub type Target = fn(&str) -> Result<(), String>;

/// Each target, by its name.
pub const TARGETS: [(&str, Target); 4] = [
    ("tree", tree::check),
    ("parse", parse::check),
    ("round_trip", round_trip::check),
    ("to_rust", to_rust::check),
];

/// Runs a target on bytes of libFuzzer.
pub fn fuzz(target: Target, bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Err(why) = target(text) {
            panic!("{why}\n\n{text:?}");
        }
    }
}

/// Runs a target on files: those that are named, and all of directories.
pub fn replay(target: Target) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    let mut paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    while let Some(path) = paths.pop() {
        if let Ok(entries) = std::fs::read_dir(&path) {
            paths.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
            continue;
        }
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                println!("{}: {error}", path.display());
                continue;
            }
        };
        if let Err(why) = target(&text) {
            println!("{}: {why}\n{text:?}", path.display());
            code = ExitCode::FAILURE;
        }
    }
    code
}

/// Whether a range is one of the text, and lies inside another one.
fn inside(text: &str, what: &str, range: &Range<usize>, of: &Range<usize>) -> Result<(), String> {
    if text.get(range.clone()).is_none() {
        return Err(format!("{what} at {range:?} is no part of the text"));
    }
    if range.start < of.start || range.end > of.end {
        return Err(format!("{what} at {range:?} is not inside {of:?}"));
    }
    Ok(())
}
