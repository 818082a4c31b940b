//! Names of the build context. The client reads a path of it as a pattern, and so finds what it has to send.

use super::Verdict;
use crate::text::Text;

/// What makes the client read a pattern instead of a path.
pub(crate) const EXPRESSION: [char; 5] = ['*', '?', '[', ']', '\\'];

/// Where a path holds what the client takes for its own: blanks at its ends, which it cuts off, and `!` at its start,
/// which leaves files out. As offsets.
///
/// Source: `New` of `github.com/moby/patternmatcher`, to which cleaned paths come.
pub(crate) fn ends(path: &str) -> Vec<usize> {
    let mut components = Vec::new();
    let mut start = 0;
    for component in path.split('/') {
        if !matches!(component, "" | ".") {
            components.push((start, component));
        }
        start += component.len() + 1;
    }
    // Behind `..` any component may become the first.
    let all = components.iter().any(|(_, component)| *component == "..");
    let last = components.len().saturating_sub(1);
    let mut found = Vec::new();
    for (at, (start, component)) in components.into_iter().enumerate() {
        let is_start = |first: char| first.is_whitespace() || first == '!';
        if (all || at == 0) && component.starts_with(is_start) {
            found.push(start);
        }
        if let Some((end, character)) = component.char_indices().next_back() {
            if (all || at == last) && character.is_whitespace() {
                found.push(start + end);
            }
        }
    }
    found
}

/// Why a pattern is none that Go's `filepath.Match` reads, as it is asked by BuildKit and by its client.
pub(crate) fn pattern(pattern: &str) -> Verdict {
    const BAD: Verdict = Some("a `[` has no `]`, or a range no end");
    let mut rest = pattern.chars();
    while let Some(next) = rest.next() {
        match next {
            '\\' if rest.next().is_none() => return Some("nothing follows its `\\`"),
            '[' => {
                let mut class = rest.as_str();
                class = class.strip_prefix('^').unwrap_or(class);
                let mut ranges = 0;
                while !(ranges > 0 && class.starts_with(']')) {
                    let Some(after) = end_of_range(class) else {
                        return BAD;
                    };
                    class = match after.strip_prefix('-') {
                        Some(after) => match end_of_range(after) {
                            Some(after) => after,
                            None => return BAD,
                        },
                        None => after,
                    };
                    ranges += 1;
                }
                rest = class.chars();
                rest.next();
            }
            _ => {}
        }
    }
    None
}

/// What follows one end of a range.
fn end_of_range(class: &str) -> Option<&str> {
    let mut rest = class.chars();
    match rest.next()? {
        '-' | ']' => return None,
        '\\' => _ = rest.next()?,
        _ => {}
    }
    // A class has an end.
    Some(rest.as_str()).filter(|rest| !rest.is_empty())
}

/// Whether a source may be an address, a pattern, or a path that the client cannot be asked for: few are.
pub(crate) fn may_be_special(name: &str) -> bool {
    let special = |byte: u8| {
        u8::from(byte == b':')
            | u8::from(byte == b'@')
            | u8::from(byte == b'[')
            | u8::from(byte == b'\\')
            | u8::from(byte.is_ascii_control())
    };
    name.bytes().fold(0, |found, byte| found | special(byte)) != 0
        || name.starts_with('g') && name.starts_with("github.com/")
}

/// Whether a source is a path of which nothing has to be looked at.
pub(crate) fn is_ordinary(source: &Text) -> bool {
    source
        .as_literal()
        .is_some_and(|name| !name.is_empty() && !may_be_special(name))
}

/// Whether the client cannot be asked for a path: what is not all ASCII is sent encoded.
pub(crate) fn is_unsendable(path: &str) -> bool {
    path.is_ascii()
        && path
            .bytes()
            .any(|byte| byte.is_ascii_control() && byte != b'\0')
}

/// Why a path, read as the client's pattern, does not match itself.
pub(crate) fn unfindable(path: &str) -> Verdict {
    // These have findings of their own, since no flag carries them.
    if path.contains(['\n', '\0']) {
        return None;
    }
    if is_unsendable(path) {
        return Some("the client cannot ask for a control character");
    }
    if path.contains(['[', '\\']) {
        return Some("the client reads `[` and `\\` as a pattern for other names");
    }
    if path.contains("**") {
        return Some("the client reads `**` as a pattern for other names");
    }
    if path.contains(['^', '{']) && path.contains(EXPRESSION) {
        return Some(
            "the client reads `^` and `{` beside `*`, `?` and `]` as a pattern for other names",
        );
    }
    if !ends(path).is_empty() {
        return Some(
            "the client cuts off whitespace at the ends, and reads `!` at the start as an exception",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_sees_the_ends_of_the_cleaned_path() {
        for (path, found) in [
            ("", &[][..]),
            ("a", &[]),
            ("a b!", &[]),
            (" a", &[0]),
            ("!a", &[0]),
            ("! ", &[0, 1]),
            ("a ", &[1]),
            ("a  ", &[2]),
            ("a\u{2028}", &[1]),
            ("/ a/", &[1]),
            ("./!a /.", &[2, 4]),
            (".//!a", &[3]),
            ("a/!b/ c", &[]),
            ("a / b", &[]),
            ("a/ ", &[2]),
            ("a /../!b /c", &[1, 6, 8]),
        ] {
            let mut ends = ends(path);
            ends.dedup();
            assert_eq!(ends, found, "{path:?}");
        }
    }

    #[test]
    fn patterns_are_those_that_go_reads() {
        for good in [
            "", "a", "*", "[a]", "[^a]", "[a-z]", "[\\]]", "[a\\-z]*", "\\[", "[[]", "a]", "[^^]",
            "[é-ü]",
        ] {
            assert_eq!(pattern(good), None, "{good}");
        }
        for bad in [
            "[", "[a", "[]", "[]a]", "[a-]", "[-a]", "[^]", "a\\", "[a\\", "[a-", "[\\", "[a][",
        ] {
            assert!(pattern(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn only_what_matches_itself_is_found() {
        for good in [
            "", ".", "/", "a", "a*b", "?", "*", "a]b", "a^b", "^", "d/!x", "d/ x", "a b", "{a,b}",
            "$", "é\tx",
        ] {
            assert_eq!(unfindable(good), None, "{good}");
        }
        for bad in [
            "[y]", "[", "a\\b", "**", "a**b", "^]", "a^*", "a{1}*", "!x", " x", "x ", "./!x",
            "x /", "a\tb", "\u{7f}",
        ] {
            assert!(unfindable(bad).is_some(), "{bad}");
        }
    }
}
