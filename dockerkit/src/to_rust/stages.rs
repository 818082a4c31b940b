//! What stages are called, and how they are referred to.

use std::collections::HashSet;

use crate::dockerfile::Dockerfile;
use crate::source::{Handle, Source, StageRef};
use crate::stage_names::{By, StageNames};

use super::layout::Expr;
use super::values;

/// The stages of a file, and the one whose steps are written.
pub(super) struct Stages<'a> {
    pub(super) file: &'a Dockerfile,
    names: StageNames<'a>,
    /// What the variable of each stage is called.
    pub(super) variables: Vec<String>,
    pub(super) at: usize,
    /// There are no variables: a stage is referred to by its name.
    pub(super) by_name: bool,
}

/// How a stage can be referred to.
pub(super) enum Reference<'a> {
    /// By its variable, or the name that it has in `dockerfile!`.
    Stage(usize),
    Number(usize),
    Name(&'a str),
    /// It is in no file.
    Nowhere,
}

impl<'a> Stages<'a> {
    pub(super) fn new(file: &'a Dockerfile) -> Self {
        Self {
            file,
            names: StageNames::new(file),
            variables: variables(file),
            at: 0,
            by_name: false,
        }
    }

    pub(super) fn reference<'r>(&self, stage: &'r StageRef, by: By) -> Reference<'r> {
        let name = match &stage.0 {
            Handle::Index(index) => return Reference::Number(*index),
            Handle::Nowhere => return Reference::Nowhere,
            Handle::Name(name) => name,
        };
        if let Some(StageRef(Handle::Index(index), _)) = self.names.written(stage, by, self.at) {
            return Reference::Number(index);
        }
        let has_name = |index: &usize| {
            let of = |index: usize| self.names.stage(index).and_then(|it| it.name.as_ref());
            of(*index) == Some(name)
                && of(self.at) != Some(name)
                && self.names.hidden_by(*index, by, self.at).is_none()
        };
        let index = self.names.index_of(stage, by, self.at);
        let index = index.filter(|index| *index < self.at && has_name(index));
        index.map_or(Reference::Name(name.as_str()), Reference::Stage)
    }

    /// A reference as an expression of its own.
    pub(super) fn stage_ref(&self, stage: &StageRef, by: By) -> Expr {
        match self.reference(stage, by) {
            Reference::Stage(index) if self.by_name => {
                let name = self.names.stage(index).and_then(|it| it.name.as_ref());
                by_name(name.map_or("", |name| name.as_str()))
            }
            Reference::Stage(index) => {
                let variable = self.variables.get(index).cloned();
                Expr::Ref(variable.unwrap_or_default())
            }
            Reference::Number(number) => {
                Expr::call("StageRef::by_number", [Expr::word(number.to_string())])
            }
            Reference::Name(name) => by_name(name),
            Reference::Nowhere => {
                Expr::call("Stage::new", [Expr::text("scratch")]).then("handle", [])
            }
        }
    }

    /// Whether a stage is called so, in any case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.first(name).is_some()
    }

    /// What a stage starts from.
    pub(super) fn base(&self, source: &Source) -> Expr {
        match source {
            Source::Image(image) => values::text(image.text()),
            Source::Stage(stage) => self.stage_ref(stage, By::From),
        }
    }

    /// The call of `from` or `from_image`.
    pub(super) fn from(&self, expr: Expr, source: Option<&Source>, by: By) -> Expr {
        match source {
            None => expr,
            Some(Source::Image(image)) => expr.then("from_image", [values::text(image.text())]),
            Some(Source::Stage(stage)) => expr.then("from", [self.stage_ref(stage, by)]),
        }
    }
}

fn by_name(name: &str) -> Expr {
    Expr::call("StageRef::by_name", [Expr::text(name)])
}

/// A name for each stage that can be one of a variable.
fn variables(file: &Dockerfile) -> Vec<String> {
    let mut taken = HashSet::new();
    let count = file.stages.len();
    let names = file.stages.iter().enumerate().map(|(index, stage)| {
        let name = stage.name.as_ref().map(|name| variable(name.as_str()));
        let name = name.filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| match index {
            0 if count == 1 => "stage".to_owned(),
            _ if index + 1 == count => "runtime".to_owned(),
            _ => format!("stage_{index}"),
        });
        let mut unique = name.clone();
        let mut number = index;
        while !taken.insert(unique.clone()) {
            unique = format!("{name}_{number}");
            number += 1;
        }
        unique
    });
    names.collect()
}

/// `build_amd64` for `build-amd64`.
fn variable(name: &str) -> String {
    let mut out = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    let end = out.trim_end_matches('_').len();
    out.truncate(end);
    let is_taken = is_reserved(&out) || matches!(&*out, "literal" | "expand" | "pattern" | "file");
    if is_taken || out.starts_with(|first: char| first.is_ascii_digit()) {
        out = format!("stage_{out}");
    }
    out
}

/// Whether it is a word of Rust's own.
pub(super) fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "self"
            | "Self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}
