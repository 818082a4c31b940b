//! A word that is being typed: where an editor looks for what it may become.
//!
//! `tests/editor` asks a real one. It takes what an expansion with a word of its own has in front of that word, and looks it
//! up in the expansion without it, in the same place.

use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{lowered, read};

const BEFORE: &str = "FROM \"rust\" AS build; FROM \"debian\" AS test; WORKDIR \"/before\";";
const AFTER: &str = "WORKDIR \"/after\"; USER \"1001\";";

/// The lines of `half_typed.txt`, with `|` where the cursor is.
fn lines() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/editor/half_typed.txt");
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let typed = lines.filter_map(|line| Some(line.split_once("##")?.0.trim().to_owned()));
    typed.collect()
}

/// All tokens one after another, with the delimiters of groups.
fn words(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let [open, close] = match group.delimiter() {
                    Delimiter::Parenthesis => ["(", ")"],
                    Delimiter::Brace => ["{", "}"],
                    Delimiter::Bracket => ["[", "]"],
                    Delimiter::None => ["", ""],
                };
                words.push(open.to_owned());
                words.extend(self::words(group.stream()));
                words.push(close.to_owned());
            }
            other => words.push(other.to_string()),
        }
    }
    words
}

fn expanded(typed: &str) -> Vec<String> {
    words(lowered(read(&format!("{BEFORE} {typed} {AFTER}"))))
}

#[test]
fn what_stands_before_it_is_there_without_it() {
    let lines = lines();
    assert!(lines.len() > 30, "{}", lines.len());
    for marker in ["raCompletionMarker", "intellijRulezz"] {
        for line in &lines {
            let written = expanded(&line.replace('|', ""));
            let asked = expanded(&line.replace('|', marker));
            let at = asked
                .iter()
                .position(|word| word.contains(marker) && !word.starts_with('"'));
            let at = at.unwrap_or_else(|| panic!("{line}: the word is lost: {}", asked.join(" ")));
            let before = &asked[..at];
            let (before, place) = match before.split_last() {
                // A method is one of what stands before the dot, and there may be none.
                Some((sign, value)) if sign == "." => (value, None),
                _ => (before, written.get(at)),
            };
            let same = written.starts_with(before);
            assert!(
                same,
                "{line}: {} is no start of {}",
                before.join(" "),
                written.join(" ")
            );
            // The place is no shorter than what is typed of the word.
            let typed = asked[at].replace(marker, "");
            assert!(
                place.is_none_or(|place| place.len() >= typed.len()),
                "{line}: {typed} is longer than {place:?}"
            );
        }
    }
}
