//! How a value is written so that BuildKit reads the same value back.
//!
//! Each place has its layers: the splitting of the line, the quoting of flags, JSON, CSV, and last the shell-like
//! word in which `$` is expanded. The encoders undo them from the inside out; values of harmless characters are
//! written plainly.

use std::borrow::Cow;
use std::fmt::Write;

use crate::list::Place;
use crate::shape::Form;
use crate::source::Source;
use crate::text::{Modifier, PieceRef, Reference};
use crate::{Command, StageRef, Text, shape};

use super::Writer;

/// Characters by their byte.
pub(super) struct Set([bool; 256]);

impl Set {
    #[inline]
    fn holds(&self, byte: u8) -> bool {
        matches!(self.0.get(usize::from(byte)), Some(true))
    }

    #[expect(clippy::indexing_slicing, reason = "there is an entry for each byte")]
    const fn with(mut self, byte: u8) -> Self {
        self.0[byte as usize] = true;
        self
    }
}

const fn set(ascii_alphanumeric: bool, mut others: &[u8]) -> Set {
    let mut set = Set([false; 256]);
    let mut byte: u8 = 0;
    while byte < 128 {
        if ascii_alphanumeric && byte.is_ascii_alphanumeric() {
            set = set.with(byte);
        }
        byte += 1;
    }
    while let [byte, after @ ..] = others {
        set = set.with(*byte);
        others = after;
    }
    set
}

/// What no layer of any place changes.
pub(super) static PLAIN: Set = set(true, b"_./:@%+=-");
/// What a path or a pattern may hold beside that.
pub(super) static PLAIN_PATH: Set = set(true, b"_./:@%+=-,*?[]!^~{}#&;|()");
/// What a flag's value may hold beside that.
pub(super) static PLAIN_FLAG: Set = set(true, b"_./:@%+=-,*?!^~");

/// What a variable's name may hold without quotes around it.
static PLAIN_NAME: Set = set(true, b"_./:@%+-");

/// What is special where quotes are: between double quotes.
static IN_QUOTES: Set = set(false, b"\"$");
/// What is special in a word without quotes around it, and what would start a heredoc.
static BARE: Set = set(false, b"\"'$<");
/// What is special in the body of a heredoc that is expanded.
static BODY: Set = set(false, b"$");
/// What is special in the word of `${NAME:-word}`, where quotes are, and where they are not.
static NESTED: Set = set(false, b"\"'$}<");
static NESTED_BODY: Set = set(false, b"$}");

/// What JSON does not hold as it is.
static IN_JSON: Set = {
    let mut set = set(false, b"\"\\\x7f");
    let mut control = 0;
    while control < 0x20 {
        set = set.with(control);
        control += 1;
    }
    set
};

/// Whether all bytes are in the set.
pub(super) fn all_in(text: &str, set: &Set) -> bool {
    let blocks = text.as_bytes().chunks_exact(8);
    let rest = blocks.remainder();
    let both = |all: bool, byte: &u8| all & set.holds(*byte);
    blocks
        .into_iter()
        .all(|block| block.iter().fold(true, both))
        && rest.iter().fold(true, both)
}

/// Whether a text holds only such characters, and such references.
pub(super) fn is_plain(text: &Text, plain: &Set) -> bool {
    if let Some(literal) = text.as_literal() {
        return all_in(literal, plain);
    }
    text.pieces().all(|piece| match piece {
        PieceRef::Literal(text) => all_in(text, plain),
        PieceRef::Reference(reference) => match reference.modifier.as_deref() {
            None => true,
            Some(Modifier::Word { word, .. }) => is_plain(word, &PLAIN),
            Some(Modifier::Pattern(pattern)) => pattern
                .bytes()
                .all(|byte| PLAIN.holds(byte) || matches!(byte, b'#' | b'%' | b'*' | b'?')),
        },
        PieceRef::Malformed(_) | PieceRef::NotUnicode(_) => false,
    })
}

/// Whether a path can stand between blanks as it is.
fn is_plain_path(path: &Text) -> bool {
    // What begins with `[` might be taken for JSON.
    let odd = matches!(
        path.leading_literal().map(str::as_bytes),
        Some([] | [b'[', ..])
    );
    !odd && is_plain(path, &PLAIN_PATH)
}

