//! A place in the tokens, and the steps from there.

use std::fmt::Display;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::buffer::Cursor;
use syn::{Lit, LitStr};

use super::token::{is_instruction, is_keyword, is_number, sign, signs};
use crate::ast::{Expr, Name, Statement};
use crate::problems::Problems;

pub(super) struct Parser<'a, 'p> {
    cursor: Cursor<'a>,
    /// The token before the cursor: where something is missing.
    last: Span,
    pub(super) problems: &'p mut Problems,
    /// What is left of the statement where that is no statement.
    pub(super) kept: Vec<Statement>,
    /// What belongs to the statement was taken for something that could not be read.
    pub(super) lost: bool,
    /// Shell text is for a shell whose quotes are known.
    pub(super) posix: bool,
    /// The last literal was none: what is wrong with it has been said.
    pub(super) guessed: bool,
}

impl<'a, 'p> Parser<'a, 'p> {
    pub(super) fn new(cursor: Cursor<'a>, problems: &'p mut Problems) -> Self {
        Self {
            cursor,
            last: cursor.span(),
            problems,
            kept: Vec::new(),
            lost: false,
            posix: true,
            guessed: false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cursor.eof()
    }

    /// The token before the cursor.
    pub(super) fn last(&self) -> Span {
        self.last
    }

    /// The token at the cursor, or else the one before.
    pub(super) fn here(&self) -> Span {
        if self.is_empty() {
            self.last
        } else {
            self.cursor.span()
        }
    }

    /// Goes behind the token at the cursor.
    fn step(&mut self, rest: Cursor<'a>) {
        self.last = self.cursor.span();
        self.cursor = rest;
    }

    pub(super) fn token(&mut self) -> Option<TokenTree> {
        let (token, rest) = self.cursor.token_tree()?;
        self.step(rest);
        Some(token)
    }

    /// The token behind so many others, which all stay.
    pub(super) fn ahead(&self, tokens: usize) -> Option<TokenTree> {
        let mut cursor = self.cursor;
        for _ in 0..tokens {
            cursor = cursor.token_tree()?.1;
        }
        Some(cursor.token_tree()?.0)
    }

    /// The sign behind so many tokens; a blank if there is none.
    pub(super) fn sign(&self, tokens: usize) -> char {
        sign(self.ahead(tokens).as_ref())
    }

    /// The tokens before the first that ends them, which all stay.
    pub(super) fn ahead_until(&self, ends: &mut dyn FnMut(&TokenTree) -> bool) -> TokenStream {
        let mut cursor = self.cursor;
        let mut tokens = TokenStream::new();
        while let Some((token, rest)) = cursor.token_tree() {
            if ends(&token) {
                break;
            }
            token.to_tokens(&mut tokens);
            cursor = rest;
        }
        tokens
    }

    /// An expression that another macro has put in, and that is more than a literal.
    fn is_foreign(&self) -> bool {
        let Some((inside, _, _)) = self.cursor.group(Delimiter::None) else {
            return false;
        };
        !inside.literal().is_some_and(|(_, rest)| rest.eof())
    }

    /// The cursor, unless what stands there is to be taken as a whole.
    fn visible(&self) -> Option<Cursor<'a>> {
        (!self.is_foreign()).then_some(self.cursor)
    }

    pub(super) fn ident(&mut self) -> Option<Ident> {
        let (ident, rest) = self.visible()?.ident()?;
        self.step(rest);
        Some(ident)
    }

    /// The word at the cursor, which stays there.
    pub(super) fn peek_ident(&self) -> Option<Ident> {
        Some(self.visible()?.ident()?.0)
    }

    /// Whether the keyword of an instruction stands here.
    pub(super) fn peek_instruction(&self) -> bool {
        self.peek_ident().is_some_and(|word| is_instruction(&word))
    }

    /// Whether a word stands here that starts a statement, or the name of a stage.
    pub(super) fn peek_keyword(&self) -> bool {
        self.peek_ident().is_some_and(|word| is_keyword(&word))
    }

