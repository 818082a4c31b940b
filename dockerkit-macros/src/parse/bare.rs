//! Text without quotes, as it stands in a Dockerfile, and what a message says of it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::LitStr;

use super::tokens::Parser;
use super::value::{Wanted, is_keyword};
use crate::ast::{Argument, Name};
use crate::words::INSTRUCTIONS;

impl Parser<'_, '_> {
    /// Whether what stands behind so many tokens goes on with their word: `1001:1001`, `$HOME/bin`.
    pub(super) fn goes_on(&self, tokens: usize) -> bool {
        let mut ahead = self.ahead().skip(tokens);
        let Some(TokenTree::Punct(sign)) = ahead.next() else {
            return false;
        };
        let flag = sign.as_char() == '-'
            && matches!(ahead.next(), Some(TokenTree::Punct(next)) if next.as_char() == '-');
        ":/.-@".contains(sign.as_char()) && !flag
    }

    /// Whether text or an expression may start here that nothing says is one.
    pub(super) fn peek_bare(&self) -> bool {
        if let Some(word) = self.peek_ident() {
            return !is_keyword(&word);
        }
        let mut ahead = self.ahead();
        match (ahead.next(), ahead.next()) {
            (Some(TokenTree::Literal(literal)), _) => literal
                .to_string()
                .starts_with(|it: char| it.is_ascii_digit()),
            (Some(TokenTree::Punct(sign)), next) => match (sign.as_char(), next) {
                ('$' | '&', Some(TokenTree::Ident(_))) => true,
                ('$', Some(TokenTree::Group(group))) => group.delimiter() == Delimiter::Brace,
                (sign, _) => "/.*~+-@?%".contains(sign) && !self.peek_pair(['-', '-']),
            },
            _ => false,
        }
    }

    /// Text or an expression that is written without what would say which; it goes on as if it were text.
    pub(super) fn bare(&mut self, Wanted { what, whole, .. }: Wanted<'_>) -> LitStr {
        let span = self.here();
        let mut tokens = TokenStream::new();
        let (mut text, mut is_rust) = (String::new(), false);
        while let Some(token) = self.ahead().next() {
            let goes_on = match &token {
                TokenTree::Ident(word) => {
                    let next = whole && self.only_words();
                    if next && ends_word(&text) {
                        text.push(' ');
                    }
                    text.ends_with('$') || (!is_keyword(word) && (next || !ends_word(&text)))
                }
                TokenTree::Literal(literal) => {
                    literal
                        .to_string()
                        .starts_with(|first: char| first.is_ascii_digit())
                        && !ends_word(&text)
                }
                // Two dashes are those of a flag, or of a word of the exec form.
                TokenTree::Punct(_) if self.peek_pair(['-', '-']) => {
                    text.chars().all(|it| it == '-') && text.len() < 2
                }
                TokenTree::Punct(sign) if sign.as_char() == '$' => !ends_word(&text),
                TokenTree::Punct(sign) if sign.as_char() == '&' => {
                    is_rust |= text.is_empty();
                    text.is_empty()
                }
                TokenTree::Punct(sign) => ":/.-@_+%~!*?".contains(sign.as_char()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    text.ends_with('$')
                }
                // What is called: `format!(…)`, `name.as_str()`.
                TokenTree::Group(group) => {
                    let call = text.ends_with('!')
                        || (ends_word(&text) && (text.contains('.') || text.contains("::")));
                    let called = group.delimiter() == Delimiter::Parenthesis && call;
                    is_rust |= called;
                    called
                }
            };
            if !goes_on {
                break;
            }
            text += &written(&token);
            tokens.extend(self.token());
        }
        let message = format!("{what} is neither a literal nor in parentheses");
        // `http://…`, of which Rust has taken the rest, and the `;`, for a comment.
        let address = text.ends_with(':') && text.len() > 2;
        self.lost |= address;
        let help = if address {
            format!(
                "write all of it in one string, `\"{text}//…\"`: otherwise `//` begins a comment"
            )
        } else if is_rust || text.contains("::") {
            format!("write a Rust expression in parentheses: `({text})`")
        } else if text.chars().all(|it| it.is_alphanumeric() || it == '_') {
            format!("write text as `\"{text}\"`, and a Rust expression as `({text})`")
        } else {
            format!("write text as `\"{text}\"`")
        };
        self.problems.on(tokens, &message, &help);
        self.guessed = true;
        LitStr::new(&text, span)
    }

    /// A call as it would stand in parentheses, if it can be no word that a value follows.
    pub(super) fn bare_call(&mut self, Wanted { what, .. }: Wanted<'_>) -> Option<LitStr> {
        let text = Some(self.call_text()).filter(|_| self.peek_call())?;
        let capital = text.starts_with(|it: char| it.is_ascii_uppercase());
        let head = text.split(['(', '[']).next().unwrap_or_default();
        if !capital && !head.contains(['!', '.', ':']) {
            return None;
        }
        let span = self.here();
        let mut tokens = TokenStream::new();
        for _ in self.call() {
            tokens.extend(self.token());
        }
        let message = format!("{what} is neither a literal nor in parentheses");
        let help = format!("write a Rust expression in parentheses: `({text})`");
        self.problems.on(tokens, &message, &help);
        self.guessed = true;
        Some(LitStr::new(&text, span))
    }

    /// Whether nothing but words stands before the end of the statement.
    pub(super) fn only_words(&self) -> bool {
        self.rest()
            .into_iter()
            .all(|token| matches!(token, TokenTree::Ident(word) if !is_keyword(&word)))
    }

