//! Rust that stands where its parentheses were forgotten: `format!("…")`, `tools()`, `image.clone()`.

use proc_macro2::{Delimiter, TokenTree};

use super::tokens::Parser;

impl Parser<'_, '_> {
    /// Whether something is called here.
    pub(super) fn peek_call(&self) -> bool {
        let tokens = self.call();
        tokens
            .iter()
            .any(|token| matches!(token, TokenTree::Group(_)))
    }

    /// The call as it would stand in parentheses.
    pub(super) fn call_text(&self) -> String {
        let tokens = self.call();
        tokens.iter().map(ToString::to_string).collect()
    }

    /// A path or a field, and what is called on it.
    pub(super) fn call(&self) -> Vec<TokenTree> {
        let mut tokens: Vec<TokenTree> = Vec::new();
        // What was before: nothing, a word, or a sign behind which a word or a group can stand.
        let (mut word, mut sign) = (false, ' ');
        for token in self.ahead() {
            let goes_on = match &token {
                TokenTree::Ident(_) => tokens.is_empty() || matches!(sign, '.' | ':' | '&'),
                TokenTree::Punct(punct) => match punct.as_char() {
                    '&' => tokens.is_empty(),
                    ':' => word || sign == ':',
                    '.' | '!' | '?' => word,
                    _ => false,
                },
                TokenTree::Group(group) => match group.delimiter() {
                    Delimiter::Parenthesis => word || sign == '!',
                    Delimiter::Bracket => sign == '!',
                    _ => false,
                },
                TokenTree::Literal(_) => false,
            };
            if !goes_on {
                break;
            }
            word = !matches!(&token, TokenTree::Punct(punct) if punct.as_char() != '?');
            sign = match &token {
                TokenTree::Punct(punct) => punct.as_char(),
                _ => ' ',
            };
            tokens.push(token);
        }
        tokens
    }
}
