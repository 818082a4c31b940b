//! How a value is written so that BuildKit reads the same value back.
//!
//! Each place has its layers: the splitting of the line, the quoting of flags, JSON, CSV, and last the shell-like
//! word in which `$` is expanded. The encoders undo them from the inside out; values of harmless characters are
//! written plainly.

use std::borrow::Cow;
use std::fmt::Write;

use crate::list::Holder;
use crate::name::VariableName;
use crate::shape;
use crate::shape::Form;
use crate::shell::Command;
use crate::source::{Source, StageRef};
use crate::text::Text;

use super::Writer;
use super::characters::{IN_JSON, PLAIN, PLAIN_FLAG, PLAIN_NAME, PLAIN_PATH, all_in};
use super::expanding::{Style, in_parts, is_plain, pieces, quoted_flag, unquoted};

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

impl Writer {
    /// The name of a variable in `ENV`, which is a word of its own.
    pub(super) fn variable(&mut self, name: &VariableName) {
        match name.as_literal() {
            Some(name) if all_in(name, &PLAIN_NAME) && !name.starts_with("--") => {
                self.text.push_str(name);
            }
            Some(name) => quoted_flag(&mut self.text, name, self.escape.character()),
            None => self.word(name.text()),
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
            let escape = self.escape.character();
            let start = self.text.len();
            self.text.push('"');
            let quotes = pieces(&mut self.text, text, Style::in_quotes(escape));
            self.text.push('"');
            if quotes {
                self.text.truncate(start);
                in_parts(&mut self.text, text, escape);
            }
        }
    }

    /// A value whose characters are harmless.
    pub(super) fn bare(&mut self, text: &Text) {
        match text.as_literal() {
            Some(literal) => self.text.push_str(literal),
            None => self.unquoted(text),
        }
    }

    /// A value that stands between blanks, where no quotes are: beside an inline file.
    pub(super) fn unquoted(&mut self, text: &Text) {
        let style = Style::bare(self.escape.character());
        unquoted(&mut self.text, text, style);
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
                pieces(&mut self.scratch, path, Style::in_quotes(escape));
                self.scratch.push('"');
            } else {
                unquoted(&mut self.scratch, path, Style::bare(escape));
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
        let style = Style::bare(self.escape.character());
        unquoted(&mut self.scratch, text, style);
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
            Command::Shell(shell) => self.form(shape::form(shell, Holder::Other, self.escape)),
            // What check refuses.
            Command::Script(text) => self.text.push_str(text.text()),
        }
    }

    /// Shell text behind the flags.
    pub(super) fn form(&mut self, form: Form<'_>) {
        match form {
            Form::Line(text) | Form::Script(text) => self.text.push_str(&text),
            Form::Documents(text) => self.text.push_str(text),
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
        unquoted(&mut body, text, Style::BODY);
        body
    }
}
