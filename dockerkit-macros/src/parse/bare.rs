//! Text without quotes, as it stands in a Dockerfile, and what a message says of it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::LitStr;

use super::token::{is_group, is_instruction, is_keyword, is_number, sign, signs, text};
use super::tokens::Parser;
use super::value::Wanted;
use crate::ast::{Argument, Name};
use crate::words;

impl Parser<'_, '_> {
    /// Whether what stands behind so many tokens goes on with their word: `1001:1001`, `$HOME/bin`.
    pub(super) fn goes_on(&self, tokens: usize) -> bool {
        let flag = self.sign(tokens) == '-' && self.sign(tokens + 1) == '-';
        ":/.-@".contains(self.sign(tokens)) && !flag
    }

    /// Whether text or an expression may start here that nothing says is one.
    pub(super) fn peek_bare(&self) -> bool {
        if let Some(word) = self.peek_ident() {
            return !is_keyword(&word);
        }
        match self.ahead(0) {
            Some(TokenTree::Literal(literal)) => is_number(&literal),
            Some(TokenTree::Punct(sign)) => match (sign.as_char(), self.ahead(1)) {
                ('$' | '&', Some(TokenTree::Ident(_))) => true,
                ('$', next @ Some(TokenTree::Group(_))) => {
                    is_group(next.as_ref(), Delimiter::Brace)
                }
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
        while let Some(token) = self.ahead(0) {
            let goes_on = match &token {
                TokenTree::Ident(word) => {
                    let next = whole && self.only_words();
                    if next && ends_word(&text) {
                        text.push(' ');
                    }
                    text.ends_with('$') || (!is_keyword(word) && (next || !ends_word(&text)))
                }
                TokenTree::Literal(literal) => is_number(literal) && !ends_word(&text),
                // Two dashes are those of a flag, or of a word of the exec form.
                TokenTree::Punct(_) if self.peek_pair(['-', '-']) => {
                    matches!(text.as_str(), "" | "-")
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
            self.token().to_tokens(&mut tokens);
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
        } else if is_word(&text) {
            format!("write text as `\"{text}\"`, and a Rust expression as `({text})`")
        } else {
            format!("write text as `\"{text}\"`")
        };
        self.problems.on(&tokens, &message, &help);
        self.guessed = true;
        LitStr::new(&text, span)
    }

    /// A call as it would stand in parentheses, if it can be no word that a value follows.
    pub(super) fn bare_call(&mut self, Wanted { what, .. }: Wanted<'_>) -> Option<LitStr> {
        if !self.peek_call() {
            return None;
        }
        let text = self.call_text();
        let capital = text.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
        let head = text.split(['(', '[']).next().unwrap_or_default();
        if !capital && !head.contains(['!', '.', ':']) {
            return None;
        }
        let span = self.here();
        let mut tokens = TokenStream::new();
        for _ in self.call() {
            self.token().to_tokens(&mut tokens);
        }
        self.problems.on(
            &tokens,
            &format_args!("{what} is neither a literal nor in parentheses"),
            &format_args!("write a Rust expression in parentheses: `({text})`"),
        );
        self.guessed = true;
        Some(LitStr::new(&text, span))
    }

    /// Whether nothing but words stands before the end of the statement.
    pub(super) fn only_words(&self) -> bool {
        for token in self.rest() {
            match token {
                TokenTree::Ident(word) if !is_keyword(&word) => {}
                _ => return false,
            }
        }
        true
    }

    /// Says that there is no value here that can be read.
    pub(super) fn no_value(&mut self, Wanted { what, example, .. }: Wanted<'_>) {
        let help = format!("write {example}");
        if let Some(word) = self.peek_word() {
            self.problems.on(
                &word,
                &format_args!("{what} is neither a literal nor in parentheses"),
                &format_args!("write text as `\"{word}\"`, and a Rust expression as `({word})`"),
            );
        } else if self.peek_punct(',') {
            self.problem_here(&format_args!("{what} is missing"), &help);
        } else if self.peek_punct('$') && is_group(self.ahead(1).as_ref(), Delimiter::Parenthesis) {
            self.problem_here(
                &format_args!("no shell reads {what}, and `$(…)` is a command for one"),
                &"write a value of the program, `(value)`, or do it in a `RUN`",
            );
        } else if self.peek_punct('$') {
            self.problem_here(
                &format_args!("{what} is not a literal"),
                &"write the reference in a string: `\"$NAME\"`, `\"${NAME:-…}\"`",
            );
        } else if self.ends() || self.peek_pair(['=', '>']) || self.peek_ident().is_some() {
            let span = self.last();
            self.problems
                .at(span, &format_args!("{what} is missing"), &help);
        } else if let Some(literal) = self.peek() {
            let text = literal.to_string();
            // Of a character that is several, rustc says what to write.
            if !text.starts_with('\'') || syn::parse_str::<syn::LitChar>(&text).is_ok() {
                let help = "write text in double quotes: `\"…\"`";
                self.problems
                    .on(&literal, &format_args!("{what} is not a string"), &help);
            }
        } else {
            let mut first = true;
            let tokens = self.ahead_until(&mut |token| {
                !std::mem::take(&mut first) && ",;".contains(sign(Some(token)))
            });
            self.problems.on(
                &tokens,
                &format_args!("{what} is neither a literal nor in parentheses"),
                &help,
            );
        }
    }

    /// `python:3.12-slim` as it stands in a Dockerfile, which starts like the name of a stage.
    pub(super) fn bare_image(&mut self, start: &Name) -> Option<Argument> {
        if !self.peek_any(":/@") {
            return None;
        }
        // `--from=build /app /app`
        if !start.text.contains('.')
            && self.is_dockerfile_text()
            && !signs(self.line()).contains([':', '@'])
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
            || self.peek_any(";,")
            || self.peek_pair(['-', '-'])
            || self.peek_keyword())
        {
            let Some(token) = self.token() else { break };
            let text = token.to_string();
            tagged |= before == ":" && !words::is_number(&text);
            before = text;
            token.to_tokens(&mut tokens);
        }
        let image = text(tokens.clone());
        let before_digest = image.trim_end_matches(':');
        if before_digest.ends_with("@sha256") {
            self.problems.on(
                &tokens,
                &"the digest of the image is missing, and an image is written as a string",
                &format_args!("write all of it in one string: `\"{before_digest}:…\"`"),
            );
        } else {
            self.problems.on(
                &tokens,
                &"an image is written as a string",
                &format_args!("write `\"{image}\"`"),
            );
        }
        Some(Argument::Text(LitStr::new(&image, start.span)))
    }

    /// Whether nothing up to the end of the statement is written as the macro wants it, but all as in a Dockerfile.
    pub(super) fn is_dockerfile_text(&self) -> bool {
        let line = self.line();
        let some = !line.is_empty();
        let mut before = ' ';
        for token in line {
            let ours = match &token {
                TokenTree::Punct(sign) => sign.as_char() == '>' && before == '=',
                TokenTree::Literal(literal) => literal.to_string().contains('"'),
                TokenTree::Group(_) => before != '$',
                TokenTree::Ident(_) => false,
            };
            if ours {
                return false;
            }
            before = sign(Some(&token));
        }
        some
    }

    /// The tokens up to the end of the statement, or to the next instruction.
    pub(super) fn line(&self) -> TokenStream {
        let mut reference = false;
        self.ahead_until(&mut |token| match token {
            TokenTree::Punct(sign) => {
                reference = sign.as_char() == '$';
                sign.as_char() == ';'
            }
            TokenTree::Ident(word) => !std::mem::take(&mut reference) && is_instruction(word),
            _ => false,
        })
    }
}

/// Whether a further word would be another one.
fn ends_word(text: &str) -> bool {
    match text.chars().next_back() {
        Some(last) => last.is_alphanumeric() || "_)}".contains(last),
        None => false,
    }
}

/// Whether nothing in it is more than a word.
fn is_word(text: &str) -> bool {
    for character in text.chars() {
        if !character.is_alphanumeric() && character != '_' {
            return false;
        }
    }
    true
}

/// A token as it stands in text, which `{NAME}` does without blanks.
fn written(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let mut text = String::from("{");
            for token in group.stream() {
                let part = written(&token);
                if text.ends_with(char::is_alphanumeric) && part.starts_with(char::is_alphanumeric)
                {
                    text.push(' ');
                }
                text += &part;
            }
            text + "}"
        }
        other => other.to_string(),
    }
}
