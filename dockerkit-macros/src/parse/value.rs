//! Values: a literal, or a Rust expression in parentheses.

use std::mem;

use proc_macro2::TokenTree;
use syn::LitStr;

use super::tokens::Parser;
use crate::ast::{Argument, Chain, Name, Target};
use crate::words;

/// What a value is for: how messages call it, and how it is written.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) what: &'a str,
    pub(super) example: &'a str,
}

pub(super) const fn wanted<'a>(what: &'a str, example: &'a str) -> Wanted<'a> {
    Wanted { what, example }
}

impl Parser<'_, '_> {
    /// Text in which the builder expands `$NAME`; an expression is taken exactly, and either goes on with more of both.
    pub(super) fn text(&mut self, wanted: Wanted<'_>) -> Option<Argument> {
        if self.peek_expr() {
            return self.landing(Target::TEXT, wanted);
        }
        let literal = self.string_or_number(wanted)?;
        if self.peek_expr() {
            return self.joined(literal, wanted);
        }
        Some(Argument::Text(literal))
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
        let forgotten = !name && self.interpolation(&literal);
        Some(if forgotten || literal.value().contains('$') {
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
        match self.checked(kind, wanted)? {
            Argument::Text(literal) | Argument::Checked(_, literal) if self.peek_expr() => {
                self.joined(literal, wanted)
            }
            other => Some(other),
        }
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
        let set = words::set(kind).map(|(module, _)| module);
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
        Some(if literal.value().contains('$') {
            Argument::Text(literal)
        } else {
            Argument::Word(kind, literal)
        })
    }

    /// A string. A number or `true` is one, too, as it is written.
    pub(super) fn string_or_number(&mut self, wanted: Wanted<'_>) -> Option<LitStr> {
        if let Some(string) = self.string() {
            return Some(string);
        }
        if let Some(number) = self.number_literal() {
            return Some(LitStr::new(&number.to_string(), number.span()));
        }
        for word in ["true", "false"] {
            if let Some(word) = self.word(word) {
                return Some(LitStr::new(&word.to_string(), word.span()));
            }
        }
        self.no_value(wanted);
        None
    }

    /// Says that there is no value here that can be read.
    pub(super) fn no_value(&mut self, Wanted { what, example }: Wanted<'_>) {
        let help = format!("write {example}");
        if let Some(word) = self.peek_ident() {
            self.problems.on(
                &word,
                &format!("{what} is neither a literal nor in parentheses"),
                &format!("write text as `\"{word}\"`, and a Rust expression as `({word})`"),
            );
        } else if self.peek_punct('$') {
            self.problem_here(
                &format!("{what} is not a literal"),
                "write the reference in a string: `\"$NAME\"`",
            );
        } else if self.is_missing() {
            let span = self.last();
            self.problems.at(span, &format!("{what} is missing"), &help);
        } else {
            let rest = self.rest();
            let message = format!("{what} is neither a literal nor in parentheses");
            self.problems.on(rest, &message, &help);
        }
    }

    /// There is nothing here where a value would be.
    fn is_missing(&self) -> bool {
        let sign = [';', ','].iter().any(|sign| self.peek_punct(*sign));
        self.is_empty() || sign || self.peek_pair(['=', '>'])
    }

    /// What stands between commas, at least one.
    pub(super) fn list(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Option<Argument>,
    ) -> Option<Vec<Argument>> {
        let mut items = vec![item(self)?];
        loop {
            let comma = self.punct(',').is_some();
            if !comma && !self.comma_forgotten() {
                break;
            }
            if self.is_empty() || self.peek_punct(';') || self.peek_pair(['=', '>']) {
                break;
            }
            items.push(item(self)?);
        }
        Some(items)
    }

    /// `python:3.12-slim` as it stands in a Dockerfile, which starts like the name of a stage.
    pub(super) fn bare_image(&mut self, start: &Name) -> Option<Argument> {
        if ![':', '/', '@'].iter().any(|sign| self.peek_punct(*sign)) {
            return None;
        }
        let mut tokens = start.tokens.clone();
        let mut before = String::new();
        // Behind a tag that is no port comes nothing of the image any more.
        let mut tagged = false;
        while !(self.is_empty()
            || (tagged && self.peek_punct('/'))
            || self.peek_string()
            || self.peek_expr()
            || self.peek_punct(';')
            || self.peek_punct(',')
            || self.peek_pair(['-', '-'])
            || self
                .peek_ident()
                .is_some_and(|word| word.to_string().eq_ignore_ascii_case("as")))
        {
            let Some(token) = self.token() else { break };
            let text = token.to_string();
            tagged |= before == ":" && !text.starts_with(|it: char| it.is_ascii_digit());
            before = text;
            tokens.extend([token]);
        }
        let image: String = tokens
            .clone()
            .into_iter()
            .map(|token| token.to_string())
            .collect();
        self.problems.on(
            tokens,
            "an image is written as a string",
            &format!("write `\"{image}\"`"),
        );
        Some(Argument::Text(LitStr::new(&image, start.span)))
    }

    /// Another string before the `=>` of a copy.
    fn comma_forgotten(&mut self) -> bool {
        let sign = |token| match token {
            TokenTree::Punct(sign) => sign.as_char(),
            _ => ' ',
        };
        let mut signs = self.ahead().skip(1).map(sign).take_while(|it| *it != ';');
        let mut before = ' ';
        let forgotten = (self.peek_string() || self.peek_expr())
            && signs.any(|it| mem::replace(&mut before, it) == '=' && it == '>');
        if forgotten {
            self.problem_here("`,` is missing before this", "separate sources by `,`");
        }
        forgotten
    }

    /// In brackets, nothing stands behind a list.
    pub(super) fn comma_missing(&mut self) {
        if !self.is_empty() {
            self.problem_here("`,` is missing before this", "separate words by `,`");
        }
    }

    /// Looks for `{name}` in text that is one line, where it would stay as it is; and whether it is there.
    pub(super) fn interpolation(&mut self, literal: &LitStr) -> bool {
        let help = |name: &str| {
            format!(
                "write `(format!(\"…{{{name}}}…\"))`; if the braces are meant, put the string in parentheses"
            )
        };
        self.interpolation_or(literal, help)
    }

    /// The same in shell text.
    pub(super) fn shell_interpolation(&mut self, literal: &LitStr) {
        let help = |name: &str| {
            format!(
                "put the value between strings, `\"…\" ({name}) \"…\"`; if the braces are meant, write `(Shell::new(\"…\"))`"
            )
        };
        self.interpolation_or(literal, help);
    }

    fn interpolation_or(&mut self, literal: &LitStr, help: impl Fn(&str) -> String) -> bool {
        let name = forgotten(&literal.value());
        if let Some(name) = &name {
            let message =
                format!("`{{{name}}}` looks like an interpolation, and would stay as it is");
            self.problems.on(literal, &message, &help(name));
        }
        name.is_some()
    }

    /// Values and strings that go on where a string has ended: `"/srv/" (name)`.
    fn joined(&mut self, first: LitStr, wanted: Wanted<'_>) -> Option<Argument> {
        let mut chain = Chain::new(first.span(), "", "expand", vec![Argument::Text(first)]);
        while self.peek_expr() || self.peek_string() {
            let here = self.here();
            let next = match self.string() {
                Some(string) => Argument::Text(string),
                None => self.landing(Target::TEXT, wanted)?,
            };
            let span = match &next {
                Argument::Splice(_, expr) => expr.open,
                _ => here,
            };
            chain.call("then", span, vec![next]);
        }
        Some(chain.into())
    }
}

/// The name in `{name}`, outside of single quotes and of what shells, formats and git write that way.
fn forgotten(text: &str) -> Option<String> {
    if text.contains('\n') {
        return None;
    }
    let mut before = ' ';
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        if character == '\'' && before != '\\' {
            quoted = !quoted;
        }
        if character == '{' && !quoted && !"${%@^\\#!".contains(before) {
            let (inside, after) = text[at + 1..].split_once('}')?;
            let name = |it: &&str| {
                it.starts_with(|first: char| first.is_ascii_lowercase())
                    && it
                        .chars()
                        .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_')
            };
            let name = inside.split(':').next().filter(name);
            if let Some(name) = name.filter(|_| !after.starts_with('}')) {
                return Some(name.to_owned());
            }
        }
        before = character;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpolations_that_were_forgotten() {
        for text in ["pip install {package}", "x-{version:?}.tar", "{name}"] {
            assert!(forgotten(text).is_some(), "{text}");
        }
        for text in [
            "echo ${name} {a,b} {1..3} $f{}",
            "awk '{print}'",
            "curl -w %{http_code}",
            "git log stash@{upstream}",
            "find -exec rm {} \\;",
            "{{name}}",
            "echo {A}",
            "{",
            "cat <<E\n{name}\nE",
            "HEAD^{tree}",
        ] {
            assert_eq!(forgotten(text), None, "{text}");
        }
    }
}
