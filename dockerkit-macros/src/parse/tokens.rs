//! A place in the tokens, and the steps from there.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::buffer::Cursor;
use syn::{Lit, LitStr};

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

    fn step<T>(&mut self, found: Option<(T, Cursor<'a>)>) -> Option<T> {
        let (token, rest) = found?;
        self.last = self.cursor.span();
        self.cursor = rest;
        Some(token)
    }

    pub(super) fn token(&mut self) -> Option<TokenTree> {
        self.step(self.cursor.token_tree())
    }

    /// The tokens from here on, which stay.
    pub(super) fn ahead(&self) -> impl Iterator<Item = TokenTree> + use<'a> {
        let mut cursor = self.cursor;
        std::iter::from_fn(move || {
            let (token, rest) = cursor.token_tree()?;
            cursor = rest;
            Some(token)
        })
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
        self.step(self.visible()?.ident())
    }

    /// The word at the cursor, which stays there.
    pub(super) fn peek_ident(&self) -> Option<Ident> {
        self.visible()?.ident().map(|(ident, _)| ident)
    }

    /// The word, if it is this one.
    pub(super) fn word(&mut self, word: &str) -> Option<Ident> {
        let found = self.visible()?.ident().filter(|(ident, _)| ident == word);
        self.step(found)
    }

    pub(super) fn peek(&self) -> Option<Literal> {
        self.visible()?.literal().map(|(literal, _)| literal)
    }

    pub(super) fn literal(&mut self) -> Option<Literal> {
        self.step(self.visible()?.literal())
    }

    /// A string literal, raw or not.
    pub(super) fn string(&mut self) -> Option<LitStr> {
        let (literal, rest) = self.visible()?.literal()?;
        let Lit::Str(string) = Lit::new(literal) else {
            return None;
        };
        self.step(Some((string, rest)))
    }

    pub(super) fn peek_string(&self) -> bool {
        self.peek().is_some_and(|literal| {
            let text = literal.to_string();
            text.starts_with('"') || text.starts_with("r\"") || text.starts_with("r#")
        })
    }

    pub(super) fn peek_literal(&self) -> bool {
        self.peek().is_some()
    }

    pub(super) fn peek_punct(&self, character: char) -> bool {
        self.cursor
            .punct()
            .is_some_and(|(punct, _)| punct.as_char() == character)
    }

    pub(super) fn punct(&mut self, character: char) -> Option<Punct> {
        let found = self
            .cursor
            .punct()
            .filter(|(punct, _)| punct.as_char() == character);
        self.step(found)
    }

    pub(super) fn peek_pair(&self, [first, second]: [char; 2]) -> bool {
        let is = |found: Option<(Punct, Cursor<'a>)>, character| {
            found
                .filter(|(punct, _)| punct.as_char() == character)
                .map(|(_, rest)| rest)
        };
        let found = self.visible().and_then(Cursor::punct);
        is(found, first).is_some_and(|rest| is(rest.punct(), second).is_some())
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
        let second = self.token()?;
        Some([first.into(), second].into_iter().collect())
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
        self.visible()
            .is_some_and(|cursor| cursor.group(delimiter).is_some())
    }

    /// Reads what is inside of a group.
    pub(super) fn inside<T>(
        &mut self,
        (cursor, group): &(Cursor<'a>, Group),
        read: impl FnOnce(&mut Parser<'a, '_>) -> T,
    ) -> T {
        let mut parser = Parser {
            cursor: *cursor,
            last: group.span_open(),
            problems: self.problems,
            kept: Vec::new(),
            lost: false,
            posix: self.posix,
            guessed: false,
        };
        read(&mut parser)
    }

    /// `(expr)`, or an expression that another macro has put in.
    pub(super) fn expr(&mut self) -> Option<Expr> {
        if let Some((_, group)) = self.group(Delimiter::Parenthesis) {
            let tokens = group.stream();
            if tokens.is_empty() {
                let help = "write a Rust expression: `(version)`";
                self.problems.on(&group, "a value is missing here", help);
                return None;
            }
            if has_strings_side_by_side(&tokens) {
                let message = "what stands in these parentheses is no Rust expression";
                let help =
                    "write strings and values side by side, each value in its own: `\"a \" (b)`";
                self.problems.on(&group, message, help);
                return None;
            }
            let comma = |token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
            return Some(Expr {
                span: group.span(),
                open: group.span_open(),
                // Without its parentheses a tuple would be several arguments.
                tokens: if tokens.clone().into_iter().any(comma) {
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
            let dash = !self.peek_pair(['-', '-']);
            let joint = dash.then(|| self.punct('-')).flatten();
            let joint = joint.or_else(|| dots.then(|| self.punct('.')).flatten());
            let Some(joint) = joint else {
                return Some(name);
            };
            let Some(part) = self.name_part() else {
                (self.cursor, self.last) = before;
                return Some(name);
            };
            name.text.push(joint.as_char());
            name.text += part.to_string().trim_start_matches("r#");
            name.tokens.extend([joint.into(), part]);
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
        let digit = |literal: &Literal| {
            literal
                .to_string()
                .starts_with(|it: char| it.is_ascii_digit())
        };
        let number = self
            .visible()?
            .literal()
            .filter(|(literal, _)| digit(literal));
        self.step(number)
    }

    /// The tokens up to a `;` or, if that is asked for, to braces; neither is taken.
    pub(super) fn until_end(&mut self, braces: bool) -> TokenStream {
        let mut tokens = TokenStream::new();
        while !(self.is_empty()
            || self.peek_punct(';')
            || (braces && self.peek_group(Delimiter::Brace)))
        {
            tokens.extend(self.token());
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
        self.ahead()
            .take_while(|token| !matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';'))
            .collect()
    }

    pub(super) fn problem_here(&mut self, message: &str, help: &str) {
        let span = self.here();
        self.problems.at(span, message, help);
    }
}

/// `"a" "b"`, which is nothing in Rust.
fn has_strings_side_by_side(tokens: &TokenStream) -> bool {
    let mut before = false;
    tokens.clone().into_iter().any(|token| {
        let literal = matches!(token, TokenTree::Literal(_));
        std::mem::replace(&mut before, literal) && literal
    })
}
