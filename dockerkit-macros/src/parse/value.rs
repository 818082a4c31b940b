//! Values: a literal, or a Rust expression in parentheses.

use std::mem;

use proc_macro2::{Delimiter, Span, TokenTree};
use syn::LitStr;

use super::token::signs;
use super::tokens::Parser;
use crate::ast::{Argument, Chain, Target};
use crate::words::{self, Closed};

/// What a value is for: how messages call it, and how it is written.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) what: &'a str,
    pub(super) example: &'a str,
    /// It is all that the statement holds.
    pub(super) whole: bool,
}

impl Wanted<'_> {
    /// Words without quotes up to the end of the statement are one text.
    pub(super) fn to_the_end(self) -> Self {
        Self {
            whole: true,
            ..self
        }
    }
}

pub(super) const fn wanted<'a>(what: &'a str, example: &'a str) -> Wanted<'a> {
    Wanted {
        what,
        example,
        whole: false,
    }
}

impl Parser<'_, '_> {
    /// Text in which the builder expands `$NAME`; an expression is taken exactly, and either goes on with more of both.
    pub(super) fn text(&mut self, wanted: Wanted<'_>) -> Option<Argument> {
        self.joining(Target::TEXT, wanted)
    }

    /// What lands somewhere, and goes on with texts and values that are one with it: `"/srv/" (name)`.
    pub(super) fn joining(&mut self, target: Target, wanted: Wanted<'_>) -> Option<Argument> {
        let starts_with_value = self.peek_expr();
        let first = self.landing(target, wanted)?;
        let goes_on = self.peek_expr() || (starts_with_value && self.peek_string());
        if goes_on {
            self.joined(first, target)
        } else {
            Some(first)
        }
    }

    /// A literal, or an expression that is quoted for where it lands.
    pub(super) fn landing(&mut self, target: Target, wanted: Wanted<'_>) -> Option<Argument> {
        if self.peek_expr() {
            return self.expr().map(|expr| Argument::Splice(target, expr));
        }
        let literal = self.string_or_number(wanted)?;
        Some(Argument::Text(literal))
    }

    /// A literal, or an expression that the builder takes as it is.
    pub(super) fn plain(&mut self, wanted: Wanted<'_>) -> Option<Argument> {
        if self.peek_expr() {
            return self.expr().map(Argument::Expr);
        }
        let literal = self.string_or_number(wanted)?;
        Some(Argument::Text(literal))
    }

    /// A literal that a type looks at when the program is compiled, or an expression.
    pub(super) fn checked(&mut self, kind: &'static str, wanted: Wanted<'_>) -> Option<Argument> {
        if self.peek_expr() {
            return self.landing(Target::Type(kind), wanted);
        }
        let literal = self.string_or_number(wanted)?;
        let name = ["StageName", "VariableName"].contains(&kind);
        let wrong = mem::take(&mut self.guessed) || (!name && self.interpolation(&literal));
        Some(if wrong || literal.value().contains('$') {
            Argument::Text(literal)
        } else {
            Argument::Checked(kind, literal)
        })
    }

    /// The same; where the literal ends, values and strings may go on.
    pub(super) fn checked_text(
        &mut self,
        kind: &'static str,
        wanted: Wanted<'_>,
    ) -> Option<Argument> {
        let starts_with_value = self.peek_expr();
        let first = self.checked(kind, wanted)?;
        let first = match first {
            Argument::Checked(_, literal) if self.peek_expr() => Argument::Text(literal),
            Argument::Splice(_, value) if self.peek_expr() || self.peek_string() => {
                Argument::Splice(Target::TEXT, value)
            }
            other => other,
        };
        if self.peek_expr() || (starts_with_value && self.peek_string()) {
            return self.joined(first, Target::TEXT);
        }
        Some(first)
    }