    /// The word at the cursor, if it is no keyword.
    pub(super) fn peek_word(&self) -> Option<Ident> {
        self.peek_ident().filter(|word| !is_keyword(word))
    }

    /// The word, if it is this one.
    pub(super) fn word(&mut self, word: &str) -> Option<Ident> {
        if self.peek_ident()? != word {
            return None;
        }
        self.ident()
    }

    pub(super) fn peek(&self) -> Option<Literal> {
        Some(self.visible()?.literal()?.0)
    }

    pub(super) fn literal(&mut self) -> Option<Literal> {
        let (literal, rest) = self.visible()?.literal()?;
        self.step(rest);
        Some(literal)
    }

    /// A string literal, raw or not.
    pub(super) fn string(&mut self) -> Option<LitStr> {
        let (literal, rest) = self.visible()?.literal()?;
        let Lit::Str(string) = Lit::new(literal) else {
            return None;
        };
        self.step(rest);
        Some(string)
    }

    pub(super) fn peek_string(&self) -> bool {
        let Some(literal) = self.peek() else {
            return false;
        };
        let text = literal.to_string();
        text.starts_with('"') || text.starts_with("r\"") || text.starts_with("r#")
    }

    pub(super) fn peek_literal(&self) -> bool {
        self.peek().is_some()
    }

    /// Whether one of these signs stands here.
    pub(super) fn peek_any(&self, signs: &str) -> bool {
        match self.cursor.punct() {
            Some((punct, _)) => signs.contains(punct.as_char()),
            None => false,
        }
    }

    pub(super) fn peek_punct(&self, character: char) -> bool {
        match self.cursor.punct() {
            Some((punct, _)) => punct.as_char() == character,
            None => false,
        }
    }

    /// Whether the statement ends here.
    pub(super) fn ends(&self) -> bool {
        self.is_empty() || self.peek_punct(';')
    }

    pub(super) fn punct(&mut self, character: char) -> Option<Punct> {
        let (punct, rest) = self.cursor.punct()?;
        if punct.as_char() != character {
            return None;
        }
        self.step(rest);
        Some(punct)
    }

    pub(super) fn peek_pair(&self, [first, second]: [char; 2]) -> bool {
        let Some((one, rest)) = self.visible().and_then(Cursor::punct) else {
            return false;
        };
        let other = rest.punct();
        one.as_char() == first && other.is_some_and(|(other, _)| other.as_char() == second)
    }

    /// Two characters that belong together: `=>`, `&&`, `--`, `<<`. That they are `Joint` is not asked for: what comes
    /// through another macro is not, in editors.
    pub(super) fn pair(&mut self, pair @ [first, _]: [char; 2]) -> Option<TokenStream> {
        if !self.peek_pair(pair) {
            return None;
        }
        let at = self.here();
        self.token()?;
        let mut first = Punct::new(first, Spacing::Joint);
        first.set_span(at);
        let mut tokens = first.into_token_stream();
        self.token()?.to_tokens(&mut tokens);
        Some(tokens)
    }

    /// What is inside of these delimiters, and the whole of it.
    pub(super) fn group(&mut self, delimiter: Delimiter) -> Option<(Cursor<'a>, Group)> {
        let (inside, _, _) = self.visible()?.group(delimiter)?;
        match self.token()? {
            TokenTree::Group(group) => Some((inside, group)),
            _ => None,
        }
    }

    pub(super) fn peek_group(&self, delimiter: Delimiter) -> bool {
        match self.visible() {
            Some(cursor) => cursor.group(delimiter).is_some(),
            None => false,
        }
    }

