//! What follows the name in `${NAME…}`, applied to a value.

use crate::lexer::Expanded;

/// `-`, `+`, `?`, with or without a colon.
///
/// # Errors
///
/// `?` where the variable is unset, and what is no such operator.
pub fn word(value: Option<&str>, colon: bool, operator: char, word: String) -> Expanded {
    let value = value.filter(|it| !(colon && it.is_empty()));
    match (operator, value) {
        ('-', None) | ('+', Some(_)) => Ok(word),
        ('-' | '?', Some(value)) => Ok(value.to_owned()),
        ('+', None) => Ok(String::new()),
        ('?', None) => Err(format!("not allowed: {word}")),
        _ => Err(format!("unsupported modifier {operator}")),
    }
}

/// `#`, `##`, `%` and `%%`; the second character is still in front of the pattern.
///
/// # Errors
///
/// If the pattern has an escape that is none.
pub fn trim(value: &str, operator: char, pattern: &str) -> Expanded {
    let (greedy, pattern) = match pattern.strip_prefix(operator) {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    // From the end everything is turned round, also the pair of an escape and its character.
    let (pattern, value): (String, Vec<char>) = if operator == '%' {
        (reversed(pattern), value.chars().rev().collect())
    } else {
        (pattern.to_owned(), value.chars().collect())
    };
    let parts = parts(&pattern)?;
    let cut = length(&parts, &value, greedy).unwrap_or(0);
    let rest = &value[cut..];
    Ok(if operator == '%' {
        rest.iter().rev().collect()
    } else {
        rest.iter().collect()
    })
}

/// `/` and `//`.
///
/// # Errors
///
/// If the pattern has an escape that is none.
pub fn replace(value: &str, pattern: &str, replacement: &str, all: bool) -> Expanded {
    let parts = parts(pattern)?;
    let value: Vec<char> = value.chars().collect();
    let mut text = String::new();
    let mut at = 0;
    let mut after_match = false;
    while at <= value.len() {
        let found = length(&parts, &value[at..], true);
        match found {
            // An empty match directly after another one does not count.
            Some(0) if after_match => {}
            Some(length) => {
                text.push_str(replacement);
                at += length;
                after_match = length > 0;
                if !all {
                    text.extend(&value[at..]);
                    return Ok(text);
                }
                if length > 0 {
                    continue;
                }
            }
            None => {}
        }
        after_match = false;
        text.extend(value.get(at));
        at += 1;
    }
    Ok(text)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Star,
    Any,
    One(char),
}

fn parts(pattern: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    // Go's text scanner takes a byte order mark at the very start for none of the text.
    let mut rest = pattern
        .strip_prefix('\u{feff}')
        .unwrap_or(pattern)
        .chars()
        .peekable();
    while let Some(next) = rest.next() {
        parts.push(match next {
            '*' => Part::Star,
            '?' => Part::Any,
            '\\' => match rest.peek() {
                Some('}' | '/') => continue,
                Some(&escaped @ ('*' | '?' | '\\')) => {
                    rest.next();
                    Part::One(escaped)
                }
                _ => return Err("invalid escape in a pattern".to_owned()),
            },
            other => Part::One(other),
        });
    }
    Ok(parts)
}

/// How much of the front matches; a star takes as much or as little as it can.
fn length(parts: &[Part], value: &[char], greedy: bool) -> Option<usize> {
    let Some((first, rest)) = parts.split_first() else {
        return Some(0);
    };
    match first {
        Part::Star => {
            let take = |count: usize| length(rest, &value[count..], greedy).map(|it| it + count);
            if greedy {
                (0..=value.len()).rev().find_map(take)
            } else {
                (0..=value.len()).find_map(take)
            }
        }
        Part::Any => value
            .first()
            .and_then(|_| length(rest, &value[1..], greedy))
            .map(|it| it + 1),
        Part::One(one) => value
            .first()
            .filter(|it| *it == one)
            .and_then(|_| length(rest, &value[1..], greedy))
            .map(|it| it + 1),
    }
}

fn reversed(pattern: &str) -> String {
    let characters: Vec<char> = pattern.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        if characters[at] == '\\' && at + 1 < characters.len() {
            out.push([characters[at + 1], '\\']);
            at += 2;
        } else {
            out.push([characters[at], '\0']);
            at += 1;
        }
    }
    let turned = out.iter().rev().flat_map(|pair| match pair {
        [one, '\0'] => vec![*one],
        [one, escape] => vec![*escape, *one],
    });
    turned.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cut() {
        for (operator, pattern, left) in [
            ('#', "*/", "b/c.d.e"),
            ('#', "#*/", "c.d.e"),
            ('%', ".*", "a/b/c.d"),
            ('%', "%.*", "a/b/c"),
            ('#', "x", "a/b/c.d.e"),
        ] {
            let cut = trim("a/b/c.d.e", operator, pattern);
            assert_eq!(cut.as_deref(), Ok(left), "{operator}{pattern}");
        }
        assert_eq!(replace("abab", "a", "x", true).as_deref(), Ok("xbxb"));
        assert_eq!(replace("abab", "*", "x", true).as_deref(), Ok("x"));
        assert_eq!(replace("ab", "", "x", true).as_deref(), Ok("xaxbx"));
    }
}
