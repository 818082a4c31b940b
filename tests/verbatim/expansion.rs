//! Values after expansion: what this test makes of a word against what the frontend makes of it.

use crate::support::parser::{Expanded, Parsed, ReadOn};
use crate::words::{self, Atom, Modifier};

type Environment = &'static [(&'static str, &'static str)];

/// The environments of `frontend.go`.
const ENVIRONMENTS: [Environment; 2] = [
    &[
        ("A", "a/b.tar-x.y"),
        ("B", ""),
        ("PATH", "/bin:/usr/bin"),
        ("_x1", "it's"),
        ("DIR", "d d"),
    ],
    &[],
];

/// Why the builder refuses what was read, or makes something else of its words.
pub(crate) fn differ(parsed: &Parsed, read_on: &ReadOn, escape: char) -> Option<String> {
    if let Some(refused) = &read_on.refused {
        return Some(format!("the builder refuses it: {refused}"));
    }
    let mut depends = false;
    let ports = parsed.name == "EXPOSE";
    let mut same = |text: &str, found: &Expanded| {
        let atoms = words::word(text, escape);
        depends |= !matches!(&atoms, Ok(atoms) if words::text(atoms).is_some());
        for (environment, found) in ENVIRONMENTS.into_iter().zip(found) {
            let made = atoms
                .as_ref()
                .map_or(Ok(None), |atoms| value(atoms, environment));
            // Ports are split into words.
            let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let made = made.map(|made| if ports { made.map(words) } else { made });
            if made.is_ok_and(|made| made != *found) {
                return Some(format!("{text:?} becomes {found:?} where {environment:?}"));
            }
        }
        None
    };
    let expands = [
        "ADD",
        "ARG",
        "COPY",
        "ENV",
        "EXPOSE",
        "FROM",
        "LABEL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ]
    .contains(&parsed.name.as_str());
    let words = parsed.values.iter().zip(&read_on.words);
    for (text, found) in words.filter(|_| expands) {
        if let Some(difference) = same(text, found) {
            return Some(difference);
        }
    }
    for (flag, found) in parsed.flags.iter().zip(&read_on.flag_words) {
        let (name, value) = flag.split_once('=').unwrap_or((flag, ""));
        let fields = match name {
            "--mount" => words::csv(value).unwrap_or_default(),
            _ => vec![value.to_owned()],
        };
        if fields.len() != found.len() {
            return Some(format!("{flag:?} has {} fields", found.len()));
        }
        for (field, found) in fields.iter().zip(found) {
            let value = match name {
                "--mount" => field.split_once('=').map_or("", |(_, value)| value),
                _ => field,
            };
            if let Some(difference) = same(value, found) {
                return Some(difference);
            }
        }
    }
    // Where a variable stands the builder may refuse its value.
    let refused = read_on.refused_expanded.as_ref().filter(|_| !depends);
    refused.map(|refused| format!("the builder refuses it when it is expanded: {refused}"))
}

/// It is left to the frontend alone what becomes of a word: where a pattern is empty, or ends in a backslash.
struct Unknown;

/// What a word becomes: nothing where the builder refuses it.
fn value(atoms: &[Atom], environment: Environment) -> Result<Option<String>, Unknown> {
    let mut all = String::new();
    for atom in atoms {
        let part = match atom {
            Atom::Text(text) => Some(text.clone()),
            Atom::Variable(name, modifier) => {
                let set = environment.iter().find(|(key, _)| key == name);
                let set = set.map(|(_, value)| *value);
                match modifier {
                    None => Some(set.unwrap_or_default().to_owned()),
                    Some(modifier) => modified(set, modifier, environment)?,
                }
            }
        };
        match part {
            Some(part) => all.push_str(&part),
            None => return Ok(None),
        }
    }
    Ok(Some(all))
}

fn modified(
    set: Option<&str>,
    Modifier {
        operator,
        word,
        replacement,
    }: &Modifier,
    environment: Environment,
) -> Result<Option<String>, Unknown> {
    let Some(word) = value(word, environment)? else {
        return Ok(None);
    };
    let Some(replacement) = value(replacement, environment)? else {
        return Ok(None);
    };
    let value = set.unwrap_or_default();
    let there = set.is_some_and(|value| !(operator.starts_with(':') && value.is_empty()));
    let most = word.starts_with(operator);
    let pattern = |text: &str| tokens(text);
    Ok(Some(match operator.trim_start_matches(':') {
        "-" | "?" if there => value.to_owned(),
        "-" => word,
        "+" if there => word,
        "+" => String::new(),
        "?" => return Ok(None),
        "#" | "%" => {
            let Some(mut pattern) = pattern(&word[usize::from(most)..])? else {
                return Ok(None);
            };
            let mut text: Vec<char> = value.chars().collect();
            if operator == "#" {
                text.drain(..matches(&pattern, &text, most).unwrap_or(0));
            } else {
                pattern.reverse();
                text.reverse();
                text.drain(..matches(&pattern, &text, most).unwrap_or(0));
                text.reverse();
            }
            text.into_iter().collect()
        }
        _ => {
            let all = operator == "//";
            // Where all matches are replaced, a dollar means part of the match.
            if all && replacement.contains('$') {
                return Err(Unknown);
            }
            match pattern(&word)? {
                Some(pattern) => replaced(value, &pattern, &replacement, all)?,
                None => return Ok(None),
            }
        }
    }))
}

#[derive(Clone, Copy, PartialEq)]
enum Token {
    Any,
    One,
    Just(char),
}

/// What a pattern consists of, unless the builder refuses it.
fn tokens(pattern: &str) -> Result<Option<Vec<Token>>, Unknown> {
    let mut tokens = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        tokens.push(match character {
            '*' => Token::Any,
            '?' => Token::One,
            '\\' => match characters.next().ok_or(Unknown)? {
                escaped @ ('*' | '?' | '\\' | '}' | '/') => Token::Just(escaped),
                _ => return Ok(None),
            },
            other => Token::Just(other),
        });
    }
    Ok(Some(tokens))
}

/// How many characters at the beginning the pattern matches, the most or the fewest.
fn matches(pattern: &[Token], text: &[char], most: bool) -> Option<usize> {
    fn end(pattern: &[Token], text: &[char], at: usize, most: bool) -> Option<usize> {
        match pattern.split_first() {
            None => Some(at),
            Some((Token::Any, rest)) => {
                let mut ends = at..=text.len();
                let mut found = |from| end(rest, text, from, most);
                if most {
                    ends.rev().find_map(found)
                } else {
                    ends.find_map(&mut found)
                }
            }
            Some((token, rest)) => {
                let next = *text.get(at)?;
                (*token == Token::One || *token == Token::Just(next))
                    .then(|| end(rest, text, at + 1, most))
                    .flatten()
            }
        }
    }
    end(pattern, text, 0, most)
}

fn replaced(
    value: &str,
    pattern: &[Token],
    replacement: &str,
    all: bool,
) -> Result<String, Unknown> {
    if pattern.iter().all(|token| *token == Token::Any) {
        return Err(Unknown);
    }
    let mut text: Vec<char> = value.chars().collect();
    let mut made = String::new();
    while !text.is_empty() {
        match matches(pattern, &text, true) {
            Some(end) => {
                made.push_str(replacement);
                text.drain(..end);
                if !all {
                    break;
                }
            }
            None => made.extend(text.drain(..1)),
        }
    }
    made.extend(text);
    Ok(made)
}
