//! Statements: what stands between two `;`.

use proc_macro2::{Delimiter, Ident, TokenTree};

use super::tokens::Parser;
use crate::ast::Statement;
use crate::words::{self, INSTRUCTIONS};

impl Parser<'_, '_> {
    /// Adds the next statement to those before it. A comment right above `FROM` is the stage's.
    pub(super) fn statement_into(&mut self, statements: &mut Vec<Statement>) {
        let statement = self.statement();
        statements.append(&mut self.kept);
        let Some(mut statement) = statement else {
            return;
        };
        if let Statement::Stage(stage) = &mut statement {
            match statements.pop() {
                Some(Statement::Instruction(above)) if above.keyword == "Comment" => {
                    let span = above.keyword.span();
                    stage.value.call("comment_above", span, vec![above.value]);
                }
                other => statements.extend(other),
            }
        }
        statements.push(statement);
    }

    /// The next statement, unless there is nothing in it that can be read.
    pub(super) fn statement(&mut self) -> Option<Statement> {
        if let Some(semicolon) = self.punct(';') {
            let help = "take the `;` out";
            self.problems
                .on(semicolon, "a statement is missing before this `;`", help);
            return None;
        }
        if self.is_comment() {
            return self.comment();
        }
        if self.is_directive() {
            self.directive(false);
            return None;
        }
        if let Some(at) = self.punct('@') {
            return self.construct(&at);
        }
        if self.peek_expr() {
            let expr = self.expr();
            self.end();
            return expr.map(Statement::Splice);
        }
        if let Some(word) = self.peek_ident() {
            return self.keyword(&word);
        }
        let token = self.token()?;
        let block =
            matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        self.problems.on(
            token,
            "no statement starts like this",
            "an instruction is written as in a Dockerfile, `RUN \"make\";`, and a value that is one in parentheses",
        );
        if !block {
            self.skip();
        }
        None
    }

    fn keyword(&mut self, word: &Ident) -> Option<Statement> {
        let keyword = self.known_keyword(word);
        self.ident();
        let statement = keyword.and_then(|keyword| self.instruction(keyword, word.span()));
        if statement.is_some() {
            self.end();
        } else {
            self.skip();
        }
        statement
    }

    /// The instruction that is meant.
    pub(super) fn known_keyword(&mut self, word: &Ident) -> Option<&'static str> {
        let written = word.to_string();
        let upper = written.to_ascii_uppercase();
        let known = INSTRUCTIONS.into_iter().find(|known| *known == upper);
        if let Some(known) = known {
            if written != known {
                let message =
                    format!("instructions are written in capitals, and `{written}` is not");
                self.problems
                    .on(word, &message, &format!("write `{known}`"));
            }
            return Some(known);
        }
        let near = words::nearest(&upper, INSTRUCTIONS);
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if ["if", "for", "match", "let"].contains(&written.as_str()) => {
                format!("did you mean `@{written}`?")
            }
            None => format!(
                "the instructions are {}",
                words::listed(&INSTRUCTIONS[..17])
            ),
        };
        self.problems
            .on(word, &format!("unknown instruction `{written}`"), &help);
        self.keep_word(word);
        near
    }

    /// `;`, which every statement but a block ends with.
    pub(super) fn end(&mut self) {
        if self.punct(';').is_some() {
            return;
        }
        let starts = |word: Ident| INSTRUCTIONS.contains(&word.to_string().as_str());
        let next = self.is_empty()
            || self.peek_punct('@')
            || self.is_comment()
            || self.peek_ident().is_some_and(starts);
        if next {
            let (span, help) = (self.last(), "end each statement with `;`");
            self.problems.at(span, "`;` is missing behind this", help);
            return;
        }
        let rest = self.rest();
        let help = if self.peek_literal() || self.peek_expr() {
            "separate values by `,`, or end that statement with `;`"
        } else {
            "end that statement with `;`, or take this out"
        };
        let message = "this does not belong to the statement before it";
        self.problems.on(rest, message, help);
        self.skip();
    }

    /// `/// text`, which Rust turns into an attribute; other attributes count too.
    pub(super) fn is_comment(&self) -> bool {
        if !self.peek_punct('#') {
            return false;
        }
        let mut ahead = self.ahead();
        ahead.next();
        let bracket = |token: Option<TokenTree>| matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket);
        match ahead.next() {
            Some(TokenTree::Punct(inner)) if inner.as_char() == '!' => bracket(ahead.next()),
            next => bracket(next),
        }
    }
}
