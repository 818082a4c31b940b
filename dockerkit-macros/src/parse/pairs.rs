//! Names and their values: `ENV`, `LABEL` and `ARG`.

use proc_macro2::{Span, TokenTree};
use syn::LitStr;

use super::tokens::Parser;
use super::value::{is_keyword, wanted};
use crate::ast::{Argument, Chain, Name, Target};

impl Parser<'_, '_> {
    /// `=` and the value behind a name.
    fn assigned(&mut self, name: Span, example: &str) -> Option<Argument> {
        let help = format!("write {example}");
        let other = self.pair(['=', '>']);
        let other = other.or_else(|| self.punct(':').map(|sign| TokenTree::from(sign).into()));
        if let Some(other) = other {
            let message = "`=` belongs between a name and its value, and not this";
            self.problems.on(other, message, &help);
        } else if self.punct('=').is_none() {
            self.problems.at(name, "`=` is missing behind this", &help);
            if !self.peek_string() && !self.peek_expr() {
                return None;
            }
        }
        self.text(wanted("the value", example).to_the_end())
    }

    pub(super) fn variables(&mut self, span: Span) -> Option<Chain> {
        let example = "`ENV RUST_LOG = \"info\";`";
        self.chained(span, "Env", Target::ENV, |parser| {
            let name = parser.named(
                "VariableName",
                true,
                wanted("the name of the variable", example),
            )?;
            let value = parser.assigned(parser.last(), example)?;
            Some(vec![name, value])
        })
    }

    pub(super) fn labels(&mut self, span: Span) -> Option<Chain> {
        let example = "`LABEL org.opencontainers.image.title = \"app\";`";
        self.chained(span, "Label", Target::LABEL, |parser| {
            let key = match parser.name(true) {
                Some(name) => Argument::Text(parser.whole_key(&name)),
                None => parser.text(wanted("the key of the label", example))?,
            };
            let value = parser.assigned(parser.last(), example)?;
            Some(vec![key, value])
        })
    }

    /// The key of a label, which goes on with what is none of a name: `com.example/title`.
    fn whole_key(&mut self, start: &Name) -> LitStr {
        if !self.peek_punct('/') {
            return start.literal();
        }
        let (mut text, mut tokens) = (start.text.clone(), start.tokens.clone());
        while !(self.is_empty() || self.peek_punct('=') || self.peek_punct(';')) {
            let Some(token) = self.token() else { break };
            text += &token.to_string();
            tokens.extend([token]);
        }
        let message = "the key of a label is a string where it holds more than words, `-` and `.`";
        self.problems
            .on(tokens, message, &format!("write `\"{text}\"`"));
        LitStr::new(&text, start.span)
    }

    /// Pairs between commas: `Env::new(…).and(…)`. A value by itself is any number of them.
    fn chained(
        &mut self,
        span: Span,
        kind: &'static str,
        target: Target,
        mut pair: impl FnMut(&mut Self) -> Option<Vec<Argument>>,
    ) -> Option<Chain> {
        let mut chain = None;
        loop {
            let at = self.here();
            if self.peek_pairs() {
                let pairs = Argument::Splice(target, self.expr()?);
                chain = Some(match chain {
                    None => Chain::new(span, kind, "from", vec![pairs]),
                    Some(mut chain) => {
                        Chain::call(&mut chain, "and_all", at, vec![pairs]);
                        chain
                    }
                });
            } else {
                let arguments = pair(self)?;
                chain = Some(match chain {
                    None => Chain::new(span, kind, "new", arguments),
                    Some(mut chain) => {
                        Chain::call(&mut chain, "and", at, arguments);
                        chain
                    }
                });
            }
            let goes_on = self.punct(',').is_some() || self.pair_without_comma(true);
            if !goes_on || self.is_empty() || self.peek_punct(';') {
                return chain;
            }
        }
    }

    /// `(pairs)`, and no name that is computed.
    fn peek_pairs(&self) -> bool {
        let equals =
            matches!(self.ahead().nth(1), Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
        self.peek_expr() && !equals
    }

    /// Another name and its value, where a comma was forgotten.
    fn pair_without_comma(&mut self, value: bool) -> bool {
        let name = self.peek_ident().is_some_and(|word| !is_keyword(&word)) || self.peek_string();
        let equals = |token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '=');
        let ends =
            |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ';');
        let mut line = self.ahead().take_while(|token| !ends(token));
        let forgotten = name && (!value || line.any(equals));
        if forgotten {
            self.problem_here(
                "`,` is missing before this",
                "separate names and their values by `,`",
            );
        }
        forgotten
    }

    pub(super) fn arguments(&mut self, span: Span) -> Option<Chain> {
        let mut whole: Option<Chain> = None;
        loop {
            let at = self.here();
            let example = wanted("the name of the argument", "`ARG VERSION = \"1.0\";`");
            let name = self.named("VariableName", true, example)?;
            // `ARG VERSION "1.0"`
            let assigned = self.peek_expr() || self.peek_string() || self.peek_punct(':');
            let declaration = if assigned && !self.another_assigned() {
                let example = "`ARG VERSION = \"1.0\";`";
                let default = self.assigned(self.last(), example)?;
                Chain::new(span, "Arg", "with_default", vec![name, default])
            } else if self.punct('=').is_some() {
                let default = self.text(wanted("the default", "`ARG VERSION = \"1.0\";`"))?;
                Chain::new(span, "Arg", "with_default", vec![name, default])
            } else {
                Chain::new(span, "Arg", "new", vec![name])
            };
            whole = Some(match whole {
                None => declaration,
                Some(mut whole) => {
                    whole.call("and", at, vec![declaration.into()]);
                    whole
                }
            });
            let goes_on = self.punct(',').is_some() || self.pair_without_comma(false);
            if !goes_on || self.is_empty() || self.peek_punct(';') {
                return whole;
            }
        }
    }

    /// Whether a string or a value is the next name, and not the default that lacks its `=`.
    fn another_assigned(&self) -> bool {
        matches!(self.ahead().nth(1), Some(TokenTree::Punct(sign)) if sign.as_char() == '=')
    }
}
