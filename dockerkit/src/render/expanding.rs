//! How text that expands is written: its literal pieces, and the references in it with their words.

use super::characters::{
    BARE, BODY, IN_QUOTES, NESTED, NESTED_BODY, PLAIN, PLAIN_PATTERN, PLAIN_REPLACED, Set, all_in,
};
use crate::text::pattern::{self, Part};
use crate::text::{Modifier, PieceRef, Reference, Text};

/// Whether a text holds only such characters, and such references.
pub(super) fn is_plain(text: &Text, plain: &Set) -> bool {
    if let Some(literal) = text.as_literal() {
        return all_in(literal, plain);
    }
    text.pieces().all(|piece| match piece {
        PieceRef::Literal(text) => all_in(text, plain),
        PieceRef::Reference(reference) => is_plain_reference(reference),
        PieceRef::Malformed(_) | PieceRef::NotUnicode(_) => false,
    })
}

fn is_plain_reference(reference: &Reference) -> bool {
    match reference.modifier.as_deref() {
        None => true,
        Some(Modifier::Word { word, .. }) => is_plain(word, &PLAIN),
        Some(Modifier::Trim { pattern, .. }) => is_plain(pattern, &PLAIN_PATTERN),
        Some(Modifier::Replace {
            pattern,
            replacement,
            ..
        }) => is_plain(pattern, &PLAIN_REPLACED) && is_plain(replacement, &PLAIN_PATTERN),
    }
}

/// How the pieces of a text are written.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// What is special in literals.
    special: &'static Set,
    /// What is special in the words of references.
    nested: &'static Set,
    escape: char,
}

impl Style {
    pub(super) fn bare(escape: char) -> Self {
        Self {
            special: &BARE,
            nested: &NESTED,
            escape,
        }
    }

    pub(super) fn in_quotes(escape: char) -> Self {
        Self {
            special: &IN_QUOTES,
            nested: &NESTED,
            escape,
        }
    }

    pub(super) const BODY: Self = Self {
        special: &BODY,
        nested: &NESTED_BODY,
        escape: '\\',
    };

    /// Whether quotes are special at all.
    fn has_quotes(self) -> bool {
        self.nested.holds(b'"')
    }
}

/// Writes the pieces of a word that has no quotes around it.
pub(super) fn unquoted(out: &mut String, text: &Text, style: Style) {
    // The first character of a word, if it is a byte order mark, is dropped.
    if text
        .leading_literal()
        .is_some_and(|text| text.starts_with('\u{feff}'))
    {
        out.push(style.escape);
    }
    pieces(out, text, style);
}

/// Writes the pieces, with the escape before whatever is special and before itself. Returns whether there are quotes in
/// the patterns of references.
pub(super) fn pieces(out: &mut String, text: &Text, style: Style) -> bool {
    let mut quotes = false;
    for piece in text.pieces() {
        match piece {
            PieceRef::Literal(text) | PieceRef::NotUnicode(text) => {
                escaped(out, text, style.special, style.escape);
            }
            PieceRef::Malformed(malformed) => {
                escaped(out, &malformed.text, style.special, style.escape);
            }
            PieceRef::Reference(reference) => quotes |= self::reference(out, reference, style),
        }
    }
    quotes
}

fn escaped(out: &mut String, text: &str, special: &Set, escape: char) {
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if special.holds(byte) || char::from(byte) == escape {
            out.push_str(&text[written..at]);
            out.push(escape);
            written = at;
        }
    }
    out.push_str(&text[written..]);
}

fn reference(out: &mut String, reference: &Reference, style: Style) -> bool {
    out.push('$');
    if !(reference.braced || reference.modifier.is_some()) {
        out.push_str(&reference.name);
        return false;
    }
    out.push('{');
    out.push_str(&reference.name);
    let quotes = match reference.modifier.as_deref() {
        None => false,
        Some(Modifier::Word { operator, word }) => {
            out.push_str(operator);
            let special = style.nested;
            pieces(out, word, Style { special, ..style })
        }
        Some(Modifier::Trim { operator, pattern }) => {
            out.push_str(operator);
            self::pattern(out, pattern, Part::Trimmed, style)
        }
        Some(Modifier::Replace {
            operator,
            pattern,
            replacement,
        }) => {
            out.push_str(operator);
            let quotes = self::pattern(out, pattern, Part::Replaced, style);
            out.push('/');
            quotes | self::pattern(out, replacement, Part::Replacement, style)
        }
    };
    out.push('}');
    quotes
}

