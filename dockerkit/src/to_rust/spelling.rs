//! Values as `dockerfile!` has them: literals, words, and expressions in parentheses.

use crate::or_arg::{Notation, OrArg};
use crate::rule::Verdict;
use crate::text::Text;

use super::imports::Imports;
use super::layout::Expr;
use super::literal::{self, looks_interpolated};
use super::values::{self, Said, said};

/// Writes values, and keeps what they name.
pub(super) struct Spelling<'i> {
    pub(super) imports: &'i mut Imports,
}

impl Spelling<'_> {
    /// `(expr)`
    pub(super) fn expr(&mut self, expr: &Expr) -> String {
        self.imports.of(expr);
        format!("({})", expr.flat())
    }

    /// Text in which the builder expands, on one line.
    pub(super) fn text(&mut self, text: &Text) -> String {
        match said(text) {
            Said::Author(source) if !looks_interpolated(&source) => literal::line(&source),
            // What stands in parentheses is taken exactly.
            _ => match text.as_literal() {
                Some(value) => format!("({})", literal::line(value)),
                None => self.whole(text),
            },
        }
    }

    /// The same as an expression.
    pub(super) fn whole(&mut self, text: &Text) -> String {
        self.expr(&values::whole(text))
    }

    /// The same for a type that looks at what it is made of when the program is compiled.
    pub(super) fn checked(&mut self, text: &Text, rule: impl Fn(&str) -> Verdict) -> String {
        let literal = literal_of(text, rule);
        literal.unwrap_or_else(|| self.whole(text))
    }

    /// A known value by its word, or text with a reference.
    pub(super) fn or_arg<T: Notation>(
        &mut self,
        value: &OrArg<T>,
        known: impl FnOnce(T) -> String,
    ) -> String {
        match value.meaning() {
            Ok(value) => known(value),
            Err(text) => self.variable(text),
        }
    }

    /// Text with a reference in a place for something else.
    pub(super) fn variable(&mut self, text: &Text) -> String {
        match said(text) {
            Said::Author(source) if source.contains('$') && !looks_interpolated(&source) => {
                literal::line(&source)
            }
            _ => self.whole(text),
        }
    }

    /// A name as it is, or a string.
    pub(super) fn name(&mut self, text: &Text, rule: impl Fn(&str) -> Verdict) -> String {
        match text.as_literal() {
            Some(name) if is_bare(name) => name.to_owned(),
            _ => self.checked(text, rule),
        }
    }
}

/// The literal of a text that a type looks at, if it can be one.
pub(super) fn literal_of(text: &Text, rule: impl Fn(&str) -> Verdict) -> Option<String> {
    match said(text) {
        Said::Author(source) => {
            let is_valid = source.contains('$') || rule(&source).is_none();
            (is_valid && !looks_interpolated(&source)).then(|| literal::line(&source))
        }
        _ => None,
    }
}

/// A word that is taken exactly.
pub(super) fn word(word: &str) -> String {
    let word_literal = literal::line(word);
    if looks_interpolated(word) {
        format!("({word_literal})")
    } else {
        word_literal
    }
}

/// What a name without quotes would be taken for.
const KEYWORDS: [&str; 19] = [
    "FROM",
    "RUN",
    "COPY",
    "ENV",
    "ARG",
    "WORKDIR",
    "USER",
    "CMD",
    "ENTRYPOINT",
    "EXPOSE",
    "LABEL",
    "ADD",
    "VOLUME",
    "HEALTHCHECK",
    "SHELL",
    "STOPSIGNAL",
    "ONBUILD",
    "MAINTAINER",
    "CACHES",
];

/// Whether a name can stand without quotes: words with `-` or `.` between them.
pub(super) fn is_bare(name: &str) -> bool {
    let is_word = |word: &str| {
        let mut characters = word.bytes();
        characters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
            && characters.all(|it| it.is_ascii_alphanumeric() || it == b'_')
            && word != "_"
    };
    name.split(['-', '.']).all(is_word)
        && !KEYWORDS.contains(&name)
        && !name.eq_ignore_ascii_case("as")
}
