//! What is no instruction: parser directives and comments.

use proc_macro2::{Delimiter, Ident};
use syn::LitStr;

use super::token::text;
use super::tokens::Parser;
use crate::ast::{Argument, Call, Chain, Instruction, Statement};
use crate::words;

const DIRECTIVES: [&str; 3] = ["syntax", "escape", "check"];

impl Parser<'_, '_> {
    /// `# syntax = "docker/dockerfile:1";`, and no comment.
    pub(super) fn is_directive(&self) -> bool {
        self.peek_punct('#') && !self.is_comment()
    }

    /// A directive; `early` if nothing but other directives stands before it.
    pub(super) fn directive(&mut self, early: bool) -> Option<Call> {
        let hash = self.punct('#')?;
        let Some(name) = self.ident() else {
            self.problems.on(
                &hash,
                &"the name of a directive is missing behind `#`",
                &"a directive is `# syntax = \"docker/dockerfile:1\";`, and a comment `/// text`",
            );
            self.skip_comment();
            return None;
        };
        let word = name.to_string();
        if !DIRECTIVES.contains(&word.as_str()) {
            let help = match words::nearest(&word, &DIRECTIVES) {
                Some(near) => format!("did you mean `{near}`? a comment is `/// text`"),
                None => format!(
                    "the directives are {}; a comment is `/// text`",
                    words::listed(&DIRECTIVES)
                ),
            };
            self.problems
                .on(&name, &format_args!("unknown directive `{word}`"), &help);
            self.skip_comment();
            return None;
        }
        if !early {
            self.problems.on(
                &name,
                &format_args!("the directive `{word}` stands behind something else"),
                &"write directives first: the builder takes later ones for comments",
            );
        }
        let call = self.directive_value(&name);
        if call.is_some() {
            self.end();
        } else {
            self.skip();
        }
        call
    }

    fn directive_value(&mut self, name: &Ident) -> Option<Call> {
        let word = name.to_string();
        let equals = self.punct('=');
        if equals.is_some() && word == "syntax" && self.word("none").is_some() {
            return Some(Call {
                method: Ident::new("without_syntax", name.span()),
                arguments: Vec::new(),
            });
        }
        let string = self.string();
        let argument = match (equals, string) {
            (Some(_), Some(literal)) if word == "escape" => Argument::Word("Escape", literal),
            (Some(_), Some(literal)) => Argument::Text(literal),
            (Some(_), None) if self.peek_expr() => Argument::Expr(self.expr()?),
            (equals, _) => {
                self.no_directive_value(&word, equals.is_some());
                return None;
            }
        };
        let method = match word.as_str() {
            "check" => "check_directive",
            other => other,
        };
        Some(Call {
            method: Ident::new(method, name.span()),
            arguments: vec![argument],
        })
    }

    /// Says what the value of a directive looks like.
    fn no_directive_value(&mut self, word: &str, equals: bool) {
        let written = self.line();
        let text = text(written.clone());
        if equals && !text.is_empty() && !text.contains('"') && word != "escape" {
            self.problems.on(
                &written,
                &format_args!("the value of the directive `{word}` is not a string"),
                &format_args!("write `# {word} = \"{text}\";`"),
            );
        } else {
            let example = match word {
                "syntax" => "docker/dockerfile:1",
                "escape" => "`",
                _ => "skip=all",
            };
            self.problem_here(
                &format_args!("the directive `{word}` has no value"),
                &format_args!("write `# {word} = \"{example}\";`"),
            );
        }
    }

    /// Lines of `/// text`: one comment.
    pub(super) fn comment(&mut self) -> Option<Statement> {
        let mut lines = String::new();
        let mut first = None;
        while self.is_comment() {
            let hash = self.punct('#')?;
            let inner = self.punct('!');
            let group = self.group(Delimiter::Bracket)?;
            let mut attribute = self.inside(&group);
            let doc = attribute.word("doc").is_some() && attribute.punct('=').is_some();
            let text = if doc { attribute.string() } else { None };
            let Some(text) = text else {
                self.problems.on(
                    &group.1,
                    &"an attribute cannot stand here",
                    &"a comment is `/// text`, and what depends on `cfg` goes into `@if cfg!(…) { … }`",
                );
                continue;
            };
            if let Some(inner) = inner {
                self.problems.on(
                    &inner,
                    &"a comment for the output starts with `///`",
                    &"write `/// text`",
                );
            }
            first.get_or_insert(hash.span());
            let text = text.value();
            for line in text.split('\n') {
                lines += line.strip_prefix(' ').unwrap_or(line);
                lines.push('\n');
            }
        }
        let span = first?;
        lines.pop();
        let text = LitStr::new(&lines, span);
        Some(Statement::Instruction(Instruction {
            keyword: Ident::new("Comment", span),
            value: Chain::new(span, "Comment", "new", vec![Argument::Text(text)]).into(),
        }))
    }
}
