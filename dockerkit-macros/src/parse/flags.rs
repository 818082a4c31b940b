//! Flags: `--link`, `--chown="1001:1001"`, `--mount=cache(…)`.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};

use super::mount::is_method;
use super::option::Takes;
use super::tokens::Parser;
use crate::ast::{Argument, Call, Name};
use crate::words::{self, INSTRUCTIONS};

const FILES: [(&str, Takes); 4] = [
    ("chown", Takes::Owner),
    ("chmod", Takes::Mode),
    ("link", Takes::Nothing),
    ("exclude", Takes::Plain),
];

/// The flags of each instruction, as the builder's methods are called with `-` for `_`.
fn flags(keyword: &str) -> &'static [(&'static str, Takes)] {
    match keyword {
        "FROM" => &[
            ("platform", Takes::Checked("Platform")),
            ("base-user", Takes::User),
        ],
        "RUN" => &[
            ("cache", Takes::Preset),
            ("mount", Takes::Mount),
            ("network", Takes::Word("Network")),
            ("security", Takes::Word("Security")),
            ("device", Takes::Device),
        ],
        "COPY" => &[("from", Takes::Source), ("parents", Takes::Nothing)],
        "ADD" => &[
            ("keep-git-dir", Takes::Nothing),
            ("checksum", Takes::Text),
            ("unpack", Takes::NothingOr("keep_packed")),
        ],
        "HEALTHCHECK" => &[
            ("interval", Takes::Duration),
            ("timeout", Takes::Duration),
            ("start-period", Takes::Duration),
            ("start-interval", Takes::Duration),
            ("retries", Takes::Number),
        ],
        _ => &[],
    }
}

fn known(keyword: &str) -> Vec<(&'static str, Takes)> {
    let common: &[_] = if ["COPY", "ADD"].contains(&keyword) {
        &FILES
    } else {
        &[]
    };
    flags(keyword).iter().chain(common).copied().collect()
}

impl Parser<'_, '_> {
    /// The flags of an instruction.
    pub(super) fn flags(&mut self, keyword: &str) -> Vec<Call> {
        let known = known(keyword);
        let mut calls = Vec::new();
        let mut seen = Vec::new();
        while let Some(dashes) = self.pair(['-', '-']).or_else(|| self.single_dash(&known)) {
            let Some(name) = self.flag_name() else {
                let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
                let help = format!("`{keyword}` has {}", flag_list(&names));
                self.problems
                    .on(dashes, "the name of a flag is missing behind `--`", &help);
                continue;
            };
            let found = known.iter().find(|(known, _)| *known == name.text);
            let Some((word, takes)) = found else {
                calls.extend(self.unknown_flag(keyword, &known, &name));
                continue;
            };
            if seen.contains(word) && !["mount", "cache", "device", "exclude"].contains(word) {
                let message = format!("`--{word}` is given twice");
                self.problems
                    .on(&name.tokens, &message, "take one of them out");
            }
            seen.push(*word);
            calls.extend(self.option("--", &name, *takes, &name.text.replace('-', "_")));
            if let Takes::Preset = takes {
                self.other_managers();
            }
        }
        calls
    }

    /// `from=build` or `-from=build`, which is said here.
    fn single_dash(&mut self, known: &[(&'static str, Takes)]) -> Option<TokenStream> {
        if let (Some(name), Some(TokenTree::Punct(equals))) =
            (self.peek_ident(), self.ahead().nth(1))
        {
            let found = known.iter().any(|(known, _)| name == known);
            if !found || equals.as_char() != '=' || equals.spacing() == Spacing::Joint {
                return None;
            }
            let message = format!("`--` is missing before the flag `{name}`");
            self.problems
                .on(&name, &message, &format!("write `--{name}`"));
            return Some(TokenStream::new());
        }
        let name = match (self.peek_punct('-'), self.ahead().nth(1)) {
            (true, Some(TokenTree::Ident(name))) => name.to_string(),
            _ => return None,
        };
        let (found, _) = known.iter().find(|(known, _)| *known == name)?;
        let dash = self.punct('-')?;
        let help = format!("write `--{found}`");
        self.problems
            .on(&dash, "a flag starts with two dashes", &help);
        Some(TokenTree::from(dash).into())
    }

    /// `--cache=pip,uv`
    fn other_managers(&mut self) {
        while let Some(comma) = self.punct(',') {
            let next = self.name(false);
            let manager = next.map_or_else(|| "uv".to_owned(), |name| name.text);
            let help = format!("write a flag for each: `--cache={manager}`");
            self.problems
                .on(comma, "`--cache` takes one package manager", &help);
        }
    }

    /// A flag that is not known: if it is nearly one, or the start of one, rustc says so, on a method of that name.
    fn unknown_flag(
        &mut self,
        keyword: &str,
        known: &[(&'static str, Takes)],
        name: &Name,
    ) -> Option<Call> {
        let arguments = self.lenient_value();
        if let Some(method) = name.typed() {
            return Some(Call { method, arguments });
        }
        let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        let near = words::nearest(&name.text, &names);
        if let Some(near) = near.filter(|near| near.contains('-') || !is_method(&name.text)) {
            let message = format!("`{keyword}` has no flag `--{}`", name.text);
            self.problems
                .on(&name.tokens, &message, &format!("did you mean `--{near}`?"));
            return None;
        }
        let start = names.iter().any(|known| known.starts_with(&name.text));
        if near.is_some() || (start && is_method(&name.text)) {
            return Some(Call {
                method: Ident::new(&name.text.replace(['-', '.'], "_"), name.span),
                arguments,
            });
        }
        let has = |instruction: &&&str| {
            let flags = self::known(instruction);
            flags.iter().any(|(known, _)| *known == name.text)
        };
        let help = match INSTRUCTIONS.iter().find(has) {
            Some(other) => format!(
                "it is a flag of `{other}`; `{keyword}` has {}",
                flag_list(&names)
            ),
            None => format!("`{keyword}` has {}", flag_list(&names)),
        };
        let message = format!("`{keyword}` has no flag `--{}`", name.text);
        self.problems.on(&name.tokens, &message, &help);
        None
    }

    /// The value of something unknown, whatever it is.
    pub(super) fn lenient_value(&mut self) -> Vec<Argument> {
        if self.punct('=').is_none() {
            return Vec::new();
        }
        let value = if self.peek_expr() {
            self.expr().map(Argument::Expr)
        } else if let Some(name) = self.name(true) {
            self.group(Delimiter::Parenthesis);
            Some(Argument::Text(name.literal()))
        } else if let Some(string) = self.string() {
            Some(Argument::Text(string))
        } else {
            let number = self.literal();
            number.map(|literal| {
                Argument::Text(syn::LitStr::new(&literal.to_string(), literal.span()))
            })
        };
        value.into_iter().collect()
    }
}

fn flag_list(names: &[&str]) -> String {
    if names.is_empty() {
        return "no flags".to_owned();
    }
    let flags: Vec<_> = names.iter().map(|name| format!("--{name}")).collect();
    words::listed(&flags.iter().map(String::as_str).collect::<Vec<_>>())
}
