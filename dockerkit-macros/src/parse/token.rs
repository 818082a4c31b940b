//! What single tokens are.

use proc_macro2::{Delimiter, Ident, Literal, TokenStream, TokenTree};

use crate::words::{self, INSTRUCTIONS};

/// The sign that a token is; a blank for one that is none.
pub(super) fn sign(token: Option<&TokenTree>) -> char {
    match token {
        Some(TokenTree::Punct(sign)) => sign.as_char(),
        _ => ' ',
    }
}

/// The same of all of these tokens.
pub(super) fn signs(tokens: TokenStream) -> String {
    let mut signs = String::new();
    for token in tokens {
        signs.push(sign(Some(&token)));
    }
    signs
}

/// The tokens without what stands between them.
pub(super) fn text(tokens: TokenStream) -> String {
    let mut text = String::new();
    for token in tokens {
        text += &token.to_string();
    }
    text
}

/// Whether it is a literal that starts with a digit.
pub(super) fn is_number(literal: &Literal) -> bool {
    words::is_number(&literal.to_string())
}

pub(super) fn is_group(token: Option<&TokenTree>, delimiter: Delimiter) -> bool {
    match token {
        Some(TokenTree::Group(group)) => group.delimiter() == delimiter,
        _ => false,
    }
}

/// Whether it is the keyword of an instruction.
pub(super) fn is_instruction(word: &Ident) -> bool {
    INSTRUCTIONS.contains(&word.to_string().as_str())
}

/// Whether a statement starts with it, or the name of a stage.
pub(super) fn is_keyword(word: &Ident) -> bool {
    is_instruction(word) || word.to_string().eq_ignore_ascii_case("as")
}