/// Writes a word in which BuildKit leaves a backslash where it stands. Returns whether there are quotes in it.
fn pattern(out: &mut String, pattern: &Text, part: Part, style: Style) -> bool {
    let mut quotes = false;
    for piece in pattern.pieces() {
        match piece {
            PieceRef::Literal(text) => quotes |= literal_pattern(out, text, part, style),
            PieceRef::Reference(reference) => quotes |= self::reference(out, reference, style),
            // What check refuses.
            PieceRef::Malformed(_) | PieceRef::NotUnicode(_) => {}
        }
    }
    quotes
}

fn literal_pattern(out: &mut String, text: &str, part: Part, style: Style) -> bool {
    let has_quotes = style.has_quotes();
    let mut quotes = false;
    for atom in pattern::atoms(text) {
        let ends = atom == "}" || atom == "/" && part == Part::Replaced;
        let is_odd = |it: char| matches!(it, '\'' | '"' | '$' | '<' | '`' | '}');
        if ends && part != Part::Replacement && style.escape == '\\' {
            // In a pattern the backslash means nothing there.
            out.push('\\');
            out.push_str(atom);
        } else if has_quotes && (ends || atom.contains(is_odd)) {
            quotes = true;
            quoted(out, atom);
        } else {
            out.push_str(atom);
        }
    }
    quotes
}

/// Writes what is exactly this in quotes, whatever the escape character is and whether escapes stay.
fn quoted(out: &mut String, text: &str) {
    for (at, run) in text.split('\'').enumerate() {
        if at > 0 {
            out.push_str("\"'\"");
        }
        if !run.is_empty() {
            out.push('\'');
            out.push_str(run);
            out.push('\'');
        }
    }
}

/// Writes a word with quotes around its parts, and none around references that hold quotes themselves: the line is split
/// into words before references are read.
pub(super) fn in_parts(out: &mut String, text: &Text, escape: char) {
    for piece in text.pieces() {
        match piece {
            PieceRef::Literal(text) => quoted_flag(out, text, escape),
            PieceRef::Reference(reference) => reference_in_parts(out, reference),
            // What check refuses.
            PieceRef::Malformed(_) | PieceRef::NotUnicode(_) => {}
        }
    }
}

fn reference_in_parts(out: &mut String, reference: &Reference) {
    out.push('$');
    if !(reference.braced || reference.modifier.is_some()) {
        return out.push_str(&reference.name);
    }
    out.push('{');
    out.push_str(&reference.name);
    match reference.modifier.as_deref() {
        None => {}
        Some(
            Modifier::Word { operator, word }
            | Modifier::Trim {
                operator,
                pattern: word,
            },
        ) => {
            out.push_str(operator);
            word_in_parts(out, word);
        }
        Some(Modifier::Replace {
            operator,
            pattern,
            replacement,
        }) => {
            out.push_str(operator);
            word_in_parts(out, pattern);
            out.push('/');
            word_in_parts(out, replacement);
        }
    }
    out.push('}');
}

fn word_in_parts(out: &mut String, word: &Text) {
    for piece in word.pieces() {
        match piece {
            PieceRef::Literal(text) if all_in(text, &PLAIN_REPLACED) => out.push_str(text),
            PieceRef::Literal(text) => quoted(out, text),
            PieceRef::Reference(reference) => reference_in_parts(out, reference),
            // What check refuses.
            PieceRef::Malformed(_) | PieceRef::NotUnicode(_) => {}
        }
    }
}

/// A flag's value in double quotes, which the heredoc scan of BuildKit's parser reads the same way.
pub(super) fn quoted_flag(out: &mut String, value: &str, escape: char) {
    out.push('"');
    escaped(out, value, &IN_QUOTES, escape);
    out.push('"');
}
