//! What Rust of the builder makes, without a compiler: it knows the functions and methods of dockerkit that stand in sources
//! of [`RustSource`](dockerkit::RustSource), and nothing else. Whatever else stands there is an error, and so is a text that
//! became a word of Rust.

mod arguments;
mod functions;
mod methods;
mod value;

use std::collections::{BTreeSet, HashMap};

use dockerkit::Dockerfile;
use proc_macro2::{Ident, Span, TokenStream};
use syn::{Block, Expr, ExprCall, ExprPath, Item, Lit, Local, Pat, Stmt, Type};

use arguments::Arguments;
use value::Value;

use crate::{check, expand, parse, problems};

/// Types by the keywords for which `dockerfile!` writes them.
const KEYWORDS: [(&str, &str); 18] = [
    ("FROM", "Stage"),
    ("RUN", "Run"),
    ("COPY", "CopyFiles"),
    ("ADD", "AddFiles"),
    ("ENV", "Env"),
    ("ARG", "Arg"),
    ("WORKDIR", "Workdir"),
    ("USER", "User"),
    ("CMD", "Cmd"),
    ("ENTRYPOINT", "Entrypoint"),
    ("EXPOSE", "Expose"),
    ("LABEL", "Label"),
    ("VOLUME", "Volume"),
    ("HEALTHCHECK", "Healthcheck"),
    ("SHELL", "DefaultShell"),
    ("STOPSIGNAL", "StopSignal"),
    ("ONBUILD", "OnBuild"),
    ("CACHES", "Caches"),
];

/// Runs the body of a function.
///
/// # Errors
///
/// What is no source of a Dockerfile, and names that are used and not imported, or the other way round.
pub fn function(body: &Block) -> Result<Dockerfile, String> {
    let mut scope = Scope::default();
    let file = scope.block(body)?.file()?;
    if scope.imported != scope.used {
        return Err(format!(
            "{:?} are imported, and {:?} used",
            scope.imported, scope.used
        ));
    }
    Ok(file)
}

/// What is known where an expression stands.
#[derive(Default)]
struct Scope {
    variables: HashMap<String, Value>,
    imported: BTreeSet<String>,
    used: BTreeSet<String>,
}

impl Scope {
    fn block(&mut self, block: &Block) -> Result<Value, String> {
        let mut last = None;
        for statement in &block.stmts {
            if last.is_some() {
                return Err("something stands behind the value".to_owned());
            }
            match statement {
                Stmt::Local(local) => self.bind(local)?,
                Stmt::Expr(expr, None) => last = Some(self.expr(expr)?),
                Stmt::Expr(expr, Some(_)) => {
                    self.expr(expr)?;
                }
                Stmt::Item(Item::Use(names)) => self.import(&names.tree)?,
                Stmt::Item(Item::Const(constant)) => match &*constant.ty {
                    // What an editor sees of the stages.
                    Type::Tuple(_) => {}
                    _ => {
                        self.expr(&constant.expr)?;
                    }
                },
                Stmt::Macro(it) if it.semi_token.is_none() => {
                    last = Some(self.dockerfile(&it.mac)?);
                }
                other => return Err(format!("a statement: {other:?}")),
            }
        }
        last.ok_or_else(|| "a block without a value".to_owned())
    }

    /// `use dockerkit::{…};`
    fn import(&mut self, tree: &syn::UseTree) -> Result<(), String> {
        let names = match tree {
            syn::UseTree::Path(path) if path.ident == "dockerkit" => &*path.tree,
            other => return Err(format!("an import: {other:?}")),
        };
        let mut name = |tree: &syn::UseTree| match tree {
            syn::UseTree::Name(name) => {
                self.imported.insert(name.ident.to_string());
                Ok(())
            }
            other => Err(format!("an import: {other:?}")),
        };
        match names {
            syn::UseTree::Group(group) => group.items.iter().try_for_each(name),
            one => name(one),
        }
    }

    fn bind(&mut self, local: &Local) -> Result<(), String> {
        let Some(value) = &local.init else {
            return Err("a variable without a value".to_owned());
        };
        let value = self.expr(&value.expr)?;
        match &local.pat {
            Pat::Ident(name) => {
                self.variables.insert(name.ident.to_string(), value);
                Ok(())
            }
            Pat::Wild(_) => Ok(()),
            other => Err(format!("a pattern: {other:?}")),
        }
    }

