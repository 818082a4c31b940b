//! What a `dockerfile!` says: calls of the builder that are still to be written.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::LitStr;

/// The whole input.
#[derive(Default)]
pub(crate) struct File {
    pub(crate) directives: Vec<Call>,
    pub(crate) statements: Vec<Statement>,
    /// Steps that are to be put into a stage elsewhere, and no file: `check` knows.
    pub(crate) is_fragment: bool,
    /// The names of stages, each where it is given first.
    pub(crate) stages: Vec<Ident>,
    /// Where they stand once more, in order; nothing for one that is unknown.
    pub(crate) uses: Vec<Option<Ident>>,
}

pub(crate) enum Statement {
    /// `FROM …`, which opens a stage.
    Stage(Stage),
    /// Any other instruction, or a comment.
    Instruction(Instruction),
    /// `(expr);`
    Splice(Expr),
    /// `@let …;`, verbatim.
    Let(TokenStream),
    /// `@if`, `@for` and `@match`.
    Block(Block),
    /// In the place of an instruction: its keyword while it is being typed, or else one that is unknown.
    Word(Option<Ident>),
}

pub(crate) struct Stage {
    /// `FROM`.
    pub(crate) keyword: Ident,
    /// Its name, if it is written and not computed.
    pub(crate) name: Option<Name>,
    /// The variable that holds its handle, if something refers to it, and where it stands: `check` knows.
    pub(crate) binding: Option<(String, Span)>,
    pub(crate) value: Chain,
}

pub(crate) struct Instruction {
    /// The word that findings and carets point to.
    pub(crate) keyword: Ident,
    pub(crate) value: Argument,
}

/// A Rust construct with branches that hold statements.
pub(crate) struct Block {
    /// `if`, `for` or `match`.
    pub(crate) keyword: Ident,
    pub(crate) branches: Vec<Branch>,
    /// What stands around the branches of a `match`: what is matched.
    pub(crate) subject: Option<TokenStream>,
}

pub(crate) struct Branch {
    /// What stands before the braces, verbatim: `if ready`, `else`, `for file in files`, `Some(user) =>`.
    pub(crate) head: TokenStream,
    pub(crate) statements: Vec<Statement>,
}

/// A value of the builder: `Run::new("make").network(…)`.
pub(crate) struct Chain {
    /// Where errors about the constructor belong.
    pub(crate) span: Span,
    pub(crate) constructor: (&'static str, &'static str),
    pub(crate) arguments: Vec<Argument>,
    pub(crate) calls: Vec<Call>,
}

/// A method that is called, with the user's own word for it.
pub(crate) struct Call {
    pub(crate) method: Ident,
    pub(crate) arguments: Vec<Argument>,
}

pub(crate) enum Argument {
    /// As it is: a string that means what the builder takes it for.
    Text(LitStr),
    /// A string that a type's `from_static` looks at when the program is compiled.
    Checked(&'static str, LitStr),
    /// One of a closed set of words: `Sharing::from_static("locked")`.
    Word(&'static str, LitStr),
    /// One of a set of words that is being typed, or else one that is unknown or missing.
    Typed(&'static str, Option<Ident>),
    /// `true`, numbers and paths that the macro made.
    Tokens(TokenStream),
    /// An expression, as it is.
    Expr(Expr),
    /// An expression that is quoted for where it lands: `splice::<Text>(expr)`.
    Splice(Target, Expr),
    /// A stage by its name, as `COPY --from=build` and `FROM build` refer to it: until `check` knows which.
    Stage(Name),
    /// The variable that holds a stage's handle.
    Handle(String, Span),
    Chain(Box<Chain>),
    /// Items of one type; a value may be several of them.
    List(Target, Vec<Argument>),
    /// Texts and values that are one word.
    Joined(Vec<Argument>),
}

/// What a place wants.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A type of the library.
    Type(&'static str),
    /// A number or a word of the library's, or text with a reference.
    OrArg(&'static str),
    /// Text in which nothing is expanded: a word of the exec form.
    Word,
}

impl Target {
    pub(crate) const TEXT: Self = Self::Type("Text");
    pub(crate) const USER: Self = Self::Type("User");
    pub(crate) const FILE_SOURCE: Self = Self::Type("FileSource");
    pub(crate) const COMMAND: Self = Self::Type("Command");
    pub(crate) const SOURCE: Self = Self::Type("Source");
    pub(crate) const PATTERN: Self = Self::Type("PatternPart");
    pub(crate) const ENV: Self = Self::Type("Env");
    pub(crate) const LABEL: Self = Self::Type("Label");
    pub(crate) const OWNER: Self = Self::Type("Owner");
    pub(crate) const PRESET: Self = Self::Type("Preset");
}

/// A Rust expression.
pub(crate) struct Expr {
    pub(crate) span: Span,
    /// Where what takes it stands: in front of it, and so not where any word of it is.
    pub(crate) open: Span,
    pub(crate) tokens: TokenStream,
}

/// A word that Rust may have split: `build-amd64`, `node-18.1`.
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) tokens: TokenStream,
    pub(crate) span: Span,
}

/// A name that may be a word of Rust's.
pub(crate) fn identifier(name: &str, span: Span) -> Ident {
    if name == "gen" || syn::parse_str::<Ident>(name).is_err() {
        Ident::new_raw(name, span)
    } else {
        Ident::new(name, span)
    }
}

/// Whether it can be the name of a field.
fn is_plain(text: &str) -> bool {
    let digit = text.as_bytes().first().is_none_or(u8::is_ascii_digit);
    for byte in text.bytes() {
        if !byte.is_ascii_alphanumeric() && byte != b'_' {
            return false;
        }
    }
    !digit && !["self", "Self", "super", "crate", "_"].contains(&text)
}

impl Name {
    /// The words in it that can be names of Rust's; of a string, all of it.
    pub(crate) fn words(&self) -> Vec<Ident> {
        let mut words = Vec::new();
        for token in self.tokens.clone() {
            let (text, span) = match token {
                TokenTree::Ident(word) => (word.to_string(), word.span()),
                TokenTree::Literal(text) if text.to_string().contains(&self.text) => {
                    (self.text.clone(), self.span)
                }
                _ => continue,
            };
            let text = text.trim_start_matches("r#");
            if is_plain(text) {
                words.push(identifier(text, span));
            }
        }
        words
    }

    /// A call of a method that stands for it.
    pub(crate) fn call(&self, method: &str, arguments: Vec<Argument>) -> Call {
        Call {
            method: Ident::new(method, self.span),
            arguments,
        }
    }

    /// The name as a literal that carries its place.
    pub(crate) fn literal(&self) -> LitStr {
        LitStr::new(&self.text, self.span)
    }
}

impl Chain {
    pub(crate) fn new(
        span: Span,
        kind: &'static str,
        function: &'static str,
        arguments: Vec<Argument>,
    ) -> Self {
        Self {
            span,
            constructor: (kind, function),
            arguments,
            calls: Vec::new(),
        }
    }

    pub(crate) fn call(&mut self, method: &str, span: Span, arguments: Vec<Argument>) {
        self.calls.push(Call {
            method: Ident::new(method, span),
            arguments,
        });
    }
}

impl From<Chain> for Argument {
    fn from(chain: Chain) -> Self {
        Self::Chain(Box::new(chain))
    }
}
