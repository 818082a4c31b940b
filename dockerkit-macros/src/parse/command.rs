//! Commands: shell text with values in it, several joined by `&&`, or the exec form.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::LitStr;

use super::shell::Quotes;
use super::tokens::Parser;
use super::unindent;
use super::value::wanted;
use crate::ast::{Argument, Chain, Expr, Target};

/// Part of a command.
enum Piece {
    Text(LitStr),
    Value(Expr),
}

impl Parser<'_, '_> {
    /// The command of `RUN`, `CMD`, `ENTRYPOINT` or `HEALTHCHECK`.
    pub(super) fn command(&mut self, keyword: &'static str, span: Span) -> Option<Argument> {
        if self.peek_group(Delimiter::Bracket) {
            return self.exec(keyword);
        }
        let mut commands = vec![self.pieces(keyword, span)?];
        self.no_comment();
        while let Some(and) = self.pair(['&', '&']) {
            self.no_comment();
            if self.peek_string() || self.peek_expr() {
                commands.push(self.pieces(keyword, span)?);
                self.no_comment();
            } else if !self.rest().is_empty() && !self.peek_pair(['&', '&']) {
                self.no_command(keyword, span);
                return None;
            } else {
                self.problems.on(
                    &and,
                    &"a command is missing behind `&&`",
                    &"write the next command, or take the `&&` out",
                );
            }
        }
        Some(command(commands))
    }

    /// Between commands, `///` has no place in the output.
    fn no_comment(&mut self) {
        while self.is_comment() && self.goes_on_behind_comment() {
            let mut tokens = self.token().into_token_stream();
            self.token().to_tokens(&mut tokens);
            self.problems.on(
                &tokens,
                &"a comment for the output cannot stand in an instruction",
                &"write `//`, which stays in the source, or put it above the instruction",
            );
        }
    }

    fn goes_on_behind_comment(&self) -> bool {
        match self.ahead(2) {
            Some(TokenTree::Punct(sign)) => sign.as_char() == '&',
            Some(TokenTree::Literal(_)) => true,
            _ => false,
        }
    }

    /// One command: strings and values, side by side.
    fn pieces(&mut self, keyword: &'static str, span: Span) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        let mut quotes = Quotes::default();
        loop {
            if let Some(text) = self.string() {
                let value = text.value();
                self.shell_interpolation(&text);
                quotes.read(&value);
                if value.trim().is_empty() && pieces.is_empty() && !self.peek_expr() {
                    self.empty_command(keyword, text.span());
                }
                pieces.push(Piece::Text(text));
            } else if self.peek_expr() {
                let value = self.expr()?;
                if let (true, Some(open)) = (self.posix, quotes.open()) {
                    let help = match open {
                        "behind a backslash" => {
                            "take the backslash out: a value is quoted by itself"
                        }
                        "in a comment of the shell" => {
                            "end the comment's line before the value, or take both out"
                        }
                        "in an open `$((`" => {
                            "put it into a variable of the shell before: `\"x=\" (value) \"; echo $((1 + x))\"`"
                        }
                        "in an open `${`" => {
                            "put it into a variable of the shell before: `\"x=\" (value) \"; echo ${y:-$x}\"`"
                        }
                        "in open backquotes" => {
                            "write `$(…)` for the backquotes: in that a value is quoted by itself"
                        }
                        _ => {
                            "close them before the value and open them behind it: a value is quoted by itself"
                        }
                    };
                    self.problems
                        .at(value.span, &format_args!("this value stands {open}"), &help);
                }
                quotes.value();
                pieces.push(Piece::Value(value));
            } else {
                break;
            }
        }
        if pieces.is_empty() {
            self.no_command(keyword, span);
            return None;
        }
        Some(unindented(pieces))
    }

    fn empty_command(&mut self, keyword: &str, span: Span) {
        self.problems.at(
            span,
            &format_args!("the command of `{keyword}` is empty"),
            &format_args!("write what it does: `{keyword} \"make\";`"),
        );
    }

