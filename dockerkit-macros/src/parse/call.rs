//! Rust that stands where its parentheses were forgotten: `format!("…")`, `tools()`, `image.clone()`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::token::{sign, text};
use super::tokens::Parser;

impl Parser<'_, '_> {
    /// Whether something is called here.
    pub(super) fn peek_call(&self) -> bool {
        for token in self.call() {
            if let TokenTree::Group(_) = token {
                return true;
            }
        }
        false
    }

    /// The call as it would stand in parentheses.
    pub(super) fn call_text(&self) -> String {
        text(self.call())
    }

    /// A path or a field, and what is called on it.
    pub(super) fn call(&self) -> TokenStream {
        let mut starts = true;
        // What was before: nothing, a word, or a sign behind which a word or a group can stand.
        let (mut word, mut before) = (false, ' ');
        self.ahead_until(&mut |token| {
            let goes_on = match token {
                TokenTree::Ident(_) => starts || ".:&".contains(before),
                TokenTree::Punct(punct) => match punct.as_char() {
                    '&' => starts,
                    ':' => word || before == ':',
                    '.' | '!' | '?' => word,
                    _ => false,
                },
                TokenTree::Group(group) => match group.delimiter() {
                    Delimiter::Parenthesis => word || before == '!',
                    Delimiter::Bracket => before == '!',
                    _ => false,
                },
                TokenTree::Literal(_) => false,
            };
            starts = false;
            before = sign(Some(token));
            word = before == '?' || !matches!(token, TokenTree::Punct(_));
            !goes_on
        })
    }
}
