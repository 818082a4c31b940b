//! The `dockerfile!` macro of dockerkit. Use it through that crate.
//!
//! `parse` turns tokens into calls of the builder, `check` finds what only the whole shows, `expand` writes the calls.
//! What a word has to look like is known to the library alone.

// Here and not among the lints of the workspace, which its tests share.
#![cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::panic))]

mod ast;
mod by_name;
mod check;
mod expand;
mod parse;
mod problems;
#[cfg(test)]
mod tests;
mod words;

use proc_macro2::{TokenStream, TokenTree};

/// `dockerfile!` behind a wrapper, which puts dockerkit's own path first.
#[doc(hidden)]
#[proc_macro]
pub fn dockerfile(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let mut input = TokenStream::from(input).into_iter();
    let Some(TokenTree::Ident(library)) = input.next() else {
        return proc_macro::TokenStream::new();
    };
    lower(&library, input.collect()).into()
}

/// What the macro makes of its input.
fn lower(library: &proc_macro2::Ident, input: TokenStream) -> TokenStream {
    let mut problems = problems::Problems::default();
    let mut file = parse::file(input, &mut problems);
    check::file(&mut file, &mut problems);
    expand::file(library, &file, &problems)
}