    /// Says why there is no command here.
    fn no_command(&mut self, keyword: &str, span: Span) {
        let rest = self.rest();
        if std::mem::take(&mut self.lost) {
            // That has been said.
        } else if rest.is_empty() {
            self.empty_command(keyword, span);
        } else if let Some(and) = self.pair(['&', '&']) {
            self.problems.on(
                &and,
                &"a command is missing before `&&`",
                &"write the first command, or take the `&&` out",
            );
        } else if self.peek_call() {
            let text = self.call_text();
            let text = text.trim_start_matches('&');
            // A vector is the exec form.
            let builder = text.split_once("::").map_or("", |(builder, _)| builder);
            let help = if ["Run", "Cmd", "Entrypoint", "Healthcheck"].contains(&builder) {
                format!("it is the whole statement: write `({text});`")
            } else if text.starts_with("vec!") || text.starts_with("Shell::") {
                format!("write `{keyword} ({text});`")
            } else {
                format!("write `{keyword} (Shell::new({text}));`")
            };
            self.problems.on(
                &rest,
                &"a value of the program stands in parentheses",
                &help,
            );
        } else if self.peek_any(":=") {
            self.problem_here(
                &format_args!("nothing stands between `{keyword}` and its command"),
                &"take this out",
            );
        } else if self.peek_pair(['<', '<']) {
            self.problems.on(
                &rest,
                &"a here-document is written as a Rust string",
                &format_args!(
                    "write `{keyword} r#\"…\"#;`: text of several lines becomes a here-document by itself"
                ),
            );
        } else {
            let help = match single_word(&rest) {
                Some(word) => format!("write `{keyword} \"{word}\";`"),
                None => format!(
                    "write `{keyword} \"…\";`, or `r#\"…\"#` where it holds quotes or backslashes"
                ),
            };
            self.problems.on(
                &rest,
                &"shell text is written as a string, as Rust would take it apart: whitespace, quotes and `//` would be lost",
                &help,
            );
        }
    }

    /// `["python", "-m", (module)]`
    pub(super) fn exec(&mut self, keyword: &'static str) -> Option<Argument> {
        let group = self.group(Delimiter::Bracket)?;
        let word = wanted("a word of the exec form", "`[\"python\", \"-m\", \"app\"]`");
        let mut inside = self.inside(&group);
        let words = if inside.is_empty() {
            // What takes the base image's command away.
            if !["CMD", "ENTRYPOINT"].contains(&keyword) {
                let words = match keyword {
                    "SHELL" => "\"/bin/bash\", \"-c\"",
                    _ => "\"make\"",
                };
                self.problems.at(
                    group.1.span(),
                    &format_args!("the command of `{keyword}` is empty"),
                    &format_args!("write its words: `{keyword} [{words}];`"),
                );
                return None;
            }
            Vec::new()
        } else {
            let words = inside.list_of("words", &mut |parser| {
                // `["app", --port]`
                if parser.peek_pair(['-', '-']) {
                    return Some(Argument::Text(parser.bare(word)));
                }
                parser.joining(Target::Word, word)
            })?;
            inside.comma_missing();
            words
        };
        for word in &words {
            if let Argument::Text(literal) = word {
                self.interpolation_of(literal);
            }
        }
        Some(Argument::List(Target::Word, words))
    }
}

/// The word, if there is one only.
fn single_word(tokens: &TokenStream) -> Option<String> {
    let mut tokens = tokens.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(word)), None) => Some(word.to_string()),
        _ => None,
    }
}

/// The text of a command without the indentation that its lines have in common.
fn unindented(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let mut texts = Vec::new();
    for piece in &pieces {
        texts.push(match piece {
            Piece::Text(text) => Some(text.value()),
            Piece::Value(_) => None,
        });
    }
    let Some(texts) = unindent::parts(&texts) else {
        return pieces;
    };
    for (piece, unindented) in pieces.iter_mut().zip(texts) {
        if let Piece::Text(text) = piece {
            *text = LitStr::new(&unindented, text.span());
        }
    }
    pieces
}

/// The commands as an argument of the builder.
fn command(commands: Vec<Vec<Piece>>) -> Argument {
    let mut shell: Option<Chain> = None;
    let single = commands.len() == 1;
    for mut pieces in commands {
        if single && pieces.len() == 1 {
            return match pieces.remove(0) {
                Piece::Text(text) => Argument::Text(text),
                Piece::Value(value) => Argument::Splice(Target::COMMAND, value),
            };
        }
        let part = part(pieces);
        match &mut shell {
            None => shell = Some(part),
            Some(shell) => {
                // One text goes in as it is.
                let alone = part.calls.is_empty() && part.arguments.len() == 1;
                let arguments = if alone {
                    part.arguments
                } else {
                    vec![part.into()]
                };
                shell.call("and", Span::call_site(), arguments);
            }
        }
    }
    match shell {
        Some(shell) => shell.into(),
        None => Argument::List(Target::Word, Vec::new()),
    }
}

/// Nothing of it can be wrong, so that it has no place: a keyword should not be found to be a `Shell`.
fn part(pieces: Vec<Piece>) -> Chain {
    let span = Span::call_site();
    let mut chain = Chain::new(span, "Shell", "default", Vec::new());
    let mut first = true;
    for piece in pieces {
        match piece {
            Piece::Text(text) if first => {
                chain = Chain::new(span, "Shell", "new", vec![Argument::Text(text)]);
            }
            Piece::Text(text) => chain.call("text", text.span(), vec![Argument::Text(text)]),
            Piece::Value(value) => chain.call("arg", value.open, vec![Argument::Expr(value)]),
        }
        first = false;
    }
    chain
}
