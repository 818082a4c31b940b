//! The macro as a function from tokens to tokens.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod expansion;
mod half_typed;
mod random;
mod spacing;
mod typed;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// What the macro makes of this text.
fn lowered(input: TokenStream) -> TokenStream {
    crate::lower(&Ident::new("dockerkit", Span::call_site()), input)
}

fn read(text: &str) -> TokenStream {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// All tokens, those in groups included.
fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    tokens
        .into_iter()
        .flat_map(|token| match &token {
            TokenTree::Group(group) => {
                let inside = flat(group.stream());
                std::iter::once(token).chain(inside).collect()
            }
            _ => vec![token],
        })
        .collect()
}
