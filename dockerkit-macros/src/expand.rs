//! Calls of the builder → tokens: one statement for each instruction, as a person could have written it.

use std::cell::RefCell;

use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::LitStr;

use crate::ast::{Argument, Block, Call, Chain, Expr, File, Stage, Statement, Target, identifier};
use crate::by_name::ByName;
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
    let kind = if file.is_fragment {
        "Steps"
    } else {
        "Dockerfile"
    };
    let mut start = expand.chain(&Chain::new(here, kind, "new", Vec::new()));
    expand.calls(&file.directives).to_tokens(&mut start);
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
    /// The variable that holds the Dockerfile, or the steps of a fragment.
    file: Ident,
    checks: RefCell<Checks>,
}

/// The constants by which literals are looked at when the program is compiled: one for each that is different.
#[derive(Default)]
struct Checks {
    seen: ByName,
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
        each(statements, &|statement| self.statement(statement))
    }

    fn statement(&self, statement: &Statement) -> TokenStream {
        let file = &self.file;
        match statement {
            Statement::Stage(stage) => self.stage(stage),
            Statement::Instruction(instruction) => {
                let value = self.argument(&instruction.value);
                let span = instruction.keyword.span();
                if is_of_values(&instruction.value) {
                    let library = self.library;
                    quote_spanned!(span=> #file.splice(#library::unless_empty(#value));)
                } else {
                    quote_spanned!(span=> #file.add(#value);)
                }
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
        let branches = each(&block.branches, &|branch| {
            let head = &branch.head;
            let statements = self.statements(&branch.statements);
            quote!(#head { #statements })
        });
        let keyword = &block.keyword;
        match &block.subject {
            Some(subject) => quote!(#keyword #subject { #branches }),
            None => branches,
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
        self.calls(&chain.calls).to_tokens(&mut tokens);
        tokens
    }

    fn calls(&self, calls: &[Call]) -> TokenStream {
        each(calls, &|call| {
            let method = &call.method;
            let arguments = self.arguments(&call.arguments);
            quote_spanned!(method.span()=> .#method(#arguments))
        })
    }

    fn arguments(&self, arguments: &[Argument]) -> TokenStream {
        separated(arguments, &|argument| self.argument(argument))
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
            Argument::Joined(parts) => {
                let parts = separated(parts, &|part| match part {
                    Argument::Text(literal) => {
                        quote_spanned!(literal.span()=> <::std::string::String as ::core::convert::From<_>>::from(#literal))
                    }
                    value => self.argument(value),
                });
                quote!(<[_]>::concat(&[#parts]))
            }
        }
    }

    /// An array. Where a value is among its items, which may be several, a vector of what the place wants.
    fn list(&self, target: Target, items: &[Argument]) -> TokenStream {
        let value = |item: &Argument| matches!(item, Argument::Splice(..));
        if items.is_empty() {
            let kind = self.target(target);
            return quote!(::std::vec::Vec::<#kind>::new());
        }
        if !items.iter().any(value) {
            let text = |item: &Argument| matches!(item, Argument::Text(_));
            let chain = |item: &Argument| matches!(item, Argument::Chain(_));
            let uniform = items.iter().all(text)
                || (target != Target::FILE_SOURCE && items.iter().all(chain));
            let items = separated(items, &|item| self.item(target, item, uniform));
            return quote!([#items]);
        }
        let list = |item: &Argument| match item {
            Argument::Splice(_, Expr { open, tokens, .. }) => {
                let (library, kind) = (located(self.library, *open), self.target(target));
                quote_spanned!(*open=> #library::splice::<::std::vec::Vec<#kind>>(#tokens))
            }
            item => {
                let item = self.item(target, item, false);
                quote!(<::std::vec::Vec<_> as ::core::convert::From<_>>::from([#item]))
            }
        };
        if let [item] = items {
            return list(item);
        }
        let lists = separated(items, &list);
        quote!(<[_]>::concat(&[#lists]))
    }

    /// An item of a list, made what the place wants unless all are alike.
    fn item(&self, target: Target, item: &Argument, uniform: bool) -> TokenStream {
        let tokens = self.argument(item);
        let span = match item {
            _ if uniform => return tokens,
            Argument::Text(literal) | Argument::Word(_, literal) => literal.span(),
            Argument::Typed(_, word) => word.as_ref().map_or_else(Span::call_site, Ident::span),
            // A file or a pattern; others are what the place wants.
            Argument::Chain(chain) if target == Target::FILE_SOURCE => chain.span,
            // It is made what the place wants already.
            _ => return tokens,
        };
        let kind = self.target(target);
        quote_spanned!(span=> <#kind as ::core::convert::From<_>>::from(#tokens))
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
        let both = format!("{kind} {}", literal.value());
        if !self.checks.borrow_mut().seen.add(&both) {
            return;
        }
        let library = self.library;
        let kind = Ident::new(kind, Span::call_site());
        let kind = quote!(#library::#kind);
        // In `<…>`, what rustc says of the call is said of the literal alone, and not of this macro.
        let call = quote_spanned!(literal.span()=> <#kind>::from_static(#literal));
        let constant = quote!(const _: #kind = #call;);
        constant.to_tokens(&mut self.checks.borrow_mut().tokens);
    }

    /// Where the library has the words of a set by their names; one of them, or else what stands in its place.
    fn words(&self, set: &str, word: Option<&Ident>, other: &str) -> TokenStream {
        let library = self.library;
        let here = |name: &str| Ident::new(name, library.span());
        let set = here(set);
        let word = word.cloned().unwrap_or_else(|| here(other));
        quote!(#library::__words::#set::#word)
    }

    /// A word of a closed set, by its name in the library.
    fn word(&self, kind: &'static str, literal: &LitStr) -> TokenStream {
        let span = literal.span();
        let library = self.library;
        let Some(set) = words::closed(kind) else {
            self.check(kind, literal);
            let name = Ident::new(kind, Span::call_site());
            return quote_spanned!(span=> #library::#name::from_static(#literal));
        };
        let word = literal.value().replace('-', "_");
        self.words(set.module, Some(&identifier(&word, span)), "")
    }
}

/// What each of them is made, one behind the other.
fn each<T>(items: &[T], one: &dyn Fn(&T) -> TokenStream) -> TokenStream {
    let mut tokens = TokenStream::new();
    for item in items {
        one(item).to_tokens(&mut tokens);
    }
    tokens
}

/// What each of them is made, between commas.
fn separated(items: &[Argument], one: &dyn Fn(&Argument) -> TokenStream) -> TokenStream {
    let mut tokens = TokenStream::new();
    let mut first = true;
    for item in items {
        if !first {
            Punct::new(',', Spacing::Alone).to_tokens(&mut tokens);
        }
        first = false;
        one(item).to_tokens(&mut tokens);
    }
    tokens
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

/// Whether all that an instruction lists are values, which may be none.
fn is_of_values(value: &Argument) -> bool {
    let Argument::Chain(chain) = value else {
        return false;
    };
    let is_value = |it: &Argument| matches!(it, Argument::Splice(..));
    match (chain.constructor, chain.arguments.as_slice()) {
        (("Env" | "Label", "from"), _) => chain.calls.iter().all(|call| call.method == "and_all"),
        (("CopyFiles" | "AddFiles" | "Expose" | "Volume", _), [Argument::List(_, items), ..]) => {
            items.iter().all(is_value)
        }
        _ => false,
    }
}
