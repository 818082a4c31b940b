//! The procedural part: `@if`, `@for`, `@match` and `@let`.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::buffer::Cursor;

use super::mount::is_method;
use super::token::{is_group, is_instruction};
use super::tokens::Parser;
use crate::ast::{Block, Branch, Chain, Instruction, Statement};
use crate::words;

const IF: &str = "`@if ready { … }`";
const ELSE_IF: &str = "`@else if ready { … }`";
const ELSE: &str = "`@else { … }`";
const FOR: &str = "`@for file in files { … }`";
const MATCH: &str = "`@match variant { Some(name) => { … } None => { … } }`";

const KEYWORDS: [&str; 5] = ["if", "for", "match", "let", "blank"];

impl<'a> Parser<'a, '_> {
    /// What stands behind an `@`.
    pub(super) fn construct(&mut self, at: &impl ToTokens) -> Option<Statement> {
        let Some(keyword) = self.ident() else {
            self.problems.on(
                &at,
                &"a word is missing behind `@`",
                &"behind `@` stands `if`, `for`, `match`, `let` or `blank`",
            );
            self.skip();
            return None;
        };
        self.construct_of(keyword)
    }

    /// What stands behind its keyword.
    pub(super) fn construct_of(&mut self, keyword: Ident) -> Option<Statement> {
        match keyword.to_string().as_str() {
            "let" => self.variable(&keyword),
            "if" => self.branches(keyword),
            "for" => {
                let branch = self.branch(&keyword.to_token_stream(), FOR)?;
                Some(block(keyword, vec![branch]))
            }
            "match" => self.arms(keyword),
            "blank" => {
                self.end();
                let value = Chain::new(keyword.span(), "BlankLine", "new", Vec::new()).into();
                Some(Statement::Instruction(Instruction { keyword, value }))
            }
            other => {
                self.no_construct(&keyword, other);
                self.skip();
                None
            }
        }
    }

    /// Says what is wrong with a word behind an `@`.
    fn no_construct(&mut self, keyword: &Ident, written: &str) {
        if written == "else" {
            self.problems.on(
                keyword,
                &"`@else` has no `@if`",
                &"write it right behind the `}` of `@if … { … }`",
            );
        } else if is_instruction(keyword) {
            self.problems.on(
                keyword,
                &format_args!("`{written}` is an instruction, and stands without `@`"),
                &format_args!("write `{written}`"),
            );
        } else {
            let longer = KEYWORDS.iter().find(|known| written.starts_with(**known));
            let help = match words::nearest(written, &KEYWORDS).or(longer.copied()) {
                Some(near) => format!("did you mean `@{near}`?"),
                None if written.starts_with("end") => {
                    "a block ends with its `}`: take this out".to_owned()
                }
                None => "behind `@` stands `if`, `for`, `match`, `let` or `blank`".to_owned(),
            };
            self.problems.on(
                keyword,
                &format_args!("unknown construct `@{written}`"),
                &help,
            );
        }
    }

    fn variable(&mut self, keyword: &Ident) -> Option<Statement> {
        let tokens = self.until_instruction();
        if tokens.is_empty() {
            self.problems.on(
                keyword,
                &"the variable is missing",
                &"write `@let name = value;`",
            );
            self.punct(';');
            return None;
        }
        let end = self.punct(';').unwrap_or_else(|| {
            let span = self.last();
            self.problems
                .at(span, &"`;` is missing behind this", &"end `@let` with `;`");
            let mut end = Punct::new(';', Spacing::Alone);
            end.set_span(span);
            end
        });
        Some(Statement::Let(quote!(#keyword #tokens #end)))
    }

    /// The tokens up to a `;`, or to an instruction in front of which that is missing.
    fn until_instruction(&mut self) -> TokenStream {
        let mut tokens = TokenStream::new();
        // Whether a value has ended, behind which no word stands in Rust.
        let mut ended = false;
        while !self.ends() {
            if ended && self.peek_instruction() {
                break;
            }
            let token = self.token();
            ended = match &token {
                Some(TokenTree::Ident(word)) => is_method(&word.to_string()),
                Some(TokenTree::Punct(_)) | None => false,
                Some(_) => true,
            };
            token.to_tokens(&mut tokens);
        }
        tokens
    }

    /// What stands in braces, which have to be there.
    fn braces(&mut self, before: &TokenStream, example: &str) -> Option<(Cursor<'a>, Group)> {
        // `@for …; { … }`
        let separate = is_group(self.ahead(1).as_ref(), Delimiter::Brace);
        let semicolon = if separate { self.punct(';') } else { None };
        if let Some(semicolon) = semicolon {
            self.problems.on(
                &semicolon,
                &"a `;` stands before the block",
                &"take the `;` out",
            );
        }
        let group = self.group(Delimiter::Brace);
        if group.is_none() {
            self.problems.on(
                before,
                &"the block `{ … }` is missing",
                &format_args!("write {example}"),
            );
            self.punct(';');
        }
        group
    }

    /// A head up to the braces, and what is in them.
    fn branch(&mut self, keyword: &TokenStream, example: &str) -> Option<Branch> {
        let rest = self.until_end(true);
        let group = self.braces(&quote!(#keyword #rest), example)?;
        let whole = match example {
            ELSE => rest.is_empty(),
            FOR => has_in(&rest),
            _ => !rest.is_empty(),
        };
        let head = if whole {
            quote!(#keyword #rest)
        } else {
            self.problems.on(
                &quote!(#keyword #rest),
                &format_args!("what stands between `@{keyword}` and the block is no head"),
                &format_args!("write {example}"),
            );
            // What is in the block is there all the same.
            let span = group.1.span_open();
            quote_spanned!(span=> if true)
        };
        let mut statements = self.statements(&group);
        if !whole && example == FOR {
            // Others may name the variable that is not there.
            statements.retain(|it| matches!(it, Statement::Stage(_)));
        }
        Some(Branch { head, statements })
    }

    fn statements(&mut self, group: &(Cursor<'a>, Group)) -> Vec<Statement> {
        let mut inside = self.inside(group);
        let mut statements = Vec::new();
        while !inside.is_empty() {
            inside.statement_into(&mut statements);
        }
        statements
    }

    fn branches(&mut self, keyword: Ident) -> Option<Statement> {
        let mut branches = vec![self.branch(&keyword.to_token_stream(), IF)?];
        while let Some(at) = self.peek_else() {
            if at {
                self.punct('@')?;
            }
            let keyword = self.ident()?;
            if keyword != "else" {
                self.else_if(&keyword, &mut branches);
                continue;
            }
            if !at {
                self.problems.on(
                    &keyword,
                    &"unknown instruction `else`",
                    &"did you mean `@else`?",
                );
            }
            let mut head = keyword.into_token_stream();
            self.punct('@');
            let Some(again) = self.word("if") else {
                branches.extend(self.branch(&head, ELSE));
                break;
            };
            again.to_tokens(&mut head);
            branches.extend(self.branch(&head, ELSE_IF));
        }
        Some(block(keyword, branches))
    }

    /// Whether `@else`, or what is meant to be that, comes next; and whether it has its `@`.
    fn peek_else(&self) -> Option<bool> {
        let at = self.peek_punct('@');
        match self.ahead(usize::from(at))? {
            TokenTree::Ident(word) => {
                let words = ["else", "elif", "elsif", "elseif"];
                words.contains(&word.to_string().as_str()).then_some(at)
            }
            _ => None,
        }
    }

    /// `@elif`
    fn else_if(&mut self, written: &Ident, branches: &mut Vec<Branch>) {
        self.problems.on(
            written,
            &format_args!("unknown construct `@{written}`"),
            &"did you mean `@else if`?",
        );
        let span = written.span();
        branches.extend(self.branch(&quote_spanned!(span=> else if), ELSE_IF));
    }

    fn arms(&mut self, keyword: Ident) -> Option<Statement> {
        let subject = self.until_end(true);
        let group = self.braces(&quote!(#keyword #subject), MATCH)?;
        if subject.is_empty() {
            self.problems.on(
                &keyword,
                &"what is matched is missing",
                &format_args!("write {MATCH}"),
            );
            return None;
        }
        let mut inside = self.inside(&group);
        let mut branches = Vec::new();
        while !inside.is_empty() {
            branches.extend(inside.arm());
        }
        Some(Statement::Block(Block {
            keyword,
            branches,
            subject: Some(subject),
        }))
    }

    fn arm(&mut self) -> Option<Branch> {
        let mut head = TokenStream::new();
        while !self.ends() && !self.peek_pair(['=', '>']) {
            self.token().to_tokens(&mut head);
        }
        let Some(arrow) = self.pair(['=', '>']) else {
            self.problems.on(
                &head,
                &"`=>` is missing behind this pattern",
                &"write `pattern => { … }`",
            );
            self.punct(';');
            return None;
        };
        arrow.to_tokens(&mut head);
        let statements = if self.peek_group(Delimiter::Brace) {
            let group = self.group(Delimiter::Brace)?;
            self.statements(&group)
        } else {
            let mut statements = Vec::new();
            self.statement_into(&mut statements);
            statements
        };
        self.punct(',');
        Some(Branch { head, statements })
    }
}

/// Whether `in` stands in the head of a loop, and something on either side of it.
fn has_in(head: &TokenStream) -> bool {
    let (mut before, mut found) = (false, false);
    for token in head.clone() {
        if found {
            return before;
        }
        found = matches!(token, TokenTree::Ident(word) if word == "in");
        before |= !found;
    }
    false
}

fn block(keyword: Ident, branches: Vec<Branch>) -> Statement {
    Statement::Block(Block {
        keyword,
        branches,
        subject: None,
    })
}
