//! Whether a value can be written where it stands.

use std::fmt::Display;

use super::{Check, Rule, rules};
use crate::Text;
use crate::text::{Modifier, PieceRef};

/// The kind of place a value stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// A word: anything but line breaks and NUL.
    Word,
    /// A path that can stand in JSON: anything but NUL.
    Path,
    /// A flag's value: ASCII only, too.
    Flag,
    /// The content of an inline file: anything.
    Body,
}

impl Check {
    /// A value of a word, in `ENV`, `WORKDIR`, a path, ….
    pub(super) fn word(&mut self, what: &dyn Display, text: &Text) {
        self.text(what, text, Slot::Word);
    }

    /// A flag's value.
    pub(super) fn flag(&mut self, what: &dyn Display, text: &Text) {
        self.text(what, text, Slot::Flag);
    }

    pub(super) fn text(&mut self, what: &dyn Display, text: &Text, slot: Slot) {
        if let Some(literal) = text.as_literal() {
            return self.literal(what, literal, slot);
        }
        for piece in text.pieces() {
            match piece {
                PieceRef::Literal(literal) => self.literal(what, literal, slot),
                PieceRef::NotUnicode(path) => self.error(
                    &rules::NOT_UNICODE,
                    format!("{what} is the path `{}`, which is not Unicode", path.escape_debug()),
                    "a Dockerfile is UTF-8 text; rename the file",
                ),
                PieceRef::Malformed(rest) => self.error(
                    &rules::REFERENCE,
                    format!("{what} has a `$` that refers to nothing: `{}`", rest.escape_debug()),
                    "write `\\$` for a dollar, `literal(…)` for an exact value, `$NAME` or `${NAME:-other}` for a variable",
                ),
                PieceRef::Reference(reference) => match reference.modifier.as_deref() {
                    None => {}
                    Some(Modifier::Word { word, .. }) => self.text(what, word, slot),
                    Some(Modifier::Pattern(pattern)) => self.pattern(what, pattern),
                },
            }
        }
    }

    fn pattern(&mut self, what: &dyn Display, pattern: &str) {
        self.measure(pattern.len());
        let odd =
            |character: char| !character.is_ascii_graphic() || "\"'\\$`<{".contains(character);
        let replaces = pattern
            .strip_prefix("//")
            .or_else(|| pattern.strip_prefix('/'));
        if pattern.contains(odd) || replaces.is_some_and(|rest| !rest.contains('/')) {
            self.error(
                &rules::REFERENCE,
                format!("{what} has a pattern that cannot be written: `{}`", pattern.escape_debug()),
                "a pattern is `#prefix`, `%suffix` or `/from/to` without quotes, blanks, backslashes and `$`",
            );
        }
    }

    fn literal(&mut self, what: &dyn Display, text: &str, slot: Slot) {
        self.measure(text.len());
        if slot == Slot::Body || !odd(text) {
            return;
        }
        match slot {
            Slot::Path => self.no_nul(what, text),
            _ => self.one_line(what, text),
        }
        if slot == Slot::Flag {
            self.ascii(what, text);
        }
    }

    /// A value that holds no line break and no NUL.
    pub(super) fn one_line(&mut self, what: &dyn Display, text: &str) {
        if text.contains('\n') {
            let keyword = self.keyword;
            self.error(
                &rules::LINE_BREAK,
                format!("{what} holds a line break, which `{keyword}` cannot carry"),
                "take it out; if text of many lines is meant, put it in a file, or have a `RUN` write it",
            );
        }
        self.no_nul(what, text);
    }

    pub(super) fn no_nul(&mut self, what: &dyn Display, text: &str) {
        if text.contains('\0') {
            self.error(
                &rules::NUL,
                format!("{what} holds a NUL character (or a path that is not Unicode)"),
                "no program can be given one; take it out",
            );
        }
    }

    /// A value of ASCII characters, as BuildKit corrupts others in flags.
    pub(super) fn ascii(&mut self, what: &dyn Display, text: &str) {
        if let Some(odd) = text.chars().find(|character| !character.is_ascii()) {
            self.error(
                &rules::NOT_ASCII,
                format!("{what} holds `{odd}`, and BuildKit corrupts what is not ASCII in a flag"),
                "use ASCII characters, or set an `ARG` to the value and refer to it",
            );
        }
    }

    /// A flag's value in which nothing is expanded.
    pub(super) fn raw_flag(&mut self, what: &dyn Display, text: &str) {
        self.measure(text.len());
        if odd(text) {
            self.one_line(what, text);
            self.ascii(what, text);
        }
    }

    /// A value that must not be empty.
    pub(super) fn not_empty(&mut self, what: &dyn Display, text: &Text) {
        self.filled(what, text.is_empty());
    }

    pub(super) fn filled(&mut self, what: &dyn Display, is_empty: bool) {
        if is_empty {
            self.error(
                &rules::EMPTY,
                format!("{what} is empty"),
                "give it a value, or leave it out",
            );
        }
    }

    /// Text that stands where there are no quotes: variables, and only harmless characters around them.
    pub(super) fn plain(&mut self, rule: &'static Rule, what: &dyn Display, text: &Text) {
        self.flag(what, text);
        // A leading `--` would make it a flag.
        let flag = text
            .leading_literal()
            .is_some_and(|text| text.starts_with("--"));
        if text.as_literal().is_none() && (flag || !is_bare(text)) {
            self.error(
                rule,
                format!(
                    "{what} is `{}`, which cannot be written there",
                    text.to_string().escape_debug()
                ),
                "around `$NAME` use ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+` only",
            );
        }
    }
}

fn is_bare(text: &Text) -> bool {
    text.pieces().all(|piece| match piece {
        PieceRef::Literal(text) => text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-/:@+".contains(&byte)),
        PieceRef::Reference(reference) => match reference.modifier.as_deref() {
            None => true,
            Some(Modifier::Word { word, .. }) => is_bare(word),
            Some(Modifier::Pattern(pattern)) => pattern
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-/:@+#%*?".contains(&byte)),
        },
        // Reported already.
        PieceRef::Malformed(_) | PieceRef::NotUnicode(_) => true,
    })
}

/// Whether it holds a byte that some place cannot carry: one pass, without a branch for each byte.
pub(super) fn odd(text: &str) -> bool {
    text.bytes().fold(0, |odd, byte| {
        odd | u8::from(byte == b'\n') | u8::from(byte == 0) | byte & 0x80
    }) != 0
}
