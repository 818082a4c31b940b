//! The sources of `COPY` and `ADD`: what a path means to BuildKit, which looks for addresses and then for patterns.

use dockerkit as d;

use crate::author;
use crate::lexer::Expanded;
use crate::model;
use crate::spec::{Part, Source};

/// Compares a source with what is read after expansion.
///
/// # Errors
///
/// The difference.
pub fn compare(source: &Source, add: bool, read: &Expanded) -> Result<(), String> {
    let parts = match source {
        Source::Name(value) => value.0.clone(),
        Source::Pattern(text) => vec![Part::Expand(text.clone())],
        Source::Inline(..) => return Err("an inline file is read as a path".to_owned()),
    };
    let exact = matches!(source, Source::Name(_));
    // A name is exact but for what its variables stand for; whether a wildcard in `${C:-*}` is part of that is not said.
    if exact
        && parts.iter().any(
            |it| matches!(it, Part::Expand(text) if text.contains("${") && text.contains(WILD)),
        )
    {
        return Ok(());
    }
    let name: Result<String, String> = parts.iter().map(author::part).collect();
    let (name, read) = match (name, read) {
        (Ok(name), Ok(read)) => (name, read),
        (Err(_), Err(_)) => return Ok(()),
        (expected, read) => return Err(format!("should be {expected:?}, is read as {read:?}")),
    };
    match is_remote(read) {
        Some(true) if holds_reference(&parts) => return Ok(()),
        Some(true) if !add => return Err(format!("COPY cannot fetch {read:?}")),
        Some(true) if *read != name => return Err(format!("{name:?} is fetched from {read:?}")),
        Some(true) if !is_known_as_remote(source) => {
            return Err(format!("{name:?} is fetched, and was taken for a file"));
        }
        None | Some(true) => return Ok(()),
        Some(false) => {}
    }
    let read = if name.starts_with("./") {
        read
    } else {
        read.strip_prefix("./").unwrap_or(read)
    };
    let pattern = pattern_of(&name, exact);
    if meaning(read) == pattern {
        return Ok(());
    }
    Err(format!(
        "{name:?} ({}) is read as {read:?}",
        if exact { "exactly" } else { "a pattern" }
    ))
}

/// What a variable stands for may turn out to be an address, or to make one.
fn holds_reference(parts: &[Part]) -> bool {
    parts
        .iter()
        .any(|part| matches!(part, Part::Expand(text) if text.contains('$')))
}

/// Whether the library says that this source is an address, which `COPY` cannot fetch.
fn is_known_as_remote(source: &Source) -> bool {
    let copy = d::CopyFiles::new([model::source(source)], "/");
    let report = d::Dockerfile::new()
        .stage(d::Stage::new("scratch").push(copy))
        .check();
    report.errors().any(|it| it.rule.name == "remote-copy")
}

/// What has a meaning in patterns.
const WILD: [char; 4] = ['*', '?', '[', '\\'];

/// What a path matches: each character, or a wildcard as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    One(char),
    Wild(String),
}

/// What a name or a pattern matches.
fn pattern_of(text: &str, exact: bool) -> Vec<Token> {
    if exact {
        text.chars().map(Token::One).collect()
    } else {
        meaning(text)
    }
}

/// How BuildKit reads a path: from the first element that has a wildcard on as patterns, before that as it is.
fn meaning(path: &str) -> Vec<Token> {
    let elements = path.split_inclusive('/');
    let mut wild = false;
    let mut all = Vec::new();
    for element in elements {
        wild = wild || has_wildcard(element);
        if wild {
            all.extend(tokens(element));
        } else {
            all.extend(element.chars().map(Token::One));
        }
    }
    all
}

fn has_wildcard(element: &str) -> bool {
    let mut rest = element.chars();
    while let Some(next) = rest.next() {
        match next {
            '\\' => drop(rest.next()),
            '*' | '?' | '[' => return true,
            _ => {}
        }
    }
    false
}

/// A pattern of Go's `filepath.Match`; a class with one character is that character.
fn tokens(pattern: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut rest = pattern;
    while let Some(next) = rest.chars().next() {
        rest = &rest[next.len_utf8()..];
        match next {
            '\\' => {
                let escaped = rest.chars().next();
                all.extend(escaped.map(Token::One));
                rest = &rest[escaped.map_or(0, char::len_utf8)..];
            }
            '[' => {
                let (token, after) = class(rest);
                all.push(token);
                rest = after;
            }
            '*' | '?' => all.push(Token::Wild(next.to_string())),
            other => all.push(Token::One(other)),
        }
    }
    all
}

fn class(rest: &str) -> (Token, &str) {
    let characters: Vec<(usize, char)> = rest.char_indices().take(3).collect();
    let whole = || (Token::Wild(format!("[{rest}")), "");
    let (one, close) = match characters.as_slice() {
        [(_, '^' | ']' | '-'), ..] => return whole(),
        [(_, '\\'), (_, escaped), close, ..] => (*escaped, close),
        [(_, one), close, ..] => (*one, close),
        _ => return whole(),
    };
    if close.1 == ']' {
        return (Token::One(one), &rest[close.0 + 1..]);
    }
    whole()
}

/// Whether BuildKit fetches it; none if that depends on how Go reads the address.
pub fn is_remote(path: &str) -> Option<bool> {
    if path.starts_with("./") || path.starts_with("../") {
        return Some(false);
    }
    if path.starts_with("http://") || path.starts_with("https://") {
        return Some(true);
    }
    if let Some((scheme, rest)) = path.split_once("://") {
        if !scheme.is_empty() && scheme.bytes().all(|it| it.is_ascii_alphanumeric()) {
            let plain = rest
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"/.-_".contains(&it));
            let path = rest.split_once('/').map_or("", |(_, path)| path);
            return match scheme.to_ascii_lowercase().as_str() {
                "http" | "https" => {
                    plain.then(|| path.rsplit_once('.').is_some_and(|(_, end)| end == "git"))
                }
                "ssh" | "git" => plain.then_some(true),
                _ => Some(false),
            };
        }
    }
    let Some((user, rest)) = path.split_once('@') else {
        return Some(false);
    };
    let Some((host, path)) = rest.split_once(':') else {
        return Some(false);
    };
    let plain = |text: &str, more: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || more.contains(it))
    };
    let shaped = plain(user, "-_") && plain(host, "-.") && !path.contains('\n');
    if shaped && path.contains(['?', '#']) {
        return None;
    }
    Some(shaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_mean_what_they_match() {
        let exact = |text: &str| text.chars().map(Token::One).collect::<Vec<_>>();
        for (pattern, name) in [
            (r"a\b", r"a\b"),
            (r"a[\\]b", r"a\b"),
            ("[*][[]x", "*[x"),
            (r"d\e/[?]", r"d\e/?"),
        ] {
            assert_eq!(meaning(pattern), exact(name), "{pattern}");
        }
        assert_ne!(meaning("a*"), exact("a*"));
        assert_ne!(meaning("[^a]"), exact("^a"));
        for (path, remote) in [
            ("HTTPS://h/x.git", true),
            ("HTTPS://h/x", false),
            ("u@h:p", true),
            ("Git://h/x", true),
            ("./git@h:p", false),
            ("github.com/a", false),
            ("a@b", false),
        ] {
            assert_eq!(is_remote(path), Some(remote), "{path}");
        }
    }
}