/// Whether a path begins or ends with blanks.
fn has_blank_ends(path: &Text) -> bool {
    path.leading_literal()
        .is_some_and(|text| text.starts_with(char::is_whitespace))
        || path
            .trailing_literal()
            .is_some_and(|text| text.ends_with(char::is_whitespace))
}

/// Writes the pieces of a word that has no quotes around it.
fn unquoted(out: &mut String, text: &Text, special: &Set, nested: &Set, escape: char) {
    // The first character of a word, if it is a byte order mark, is dropped.
    if text
        .leading_literal()
        .is_some_and(|text| text.starts_with('\u{feff}'))
    {
        out.push(escape);
    }
    pieces(out, text, special, nested, escape);
}

/// Writes the pieces, with `escape` before whatever is special and before itself.
fn pieces(out: &mut String, text: &Text, special: &Set, nested: &Set, escape: char) {
    for piece in text.pieces() {
        match piece {
            PieceRef::Literal(text) | PieceRef::Malformed(text) | PieceRef::NotUnicode(text) => {
                escaped(out, text, special, escape);
            }
            PieceRef::Reference(reference) => self::reference(out, reference, nested, escape),
        }
    }
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

fn reference(out: &mut String, reference: &Reference, nested: &Set, escape: char) {
    out.push('$');
    if !(reference.braced || reference.modifier.is_some()) {
        out.push_str(&reference.name);
        return;
    }
    out.push('{');
    out.push_str(&reference.name);
    match reference.modifier.as_deref() {
        None => {}
        Some(Modifier::Word { operator, word }) => {
            out.push_str(operator);
            pieces(out, word, nested, nested, escape);
        }
        Some(Modifier::Pattern(pattern)) => out.push_str(pattern),
    }
    out.push('}');
}

/// A JSON string.
fn json(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| IN_JSON.holds(byte)) {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let mut tail = tail.chars();
        match tail.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(control) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            None => {}
        }
        rest = tail.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// A flag's value in double quotes, which the heredoc scan of BuildKit's parser reads the same way.
fn quoted_flag(out: &mut String, value: &str, escape: char) {
    out.push('"');
    escaped(out, value, &IN_QUOTES, escape);
    out.push('"');
}

impl Writer {
    /// The name of a variable in `ENV`, which is a word of its own.
    pub(super) fn variable(&mut self, name: &str) {
        if all_in(name, &PLAIN_NAME) && !name.starts_with("--") {
            self.text.push_str(name);
        } else {
            quoted_flag(&mut self.text, name, self.escape.character());
        }
    }

    /// A value that is a word of its own: in `ENV`, `LABEL`, `ARG`, `WORKDIR`, `USER` and `STOPSIGNAL`.
    pub(super) fn word(&mut self, text: &Text) {
        let flag_like = text
            .leading_literal()
            .is_some_and(|text| text.is_empty() || text.starts_with("--"));
        if !flag_like && is_plain(text, &PLAIN) {
            self.bare(text);
        } else {
            self.text.push('"');
            pieces(
                &mut self.text,
                text,
                &IN_QUOTES,
                &NESTED,
                self.escape.character(),
            );
            self.text.push('"');
        }
    }

    /// A value whose characters are harmless.
    pub(super) fn bare(&mut self, text: &Text) {
        match text.as_literal() {
            Some(literal) => self.text.push_str(literal),
            None => unquoted(
                &mut self.text,
                text,
                &BARE,
                &NESTED,
                self.escape.character(),
            ),
        }
    }

    /// A value that stands between blanks, where no quotes are: beside an inline file.
    pub(super) fn unquoted(&mut self, text: &Text) {
        unquoted(
            &mut self.text,
            text,
            &BARE,
            &NESTED,
            self.escape.character(),
        );
    }

    /// Paths: as words if all of them are harmless, or else as JSON.
    pub(super) fn paths<'a>(
        &mut self,
        paths: impl Iterator<Item = &'a Text> + Clone,
        last: Option<&'a Text>,
    ) {
        let start = self.text.len();
        let mut plain = true;
        for path in paths.clone().chain(last) {
            // Between blanks, a first path that begins with `--` would be a flag.
            plain = is_plain_path(path)
                && (self.text.len() > start
                    || !path
                        .leading_literal()
                        .is_some_and(|first| first.starts_with("--")));
            if !plain {
                break;
            }
            self.text.push(' ');
            self.bare(path);
        }
        if plain {
            return;
        }
        self.text.truncate(start);
        let mut separator = " [";
        for path in paths.chain(last) {
            self.text.push_str(separator);
            separator = ", ";
            self.scratch.clear();
            let escape = self.escape.character();
            if last.is_none() && has_blank_ends(path) {
                // `VOLUME` cuts off what is not in quotes.
                self.scratch.push('"');
                pieces(&mut self.scratch, path, &IN_QUOTES, &NESTED, escape);
                self.scratch.push('"');
            } else {
                unquoted(&mut self.scratch, path, &BARE, &NESTED, escape);
            }
            json(&mut self.text, &self.scratch);
        }
        self.text.push(']');
    }

    /// A flag in whose value `$` is expanded.
    pub(super) fn flag(&mut self, name: &str, text: &Text) {
        self.text.push_str(name);
        if is_plain(text, &PLAIN_FLAG) && !text.is_empty() {
            return self.bare(text);
        }
        self.scratch.clear();
        unquoted(
            &mut self.scratch,
            text,
            &BARE,
            &NESTED,
            self.escape.character(),
        );
        quoted_flag(&mut self.text, &self.scratch, self.escape.character());
    }

    /// A flag in whose value nothing is expanded.
    pub(super) fn raw_flag(&mut self, name: &str, value: &str) {
        self.text.push_str(name);
        if !value.is_empty() && all_in(value, &PLAIN_FLAG) {
            self.text.push_str(value);
        } else {
            quoted_flag(&mut self.text, value, self.escape.character());
        }
    }

    /// A field `key=value` of a flag whose value is CSV; false if it had to be quoted.
    #[inline]
    pub(super) fn field(&mut self, key: &str, text: &Text) -> bool {
        let start = self.text.len() + usize::from(key.starts_with(','));
        self.text.push_str(key);
        match text.as_literal() {
            Some(literal) if all_in(literal, &PLAIN) => {
                self.text.push_str(literal);
                true
            }
            _ => self.odd_field(start, text),
        }
    }

    fn odd_field(&mut self, start: usize, text: &Text) -> bool {
        self.unquoted(text);
        if is_plain(text, &PLAIN) {
            return true;
        }
        if self.text[start..].contains([',', '"', '\r']) {
            self.csv(start);
        }
        false
    }

    /// Quotes for CSV what was written from `start` on.
    pub(super) fn csv(&mut self, start: usize) {
        let field = self.text.split_off(start);
        self.text.push('"');
        self.text.push_str(&field.replace('"', "\"\""));
        self.text.push('"');
    }

    /// Quotes a flag's value that was written from `start` on.
    pub(super) fn quote_flag(&mut self, start: usize) {
        let value = self.text.split_off(start);
        quoted_flag(&mut self.text, &value, self.escape.character());
    }

    /// What a stage starts from, or where files come from.
    pub(super) fn source(&mut self, source: &Source) {
        match source {
            Source::Image(image) => self.bare(image.text()),
            Source::Stage(stage) => self.stage(stage),
        }
    }

    pub(super) fn stage(&mut self, stage: &StageRef) {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{stage}");
    }

    /// The exec form.
    pub(super) fn exec(&mut self, words: &[Cow<'static, str>]) {
        self.text.push('[');
        for (at, word) in words.iter().enumerate() {
            if at > 0 {
                self.text.push_str(", ");
            }
            json(&mut self.text, word);
        }
        self.text.push(']');
    }

    /// A command where no heredoc can stand.
    pub(super) fn command(&mut self, command: &Command) {
        match command {
            Command::Exec(words) => self.exec(words),
            Command::Shell(shell) => self.form(shape::form(shell, Place::Other, self.escape)),
            // What check refuses.
            Command::Script(text) => self.text.push_str(text),
        }
    }

    /// Shell text behind the flags.
    pub(super) fn form(&mut self, form: Form<'_>) {
        match form {
            Form::Line(text) | Form::Script(text) => self.text.push_str(&text),
            Form::List(commands) => shape::push_list(&mut self.text, commands, self.escape),
        }
    }

    /// The body of a heredoc, and the word that ends it.
    pub(super) fn body(&mut self, word: &str, body: &str) {
        self.text.push('\n');
        self.text.push_str(body);
        if !body.is_empty() && !body.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(word);
    }

    /// The body of a heredoc in which `$` is expanded, always with a backslash.
    pub(super) fn expanding_body(text: &Text) -> String {
        let mut body = String::new();
        unquoted(&mut body, text, &BODY, &NESTED_BODY, '\\');
        body
    }
}
