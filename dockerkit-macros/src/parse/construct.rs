//! The procedural part: `@if`, `@for`, `@match` and `@let`.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::buffer::Cursor;

use super::mount::is_method;
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
            let help = "behind `@` stands `if`, `for`, `match`, `let` or `blank`";
            self.problems.on(at, "a word is missing behind `@`", help);
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
            "else" => {
                let help = "write it right behind the `}` of `@if … { … }`";
                self.problems.on(keyword, "`@else` has no `@if`", help);
                self.skip();
                None
            }
            other if words::INSTRUCTIONS.contains(&other) => {
                let message = format!("`{other}` is an instruction, and stands without `@`");
                let help = format!("write `{other}`");
                self.problems.on(&keyword, &message, &help);
                self.skip();
                None
            }
            other => {
                let longer = || KEYWORDS.into_iter().find(|known| other.starts_with(known));
                let help = match words::nearest(other, &KEYWORDS).or_else(longer) {
                    Some(near) => format!("did you mean `@{near}`?"),
                    None if other.starts_with("end") => {
                        "a block ends with its `}`: take this out".to_owned()
                    }
                    None => "behind `@` stands `if`, `for`, `match`, `let` or `blank`".to_owned(),
                };
                let message = format!("unknown construct `@{other}`");
                self.problems.on(keyword, &message, &help);
                self.skip();
                None
            }
        }
    }

    fn variable(&mut self, keyword: &Ident) -> Option<Statement> {
        let tokens = self.until_instruction();
        if tokens.is_empty() {
            let help = "write `@let name = value;`";
            self.problems.on(keyword, "the variable is missing", help);
            self.punct(';');
            return None;
        }
        let end = self.punct(';').unwrap_or_else(|| {
            let span = self.last();
            self.problems
                .at(span, "`;` is missing behind this", "end `@let` with `;`");
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
        while !self.is_empty() && !self.peek_punct(';') {
            let next = |word: Ident| words::INSTRUCTIONS.iter().any(|it| word == it);
            if ended && self.peek_ident().is_some_and(next) {
                break;
            }
            let token = self.token();
            ended = match &token {
                Some(TokenTree::Ident(word)) => is_method(&word.to_string()),
                Some(TokenTree::Punct(_)) | None => false,
                Some(_) => true,
            };
            tokens.extend(token);
        }
        tokens
    }

    /// What stands in braces, which have to be there.
    fn braces(&mut self, before: TokenStream, example: &str) -> Option<(Cursor<'a>, Group)> {
        // `@for …; { … }`
        let separate = matches!(self.ahead().nth(1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace);
        let semicolon = if separate { self.punct(';') } else { None };
        if let Some(semicolon) = semicolon {
            let message = "a `;` stands before the block";
            self.problems.on(semicolon, message, "take the `;` out");
        }
        let group = self.group(Delimiter::Brace);
        if group.is_none() {
            let help = format!("write {example}");
            self.problems
                .on(before, "the block `{ … }` is missing", &help);
            self.punct(';');
        }
        group
    }

    /// A head up to the braces, and what is in them.
    fn branch(&mut self, keyword: &TokenStream, example: &str) -> Option<Branch> {
        let rest = self.until_end(true);
        let group = self.braces(quote!(#keyword #rest), example)?;
        let is_in = |token: TokenTree| matches!(token, TokenTree::Ident(word) if word == "in");
        let whole = match example {
            ELSE => rest.is_empty(),
            FOR => {
                let at = rest.clone().into_iter().position(is_in);
                at.is_some_and(|at| at > 0 && at + 1 < rest.clone().into_iter().count())
            }
            _ => !rest.is_empty(),
        };
        let head = if whole {
            quote!(#keyword #rest)
        } else {
            let message = format!("what stands between `@{keyword}` and the block is no head");
            self.problems.on(
                quote!(#keyword #rest),
                &message,
                &format!("write {example}"),
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
        self.inside(group, |parser| {
            let mut statements = Vec::new();
            while !parser.is_empty() {
                parser.statement_into(&mut statements);
            }
            statements
        })
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
                let message = "unknown instruction `else`";
                self.problems.on(&keyword, message, "did you mean `@else`?");
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
        match self.ahead().nth(usize::from(at))? {
            TokenTree::Ident(word) => {
                let words = ["else", "elif", "elsif", "elseif"];
                words.iter().any(|it| word == it).then_some(at)
            }
            _ => None,
        }
    }

    /// `@elif`
    fn else_if(&mut self, written: &Ident, branches: &mut Vec<Branch>) {
        let message = format!("unknown construct `@{written}`");
        self.problems
            .on(written, &message, "did you mean `@else if`?");
        let span = written.span();
        branches.extend(self.branch(&quote_spanned!(span=> else if), ELSE_IF));
    }

    fn arms(&mut self, keyword: Ident) -> Option<Statement> {
        let subject = self.until_end(true);
        let group = self.braces(quote!(#keyword #subject), MATCH)?;
        if subject.is_empty() {
            let message = "what is matched is missing";
            self.problems
                .on(keyword, message, &format!("write {MATCH}"));
            return None;
        }
        let branches = self.inside(&group, |parser| {
            let mut branches = Vec::new();
            while !parser.is_empty() {
                branches.extend(parser.arm());
            }
            branches
        });
        Some(Statement::Block(Block {
            keyword,
            branches,
            subject: Some(subject),
        }))
    }

    fn arm(&mut self) -> Option<Branch> {
        let mut head = TokenStream::new();
        while !self.is_empty() && !self.peek_pair(['=', '>']) && !self.peek_punct(';') {
            head.extend(self.token());
        }
        let Some(arrow) = self.pair(['=', '>']) else {
            let help = "write `pattern => { … }`";
            self.problems
                .on(head, "`=>` is missing behind this pattern", help);
            self.punct(';');
            return None;
        };
        head.extend(arrow);
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

fn block(keyword: Ident, branches: Vec<Branch>) -> Statement {
    Statement::Block(Block {
        keyword,
        branches,
        subject: None,
    })
}
