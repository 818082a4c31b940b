//! Names and their values: `ENV`, `LABEL` and `ARG`.

use proc_macro2::Span;
use quote::ToTokens;
use syn::LitStr;

use super::token::signs;
use super::tokens::Parser;
use super::value::wanted;
use crate::ast::{Argument, Chain, Name, Target};

impl Parser<'_, '_> {
    /// `=` and the value behind a name.
    fn assigned(&mut self, name: Span, example: &str) -> Option<Argument> {
        let help = format!("write {example}");
        let other = self.pair(['=', '>']);
        let other = match other {
            Some(arrow) => Some(arrow),
            None => self.punct(':').map(ToTokens::into_token_stream),
        };
        if let Some(other) = other {
            self.problems.on(
                &other,
                &"`=` belongs between a name and its value, and not this",
                &help,
            );
        } else if self.punct('=').is_none() {
            self.problems.at(name, &"`=` is missing behind this", &help);
            if !self.peek_string() && !self.peek_expr() {
                return None;
            }
        }
        self.text(wanted("the value", example).to_the_end())
    }

    pub(super) fn variables(&mut self, span: Span) -> Option<Chain> {
        let example = "`ENV RUST_LOG = \"info\";`";
        self.chained(span, "Env", Target::ENV, &mut |parser| {
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
        self.chained(span, "Label", Target::LABEL, &mut |parser| {
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
        while !(self.is_empty() || self.peek_any("=;")) {
            let Some(token) = self.token() else { break };
            text += &token.to_string();
            token.to_tokens(&mut tokens);
        }
        self.problems.on(
            &tokens,
            &"the key of a label is a string where it holds more than words, `-` and `.`",
            &format_args!("write `\"{text}\"`"),
        );
        LitStr::new(&text, start.span)
    }

    /// Pairs between commas: `Env::new(…).and(…)`. A value by itself is any number of them.
    fn chained(
        &mut self,
        span: Span,
        kind: &'static str,
        target: Target,
        pair: &mut dyn FnMut(&mut Self) -> Option<Vec<Argument>>,
    ) -> Option<Chain> {
        let mut chain: Option<Chain> = None;
        loop {
            let at = self.here();
            let (constructor, method, arguments) = if self.peek_pairs() {
                let pairs = Argument::Splice(target, self.expr()?);
                ("from", "and_all", vec![pairs])
            } else {
                ("new", "and", pair(self)?)
            };
            match &mut chain {
                None => chain = Some(Chain::new(span, kind, constructor, arguments)),
                Some(chain) => chain.call(method, at, arguments),
            }
            let goes_on = self.punct(',').is_some() || self.pair_without_comma(true);
            if !goes_on || self.ends() {
                return chain;
            }
        }
    }

    /// `(pairs)`, and no name that is computed.
    fn peek_pairs(&self) -> bool {
        self.peek_expr() && self.sign(1) != '='
    }

    /// Another name and its value, where a comma was forgotten.
    fn pair_without_comma(&mut self, value: bool) -> bool {
        let name = self.peek_word().is_some() || self.peek_string();
        let forgotten = name && (!value || signs(self.rest()).contains('='));
        if forgotten {
            self.problem_here(
                &"`,` is missing before this",
                &"separate names and their values by `,`",
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
            // A string or a value is the default that lacks its `=`, `ARG VERSION "1.0"`, or the next name.
            let next = self.sign(1) == '=';
            let assigned = self.peek_expr() || self.peek_string() || self.peek_punct(':');
            let declaration = if assigned && !next {
                let example = "`ARG VERSION = \"1.0\";`";
                let default = self.assigned(self.last(), example)?;
                Chain::new(span, "Arg", "with_default", vec![name, default])
            } else if self.punct('=').is_some() {
                let default = self.text(wanted("the default", "`ARG VERSION = \"1.0\";`"))?;
                Chain::new(span, "Arg", "with_default", vec![name, default])
            } else {
                Chain::new(span, "Arg", "new", vec![name])
            };
            match &mut whole {
                None => whole = Some(declaration),
                Some(whole) => whole.call("and", at, vec![declaration.into()]),
            }
            let goes_on = self.punct(',').is_some() || self.pair_without_comma(false);
            if !goes_on || self.ends() {
                return whole;
            }
        }
    }
}
