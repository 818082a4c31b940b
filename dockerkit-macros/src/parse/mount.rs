//! Mounts: `cache(id = "models", target = "/models", sharing = locked)`.

use proc_macro2::{Delimiter, Ident, TokenTree};

use super::kinds::{CACHE, KINDS, Kind, Known, example};
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
        let kinds = KINDS.each_ref().map(|kind| kind.name);
        let Some(word) = self.ident() else {
            let help = format!("the kinds are {}", words::listed(&kinds));
            self.problem_here("the kind of the mount is missing", &help);
            return Some(Argument::Typed("mount", None));
        };
        let name = word.to_string();
        let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
            self.unknown_kind(&word, &kinds);
            let typed = words::is_typed(&name).then_some(word);
            return Some(Argument::Typed("mount", typed));
        };
        let mut options = Options::new(kind, word);
        let mut unclosed = false;
        if ['=', ',', ':'].iter().any(|sign| self.peek_punct(*sign)) {
            let help = format!("write `{}`", example(kind));
            let message = "the options of a mount stand in parentheses";
            self.problem_here(message, &help);
            self.until_flag();
            return None;
        }
        if let Some(group) = self.group(Delimiter::Parenthesis) {
            self.inside(&group, |parser| {
                while !parser.is_empty() {
                    parser.mount_option(&mut options);
                    if parser.is_empty() || parser.punct(',').is_some() {
                        continue;
                    }
                    if let Some(sign) = parser.punct(';') {
                        let message = "options are separated by `,`, and not by this";
                        parser.problems.on(sign, message, "write `,` for it");
                        continue;
                    }
                    if parser.peek_string() {
                        let message =
                            "an option needs its name, and a command stands behind the `)`";
                        let help = format!("write `{}`", example(kind));
                        parser.problem_here(message, &help);
                        parser.until_comma();
                        unclosed = true;
                        continue;
                    }
                    parser.problem_here("`,` is missing before this", "separate options by `,`");
                }
            });
            self.lost |= unclosed && self.rest().is_empty();
        } else if kind.first.is_some() && kind.without.is_none() {
            let help = format!("write `{}`", example(kind));
            // `cache["/x"]`, and no command in brackets.
            let command = self.ahead().nth(1).is_some_and(|it| it.to_string() != ";");
            if self.peek_group(Delimiter::Brace) || (self.peek_group(Delimiter::Bracket) && command)
            {
                let group = self.token();
                let message = "the options of a mount stand in parentheses";
                self.problems.on(group, message, &help);
                return None;
            }
            let message = format!("the options of the {name} mount are missing");
            self.problems.on(&options.word, &message, &help);
            if self.peek_ident().is_some() {
                self.until_flag();
            }
            return Some(Argument::Typed("mount", None));
        }
        Some(self.built(options))
    }

    fn unknown_kind(&mut self, word: &Ident, kinds: &[&str]) {
        let name = word.to_string();
        let help = match words::nearest(&name, kinds) {
            _ if name == "type" => {
                let written = self.ahead().nth(1).map(|it| it.to_string());
                let of_that = |kind: &&Kind| written.as_ref().is_some_and(|it| it == kind.name);
                let example = KINDS.iter().find(of_that).map_or(CACHE, example);
                format!("write the type as a name, and its options in parentheses: `{example}`")
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the kinds are {}", words::listed(kinds)),
        };
        let message = format!("unknown kind of mount `{name}`");
        self.problems.on(word, &message, &help);
        self.until_flag();
    }

    /// Goes to the next flag or to the command: what stands there belongs to a mount that cannot be read.
    fn until_flag(&mut self) {
        while !self.is_empty()
            && !self.peek_pair(['-', '-'])
            && !self.peek_string()
            && !self.peek_punct(';')
        {
            self.token();
        }
        self.lost = self.is_empty() || self.peek_punct(';');
    }

    fn mount_option(&mut self, options: &mut Options) {
        if self.peek_string() || self.peek_expr() || self.peek_first(options) {
            self.first_option(options);
            return;
        }
        let Some(name) = self.name(false) else {
            let token = self.token();
            let help = format!("write `{}`", example(options.kind));
            self.problems
                .on(token, "the name of an option is missing here", &help);
            self.until_comma();
            return;
        };
        let Some(Known(known, _, method, takes)) = options.kind.find(&name.text) else {
            self.unknown_option(options, &name);
            return;
        };
        if options.seen.contains(known) {
            let message = format!("`{known}` is given twice");
            self.problems
                .on(&name.tokens, &message, "take one of them out");
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
        let mut ahead = self.ahead();
        match ahead.next() {
            Some(TokenTree::Punct(sign)) => "/.~$".contains(sign.as_char()),
            Some(TokenTree::Ident(word)) => {
                let ends = ahead.next().is_none_or(|it| it.to_string() == ",");
                let known = options.kind.find(&word.to_string()).is_some();
                // Half a name is for rustc, and for editors.
                let name = word.to_string();
                let half = words::is_typed(&name)
                    || options.kind.names().iter().any(|it| it.starts_with(&name));
                let needed = options
                    .kind
                    .first
                    .is_some_and(|it| !options.seen.contains(&it));
                ends && !known && !half && needed && options.calls.is_empty()
            }
            _ => false,
        }
    }

    /// The option that needs no name.
    fn first_option(&mut self, options: &mut Options) {
        let span = self.here();
        let Some(first) = options.kind.first else {
            self.problem_here("an option needs its name", "write `id = \"default\"`");
            self.token();
            return;
        };
        if options.seen.contains(&first) {
            let message = format!("`{first}` is given twice");
            self.problems.at(
                span,
                &message,
                "write the name of the option, or take one out",
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
        let others = KINDS
            .iter()
            .filter(|other| other.find(&name.text).is_some())
            .map(|other| other.name);
        let others: Vec<_> = others.collect();
        let has = format!("a {} mount has {}", kind.name, words::listed(&kind.names()));
        if !others.is_empty() {
            let message = format!("a {} mount has no option `{}`", kind.name, name.text);
            let help = format!("it is an option of {}; {has}", words::listed(&others));
            self.problems.on(&name.tokens, &message, &help);
            return;
        }
        let modes = words::closed("Sharing").map(|set| set.words);
        if kind.name == "cache" && modes.is_some_and(|it| it.contains(&name.text.as_str())) {
            let message = format!("a cache mount has no option `{}`", name.text);
            let help = format!("did you mean `sharing = {}`?", name.text);
            self.problems.on(&name.tokens, &message, &help);
            return;
        }
        let names = kind.names();
        let near = words::nearest(&name.text, &names);
        let near = near.and_then(|near| kind.find(near));
        let start = names.iter().any(|known| known.starts_with(&name.text));
        if let Some(Known(known, _, method, _)) = near {
            if kind.first == Some(*known) || known != method || !is_method(&name.text) {
                let message = format!("a {} mount has no option `{}`", kind.name, name.text);
                let help = format!("did you mean `{known}`?");
                self.problems.on(&name.tokens, &message, &help);
                options.seen.push(known);
                return;
            }
        }
        if near.is_some() || (start && is_method(&name.text)) {
            // rustc says which method was meant, of half a target, too.
            let half = kind.first.filter(|first| first.starts_with(&name.text));
            options.seen.extend(half);
            options.calls.push(Call {
                method: Ident::new(&name.text.replace('-', "_"), name.span),
                arguments,
            });
            return;
        }
        let message = format!("a {} mount has no option `{}`", kind.name, name.text);
        self.problems.on(&name.tokens, &message, &has);
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
        let Some(name) = kind.first else {
            let mut chain = Chain::new(span, kind.builder, "new", Vec::new());
            chain.calls = calls;
            return chain.into();
        };
        if let (None, Some(without)) = (&first, kind.without.filter(|_| !seen.contains(&name))) {
            let mut chain = Chain::new(span, kind.builder, without, Vec::new());
            chain.calls = calls;
            return chain.into();
        }
        let first = first.unwrap_or_else(|| {
            if !seen.contains(&name) {
                let message = format!("the {name} of the {} mount is missing", kind.name);
                self.problems
                    .on(&word, &message, &format!("write `{}`", example(kind)));
            }
            Argument::Text(syn::LitStr::new("/missing", span))
        });
        let (constructor, first) = match first {
            Argument::Text(literal) if name == "target" => match literal.value().strip_prefix("~/")
            {
                Some(path) if kind.name == "cache" => (
                    "in_home",
                    Argument::Text(syn::LitStr::new(path, literal.span())),
                ),
                _ => ("new", Argument::Text(literal)),
            },
            other => ("new", other),
        };
        let mut chain = Chain::new(span, kind.builder, constructor, vec![first]);
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
