//! The author's text: only `$` is special in it.

use crate::words::{self, Atom};

/// The author's text, read by the rule that the documentation gives.
pub(crate) fn author(text: &str) -> Option<Vec<Atom>> {
    let mut rest = text;
    let atoms = pieces(&mut rest, false)?;
    rest.is_empty().then_some(atoms)
}

fn pieces(rest: &mut &str, inside: bool) -> Option<Vec<Atom>> {
    let mut atoms = Vec::new();
    loop {
        let mut characters = rest.chars();
        let Some(next) = characters.next() else {
            return (!inside).then_some(atoms);
        };
        let after = characters.as_str();
        match next {
            '}' if inside => return Some(atoms),
            '\\' if after.starts_with('$') || (inside && after.starts_with('}')) => {
                words::push(&mut atoms, characters.next()?);
                *rest = characters.as_str();
            }
            '$' => {
                *rest = after;
                atoms.push(reference(rest)?);
            }
            other => {
                words::push(&mut atoms, other);
                *rest = after;
            }
        }
    }
}

fn reference(rest: &mut &str) -> Option<Atom> {
    let braced = rest.starts_with('{');
    *rest = rest.strip_prefix('{').unwrap_or(rest);
    let length = rest
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count();
    if length == 0 || rest.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let name = rest[..length].to_owned();
    *rest = &rest[length..];
    if !braced {
        return Some(Atom::Variable(name, None));
    }
    let mut modifier = None;
    if let Some(operator) = [":-", ":+", ":?", "-", "+", "?"]
        .into_iter()
        .find(|operator| rest.starts_with(operator))
    {
        *rest = &rest[operator.len()..];
        modifier = Some((operator.to_owned(), pieces(rest, true)?));
    } else if let Some(operator) = ["#", "%", "/"]
        .into_iter()
        .find(|operator| rest.starts_with(operator))
    {
        let end = rest.find('}')?;
        modifier = Some((operator.to_owned(), words::literal(&rest[1..end])));
        *rest = &rest[end..];
    }
    *rest = rest.strip_prefix('}')?;
    Some(Atom::Variable(name, modifier))
}
