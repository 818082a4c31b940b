//! How many files mean the same after they were read and written again.

use std::panic::catch_unwind;

use dockerkit::Escape;
use dockerkit::syntax::Tree;

use super::files::File;
use crate::meaning;
use crate::support::parser::Parser;

/// What became of the files.
pub(crate) struct Kept {
    pub(crate) same: usize,
    /// BuildKit reads something else, and not only other blanks.
    pub(crate) different: usize,
    /// BuildKit reads other blanks, as in a command on continued lines.
    pub(crate) blanks: usize,
    /// BuildKit reads nothing.
    pub(crate) broken: usize,
    /// Read, but not written again.
    pub(crate) unwritten: usize,
}

/// Compares them by what BuildKit's frontend makes of both texts.
pub(crate) fn count(
    frontend: &mut Parser,
    files: &[&File],
    again: fn(&str) -> Option<String>,
) -> Kept {
    let mut kept = Kept {
        same: 0,
        different: 0,
        blanks: 0,
        broken: 0,
        unwritten: 0,
    };
    let (mut written, mut originals) = (Vec::new(), Vec::new());
    for file in files {
        if let Ok(Some(text)) = catch_unwind(|| again(&file.text)) {
            written.push(text);
            originals.push(file);
        }
    }
    kept.unwritten = files.len() - written.len();
    for (found, original) in frontend.parse_many(&written).iter().zip(originals) {
        let escape = match Tree::of(&original.text).escape() {
            Escape::Backtick => '`',
            _ => '\\',
        };
        let Ok(found) = found else {
            kept.broken += 1;
            continue;
        };
        let found = meaning::with(found, escape);
        let expected = meaning::with(&original.parsed, escape);
        if found == expected {
            kept.same += 1;
        } else if one_blank(&found) == one_blank(&expected) {
            kept.blanks += 1;
        } else {
            kept.different += 1;
        }
    }
    kept
}

/// With one space for any number of blanks; as they are shown, a tab is an escape.
fn one_blank(meaning: &[String]) -> Vec<String> {
    let one = |line: &String| {
        let words = line.replace("\\t", " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    meaning.iter().map(one).collect()
}
