//! Package managers: `pip`, `apt(suffix = "trixie")`.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use super::token::sign;
use super::tokens::Parser;
use super::value::{Wanted, wanted};
use crate::ast::{Argument, Chain, Target};

impl Parser<'_, '_> {
    /// A package manager, with what is said of its caches: `apt(suffix = "trixie")`.
    pub(super) fn preset(&mut self, manager: Wanted<'_>, flag: bool) -> Option<Argument> {
        let span = self.here();
        if let Some(group) = self.peek_managers() {
            self.token();
            self.problems.on(
                &group,
                &"`--cache` takes one package manager",
                &"write a flag for each: `--cache=pip --cache=uv`",
            );
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
            self.problems.on(
                &group,
                &"the suffix of the caches is given without its name",
                &"write `apt(suffix = \"trixie\")`",
            );
            return Some(manager);
        }
        if !self.peek_options() {
            return Some(manager);
        }
        let group = self.group(Delimiter::Parenthesis)?;
        let mut preset = Chain::new(span, "Preset", "from", vec![manager]);
        if let Some((span, suffix)) = suffix(&mut self.inside(&group)) {
            preset.call("id_suffix", span, vec![suffix]);
        }
        Some(preset.into())
    }

    /// `[pip, uv]`, `(pip, uv)` or `"pip,uv"`
    pub(super) fn peek_managers(&self) -> Option<TokenTree> {
        let token = self.ahead(0)?;
        let several = match &token {
            TokenTree::Group(group) => match group.delimiter() {
                Delimiter::Bracket => true,
                Delimiter::Parenthesis => are_words(group.stream()),
                _ => false,
            },
            TokenTree::Literal(literal) => literal.to_string().contains(','),
            _ => false,
        };
        several.then_some(token)
    }

    /// `("trixie")` or `(suffix)` behind a package manager, which is no value.
    pub(super) fn peek_suffix(&self) -> Option<TokenTree> {
        let token = self.ahead(0)?;
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
        let Some(TokenTree::Group(group)) = self.ahead(0) else {
            return false;
        };
        let mut inside = group.stream().into_iter();
        let name = matches!(inside.next(), Some(TokenTree::Ident(_)));
        let equals = sign(inside.next().as_ref()) == '=';
        let twice = sign(inside.next().as_ref()) == '=';
        group.delimiter() == Delimiter::Parenthesis && name && equals && !twice
    }
}

/// What the ids of its caches end in.
fn suffix(parser: &mut Parser<'_, '_>) -> Option<(Span, Argument)> {
    let name = parser.name(false)?;
    if name.text != "suffix" {
        parser.problems.on(
            &name.tokens,
            &format_args!(
                "the caches of a package manager have no option `{}`",
                name.text
            ),
            &"write `apt(suffix = \"trixie\")`, which their ids end in",
        );
        return None;
    }
    parser.punct('=');
    let example = wanted("the suffix", "`apt(suffix = \"trixie\")`");
    let suffix = parser.checked_text("CacheId", example)?;
    parser.punct(',');
    parser.comma_missing();
    Some((name.span, suffix))
}

/// Several words and commas, and nothing else.
fn are_words(tokens: TokenStream) -> bool {
    let mut count = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(_) => {}
            TokenTree::Punct(sign) if sign.as_char() == ',' => {}
            _ => return false,
        }
        count += 1;
    }
    count > 1
}