    /// Reads what is inside of a group.
    pub(super) fn inside(&mut self, (cursor, group): &(Cursor<'a>, Group)) -> Parser<'a, '_> {
        Parser {
            cursor: *cursor,
            last: group.span_open(),
            problems: self.problems,
            kept: Vec::new(),
            lost: false,
            posix: self.posix,
            guessed: false,
        }
    }

    /// `(expr)`, or an expression that another macro has put in.
    pub(super) fn expr(&mut self) -> Option<Expr> {
        if let Some((_, group)) = self.group(Delimiter::Parenthesis) {
            let tokens = group.stream();
            if tokens.is_empty() {
                self.problems.on(
                    &group,
                    &"a value is missing here",
                    &"write a Rust expression: `(version)`",
                );
                return None;
            }
            if has_strings_side_by_side(&tokens) {
                self.problems.on(
                    &group,
                    &"what stands in these parentheses is no Rust expression",
                    &"write strings and values side by side, each value in its own: `\"a \" (b)`",
                );
                return None;
            }
            return Some(Expr {
                span: group.span(),
                open: group.span_open(),
                // Without its parentheses a tuple would be several arguments.
                tokens: if signs(tokens.clone()).contains(',') {
                    group.into_token_stream()
                } else {
                    tokens
                },
            });
        }
        if !self.peek_expr() {
            return None;
        }
        let token = self.token()?;
        Some(Expr {
            span: token.span(),
            open: token.span(),
            tokens: token.into_token_stream(),
        })
    }

    pub(super) fn peek_expr(&self) -> bool {
        self.is_foreign() || self.peek_group(Delimiter::Parenthesis)
    }

    /// A name as people write it, of words and numbers with `-`, and with `.` if that is asked for: `build-amd64`.
    pub(super) fn name(&mut self, dots: bool) -> Option<Name> {
        let first = self.ident()?;
        let mut name = Name {
            text: first.to_string().trim_start_matches("r#").to_owned(),
            span: first.span(),
            tokens: first.into_token_stream(),
        };
        loop {
            let before = (self.cursor, self.last);
            let dash = self.peek_punct('-') && !self.peek_pair(['-', '-']);
            let sign = if dots && !dash { '.' } else { '-' };
            let joint = if dash || dots { self.punct(sign) } else { None };
            let Some(joint) = joint else {
                return Some(name);
            };
            let Some(part) = self.name_part() else {
                (self.cursor, self.last) = before;
                return Some(name);
            };
            name.text.push(joint.as_char());
            name.text += part.to_string().trim_start_matches("r#");
            joint.to_tokens(&mut name.tokens);
            part.to_tokens(&mut name.tokens);
        }
    }

    /// A word or a number.
    fn name_part(&mut self) -> Option<TokenTree> {
        if let Some(word) = self.ident() {
            return Some(word.into());
        }
        self.number_literal().map(TokenTree::from)
    }

    /// A literal that starts with a digit: `8080`, `3.12`, `64m`.
    pub(super) fn number_literal(&mut self) -> Option<Literal> {
        if !is_number(&self.peek()?) {
            return None;
        }
        self.literal()
    }

    /// The tokens up to a `;` or, if that is asked for, to braces; neither is taken.
    pub(super) fn until_end(&mut self, braces: bool) -> TokenStream {
        let mut tokens = TokenStream::new();
        while !(self.ends() || (braces && self.peek_group(Delimiter::Brace))) {
            self.token().to_tokens(&mut tokens);
        }
        tokens
    }

    /// Goes to the end of a statement that cannot be read: a `;`, or braces behind which another starts.
    pub(super) fn skip(&mut self) {
        loop {
            self.until_end(true);
            if self.punct(';').is_some() || self.token().is_none() {
                return;
            }
            if self.punct(';').is_some() || self.starts_statement() {
                return;
            }
        }
    }

    /// The tokens up to the end of the statement, for a message about them.
    pub(super) fn rest(&self) -> TokenStream {
        self.ahead_until(&mut |token| sign(Some(token)) == ';')
    }

    pub(super) fn problem_here(&mut self, message: &dyn Display, help: &dyn Display) {
        let span = self.here();
        self.problems.at(span, &message, &help);
    }
}

/// `"a" "b"`, which is nothing in Rust.
fn has_strings_side_by_side(tokens: &TokenStream) -> bool {
    let mut before = false;
    for token in tokens.clone() {
        let literal = matches!(token, TokenTree::Literal(_));
        if before && literal {
            return true;
        }
        before = literal;
    }
    false
}