    fn expr(&mut self, expr: &Expr) -> Result<Value, String> {
        match expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Ok(Value::Str(text.value())),
                Lit::Int(number) => {
                    let number = number.base10_parse().map_err(|it| it.to_string())?;
                    Ok(Value::Number(number))
                }
                other => Err(format!("a literal: {other:?}")),
            },
            Expr::Array(array) => {
                let items = array.elems.iter().map(|item| self.expr(item));
                Ok(Value::List(items.collect::<Result<_, _>>()?))
            }
            Expr::Block(block) => self.block(&block.block),
            Expr::Macro(it) => self.dockerfile(&it.mac),
            Expr::Paren(inner) => self.expr(&inner.expr),
            Expr::Group(inner) => self.expr(&inner.expr),
            Expr::Reference(inner) => Ok(match (self.variable(&inner.expr), &*inner.expr) {
                (Some(Value::Stage(stage)), _) => Value::StageRef(stage.handle()),
                (Some(value), _) => value.clone(),
                (None, Expr::Path(path)) => return Err(format!("no variable: {:?}", path.path)),
                (None, other) => self.expr(other)?,
            }),
            Expr::Path(path) => match self.variable(expr) {
                // Whoever takes it has it: it is gone.
                Some(value) => Ok(std::mem::replace(value, Value::Word("moved".to_owned()))),
                None => Ok(Value::Word(self.callee(path)?.0)),
            },
            Expr::Call(call) => self.call(call),
            Expr::MethodCall(call) => {
                let method = call.method.to_string();
                let arguments = self.arguments(call.args.iter())?;
                if let "add" | "begin" | "splice" = method.as_str() {
                    let Some(Value::File(file)) = self.variable(&call.receiver) else {
                        return Err(format!("{method} of no file"));
                    };
                    return methods::in_place(file, &method, arguments);
                }
                let value = self.expr(&call.receiver)?;
                methods::call(value, &method, arguments)
            }
            other => Err(format!("an expression: {other:?}")),
        }
    }

    /// What an expression names, if that is a variable.
    fn variable(&mut self, expr: &Expr) -> Option<&mut Value> {
        let Expr::Path(path) = expr else {
            return None;
        };
        self.variables.get_mut(&path.path.get_ident()?.to_string())
    }

    fn arguments<'e>(
        &mut self,
        arguments: impl Iterator<Item = &'e Expr>,
    ) -> Result<Arguments, String> {
        let values = arguments.map(|it| self.expr(it));
        Ok(Arguments::new(values.collect::<Result<_, _>>()?))
    }

    fn call(&mut self, call: &ExprCall) -> Result<Value, String> {
        let Expr::Path(path) = &*call.func else {
            return Err(format!("a function: {:?}", call.func));
        };
        let (name, kind) = self.callee(path)?;
        let arguments = self.arguments(call.args.iter())?;
        functions::call(&name, &kind, arguments)
    }

    /// The name of a function, `Stage::named`, and the type that it is told, if any. What stands without a path to the library
    /// is imported from it.
    fn callee(&mut self, path: &ExprPath) -> Result<(String, String), String> {
        let mut kind = String::new();
        let mut names = Vec::new();
        for segment in &path.path.segments {
            names.push(segment.ident.to_string());
            if let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments {
                if let Some(syn::GenericArgument::Type(argument)) = arguments.args.first() {
                    kind = type_name(argument);
                    if path.qself.is_none() && path.path.leading_colon.is_none() {
                        self.uses_types(argument);
                    }
                }
            }
        }
        let own = |name: &str| !["dockerkit", "std", "core", "Vec"].contains(&name);
        let is_imported = path.qself.is_none() && path.path.leading_colon.is_none();
        match names.first() {
            Some(first) if is_imported && own(first) => {
                self.used.insert(first.clone());
            }
            None => return Err("no name".to_owned()),
            _ => {}
        }
        let end = names.len().saturating_sub(2);
        let mut names = names.split_off(end);
        if let Some(of) = &path.qself {
            let of = type_name(&of.ty);
            names = vec![of, names.pop().unwrap_or_default()];
        } else if names.first().is_some_and(|first| first == "dockerkit") {
            names.remove(0);
        }
        if let Some(first) = names.first_mut() {
            if let Some((_, kind)) = KEYWORDS.iter().find(|(keyword, _)| first == keyword) {
                (*kind).clone_into(first);
            }
        }
        Ok((names.join("::"), kind))
    }

    /// The types of `Vec::<(Text, Text)>`.
    fn uses_types(&mut self, kind: &Type) {
        match kind {
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|it| self.uses_types(it)),
            Type::Path(path) if path.path.leading_colon.is_none() => {
                let first = path.path.segments.first();
                let name = first.map(|it| it.ident.to_string()).unwrap_or_default();
                if !["dockerkit", "String"].contains(&name.as_str()) {
                    self.used.insert(name);
                }
                for segment in &path.path.segments {
                    if let syn::PathArguments::AngleBracketed(inner) = &segment.arguments {
                        for argument in &inner.args {
                            if let syn::GenericArgument::Type(argument) = argument {
                                self.uses_types(argument);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// `dockerfile! { … }`, as the calls that it writes.
    fn dockerfile(&mut self, it: &syn::Macro) -> Result<Value, String> {
        if !it.path.is_ident("dockerfile") {
            return Err(format!("another macro: {:?}", it.path));
        }
        self.used.insert("dockerfile".to_owned());
        let block = lowered(it.tokens.clone())?;
        let mut inner = Self {
            variables: HashMap::new(),
            imported: BTreeSet::new(),
            used: std::mem::take(&mut self.used),
        };
        let value = inner.block(&block);
        self.used = inner.used;
        value
    }
}

/// What `dockerfile!` makes of its input.
fn lowered(input: TokenStream) -> Result<Block, String> {
    let mut problems = problems::Problems::default();
    let mut file = parse::file(input, &mut problems);
    check::file(&mut file, &mut problems);
    if problems.count() > 0 {
        return Err(format!("dockerfile! refuses it: {}", problems.tokens()));
    }
    let library = Ident::new("dockerkit", Span::call_site());
    let tokens = expand::file(&library, &file, &problems);
    syn::parse2(tokens).map_err(|error| format!("dockerfile! makes no Rust: {error}"))
}

/// The last word of a type; of a list, that of its items as well: `Vec<Text>`.
fn type_name(kind: &Type) -> String {
    match kind {
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else {
                return String::new();
            };
            let name = last.ident.to_string();
            if let ("Vec", syn::PathArguments::AngleBracketed(items)) =
                (name.as_str(), &last.arguments)
            {
                if let Some(syn::GenericArgument::Type(item @ Type::Path(_))) = items.args.first() {
                    return format!("Vec<{}>", type_name(item));
                }
                return name;
            }
            let known = KEYWORDS.iter().find(|(keyword, _)| name == *keyword);
            known.map_or(name, |(_, kind)| (*kind).to_owned())
        }
        Type::Slice(_) => "[]".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(body: &str) -> Result<String, String> {
        let body = syn::parse_str(&format!("{{ {body} }}")).map_err(|it| it.to_string())?;
        function(&body)?.render().map_err(|it| it.to_string())
    }

    #[test]
    fn what_it_knows_is_built() {
        let by_calls = r#"
            use dockerkit::{CopyFiles, Dockerfile, Stage, literal};

            let build = Stage::named("build", "alpine").run("make").env("A", literal("5$"));
            let runtime = Stage::new("scratch").push(CopyFiles::new("/a", "/b").from(&build));
            Dockerfile::new().stage(build).stage(runtime)
        "#;
        let by_macro = r#"
            use dockerkit::dockerfile;

            dockerfile! {
                FROM "alpine" AS build;
                RUN "make";
                ENV A = ("5$");

                FROM scratch;
                COPY --from=build "/a" => "/b";
            }
        "#;
        let text = made(by_calls);
        assert!(
            text.as_ref().is_ok_and(|text| text.contains(r#"A="5\$""#)),
            "{text:?}"
        );
        assert_eq!(made(by_macro), text);
    }

    #[test]
    fn whatever_else_stands_there_is_an_error() {
        for body in [
            "std::process::exit(1)",
            "use dockerkit::Dockerfile; Dockerfile::new().stage(other())",
            "use dockerkit::Dockerfile; Dockerfile::new().drop()",
            "use dockerkit::Dockerfile; let a = 1 + 1; Dockerfile::new()",
            "use dockerkit::Dockerfile; loop {} Dockerfile::new()",
            "use dockerkit::{Dockerfile, Stage}; let a = Stage::new(\"a\"); let b = Stage::new(a); Dockerfile::new().stage(b)",
            "use dockerkit::{Dockerfile, Stage}; let a = Stage::new(\"a\"); Dockerfile::new().stage(a).stage(a)",
            "use dockerkit::dockerfile; dockerfile! { FROM a; @let b = 1 + 1; }",
            "use dockerkit::dockerfile; dockerfile! { FORM a; }",
            // Not imported, and imported for nothing.
            "Dockerfile::new()",
            "use dockerkit::{Dockerfile, Stage}; Dockerfile::new()",
        ] {
            let made = made(body);
            assert!(made.is_err(), "{body}: {made:?}");
        }
    }
}
