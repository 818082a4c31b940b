//! The rule for triggers that are text.

use super::Verdict;
use crate::heredoc;
use crate::shape;

/// The instructions that BuildKit knows.
pub(crate) const KEYWORDS: [&str; 18] = [
    "add",
    "arg",
    "cmd",
    "copy",
    "entrypoint",
    "env",
    "expose",
    "from",
    "healthcheck",
    "label",
    "maintainer",
    "onbuild",
    "run",
    "shell",
    "stopsignal",
    "user",
    "volume",
    "workdir",
];

/// The first word of a trigger in lowercase, if BuildKit knows it, and how long it is.
pub(crate) fn trigger_keyword(text: &str) -> Option<&'static str> {
    let end = text.find(['\t', '\x0b', '\x0c', '\r', ' ']);
    let (word, _) = text.split_at(end.unwrap_or(text.len()));
    let is_it = |keyword: &&str| word.eq_ignore_ascii_case(keyword);
    KEYWORDS.into_iter().find(is_it)
}

/// What keeps a text from being a trigger: BuildKit splits it as the instruction that it begins with, keeps it, and
/// reads it only where it is carried out.
///
/// Stricter than BuildKit on purpose: JSON and here-documents are left to the instructions themselves, and other
/// whitespace than that of ASCII to nobody.
///
/// Source: `parseOnBuild` in `frontend/dockerfile/instructions/parse.go` and
/// `frontend/dockerfile/parser/line_parsers.go`.
pub(crate) fn trigger(text: &str, escape: char) -> Verdict {
    if text.trim() != text {
        return Some("it begins or ends with whitespace");
    }
    if text.starts_with("--") {
        return Some("its `--` would be a flag of `ONBUILD`");
    }
    // BuildKit reads it with the escape character of this file, and where it is carried out with a backslash.
    let continues = |escape: char| {
        text.strip_suffix(escape)
            .is_some_and(|rest| !rest.ends_with(escape))
    };
    if continues(escape) || continues('\\') {
        return Some("its end would continue the line");
    }
    if text.contains(|it: char| it.is_whitespace() && !it.is_ascii()) {
        return Some(
            "it holds whitespace beyond ASCII, at which BuildKit splits in some places only",
        );
    }
    let keyword = trigger_keyword(text)?;
    let (_, rest) = text.split_at(keyword.len());
    let operand = operand(rest);
    match keyword {
        "from" | "maintainer" | "onbuild" => {
            Some("BuildKit takes no `FROM`, `MAINTAINER` and `ONBUILD` there")
        }
        "env" | "label" if !are_pairs(operand, escape) => {
            Some("BuildKit finds no name and value in it")
        }
        "run" | "copy" | "add" if heredoc::may_open(text) => {
            Some("it opens a here-document, for which there is the instruction itself")
        }
        "run" | "copy" | "add" | "cmd" | "entrypoint" | "shell" | "volume"
            if shape::looks_like_json(operand) =>
        {
            Some(JSON)
        }
        "healthcheck" => {
            let command = operand.split_once(char::is_whitespace);
            let is_json =
                command.is_some_and(|(_, text)| shape::looks_like_json(text.trim_start()));
            is_json.then_some(JSON)
        }
        _ => None,
    }
}

const JSON: &str = "it is the exec form, for which there is the instruction itself";

/// The names that an `ENV` or `ARG` of text sets, roughly.
pub(crate) fn names_in_trigger(text: &str) -> impl Iterator<Item = &str> {
    let mut words = text.split_ascii_whitespace().skip(1).peekable();
    // `ENV NAME value` has one name only.
    let old = words.peek().is_some_and(|word| !word.contains('='))
        && trigger_keyword(text) == Some("env");
    let words = words.take(if old { 1 } else { usize::MAX });
    words.map(|word| word.split('=').next().unwrap_or(word))
}

/// What follows the flags, roughly.
fn operand(rest: &str) -> &str {
    let mut rest = rest.trim_start();
    while rest.starts_with("--") {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest.split_at(end).1.trim_start();
    }
    rest
}

/// Whether `ENV` and `LABEL` take it: nothing, a name and a value, or words with `=` in each.
fn are_pairs(operand: &str, escape: char) -> bool {
    let words = words(operand, escape);
    let has_value = |word: &bool| *word;
    match words.as_slice() {
        [] | [true] => true,
        [false, rest @ ..] => !rest.is_empty(),
        [true, rest @ ..] => rest.iter().all(has_value),
    }
}

/// The words as BuildKit splits them: for each, whether `=` is in it.
fn words(operand: &str, escape: char) -> Vec<bool> {
    let mut words = Vec::new();
    let (mut word, mut quote) = (None, None);
    let mut characters = operand.chars();
    while let Some(next) = characters.next() {
        if quote.is_none() && next.is_whitespace() {
            words.extend(word.take());
            continue;
        }
        let has_value = word.get_or_insert(false);
        *has_value |= next == '=';
        if next == escape && quote != Some('\'') {
            *has_value |= characters.next() == Some('=');
        } else if quote == Some(next) {
            quote = None;
        } else if quote.is_none() && matches!(next, '\'' | '"') {
            quote = Some(next);
        }
    }
    words.extend(word);
    words
}
