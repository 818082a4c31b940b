//! Everything that is wrong with one macro.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes, in the order in which they were found.
#[derive(Default)]
pub(crate) struct Problems(Vec<syn::Error>);

impl Problems {
    /// A mistake on these tokens, and what to write.
    pub(crate) fn on(&mut self, tokens: &dyn ToTokens, message: &dyn Display, help: &dyn Display) {
        let tokens = tokens.to_token_stream();
        self.0
            .push(syn::Error::new_spanned(tokens, text(message, help)));
    }

    /// A mistake at one place, and what to write.
    pub(crate) fn at(&mut self, span: Span, message: &dyn Display, help: &dyn Display) {
        self.0.push(syn::Error::new(span, text(message, help)));
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Forgets those behind the first so many, which follow from what is one of them.
    pub(crate) fn keep(&mut self, count: usize) {
        self.0.truncate(count);
    }

    /// One `compile_error!` for each.
    pub(crate) fn tokens(&self) -> TokenStream {
        let mut tokens = TokenStream::new();
        for problem in &self.0 {
            problem.to_compile_error().to_tokens(&mut tokens);
        }
        tokens
    }
}

fn text(message: &dyn Display, help: &dyn Display) -> String {
    format!("{message}\n\n  = help: {help}")
}
