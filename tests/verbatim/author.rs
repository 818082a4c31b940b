//! The author's text: only `$` is special in it.

use crate::words::{self, Atom, Modifier};

/// The author's text, read by the rule that the documentation gives.
pub(crate) fn author(text: &str) -> Option<Vec<Atom>> {
    let mut rest = text;
    let atoms = pieces(&mut rest, Inside::Nothing)?;
    rest.is_empty().then_some(atoms)
}

/// What a text stands in.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Nothing,
    /// `${NAME:-word}`
    Word,
    /// `${NAME#word}`, and what follows the slash in `${NAME/word/word}`
    Pattern,
    /// What stands before that slash.
    Replaced,
}

fn pieces(rest: &mut &str, inside: Inside) -> Option<Vec<Atom>> {
    let mut atoms = Vec::new();
    let end = match inside {
        Inside::Nothing => None,
        Inside::Word | Inside::Pattern => Some('}'),
        Inside::Replaced => Some('/'),
    };
    let is_pattern = matches!(inside, Inside::Pattern | Inside::Replaced);
    loop {
        let mut characters = rest.chars();
        let Some(next) = characters.next() else {
            return end.is_none().then_some(atoms);
        };
        let after = characters.as_str();
        if end == Some(next) {
            return Some(atoms);
        }
        *rest = after;
        match (next, after.chars().next()) {
            ('\\', Some(protected)) => {
                let plain =
                    protected == '$' || end == Some(protected) || end.is_some() && protected == '}';
                if !plain {
                    words::push(&mut atoms, '\\');
                }
                if plain || is_pattern {
                    words::push(&mut atoms, protected);
                    *rest = &after[protected.len_utf8()..];
                }
            }
            ('$', _) => words::append(&mut atoms, vec![reference(rest)?]),
            _ => words::push(&mut atoms, next),
        }
    }
}

/// How much of the text is a name. Numbers beyond ASCII are not taken.
fn name(text: &str) -> Option<usize> {
    let first = text.chars().next();
    let length = |part: fn(char) -> bool| text.find(|it| !part(it)).unwrap_or(text.len());
    let length = match first {
        Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
        Some('0'..='9') => length(char::is_numeric),
        _ => length(|it| it.is_alphanumeric() || it == '_'),
    };
    let odd = |it: char| it.is_numeric() && !it.is_ascii();
    (!text[..length].contains(odd)).then_some(length)
}

fn reference(rest: &mut &str) -> Option<Atom> {
    let braced = rest.starts_with('{');
    *rest = rest.strip_prefix('{').unwrap_or(rest);
    let length = name(rest)?;
    if braced && rest.starts_with(['{', '}', ':']) {
        return None;
    }
    let name = rest[..length].to_owned();
    *rest = &rest[length..];
    if !braced {
        return Some(if name.is_empty() {
            Atom::Text("$".to_owned())
        } else {
            Atom::Variable(name, None)
        });
    }
    if let Some(after) = rest.strip_prefix('}') {
        *rest = after;
        return Some(Atom::Variable(name, None));
    }
    let operators = [":-", ":+", ":?", "-", "+", "?", "#", "%", "//", "/"];
    let operator = operators
        .into_iter()
        .find(|operator| rest.starts_with(operator))?;
    *rest = &rest[operator.len()..];
    let mut modifier = Modifier {
        operator: operator.to_owned(),
        word: Vec::new(),
        replacement: Vec::new(),
    };
    match operator {
        "#" | "%" => modifier.word = words::pattern(pieces(rest, Inside::Pattern)?),
        "//" | "/" => {
            modifier.word = words::pattern(pieces(rest, Inside::Replaced)?);
            *rest = rest.strip_prefix('/')?;
            modifier.replacement = pieces(rest, Inside::Pattern)?;
        }
        _ => modifier.word = pieces(rest, Inside::Word)?,
    }
    *rest = rest.strip_prefix('}')?;
    Some(Atom::Variable(name, Some(modifier)))
}
