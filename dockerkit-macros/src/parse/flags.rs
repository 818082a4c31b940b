//! Flags: `--link`, `--chown="1001:1001"`, `--mount=cache(…)`.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::LitStr;

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
    let mut known = flags(keyword).to_vec();
    if ["COPY", "ADD"].contains(&keyword) {
        known.extend_from_slice(&FILES);
    }
    known
}

/// One of them.
fn find(known: &[(&'static str, Takes)], name: &str) -> Option<(&'static str, Takes)> {
    for flag in known {
        if flag.0 == name {
            return Some(*flag);
        }
    }
    None
}

fn names(known: &[(&'static str, Takes)]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (name, _) in known {
        names.push(*name);
    }
    names
}

impl Parser<'_, '_> {
    /// The flags of an instruction.
    pub(super) fn flags(&mut self, keyword: &str) -> Vec<Call> {
        let known = known(keyword);
        let mut calls = Vec::new();
        let mut seen = Vec::new();
        while let Some(dashes) = self.pair(['-', '-']).or_else(|| self.single_dash(&known)) {
            let Some(name) = self.flag_name() else {
                self.problems.on(
                    &dashes,
                    &"the name of a flag is missing behind `--`",
                    &format_args!("`{keyword}` has {}", flag_list(&names(&known))),
                );
                continue;
            };
            let Some((word, takes)) = find(&known, &name.text) else {
                calls.extend(self.unknown_flag(keyword, &known, &name));
                continue;
            };
            if seen.contains(&word) && !["mount", "cache", "device", "exclude"].contains(&word) {
                self.problems.on(
                    &name.tokens,
                    &format_args!("`--{word}` is given twice"),
                    &"take one of them out",
                );
            }
            seen.push(word);
            calls.extend(self.option("--", &name, takes, &name.text.replace('-', "_")));
            if let Takes::Preset = takes {
                self.other_managers();
            }
        }
        calls
    }

    /// `from=build` or `-from=build`, which is said here.
    fn single_dash(&mut self, known: &[(&'static str, Takes)]) -> Option<TokenStream> {
        let next = self.ahead(1);
        if let (Some(name), Some(TokenTree::Punct(equals))) = (self.peek_ident(), &next) {
            find(known, &name.to_string())?;
            if equals.as_char() != '=' || equals.spacing() == Spacing::Joint {
                return None;
            }
            self.problems.on(
                &name,
                &format_args!("`--` is missing before the flag `{name}`"),
                &format_args!("write `--{name}`"),
            );
            return Some(TokenStream::new());
        }
        let Some(TokenTree::Ident(name)) = next else {
            return None;
        };
        let (found, _) = find(known, &name.to_string())?;
        let dash = self.punct('-')?;
        self.problems.on(
            &dash,
            &"a flag starts with two dashes",
            &format_args!("write `--{found}`"),
        );
        Some(dash.into_token_stream())
    }

    /// `--cache=pip,uv`
    fn other_managers(&mut self) {
        while let Some(comma) = self.punct(',') {
            let manager = match self.name(false) {
                Some(name) => name.text,
                None => "uv".to_owned(),
            };
            self.problems.on(
                &comma,
                &"`--cache` takes one package manager",
                &format_args!("write a flag for each: `--cache={manager}`"),
            );
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
        let names = names(known);
        let near = words::nearest(&name.text, &names);
        let is_method = is_method(&name.text);
        let help = match near {
            Some(near) if near.contains('-') || !is_method => format!("did you mean `--{near}`?"),
            _ if near.is_some() || (is_method && words::are_begun(&names, &name.text)) => {
                let method = name.text.replace('-', "_");
                return Some(Call {
                    method: Ident::new(&method, name.span),
                    arguments,
                });
            }
            _ => {
                let mut other = String::new();
                for instruction in INSTRUCTIONS {
                    if find(&self::known(instruction), &name.text).is_some() {
                        other = format!("it is a flag of `{instruction}`; ");
                        break;
                    }
                }
                format!("{other}`{keyword}` has {}", flag_list(&names))
            }
        };
        self.problems.on(
            &name.tokens,
            &format_args!("`{keyword}` has no flag `--{}`", name.text),
            &help,
        );
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
        } else if let Some(number) = self.literal() {
            let text = LitStr::new(&number.to_string(), number.span());
            Some(Argument::Text(text))
        } else {
            None
        };
        match value {
            Some(value) => vec![value],
            None => Vec::new(),
        }
    }
}

fn flag_list(names: &[&str]) -> String {
    if names.is_empty() {
        return "no flags".to_owned();
    }
    words::listed_as("--", names)
}
