//! What a flag of an instruction, or an option of a mount, takes.

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::{Lit, LitStr};

use super::duration;
use super::tokens::Parser;
use super::value::{Wanted, wanted};
use crate::ast::{Argument, Call, Name, Target};
use crate::words;

#[derive(Clone, Copy)]
pub(super) enum Takes {
    /// Nothing; `=true` and `=false` are read.
    Nothing,
    /// Nothing, and `=false` is a method of its own.
    NothingOr(&'static str),
    /// Nothing, `true`, `false`, or what says which; a method for each, or none.
    Switch {
        on: &'static str,
        off: &'static str,
        by: &'static str,
    },
    /// Text in which `$NAME` is expanded.
    Text,
    /// Text in which nothing is.
    Plain,
    /// A device, or its name.
    Device,
    /// Text that a type looks at.
    Checked(&'static str),
    User,
    /// Who copies belong to.
    Owner,
    /// A package manager.
    Preset,
    /// A word of a closed set.
    Word(&'static str),
    Duration,
    Number,
    /// A number of a user or a group, or text with a reference.
    Id,
    /// Permissions: `0755`.
    Mode,
    /// A stage or an image.
    Source,
    Mount,
}

impl Takes {
    fn example(self) -> &'static str {
        match self {
            Self::Nothing | Self::NothingOr(_) => "nothing, `=true` or `=false`",
            Self::Switch { .. } => "nothing, `=true`, `=\"$NAME\"` or a value, `=(value)`",
            Self::Text | Self::Plain | Self::Device | Self::Checked(_) | Self::Owner => {
                "a literal, `\"…\"`, or a value, `(value)`"
            }
            Self::User => "`\"1001\"` or `(user)`",
            Self::Preset => "a package manager: `pip`",
            Self::Word("Sharing") => "`shared`, `private` or `locked`",
            Self::Word(_) => "a word, or a value, `(value)`",
            Self::Duration => "`30s` or `1m30s`",
            Self::Number | Self::Id => "a number, or a value, `(value)`",
            Self::Mode => "`0755`",
            Self::Source => "a stage, `build`, an image, `\"nginx\"`, or a handle, `(handle)`",
            Self::Mount => "`cache(id = \"…\", target = \"…\")`",
        }
    }
}

impl Parser<'_, '_> {
    /// What stands behind the name of a flag or an option, as a call of a method.
    ///
    /// An option of a mount ends with a comma, so that its text can go on with values; what stands behind a flag is
    /// the instruction's own.
    pub(super) fn option(
        &mut self,
        dashes: &str,
        name: &Name,
        takes: Takes,
        method: &str,
    ) -> Option<Call> {
        let call = |method: &str, arguments| Some(name.call(method, arguments));
        let written = format!("{dashes}{}", name.text);
        let equals = self.punct('=').is_some();
        let either = match takes {
            Takes::Nothing => Some((method, "")),
            Takes::NothingOr(off) => Some((method, off)),
            Takes::Switch { by, .. } if equals && self.peek_decision() => {
                let what = format!("the value of `{}`", name.text);
                let value = self.landing(Target::OrArg("bool"), wanted(&what, takes.example()))?;
                return call(by, vec![value]);
            }
            Takes::Switch { on, off, .. } => Some((on, off)),
            _ => None,
        };
        if let Some((on, off)) = either {
            if !equals && !dashes.is_empty() && self.detached_switch(&written) {
                return None;
            }
            let method = if !equals || self.switch(dashes, name)? {
                on
            } else {
                off
            };
            return if method.is_empty() {
                None
            } else {
                call(method, Vec::new())
            };
        }
        let of_mount = dashes.is_empty();
        let colon = if equals || !of_mount {
            None
        } else {
            self.punct(':')
        };
        if let Some(colon) = colon {
            self.problems.on(
                &colon,
                &"`=` belongs between an option and its value, and not this",
                &format_args!("write `{written} = …`"),
            );
        } else if !equals {
            self.problems.on(
                &name.tokens,
                &format_args!("the value of `{written}` is missing"),
                &format_args!("write `{written}=`, and {}", takes.example()),
            );
            if of_mount || !self.peek_value() {
                return None;
            }
            if self.peek_expr() {
                self.token();
                return None;
            }
            // Where the `=` is missing, the quotes are often, too.
            let count = self.problems.count();
            let call = self.assigned_option(dashes, name, takes, method);
            self.problems.keep(count);
            return call;
        }
        self.assigned_option(dashes, name, takes, method)
    }

    /// The same behind its `=`.
    fn assigned_option(
        &mut self,
        dashes: &str,
        name: &Name,
        takes: Takes,
        method: &str,
    ) -> Option<Call> {
        let call = |method: &str, arguments| Some(name.call(method, arguments));
        let written = format!("{dashes}{}", name.text);
        if let Takes::Source = takes {
            let (method, argument) = self.source(name)?;
            return call(method, vec![argument]);
        }
        let what = format!("the value of `{written}`");
        let wanted = wanted(&what, takes.example());
        let argument = match takes {
            // What cannot be read has been told of, whatever it would be.
            Takes::Text if dashes.is_empty() => self.text(wanted)?,
            Takes::Checked(kind) if dashes.is_empty() => self.checked_text(kind, wanted)?,
            Takes::Word(kind) if !dashes.is_empty() => self.word_of_flag(kind, wanted)?,
            _ => self.option_value(takes, wanted)?,
        };
        if let (Argument::Text(literal), Takes::Text | Takes::Plain | Takes::User) =
            (&argument, takes)
        {
            if !std::mem::take(&mut self.guessed) {
                self.interpolation(literal);
            }
        }
        call(method, vec![argument])
    }

    fn option_value(&mut self, takes: Takes, wanted: Wanted<'_>) -> Option<Argument> {
        match takes {
            Takes::Text => self.landing(Target::TEXT, wanted),
            Takes::Owner => self.landing(Target::OWNER, wanted),
            Takes::Preset => self.preset(wanted, true),
            Takes::Plain => self.landing(Target::Word, wanted),
            Takes::Device => self.plain(wanted),
            Takes::Checked(kind) => self.checked(kind, wanted),
            Takes::User => self.landing(Target::USER, wanted),
            Takes::Word(kind) => self.known_word(kind, wanted),
            Takes::Duration => self.duration(wanted),
            Takes::Id if self.peek_expr() => self.landing(Target::OrArg("u32"), wanted),
            Takes::Number | Takes::Id => self.number(wanted),
            Takes::Mode => self.mode(wanted),
            Takes::Mount => self.mount(),
            Takes::Nothing | Takes::NothingOr(_) | Takes::Switch { .. } | Takes::Source => None,
        }
    }

    /// `--link true`, which is said here.
    fn detached_switch(&mut self, written: &str) -> bool {
        let Some(word) = self.word("true").or_else(|| self.word("false")) else {
            return false;
        };
        self.problems.on(
            &word,
            &format_args!("`=` is missing before the value of `{written}`"),
            &format_args!("write `{written}={word}`"),
        );
        true
    }

    /// Whether the value of a flag stands here without its `=`: something of the instruction's own is behind it.
    fn peek_value(&self) -> bool {
        let mut line = self.line().into_iter();
        let (first, next) = (line.next(), line.next());
        match (&first, &next) {
            (None, _) => false,
            (_, Some(TokenTree::Ident(word))) => !word.to_string().eq_ignore_ascii_case("as"),
            (_, Some(TokenTree::Punct(sign))) => {
                matches!(first, Some(TokenTree::Ident(_))) && sign.as_char() != '='
            }
            (_, Some(_)) => true,
            // `HEALTHCHECK --interval 30s CMD "…"`
            (Some(TokenTree::Literal(_)), None) => {
                !matches!(self.ahead(1), None | Some(TokenTree::Punct(_)))
            }
            (_, None) => false,
        }
    }

    /// An expression, or text with a variable.
    fn peek_decision(&self) -> bool {
        self.peek_expr()
            || self.peek_punct('$')
            || matches!(self.peek(), Some(literal) if literal.to_string().contains('$'))
    }

    /// `true` or `false`.
    fn switch(&mut self, dashes: &str, name: &Name) -> Option<bool> {
        let span = self.here();
        let literal = self.string();
        let word = literal.as_ref().map(LitStr::value);
        let word = word.or_else(|| self.peek_ident().map(|word| word.to_string()));
        let on = match word.as_deref() {
            Some("true") => true,
            Some("false") => false,
            _ => {
                self.problems.at(
                    span,
                    &format_args!("`{dashes}{}` is either there or not", name.text),
                    &"write nothing behind it, or `=true` or `=false`; what decides goes into `@if`",
                );
                if literal.is_none() {
                    self.token();
                }
                return None;
            }
        };
        if literal.is_none() {
            self.ident();
        }
        Some(on)
    }

    /// A stage by name, an image as a string, or either in parentheses; and the method that takes it.
    fn source(&mut self, name: &Name) -> Option<(&'static str, Argument)> {
        if let Some(image) = self.peek_wrapped_string() {
            let token = self.token();
            self.problems.on(
                &token,
                &"an image stands without parentheses",
                &format_args!("write {image}"),
            );
            return None;
        }
        if self.peek_expr() {
            return Some(("from", Argument::Expr(self.expr()?)));
        }
        if self.peek_string() {
            let image = self.checked("Image", wanted("the image", Takes::Source.example()))?;
            return Some(("from_image", image));
        }
        let stage = self.name(true).or_else(|| self.stage_number());
        if stage.is_none() {
            self.problem_here(
                &format_args!("the value of `{}` is missing", name.text),
                &format_args!("write {}", Takes::Source.example()),
            );
        }
        let stage = stage?;
        if let Some(image) = self.bare_image(&stage) {
            return Some(("from_image", image));
        }
        Some(("from", Argument::Stage(stage)))
    }

    /// `("nginx")`, which is no handle.
    fn peek_wrapped_string(&self) -> Option<String> {
        let TokenTree::Group(group) = self.ahead(0)? else {
            return None;
        };
        let mut inside = group.stream().into_iter();
        match (inside.next(), inside.next()) {
            (Some(TokenTree::Literal(literal)), None) if self.peek_expr() => {
                let text = literal.to_string();
                text.starts_with('"').then(|| format!("`{text}`"))
            }
            _ => None,
        }
    }

    /// `--from=0`
    fn stage_number(&mut self) -> Option<Name> {
        let literal = self.literal()?;
        Some(Name {
            text: literal.to_string(),
            span: literal.span(),
            tokens: literal.into_token_stream(),
        })
    }

    /// A number from 0 to 4294967295, text with a `$` reference, or an expression.
    fn number(&mut self, wanted: Wanted<'_>) -> Option<Argument> {
        if self.peek_expr() || self.peek_punct('$') {
            return self.plain(wanted);
        }
        if let Some(string) = self.string() {
            let text = string.value();
            if text.contains('$') {
                return Some(Argument::Text(string));
            }
            let Some(number) = words::number(&text, u64::from(u32::MAX)) else {
                self.no_number(&string, wanted, None);
                return None;
            };
            let mut number = proc_macro2::Literal::u64_unsuffixed(number);
            number.set_span(string.span());
            return Some(Argument::Tokens(number.into_token_stream()));
        }
        if let Some(word) = self.ident() {
            self.no_number(&word, wanted, Some(&word));
            return None;
        }
        let minus = self.punct('-');
        let Some(literal) = self.literal() else {
            self.no_value(wanted);
            return None;
        };
        let in_range = match Lit::new(literal.clone()) {
            Lit::Int(number) => {
                words::number(number.base10_digits(), u64::from(u32::MAX)).is_some()
            }
            _ => false,
        };
        if minus.is_some() || !in_range {
            self.problems.on(
                &literal,
                &format_args!("{} is out of range", wanted.what),
                &"write a whole number from 0 to 4294967295",
            );
            return None;
        }
        Some(Argument::Tokens(literal.into_token_stream()))
    }

    fn no_number(&mut self, tokens: &dyn ToTokens, wanted: Wanted<'_>, word: Option<&Ident>) {
        let help = match word {
            Some(word) => format!("write a number, or a value of the program, `({word})`"),
            None => "write a number, `1001`, or a value, `(value)`".to_owned(),
        };
        self.problems.on(
            &tokens,
            &format_args!("{} is not a number", wanted.what),
            &help,
        );
    }

    /// Permissions, which are octal with and without Rust's prefix.
    fn mode(&mut self, wanted: Wanted<'_>) -> Option<Argument> {
        let argument = self.landing(Target::OrArg("Mode"), wanted)?;
        Some(match argument {
            Argument::Text(literal) => {
                let text = literal.value();
                Argument::Text(match text.strip_prefix("0o") {
                    Some(digits) => LitStr::new(&format!("{digits:0>4}"), literal.span()),
                    None => literal,
                })
            }
            other => other,
        })
    }

    fn duration(&mut self, wanted: Wanted<'_>) -> Option<Argument> {
        if self.peek_expr() {
            return self.expr().map(Argument::Expr);
        }
        if let Some(word) = self.ident() {
            self.problems.on(
                &word,
                &format_args!("{} is not a duration", wanted.what),
                &format_args!(
                "write numbers with units, `30s`, `1m30s`, or a value of the program, `({word})`"
            ),
            );
            return None;
        }
        let literal = self.string_or_number(wanted)?;
        let duration = duration::read(&literal.value());
        if duration.is_none() && !std::mem::take(&mut self.guessed) {
            self.problems.on(
                &literal,
                &format_args!("{} is not a duration", wanted.what),
                &"write numbers with units, `ms`, `s`, `m` or `h`: `30s`, `1m30s`",
            );
        }
        Some(Argument::Tokens(duration::tokens(
            duration?,
            literal.span(),
        )))
    }
}
