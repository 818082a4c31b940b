//! Mounts: `cache(id = "models", target = "/models", sharing = locked)`.

use proc_macro2::{Delimiter, Ident, TokenTree};
use quote::ToTokens;
use syn::LitStr;

use super::kinds::{CACHE, KINDS, Kind, Known, example, kind, kind_names};
use super::tokens::Parser;
use super::value::wanted;
use crate::ast::{Argument, Call, Chain, Name};
use crate::words;

impl Parser<'_, '_> {
    /// What stands behind `--mount=`.
    pub(super) fn mount(&mut self) -> Option<Argument> {
        if self.peek_expr() {
            return self.expr().map(Argument::Expr);
        }
        let Some(word) = self.ident() else {
            self.problem_here(
                &"the kind of the mount is missing",
                &format_args!("the kinds are {}", words::listed(&kind_names())),
            );
            return Some(Argument::Typed("mount", None));
        };
        let name = word.to_string();
        let Some(kind) = kind(&name) else {
            self.unknown_kind(&word);
            let typed = words::is_typed(&name).then_some(word);
            return Some(Argument::Typed("mount", typed));
        };
        let mut options = Options::new(kind, word);
        let mut unclosed = false;
        if self.peek_any("=,:") {
            self.problem_here(
                &"the options of a mount stand in parentheses",
                &format_args!("write `{}`", example(kind)),
            );
            self.until_flag();
            return None;
        }
        if let Some(group) = self.group(Delimiter::Parenthesis) {
            let mut inside = self.inside(&group);
            while !inside.is_empty() {
                inside.mount_option(&mut options);
                if inside.is_empty() || inside.punct(',').is_some() {
                    continue;
                }
                if let Some(sign) = inside.punct(';') {
                    inside.problems.on(
                        &sign,
                        &"options are separated by `,`, and not by this",
                        &"write `,` for it",
                    );
                } else if inside.peek_string() {
                    inside.problem_here(
                        &"an option needs its name, and a command stands behind the `)`",
                        &format_args!("write `{}`", example(kind)),
                    );
                    inside.until_comma();
                    unclosed = true;
                } else {
                    inside.problem_here(&"`,` is missing before this", &"separate options by `,`");
                }
            }
            self.lost |= unclosed && self.rest().is_empty();
        } else if kind.first.is_some() && kind.without.is_none() {
            let help = format!("write `{}`", example(kind));
            // `cache["/x"]`, and no command in brackets.
            let command = self.ahead(1).is_some_and(|it| it.to_string() != ";");
            if self.peek_group(Delimiter::Brace) || (self.peek_group(Delimiter::Bracket) && command)
            {
                let group = self.token();
                self.problems.on(
                    &group,
                    &"the options of a mount stand in parentheses",
                    &help,
                );
                return None;
            }
            self.problems.on(
                &options.word,
                &format_args!("the options of the {name} mount are missing"),
                &help,
            );
            if self.peek_ident().is_some() {
                self.until_flag();
            }
            return Some(Argument::Typed("mount", None));
        }
        Some(self.built(options))
    }