    /// Says that there is no value here that can be read.
    pub(super) fn no_value(&mut self, Wanted { what, example, .. }: Wanted<'_>) {
        let help = format!("write {example}");
        if let Some(word) = self.peek_ident().filter(|word| !is_keyword(word)) {
            self.problems.on(
                &word,
                &format!("{what} is neither a literal nor in parentheses"),
                &format!("write text as `\"{word}\"`, and a Rust expression as `({word})`"),
            );
        } else if self.peek_punct(',') {
            self.problem_here(&format!("{what} is missing"), &help);
        } else if self.peek_punct('$')
            && matches!(self.ahead().nth(1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
        {
            self.problem_here(
                &format!("no shell reads {what}, and `$(…)` is a command for one"),
                "write a value of the program, `(value)`, or do it in a `RUN`",
            );
        } else if self.peek_punct('$') {
            self.problem_here(
                &format!("{what} is not a literal"),
                "write the reference in a string: `\"$NAME\"`, `\"${NAME:-…}\"`",
            );
        } else if self.is_empty()
            || self.peek_punct(';')
            || self.peek_pair(['=', '>'])
            || self.peek_ident().is_some()
        {
            let span = self.last();
            self.problems.at(span, &format!("{what} is missing"), &help);
        } else if let Some(literal) = self.peek() {
            let text = literal.to_string();
            // Of a character that is several, rustc says what to write.
            if !text.starts_with('\'') || syn::parse_str::<syn::LitChar>(&text).is_ok() {
                let message = format!("{what} is not a string");
                let help = "write text in double quotes: `\"…\"`";
                self.problems.on(literal, &message, help);
            }
        } else {
            let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',');
            let first = self.ahead().take(1);
            let others = self.rest().into_iter().skip(1).take_while(|it| !comma(it));
            let tokens: TokenStream = first.chain(others).collect();
            let message = format!("{what} is neither a literal nor in parentheses");
            self.problems.on(tokens, &message, &help);
        }
    }

    /// `python:3.12-slim` as it stands in a Dockerfile, which starts like the name of a stage.
    pub(super) fn bare_image(&mut self, start: &Name) -> Option<Argument> {
        if ![':', '/', '@'].iter().any(|sign| self.peek_punct(*sign)) {
            return None;
        }
        // `--from=build /app /app`
        let tagged = |it: &char| {
            self.line()
                .into_iter()
                .any(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == *it))
        };
        if !start.text.contains('.') && self.is_dockerfile_text() && ![':', '@'].iter().any(tagged)
        {
            return None;
        }
        let mut tokens = start.tokens.clone();
        let mut before = String::new();
        // Behind a tag that is no port comes nothing of the image any more.
        let mut tagged = false;
        while !(self.is_empty()
            || (tagged && self.peek_punct('/'))
            || self.peek_string()
            || self.peek_expr()
            || self.peek_punct(';')
            || self.peek_punct(',')
            || self.peek_pair(['-', '-'])
            || self.peek_ident().is_some_and(|word| is_keyword(&word)))
        {
            let Some(token) = self.token() else { break };
            let text = token.to_string();
            tagged |= before == ":" && !text.starts_with(|it: char| it.is_ascii_digit());
            before = text;
            tokens.extend([token]);
        }
        let image: String = tokens
            .clone()
            .into_iter()
            .map(|token| token.to_string())
            .collect();
        let before_digest = image.trim_end_matches(':');
        if before_digest.ends_with("@sha256") {
            self.problems.on(
                tokens,
                "the digest of the image is missing, and an image is written as a string",
                &format!("write all of it in one string: `\"{before_digest}:…\"`"),
            );
        } else {
            self.problems.on(
                tokens,
                "an image is written as a string",
                &format!("write `\"{image}\"`"),
            );
        }
        Some(Argument::Text(LitStr::new(&image, start.span)))
    }

    /// Whether nothing up to the end of the statement is written as the macro wants it, but all as in a Dockerfile.
    pub(super) fn is_dockerfile_text(&self) -> bool {
        let mut before = None;
        let mut some = false;
        for token in self.line() {
            let ours = match &token {
                TokenTree::Punct(sign) => sign.as_char() == '>' && before == Some('='),
                TokenTree::Literal(literal) => literal.to_string().contains('"'),
                TokenTree::Group(_) => before != Some('$'),
                TokenTree::Ident(_) => false,
            };
            if ours {
                return false;
            }
            before = match &token {
                TokenTree::Punct(sign) => Some(sign.as_char()),
                _ => None,
            };
            some = true;
        }
        some
    }

    /// The tokens up to the end of the statement, or to the next instruction.
    pub(super) fn line(&self) -> TokenStream {
        let mut reference = false;
        let mut ends = |token: &TokenTree| match token {
            TokenTree::Punct(sign) => {
                reference = sign.as_char() == '$';
                sign.as_char() == ';'
            }
            TokenTree::Ident(word) => {
                let name = std::mem::take(&mut reference);
                !name && INSTRUCTIONS.contains(&word.to_string().as_str())
            }
            _ => false,
        };
        self.ahead().take_while(|token| !ends(token)).collect()
    }
}

/// Whether a further word would be another one.
fn ends_word(text: &str) -> bool {
    text.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | ')' | '}'))
}

/// A token as it stands in text, which `{NAME}` does without blanks.
fn written(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let mut text = String::from("{");
            for token in group.stream() {
                let part = written(&token);
                let word = part.starts_with(|it: char| it.is_alphanumeric());
                if word && text.ends_with(|it: char| it.is_alphanumeric()) {
                    text.push(' ');
                }
                text += &part;
            }
            text + "}"
        }
        other => other.to_string(),
    }
}
