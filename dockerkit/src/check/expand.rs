//! What text is once its variables are expanded, as far as they are known.
//!
//! Source: `frontend/dockerfile/shell/lex.go`.

use std::borrow::Cow;

use crate::text::{Modifier, PieceRef, Reference, Text};

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known<'a> {
    /// It is not set.
    Unset,
    /// It is set to this.
    Set(Cow<'a, str>),
    /// It may be anything.
    Open,
}

/// Why nothing is known of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// It depends on something that is not known.
    Open,
    /// BuildKit refuses it.
    Refused,
}

/// Values get no longer than this: arguments can double each other.
const LONGEST: usize = 4096;

/// What the text is.
pub(super) fn expanded<'t>(
    text: &'t Text,
    known: &mut dyn FnMut(&str) -> Known<'t>,
) -> Result<Cow<'t, str>, Unknown> {
    if let Some(literal) = text.as_literal() {
        return Ok(Cow::Borrowed(literal));
    }
    let mut whole = Cow::Borrowed("");
    let mut open = false;
    for piece in text.pieces() {
        let part = match piece {
            PieceRef::Literal(literal) => Ok(Cow::Borrowed(literal)),
            PieceRef::Reference(it) => reference(it, known),
            PieceRef::Malformed(_) | PieceRef::NotUnicode(_) => Err(Unknown::Refused),
        };
        match part {
            Ok(part) if whole.is_empty() => whole = part,
            Ok(part) => whole.to_mut().push_str(&part),
            // Another part may still be refused.
            Err(Unknown::Open) => open = true,
            Err(Unknown::Refused) => return Err(Unknown::Refused),
        }
        open |= whole.len() > LONGEST;
        if open {
            whole = Cow::Borrowed("");
        }
    }
    if open { Err(Unknown::Open) } else { Ok(whole) }
}

fn reference<'t>(
    reference: &'t Reference,
    known: &mut dyn FnMut(&str) -> Known<'t>,
) -> Result<Cow<'t, str>, Unknown> {
    let Some(modifier) = reference.modifier.as_deref() else {
        return match known(&reference.name) {
            Known::Unset => Ok(Cow::Borrowed("")),
            Known::Set(value) => Ok(value),
            Known::Open => Err(Unknown::Open),
        };
    };
    let Modifier::Word { operator, word } = modifier else {
        // What a pattern takes off is left to BuildKit.
        return Err(Unknown::Open);
    };
    // The word is expanded whether it is needed or not.
    let word = expanded(word, known);
    if word == Err(Unknown::Refused) {
        return Err(Unknown::Refused);
    }
    let value = match known(&reference.name) {
        Known::Open => return Err(Unknown::Open),
        Known::Set(value) if value.is_empty() && operator.starts_with(':') => None,
        Known::Set(value) => Some(value),
        Known::Unset => None,
    };
    match (operator.trim_start_matches(':'), value) {
        ("+", Some(_)) | ("-", None) => word,
        ("+", None) => Ok(Cow::Borrowed("")),
        ("?", None) => Err(Unknown::Refused),
        (_, Some(value)) => Ok(value),
        (_, None) => Err(Unknown::Open),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::expand;

    #[test]
    fn what_is_known_is_expanded() {
        let known = |name: &str| match name {
            "A" => Known::Set(Cow::Borrowed("a")),
            "E" => Known::Set(Cow::Borrowed("")),
            "O" => Known::Open,
            _ => Known::Unset,
        };
        for (text, expected) in [
            ("x", Ok("x")),
            ("$A-${A}$U", Ok("a-a")),
            ("${U:-x$A}${U-y}${E:-z}${E-w}", Ok("xayz")),
            ("${A:+x}${U:+y}${E+z}${E:+w}", Ok("xz")),
            ("${A:?}${E?}", Ok("a")),
            ("${E:?no}", Err(Unknown::Refused)),
            ("${A:-${U:?}}", Err(Unknown::Refused)),
            ("$O${U?}", Err(Unknown::Refused)),
            ("${A:-$O}", Ok("a")),
            ("${U:-$O}", Err(Unknown::Open)),
            ("a$O", Err(Unknown::Open)),
            ("${A#a}", Err(Unknown::Open)),
            ("${A", Err(Unknown::Refused)),
        ] {
            let text = expand(text);
            let said = expanded(&text, &mut |name| known(name));
            assert_eq!(said.as_deref().map_err(|why| *why), expected, "{text}");
        }
    }
}
