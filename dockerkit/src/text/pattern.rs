//! The patterns of `${NAME#…}`, `${NAME%…}` and `${NAME/…/…}`.
//!
//! BuildKit takes quotes off such a word, and leaves a backslash where it stands: it belongs to the pattern. So in the
//! author's text, too, a backslash stays with the character behind it, but for those that only end the word or begin a
//! reference.
//!
//! Source: `processDollar` and `convertShellPatternToRegex` in `frontend/dockerfile/shell/lex.go`.

use std::fmt;

use super::{PieceRef, Reference, Text, name};

/// Which word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The pattern of `#` and `%`.
    Trimmed,
    /// The pattern of `/`.
    Replaced,
    /// What takes the place of what that matches.
    Replacement,
}

/// Splits a literal into characters, and backslashes with the characters that they protect.
pub(crate) fn atoms(literal: &str) -> impl Iterator<Item = &str> {
    let mut rest = literal;
    std::iter::from_fn(move || {
        let mut characters = rest.chars();
        if characters.next()? == '\\' {
            characters.next();
        }
        let (atom, after) = rest.split_at(rest.len() - characters.as_str().len());
        rest = after;
        Some(atom)
    })
}

/// An escape that the builder refuses, if that is certain: nothing is known of what variables hold.
pub(crate) fn refused(pattern: &Text) -> Option<&str> {
    let is_known = |atom: &str| matches!(atom, r"\*" | r"\?" | r"\\" | r"\/");
    let is_escape = |atom: &&str| atom.starts_with('\\') && !is_known(atom);
    atoms(pattern.as_literal()?).find(is_escape)
}

/// Whether the words of a reference can be written where quotes are themselves and a backslash escapes.
pub(crate) fn needs_no_quotes(reference: &Reference) -> bool {
    use super::Modifier;
    let own = match reference.modifier.as_deref() {
        None | Some(Modifier::Word { .. }) => true,
        Some(Modifier::Trim { pattern, .. }) => is_free(pattern, Part::Trimmed),
        Some(Modifier::Replace {
            pattern,
            replacement,
            ..
        }) => is_free(pattern, Part::Replaced) && is_free(replacement, Part::Replacement),
    };
    own && reference.words().flat_map(Text::pieces).all(
        |piece| !matches!(piece, PieceRef::Reference(reference) if !needs_no_quotes(reference)),
    )
}

fn is_free(text: &Text, part: Part) -> bool {
    let mut pieces = text.pieces().peekable();
    while let Some(piece) = pieces.next() {
        let PieceRef::Literal(literal) = piece else {
            continue;
        };
        let mut rest = literal;
        for atom in atoms(literal) {
            rest = rest.get(atom.len()..).unwrap_or_default();
            // A dollar is itself only where it begins no reference.
            let begins = if rest.is_empty() {
                pieces.peek().is_some()
            } else {
                rest.starts_with('{') || name::length(rest) != Some(0)
            };
            if atom == "$" && begins || atom == "}" && part == Part::Replacement {
                return false;
            }
        }
    }
    true
}

/// A pattern as the author would write it.
pub(super) struct Shown<'a>(pub(super) &'a Text, pub(super) Part);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, part) = self;
        text.pieces().try_for_each(|piece| match piece {
            PieceRef::Literal(literal) => atoms(literal).try_for_each(|atom| {
                let ends = atom == "/" && *part == Part::Replaced;
                if ends || matches!(atom, "$" | "}") {
                    f.write_str("\\")?;
                }
                f.write_str(atom)
            }),
            other => other.fmt(f),
        })
    }
}
