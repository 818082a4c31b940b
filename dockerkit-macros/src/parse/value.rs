//! Values: a literal, or a Rust expression in parentheses.

use syn::LitStr;

use super::tokens::Parser;
use crate::ast::{Argument, Chain, Target};

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
            return self.landing(Target::Text, wanted);
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
            return self.expr().map(Argument::Expr);
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
            return self.expr().map(Argument::Expr);
        }
        let literal = match self.name(false) {
            Some(name) => name.literal(),
            None => self.string_or_number(wanted)?,
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
                &format!("{what} is no literal"),
                "write the reference in a string: `\"$NAME\"`",
            );
        } else {
            // The token is of no use; what is missing is missing behind the one before.
            let ends = self.is_empty() || self.peek_punct(';');
            let span = if ends { self.last() } else { self.here() };
            self.problems.at(span, &format!("{what} is missing"), &help);
        }
    }

    /// What stands between commas, at least one.
    pub(super) fn list(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Option<Argument>,
    ) -> Option<Vec<Argument>> {
        let mut items = vec![item(self)?];
        while self.punct(',').is_some() {
            if self.is_empty() || self.peek_punct(';') || self.peek_pair(['=', '>']) {
                break;
            }
            items.push(item(self)?);
        }
        Some(items)
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
            let span = self.here();
            let next = match self.string() {
                Some(string) => Argument::Text(string),
                None => self.landing(Target::Text, wanted)?,
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