    fn unknown_kind(&mut self, word: &Ident) {
        let name = word.to_string();
        let help = match words::nearest(&name, &kind_names()) {
            _ if name == "type" => {
                let written = self.ahead(1).into_token_stream().to_string();
                let example = kind(&written).map_or(CACHE, example);
                format!("write the type as a name, and its options in parentheses: `{example}`")
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the kinds are {}", words::listed(&kind_names())),
        };
        self.problems
            .on(word, &format_args!("unknown kind of mount `{name}`"), &help);
        self.until_flag();
    }

    /// Goes to the next flag or to the command: what stands there belongs to a mount that cannot be read.
    fn until_flag(&mut self) {
        while !self.ends() && !self.peek_pair(['-', '-']) && !self.peek_string() {
            self.token();
        }
        self.lost = self.ends();
    }

    fn mount_option(&mut self, options: &mut Options) {
        if self.peek_string() || self.peek_expr() || self.peek_first(options) {
            self.first_option(options);
            return;
        }
        let Some(name) = self.name(false) else {
            let token = self.token();
            self.problems.on(
                &token,
                &"the name of an option is missing here",
                &format_args!("write `{}`", example(options.kind)),
            );
            self.until_comma();
            return;
        };
        let Some(Known(known, _, method, takes)) = options.kind.find(&name.text) else {
            self.unknown_option(options, &name);
            return;
        };
        if options.seen.contains(known) {
            self.problems.on(
                &name.tokens,
                &format_args!("`{known}` is given twice"),
                &"take one of them out",
            );
        }
        options.seen.push(known);
        let Some(mut call) = self.option("", &name, *takes, method) else {
            self.until_comma();
            return;
        };
        if options.kind.first == Some(*known) {
            options.first = call.arguments.pop();
        } else {
            options.calls.push(call);
        }
    }

    /// Whether the option that needs no name stands here, but is not written as a string: `/models`, `token`.
    fn peek_first(&self, options: &Options) -> bool {
        match self.ahead(0) {
            Some(TokenTree::Punct(sign)) => "/.~$".contains(sign.as_char()),
            Some(TokenTree::Ident(word)) => {
                let ends = self.ahead(1).is_none_or(|it| it.to_string() == ",");
                let name = word.to_string();
                // Half a name is for rustc, and for editors.
                let half = words::is_typed(&name) || words::are_begun(&options.kind.names(), &name);
                let needed = match options.kind.first {
                    Some(first) => !options.seen.contains(&first),
                    None => false,
                };
                let known = options.kind.find(&name).is_some();
                ends && !known && !half && needed && options.calls.is_empty()
            }
            _ => false,
        }
    }

    /// The option that needs no name.
    fn first_option(&mut self, options: &mut Options) {
        let span = self.here();
        let Some(first) = options.kind.first else {
            self.problem_here(&"an option needs its name", &"write `id = \"default\"`");
            self.token();
            return;
        };
        if options.seen.contains(&first) {
            self.problems.at(
                span,
                &format_args!("`{first}` is given twice"),
                &"write the name of the option, or take one out",
            );
            self.until_comma();
            return;
        }
        options.seen.push(first);
        let what = format!("the {first}");
        options.first = self.text(wanted(&what, "`\"/models\"`"));
    }

    fn unknown_option(&mut self, options: &mut Options, name: &Name) {
        let kind = options.kind;
        let arguments = self.lenient_value();
        if let Some(method) = name.typed() {
            options.calls.push(Call { method, arguments });
            return;
        }
        let mut others = Vec::new();
        for other in &KINDS {
            if other.find(&name.text).is_some() {
                others.push(other.name);
            }
        }
        let names = kind.names();
        let near = words::nearest(&name.text, &names).and_then(|near| kind.find(near));
        let is_method = is_method(&name.text);
        let has = format!("a {} mount has {}", kind.name, words::listed(&names));
        let help = match near {
            _ if !others.is_empty() => {
                format!("it is an option of {}; {has}", words::listed(&others))
            }
            _ if kind.name == "cache" && words::SHARING.contains(&name.text.as_str()) => {
                format!("did you mean `sharing = {}`?", name.text)
            }
            Some(Known(known, _, method, _))
                if kind.first == Some(*known) || known != method || !is_method =>
            {
                options.seen.push(known);
                format!("did you mean `{known}`?")
            }
            None if !is_method || !words::are_begun(&names, &name.text) => has,
            _ => {
                // rustc says which method was meant, of half a target, too.
                if let Some(first) = kind.first {
                    if first.starts_with(&name.text) {
                        options.seen.push(first);
                    }
                }
                options.calls.push(Call {
                    method: Ident::new(&name.text.replace('-', "_"), name.span),
                    arguments,
                });
                return;
            }
        };
        self.problems.on(
            &name.tokens,
            &format_args!("a {} mount has no option `{}`", kind.name, name.text),
            &help,
        );
    }

    fn until_comma(&mut self) {
        while !self.is_empty() && !self.peek_punct(',') {
            self.token();
        }
    }

    /// The mount; without the option that it needs, one that keeps the rest alive.
    fn built(&mut self, options: Options) -> Argument {
        let Options {
            kind,
            word,
            first,
            calls,
            seen,
        } = options;
        let span = word.span();
        let (constructor, arguments) = match (kind.first, first) {
            (None, _) => ("new", Vec::new()),
            (Some(_), Some(Argument::Text(literal))) if kind.name == "cache" => {
                let (constructor, literal) = match literal.value().strip_prefix("~/") {
                    Some(path) => ("in_home", LitStr::new(path, literal.span())),
                    None => ("new", literal),
                };
                (constructor, vec![Argument::Text(literal)])
            }
            (Some(_), Some(first)) => ("new", vec![first]),
            (Some(name), None) => match kind.without {
                Some(without) if !seen.contains(&name) => (without, Vec::new()),
                _ => {
                    if !seen.contains(&name) {
                        self.problems.on(
                            &word,
                            &format_args!("the {name} of the {} mount is missing", kind.name),
                            &format_args!("write `{}`", example(kind)),
                        );
                    }
                    let missing = LitStr::new("/missing", span);
                    ("new", vec![Argument::Text(missing)])
                }
            },
        };
        let mut chain = Chain::new(span, kind.builder, constructor, arguments);
        chain.calls = calls;
        chain.into()
    }
}

/// Whether it can be the name of a method, which no word of Rust's can.
pub(super) fn is_method(name: &str) -> bool {
    syn::parse_str::<Ident>(&name.replace('-', "_")).is_ok()
}

/// What was read of a mount.
struct Options {
    kind: &'static Kind,
    word: Ident,
    first: Option<Argument>,
    calls: Vec<Call>,
    seen: Vec<&'static str>,
}

impl Options {
    fn new(kind: &'static Kind, word: Ident) -> Self {
        Self {
            kind,
            word,
            first: None,
            calls: Vec::new(),
            seen: Vec::new(),
        }
    }
}
