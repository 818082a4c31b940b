//! Package managers: `pip`, `apt(suffix = "trixie")`.

use proc_macro2::{Delimiter, TokenTree};

use super::tokens::Parser;
use super::value::{Wanted, wanted};
use crate::ast::{Argument, Chain, Target};

impl Parser<'_, '_> {
    /// A package manager, with what is said of its caches: `apt(suffix = "trixie")`.
    pub(super) fn preset(&mut self, manager: Wanted<'_>, flag: bool) -> Option<Argument> {
        let span = self.here();
        if let Some(group) = self.peek_managers() {
            self.token();
            let help = "write a flag for each: `--cache=pip --cache=uv`";
            self.problems
                .on(group, "`--cache` takes one package manager", help);
            return None;
        }
        if self.peek_expr() {
            return self.landing(Target::PRESET, manager);
        }
        let manager = if flag {
            self.word_of_flag("PackageManager", manager)?
        } else {
            self.known_word("PackageManager", manager)?
        };
        if let Some(group) = self.peek_suffix() {
            self.token();
            let message = "the suffix of the caches is given without its name";
            let help = "write `apt(suffix = \"trixie\")`";
            self.problems.on(group, message, help);
            return Some(manager);
        }
        if !self.peek_options() {
            return Some(manager);
        }
        let group = self.group(Delimiter::Parenthesis)?;
        let mut preset = Chain::new(span, "Preset", "from", vec![manager]);
        let suffix = self.inside(&group, |parser| {
            let name = parser.name(false)?;
            if name.text != "suffix" {
                let message = format!(
                    "the caches of a package manager have no option `{}`",
                    name.text
                );
                let help = "write `apt(suffix = \"trixie\")`, which their ids end in";
                parser.problems.on(&name.tokens, &message, help);
                return None;
            }
            parser.punct('=');
            let example = wanted("the suffix", "`apt(suffix = \"trixie\")`");
            let suffix = parser.checked_text("CacheId", example)?;
            parser.punct(',');
            parser.comma_missing();
            Some((name.span, suffix))
        });
        if let Some((span, suffix)) = suffix {
            preset.call("id_suffix", span, vec![suffix]);
        }
        Some(preset.into())
    }

    /// `[pip, uv]`, `(pip, uv)` or `"pip,uv"`
    pub(super) fn peek_managers(&self) -> Option<TokenTree> {
        let token = self.ahead().next()?;
        let several = match &token {
            TokenTree::Group(group) => {
                let word = |token| match token {
                    TokenTree::Punct(sign) => sign.as_char() == ',',
                    TokenTree::Ident(_) => true,
                    _ => false,
                };
                let words = group.stream().into_iter().all(word);
                let one = group.stream().into_iter().count() < 2;
                match group.delimiter() {
                    Delimiter::Bracket => true,
                    Delimiter::Parenthesis => words && !one,
                    _ => false,
                }
            }
            TokenTree::Literal(literal) => literal.to_string().contains(','),
            _ => false,
        };
        several.then_some(token)
    }

    /// `("trixie")` or `(suffix)` behind a package manager, which is no value.
    pub(super) fn peek_suffix(&self) -> Option<TokenTree> {
        let token = self.ahead().next()?;
        let TokenTree::Group(group) = &token else {
            return None;
        };
        let mut inside = group.stream().into_iter();
        let only = match (inside.next(), inside.next()) {
            (Some(TokenTree::Literal(literal)), None) => literal.to_string().starts_with('"'),
            (Some(TokenTree::Ident(word)), None) => word == "suffix",
            _ => false,
        };
        (group.delimiter() == Delimiter::Parenthesis && only).then_some(token)
    }

    /// `(name = …)`, which is no value.
    pub(super) fn peek_options(&self) -> bool {
        let Some(TokenTree::Group(group)) = self.ahead().next() else {
            return false;
        };
        let mut inside = group.stream().into_iter();
        let name = matches!(inside.next(), Some(TokenTree::Ident(_)));
        let equals = matches!(inside.next(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
        let twice = matches!(inside.next(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
        group.delimiter() == Delimiter::Parenthesis && name && equals && !twice
    }
}
