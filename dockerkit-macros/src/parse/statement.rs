//! Statements: what stands between two `;`.

use proc_macro2::{Delimiter, Ident, TokenTree};

use super::token::{is_group, is_instruction, sign, signs};
use super::tokens::Parser;
use crate::ast::Statement;
use crate::words::{self, INSTRUCTIONS};

/// What stands behind an `@`.
const RUST: [&str; 4] = ["if", "for", "match", "let"];

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
                Some(other) => statements.push(other),
                None => {}
            }
        }
        statements.push(statement);
    }

    /// The next statement, unless there is nothing in it that can be read.
    pub(super) fn statement(&mut self) -> Option<Statement> {
        if let Some(semicolon) = self.punct(';') {
            self.problems.on(
                &semicolon,
                &"a statement is missing before this `;`",
                &"take the `;` out",
            );
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
        if let Some(group) = self.peek_wrapped() {
            self.problems.on(
                &group,
                &"an instruction stands without parentheses",
                &"write it as in a Dockerfile: `RUN \"make\";`",
            );
            self.skip();
            return None;
        }
        if self.peek_expr() {
            let expr = self.expr();
            self.end();
            return expr.map(Statement::Splice);
        }
        if let Some(word) = self.peek_ident() {
            return self.keyword(&word);
        }
        if let Some(and) = self.pair(['&', '&']) {
            self.problems.on(
                &and,
                &"a command cannot go on behind its `;`",
                &"take the `;` before it out, or this `&&`",
            );
            self.skip();
            return None;
        }
        if let (true, Some(TokenTree::Ident(word))) = (self.peek_punct('&'), self.ahead(1)) {
            self.problem_here(
                &"no statement starts like this",
                &format_args!(
                    "write a value in parentheses, `({word}.clone());`: it goes into the file"
                ),
            );
            self.skip();
            return None;
        }
        let token = self.token()?;
        let block = is_group(Some(&token), Delimiter::Brace);
        self.problems.on(
            &token,
            &"no statement starts like this",
            &"an instruction is written as in a Dockerfile, `RUN \"make\";`, and a value that is one in parentheses",
        );
        if !block || !self.starts_statement() {
            self.skip();
        }
        None
    }

    /// Whether a statement may start here, or nothing does.
    pub(super) fn starts_statement(&self) -> bool {
        self.is_empty()
            || self.peek_any("@#")
            || self.peek_expr()
            || self
                .peek_ident()
                .is_some_and(|word| is_instruction(&word) || is_rust(&word))
    }

    /// `(RUN "make")`
    fn peek_wrapped(&self) -> Option<TokenTree> {
        let token = self.ahead(0)?;
        let TokenTree::Group(group) = &token else {
            return None;
        };
        let mut inside = group.stream().into_iter();
        let keyword =
            matches!(inside.next(), Some(TokenTree::Ident(word)) if is_instruction(&word));
        let text = matches!(inside.next(), Some(TokenTree::Literal(_)));
        (group.delimiter() == Delimiter::Parenthesis && keyword && text).then_some(token)
    }

    fn keyword(&mut self, word: &Ident) -> Option<Statement> {
        let goes_on = "?.".contains(self.sign(1));
        if !is_instruction(word) && (goes_on || self.peek_call()) {
            let text = self.call_text();
            let help = if text.contains("print") {
                format!("write what is done while the file is made as `@let () = {text};`")
            } else {
                format!("write a value that is one, or several, in parentheses: `({text});`")
            };
            self.problems
                .on(word, &format_args!("`{word}` is no instruction"), &help);
            self.skip();
            return None;
        }
        self.lost = false;
        let keyword = self.known_keyword(word);
        self.ident();
        if keyword.is_none() && is_rust(word) {
            return self.construct_of(word.clone());
        }
        let statement = match keyword {
            Some(keyword) => self.instruction(keyword, word.span()),
            None => None,
        };
        if statement.is_some() {
            // What stands behind a stage's name is no name.
            let named = matches!(&statement, Some(Statement::Stage(stage)) if stage.name.is_some());
            self.end_of(if named {
                ""
            } else {
                keyword.unwrap_or_default()
            });
        } else if !self.peek_instruction() {
            self.skip();
        }
        statement
    }

    /// The instruction that is meant.
    pub(super) fn known_keyword(&mut self, word: &Ident) -> Option<&'static str> {
        let written = word.to_string();
        let upper = written.to_ascii_uppercase();
        let known = INSTRUCTIONS.iter().find(|known| **known == upper);
        if let Some(known) = known.copied() {
            if written != known {
                self.problems.on(
                    word,
                    &format_args!("instructions are written in capitals, and `{written}` is not"),
                    &format_args!("write `{known}`"),
                );
            }
            return Some(known);
        }
        let near = words::nearest(&upper, &INSTRUCTIONS);
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if is_end(self.ahead(1).as_ref()) && written != upper => {
                format!("write a value that is one, or several, in parentheses: `({written});`")
            }
            None if is_rust(word) => format!("did you mean `@{written}`?"),
            None => format!(
                "the instructions are {}",
                words::listed(&INSTRUCTIONS[..17])
            ),
        };
        self.problems.on(
            word,
            &format_args!("unknown instruction `{written}`"),
            &help,
        );
        self.keep_word(word);
        near
    }

    /// `;`, which every statement but a block ends with.
    pub(super) fn end(&mut self) {
        self.end_of("");
    }

    /// The same behind this instruction.
    fn end_of(&mut self, keyword: &str) {
        if self.punct(';').is_some() {
            return;
        }
        let next =
            self.is_empty() || self.peek_punct('@') || self.is_comment() || self.peek_instruction();
        if next && std::mem::take(&mut self.lost) {
            // That has been said.
            return;
        }
        if next {
            let (span, help) = (self.last(), "end each statement with `;`");
            self.problems.at(span, &"`;` is missing behind this", &help);
            return;
        }
        if keyword != "COPY" && keyword != "ADD" && self.is_next_arm() {
            let comma = self.token();
            self.problems.on(
                &comma,
                &"`,` stands where `;` belongs",
                &"write `;` for it: in the arms of `@match`, too, statements end with that",
            );
            return;
        }
        let rest = self.rest();
        let help = self.left_over(keyword);
        self.problems.on(
            &rest,
            &"this does not belong to the statement before it",
            &help,
        );
        self.skip();
    }

    /// Whether a comma and another arm of a `@match` stand here.
    fn is_next_arm(&self) -> bool {
        let arrow = signs(self.rest()).contains("=>");
        self.peek_punct(',') && (arrow || self.ahead(1).is_none())
    }

    /// What to do with what stands behind a statement.
    fn left_over(&self, keyword: &str) -> String {
        let (first, second) = (self.ahead(0), self.ahead(1));
        let sign = sign(first.as_ref());
        let value = self.peek_literal() || self.peek_expr();
        match keyword {
            "FROM" => match &first {
                Some(TokenTree::Ident(word)) if is_end(second.as_ref()) => {
                    format!("write the name of a stage behind `AS`, `AS {word}`, or take this out")
                }
                _ if sign == ':' => {
                    "write the whole image in one string: `\"alpine:3.20\"`".to_owned()
                }
                _ => "a stage starts from one image: end that statement with `;`, or take this out"
                    .to_owned(),
            },
            "RUN" | "CMD" | "ENTRYPOINT" | "HEALTHCHECK" => self.behind_a_command(keyword),
            "EXPOSE" if sign == '.' => "write a range as `8000-8010`".to_owned(),
            "COPY" | "ADD" => {
                format!("what is last is the destination: `{keyword} \"a\", \"b\" => \"/app/\";`")
            }
            "EXPOSE" if sign == '/' => "write all of it in one string: `\"80/tcp\"`".to_owned(),
            "ENV" | "LABEL" | "ARG" if value || ":$/-.@".contains(sign) => {
                "write what belongs together in one string, or `,` and the next name".to_owned()
            }
            _ if sign == '+' => {
                "write text and values side by side, without a `+`: `\"/srv/\" (name)`".to_owned()
            }
            "WORKDIR" | "USER" | "STOPSIGNAL" | "MAINTAINER" => {
                format!(
                    "`{keyword}` takes one value: end that statement with `;`, or take this out"
                )
            }
            _ => "end that statement with `;`, or take this out".to_owned(),
        }
    }

    /// What to do with what stands behind a command.
    fn behind_a_command(&self, keyword: &str) -> String {
        let (first, second) = (self.ahead(0), self.ahead(1));
        let health = keyword == "HEALTHCHECK";
        let keyword = if health { "HEALTHCHECK CMD" } else { keyword };
        match &first {
            Some(TokenTree::Ident(word)) if is_end(second.as_ref()) => format!(
                "write a value of the program in parentheses, `({word})`, and text in the string"
            ),
            Some(TokenTree::Punct(_)) if self.peek_pair(['-', '-']) => {
                "flags stand before the command, and what belongs to the command in its string"
                    .to_owned()
            }
            Some(TokenTree::Punct(sign)) => match sign.as_char() {
                ',' => format!(
                    "write several commands as `{keyword} \"a\" && \"b\";`, and words as `{keyword} [\"a\", \"b\"];`"
                ),
                '$' => format!("write it in the string: `{keyword} \"echo $HOME\";`"),
                '|' | '&' | '<' | '>' => {
                    format!("write the whole command in one string: `{keyword} \"a || b\";`")
                }
                '+' => "write text and values side by side, without a `+`: `\"echo \" (name)`"
                    .to_owned(),
                _ => "end that statement with `;`, or write this in the string".to_owned(),
            },
            Some(TokenTree::Literal(_) | TokenTree::Group(_)) if !health => {
                "write all words in the brackets, or end that statement with `;`".to_owned()
            }
            _ => "end that statement with `;`, or write this in the string".to_owned(),
        }
    }

    /// Goes behind a comment that was written as in a Dockerfile.
    pub(super) fn skip_comment(&mut self) {
        while !self.peek_instruction() && !self.peek_punct('@') {
            if self.peek_punct('#') || self.punct(';').is_some() || self.token().is_none() {
                return;
            }
        }
    }

    /// `/// text`, which Rust turns into an attribute; other attributes count too.
    pub(super) fn is_comment(&self) -> bool {
        if !self.peek_punct('#') {
            return false;
        }
        let inner = self.sign(1) == '!';
        is_group(
            self.ahead(if inner { 2 } else { 1 }).as_ref(),
            Delimiter::Bracket,
        )
    }
}

/// Whether the statement is Rust's, without its `@`.
fn is_rust(word: &Ident) -> bool {
    RUST.contains(&word.to_string().as_str())
}

fn is_end(token: Option<&TokenTree>) -> bool {
    match token {
        Some(token) => sign(Some(token)) == ';',
        None => true,
    }
}
