//! Calls of the builder → tokens: one statement for each instruction, as a person could have written it.

use std::cell::RefCell;
use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::LitStr;

use crate::ast::{Argument, Block, Call, Chain, Expr, File, Stage, Statement, Target, identifier};
use crate::problems::Problems;
use crate::words;

/// The expression for a whole file. Whatever is wrong with it, it is a `Dockerfile`.
pub(crate) fn file(library: &Ident, file: &File, problems: &Problems) -> TokenStream {
    let expand = Expand {
        library,
        file: Ident::new("file", Span::mixed_site()),
        checks: RefCell::default(),
    };
    let variable = &expand.file;
    let here = library.span();
    let start = Chain::new(here, "Dockerfile", "new", Vec::new());
    let mut start = expand.chain(&start);
    start.extend(expand.calls(&file.directives));
    let statements = expand.statements(&file.statements);
    let stages = expand.stages(file);
    let checks = expand.checks.into_inner().tokens;
    let errors = problems.tokens();
    if statements.is_empty() {
        return quote!({ #errors #checks #start });
    }
    // What is wrong stands last: an editor compares two expansions, and looks how far from the start a word is.
    quote!({
        #stages
        #[allow(unused_mut)]
        let mut #variable = #start;
        #statements
        #checks
        #errors
        #variable
    })
}

struct Expand<'a> {
    /// dockerkit, whatever the crate calls it.
    library: &'a Ident,
    /// The variable that holds the Dockerfile.
    file: Ident,
    checks: RefCell<Checks>,
}

/// The constants by which literals are looked at when the program is compiled: one for each that is different.
#[derive(Default)]
struct Checks {
    names: HashMap<(&'static str, String), Ident>,
    tokens: TokenStream,
}

impl Expand<'_> {
    /// The names of stages as those of fields, which is all that an editor sees of them: variables are not what they are
    /// called, so that none of the user's is hidden.
    fn stages(&self, file: &File) -> TokenStream {
        let File { stages, uses, .. } = file;
        if stages.is_empty() {
            return TokenStream::new();
        }
        let library = self.library;
        let uses = uses.iter().map(|name| {
            let field = name.as_ref().map(|name| quote!(.#name));
            quote!(let _ = &stages #field;)
        });
        quote!(
            #[allow(dead_code, non_snake_case)]
            const _: () = {
                struct Stages { #(#stages: #library::StageRef),* }
                fn uses(stages: Stages) { #(#uses)* let _ = &stages; }
            };
        )
    }

    fn statements(&self, statements: &[Statement]) -> TokenStream {
        let mut tokens = TokenStream::new();
        for statement in statements {
            tokens.extend(self.statement(statement));
        }
        tokens
    }

    fn statement(&self, statement: &Statement) -> TokenStream {
        let file = &self.file;
        match statement {
            Statement::Stage(stage) => self.stage(stage),
            Statement::Instruction(instruction) => {
                let value = self.argument(&instruction.value);
                quote_spanned!(instruction.keyword.span()=> #file.add(#value);)
            }
            Statement::Splice(Expr { open, tokens, .. }) => {
                quote_spanned!(*open=> #file.splice(#tokens);)
            }
            Statement::Let(tokens) => tokens.clone(),
            Statement::Word(word) => {
                let path = self.words("instruction", word.as_ref(), "UnknownOrMissing");
                quote!(let _: #path;)
            }
            Statement::Block(block) => self.block(block),
        }
    }

    fn stage(&self, stage: &Stage) -> TokenStream {
        let file = &self.file;
        let value = self.chain(&stage.value);
        let Some((binding, place)) = &stage.binding else {
            return quote!(let _ = #file.begin(#value););
        };
        let binding = binding_at(binding, *place);
        quote!(#[allow(unused_variables)] let #binding = #file.begin(#value);)
    }

    fn block(&self, block: &Block) -> TokenStream {
        let branches = block.branches.iter().map(|branch| {
            let head = &branch.head;
            let statements = self.statements(&branch.statements);
            quote!(#head { #statements })
        });
        let keyword = &block.keyword;
        match &block.subject {
            Some(subject) => quote!(#keyword #subject { #(#branches)* }),
            None => branches.collect(),
        }
    }

    fn chain(&self, chain: &Chain) -> TokenStream {
        let span = chain.span;
        let library = self.library;
        let (kind, function) = chain.constructor;
        let function = Ident::new(function, span);
        let arguments = self.arguments(&chain.arguments);
        // A function of the crate, or else of a type.
        let mut tokens = if kind.is_empty() {
            quote_spanned!(span=> #library::#function(#arguments))
        } else {
            // By its keyword, which an editor takes for the first thing that a word is.
            let name = match words::keyword(kind) {
                Some(keyword) => {
                    let keyword = Ident::new(keyword, span);
                    quote!(__words::#keyword)
                }
                None => Ident::new(kind, span).into_token_stream(),
            };
            // The place of a stage is where its constructor is called, which must not be where the macro is.
            if kind == "Stage" {
                quote_spanned!(span=> <#library::#name>::#function(#arguments))
            } else {
                quote_spanned!(span=> #library::#name::#function(#arguments))
            }
        };
        tokens.extend(self.calls(&chain.calls));
        tokens
    }

    fn calls(&self, calls: &[Call]) -> TokenStream {
        let calls = calls.iter().map(|call| {
            let method = &call.method;
            let arguments = self.arguments(&call.arguments);
            quote_spanned!(method.span()=> .#method(#arguments))
        });
        calls.collect()
    }

    fn arguments(&self, arguments: &[Argument]) -> TokenStream {
        let arguments = arguments.iter().map(|argument| self.argument(argument));
        quote!(#(#arguments),*)
    }

    fn argument(&self, argument: &Argument) -> TokenStream {
        match argument {
            Argument::Text(literal) => literal.to_token_stream(),
            Argument::Checked(kind, literal) => {
                self.check(kind, literal);
                literal.to_token_stream()
            }
            Argument::Word(kind, literal) => self.word(kind, literal),
            Argument::Typed(set, Some(word)) => self.words(set, Some(word), ""),
            Argument::Typed(set, None) => {
                let path = self.words(set, None, "unknown_or_missing");
                quote!(#path())
            }
            Argument::Tokens(tokens) => tokens.clone(),
            Argument::Expr(expr) => expr.tokens.clone(),
            Argument::Splice(target, expr) => self.splice(*target, &expr.tokens, expr.open),
            Argument::Stage(name) => name.literal().into_token_stream(),
            Argument::Handle(binding, span) => {
                let binding = binding_at(binding, *span);
                quote_spanned!(*span=> &#binding)
            }
            Argument::Chain(chain) => self.chain(chain),
            Argument::List(target, items) => self.list(*target, items),
        }
    }

    /// An array. Where its items are not of one type, each is made what the place wants.
    fn list(&self, target: Target, items: &[Argument]) -> TokenStream {
        let text = |item: &Argument| matches!(item, Argument::Text(_));
        let chain = |item: &Argument| matches!(item, Argument::Chain(_));
        let uniform = items.iter().all(text) || items.iter().all(chain);
        let items = items.iter().map(|item| {
            let tokens = self.argument(item);
            let span = match item {
                _ if uniform => return tokens,
                Argument::Text(literal) => literal.span(),
                Argument::Chain(chain) => chain.span,
                // It is made what the place wants already.
                _ => return tokens,
            };
            if target == Target::Word {
                return self.splice(target, &tokens, span);
            }
            let kind = self.target(target);
            quote_spanned!(span=> <#kind as ::core::convert::From<_>>::from(#tokens))
        });
        quote!([#(#items),*])
    }

    fn splice(&self, target: Target, value: &TokenStream, span: Span) -> TokenStream {
        let library = self.library;
        let kind = self.target(target);
        let library = located(library, span);
        quote_spanned!(span=> #library::splice::<#kind>(#value))
    }

    fn target(&self, target: Target) -> TokenStream {
        let library = self.library;
        let here = |kind| Ident::new(kind, Span::call_site());
        match target {
            Target::Type(kind) => {
                let kind = here(kind);
                quote!(#library::#kind)
            }
            Target::OrArg("u32") => quote!(#library::OrArg<::core::primitive::u32>),
            Target::OrArg("bool") => quote!(#library::OrArg<::core::primitive::bool>),
            Target::OrArg(kind) => {
                let kind = here(kind);
                quote!(#library::OrArg<#library::#kind>)
            }
            Target::Word => quote!(::std::string::String),
        }
    }

    /// A constant that looks at a literal: one for each that is different.
    fn check(&self, kind: &'static str, literal: &LitStr) {
        let key = (kind, literal.value());
        if !self.checks.borrow().names.contains_key(&key) {
            self.constant(key, Ident::new("_", Span::call_site()), literal);
        }
    }

    /// Where the library has the words of a set by their names; one of them, or else what stands in its place.
    fn words(&self, set: &str, word: Option<&Ident>, other: &str) -> TokenStream {
        let library = self.library;
        let here = |name: &str| Ident::new(name, library.span());
        let set = here(set);
        let word = word.cloned().unwrap_or_else(|| here(other));
        quote!(#library::__words::#set::#word)
    }

    /// A word of a closed set: the library's own, or else the constant that looks at it. (A call could panic, and whatever
    /// is alive around it would have to be dropped then: code that costs more to compile than the constant.)
    fn word(&self, kind: &'static str, literal: &LitStr) -> TokenStream {
        let Some((set, words)) = words::set(kind) else {
            return self.looked_at(kind, literal).into_token_stream();
        };
        let text = literal.value();
        if words.contains(&text.as_str()) {
            return self.words(set, Some(&identifier(&text, literal.span())), "");
        }
        let path = self.words(set, None, "known_to_the_library");
        let constant = self.looked_at(kind, literal);
        quote!(#path(#constant))
    }

    fn looked_at(&self, kind: &'static str, literal: &LitStr) -> Ident {
        let key = (kind, literal.value());
        let known = self.checks.borrow().names.get(&key).cloned();
        let mut name = known.unwrap_or_else(|| {
            let taken = |name: &Ident| self.checks.borrow().names.values().any(|it| it == name);
            let mut name = constant_name(kind, &key.1, literal.span());
            while taken(&name) {
                name = Ident::new(&format!("{name}_"), literal.span());
            }
            self.constant(key, name.clone(), literal);
            name
        });
        name.set_span(literal.span());
        name
    }

    fn constant(&self, key: (&'static str, String), name: Ident, literal: &LitStr) {
        let span = literal.span();
        let library = self.library;
        let kind = Ident::new(key.0, Span::call_site());
        let looked_at = quote!(#library::#kind);
        let call = quote_spanned!(span=> <#looked_at>::from_static(#literal));
        let mut checks = self.checks.borrow_mut();
        checks
            .tokens
            .extend(quote!(const #name: #looked_at = #call;));
        checks.names.insert(key, name);
    }
}

/// `DOCKERKIT_SHARING_LOCKED`: constants have no hygiene, so that it is a name that nobody else has.
fn constant_name(kind: &str, value: &str, span: Span) -> Ident {
    let mut name = String::from("DOCKERKIT");
    for letter in kind.chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name.push('_');
    name.extend(value.chars().map(|it| {
        if it.is_ascii_alphanumeric() {
            it.to_ascii_uppercase()
        } else {
            '_'
        }
    }));
    Ident::new(&name, span)
}

/// The same name, for an error at this place.
fn located(name: &Ident, span: Span) -> Ident {
    let mut name = name.clone();
    name.set_span(name.span().located_at(span));
    name
}

/// The variable of a stage: none of the user's, whatever that is called.
fn binding_at(binding: &str, span: Span) -> Ident {
    Ident::new(binding, Span::mixed_site().located_at(span))
}