    /// A name as it is written, a string or an expression: of a stage, a variable or a label.
    pub(super) fn named(
        &mut self,
        kind: &'static str,
        dots: bool,
        wanted: Wanted<'_>,
    ) -> Option<Argument> {
        if let Some(name) = self.name(dots) {
            return Some(Argument::Checked(kind, name.literal()));
        }
        self.checked(kind, wanted)
    }

    /// A word of a closed set, or an expression.
    pub(super) fn known_word(
        &mut self,
        kind: &'static str,
        wanted: Wanted<'_>,
    ) -> Option<Argument> {
        if self.peek_expr() {
            // The others are no text that could be expanded.
            return match kind {
                "Sharing" => self.landing(Target::OrArg(kind), wanted),
                _ => self.plain(wanted),
            };
        }
        let name = self.name(false);
        let set = words::closed(kind).map(|set| set.module);
        let literal = match (name, set) {
            (Some(name), Some(module)) if name.typed().is_some() => {
                return Some(Argument::Typed(module, name.typed()));
            }
            (Some(name), _) => name.literal(),
            (None, Some(module)) if self.is_missing() || self.peek_pair(['-', '-']) => {
                self.no_value(wanted);
                return Some(Argument::Typed(module, None));
            }
            (None, _) => self.string_or_number(wanted)?,
        };
        if literal.value().contains('$') {
            return Some(Argument::Text(literal));
        }
        Some(self.closed_word(kind, literal))
    }

    /// One of the words that there are.
    fn closed_word(&mut self, kind: &'static str, literal: LitStr) -> Argument {
        let Some(Closed {
            what, words: known, ..
        }) = words::closed(kind)
        else {
            return Argument::Word(kind, literal);
        };
        let word = literal.value();
        // As in a Dockerfile, in any case.
        let mut longer = None;
        for same in known {
            if same.eq_ignore_ascii_case(&word) {
                return Argument::Word(kind, LitStr::new(same, literal.span()));
            }
            // `pip-tools`, `apt-get`
            let begins = matches!(word.strip_prefix(same), Some(rest) if rest.starts_with('-'));
            if begins && longer.is_none() {
                longer = Some(*same);
            }
        }
        let near = words::nearest(&word, known).or(longer);
        if !mem::take(&mut self.guessed) {
            let help = match near {
                Some(near) if words::is_guessed(kind) => format!("did you mean `{near}`?"),
                _ => format!("there are {}", words::listed(known)),
            };
            self.problems
                .on(&literal, &format_args!("unknown {what} `{word}`"), &help);
        }
        let meant = near.or(known.first().copied()).unwrap_or_default();
        Argument::Word(kind, LitStr::new(meant, literal.span()))
    }

    /// `$NAME` or `${NAME}`, as in a Dockerfile.
    fn reference(&mut self) -> Option<LitStr> {
        if !self.peek_punct('$') {
            return None;
        }
        let name = match self.ahead(1)? {
            TokenTree::Ident(name) => format!("${name}"),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let mut inside = group.stream().into_iter();
                match (inside.next(), inside.next()) {
                    (Some(TokenTree::Ident(name)), None) => format!("${{{name}}}"),
                    _ => return None,
                }
            }
            _ => return None,
        };
        if self.goes_on(2) {
            return None;
        }
        let span = self.here();
        self.token();
        self.token();
        Some(LitStr::new(&name, span))
    }

    /// A string. A number, `true` and `$NAME` are ones, too, as they are written.
    pub(super) fn string_or_number(&mut self, wanted: Wanted<'_>) -> Option<LitStr> {
        let string = self.string().or_else(|| self.reference());
        if string.is_some() {
            return string;
        }
        if !self.goes_on(1) {
            if let Some(number) = self.number_literal() {
                return Some(LitStr::new(&number.to_string(), number.span()));
            }
        }
        for word in ["true", "false"] {
            if let Some(word) = self.word(word) {
                return Some(LitStr::new(&word.to_string(), word.span()));
            }
        }
        if let Some(call) = self.bare_call(wanted) {
            return Some(call);
        }
        if self.peek_bare() {
            return Some(self.bare(wanted));
        }
        self.no_value(wanted);
        None
    }

    /// There is nothing here where a value would be.
    fn is_missing(&self) -> bool {
        self.is_empty() || self.peek_any(";,") || self.peek_pair(['=', '>'])
    }

    /// What stands between commas, at least one.
    pub(super) fn list(
        &mut self,
        item: &mut dyn FnMut(&mut Self) -> Option<Argument>,
    ) -> Option<Vec<Argument>> {
        let mut items = vec![item(self)?];
        loop {
            let comma = self.punct(',').is_some();
            if !comma && !self.comma_forgotten() {
                break;
            }
            if self.ends() || self.peek_pair(['=', '>']) {
                break;
            }
            items.push(item(self)?);
        }
        Some(items)
    }

    /// The same, where nothing can stand behind an item but a comma.
    pub(super) fn list_of(
        &mut self,
        things: &str,
        item: &mut dyn FnMut(&mut Self) -> Option<Argument>,
    ) -> Option<Vec<Argument>> {
        let mut items = vec![item(self)?];
        while !self.ends() {
            if self.punct(',').is_none() {
                if !(self.peek_word().is_some() || self.peek_literal() || self.peek_expr()) {
                    break;
                }
                self.problem_here(
                    &"`,` is missing before this",
                    &format_args!("separate {things} by `,`"),
                );
            }
            if self.ends() {
                break;
            }
            items.push(item(self)?);
        }
        Some(items)
    }

    /// Another string before the `=>` of a copy.
    fn comma_forgotten(&mut self) -> bool {
        let forgotten =
            (self.peek_string() || self.peek_expr()) && signs(self.rest()).contains("=>");
        if forgotten {
            self.problem_here(&"`,` is missing before this", &"separate sources by `,`");
        }
        forgotten
    }

    /// In brackets, nothing stands behind a list.
    pub(super) fn comma_missing(&mut self) {
        if self.peek_punct('+') {
            self.problem_here(
                &"texts and values are not joined by `+`",
                &"write text and values side by side, without a `+`: `\"--port=\" (port)`",
            );
        } else if !self.is_empty() {
            self.problem_here(&"`,` is missing before this", &"separate words by `,`");
        }
    }

    /// Values and strings that go on where a string or a value has ended: `"/srv/" (name)`.
    fn joined(&mut self, first: Argument, target: Target) -> Option<Argument> {
        // What a value is for says how it is joined: to one text, to a pattern, to a word.
        let (function, landing) = match target {
            Target::FILE_SOURCE => ("pattern", Target::PATTERN),
            Target::Word => return self.joined_word(first),
            _ => ("expand", Target::TEXT),
        };
        let mut chain = match first {
            Argument::Text(literal) => {
                let span = literal.span();
                Chain::new(span, "", function, vec![Argument::Text(literal)])
            }
            // An empty text of the author's takes a value behind it as well.
            Argument::Splice(_, value) => {
                let span = value.span;
                let empty = Argument::Text(LitStr::new("", span));
                let mut chain = Chain::new(span, "", function, vec![empty]);
                chain.call("then", span, vec![Argument::Splice(landing, value)]);
                chain
            }
            other => return Some(other),
        };
        while self.peek_expr() || self.peek_string() {
            let (span, part) = self.part(landing)?;
            chain.call("then", span, vec![part]);
        }
        Some(chain.into())
    }

    fn joined_word(&mut self, first: Argument) -> Option<Argument> {
        let mut parts = vec![first];
        while self.peek_expr() || self.peek_string() {
            parts.push(self.part(Target::Word)?.1);
        }
        Some(Argument::Joined(parts))
    }

    /// A string or a value, and where it stands.
    fn part(&mut self, landing: Target) -> Option<(Span, Argument)> {
        let here = self.here();
        if let Some(string) = self.string() {
            return Some((here, Argument::Text(string)));
        }
        let value = self.expr()?;
        Some((value.open, Argument::Splice(landing, value)))
    }
}
