//! A file as calls of the builder.

use crate::escape::Escape;
use crate::instruction::{Arg, Instruction};
use crate::levels::Level;
use crate::presets::CacheIds;
use crate::stage::Stage;

use super::imports::Imports;
use super::layout::Expr;
use super::stages::Stages;
use super::steps::args;
use super::values::{self, text};

/// How many calls stand in one statement: the compiler goes down them one by one on its stack.
const CALLS: usize = 48;

/// Statements, and the expression at their end.
pub(super) struct Block<'i> {
    pub(super) text: String,
    pub(super) indent: usize,
    imports: &'i mut Imports,
}

impl<'i> Block<'i> {
    pub(super) fn new(indent: usize, imports: &'i mut Imports) -> Self {
        Self {
            text: String::new(),
            indent,
            imports,
        }
    }

    /// `let name = expr;`
    fn bind(&mut self, name: &str, expr: Expr) {
        let rest = self.begin(name, expr);
        self.line(Some(name), &rest);
    }

    /// The expression at the end; the variable is for what is too much for one statement.
    pub(super) fn end(&mut self, name: &str, expr: Expr) {
        let rest = self.begin(name, expr);
        self.line(None, &rest);
    }

    /// Binds a variable to all but the last calls.
    fn begin(&mut self, name: &str, expr: Expr) -> Expr {
        let Expr::Chain(root, calls) = expr else {
            return expr;
        };
        let mut root = *root;
        let mut rest = calls.into_iter();
        loop {
            let calls = rest.by_ref().take(CALLS).collect();
            let chain = Expr::Chain(Box::new(root), calls);
            if rest.len() == 0 {
                return chain;
            }
            self.line(Some(name), &chain);
            root = Expr::word(name);
        }
    }

    fn line(&mut self, name: Option<&str>, expr: &Expr) {
        self.imports.of(expr);
        self.text.push_str(&expr.statement(name, self.indent));
    }

    /// A whole file.
    pub(super) fn file(&mut self, stages: &mut Stages<'_>) {
        let file = stages.file;
        for (index, stage) in file.stages.iter().enumerate() {
            stages.at = index;
            let name = stages.variables.get(index).cloned().unwrap_or_default();
            let expr = whole_stage(stages, stage);
            self.bind(&name, expr);
        }
        let mut expr = Expr::call("Dockerfile::new", []);
        let directives = &file.directives;
        match directives.syntax.as_deref() {
            None => expr = expr.then("without_syntax", []),
            Some("docker/dockerfile:1") => {}
            Some(syntax) => expr = expr.then("syntax", [Expr::text(syntax)]),
        }
        if directives.escape == Escape::Backtick {
            expr = expr.then("escape", [Expr::word("Escape::Backtick")]);
        }
        if let Some(check) = &directives.check {
            expr = expr.then("check_directive", [Expr::text(check)]);
        }
        expr = settings(expr, &file.cache_ids, file.levels.iter());
        for step in &file.globals {
            expr = global(stages, expr, &step.instruction);
        }
        for variable in &stages.variables {
            expr = expr.then("stage", [Expr::word(variable)]);
        }
        self.end("file", expr);
    }
}

/// What is said of a file, and not written.
pub(super) fn settings<'l>(
    mut expr: Expr,
    ids: &CacheIds,
    levels: impl Iterator<Item = (&'l str, Level)>,
) -> Expr {
    if *ids != CacheIds::new() {
        let mut policy = Expr::call("CacheIds::new", []);
        if let Some(prefix) = &ids.prefix {
            policy = policy.then("prefix", [Expr::text(prefix.as_str())]);
        }
        if ids.by_platform {
            policy = policy.then("by_platform", []);
        }
        if ids.locked {
            policy = policy.then("locked", []);
        }
        expr = expr.then("cache_ids", [policy]);
    }
    levels.fold(expr, |expr, (rule, level)| {
        let level = match level {
            Level::Off => "Level::Off",
            Level::Warning => "Level::Warning",
            Level::Error => "Level::Error",
        };
        expr.then("level", [Expr::text(rule), Expr::word(level)])
    })
}

/// What stands before the first stage.
fn global(stages: &Stages<'_>, file: Expr, instruction: &Instruction) -> Expr {
    match instruction {
        Instruction::Arg(Arg { declarations }) if declarations.len() != 1 => {
            let Instruction::Arg(arg) = instruction else {
                return file;
            };
            file.then("arg", [args(arg)])
        }
        // Whatever else it is, it is refused there.
        _ => stages.add(file, instruction),
    }
}

fn whole_stage(stages: &Stages<'_>, stage: &Stage) -> Expr {
    let expr = start(stages, stage);
    let steps = stage.steps.iter().map(|step| &step.instruction);
    steps.fold(expr, |expr, step| stages.add(expr, step))
}

/// A stage without its steps.
pub(super) fn start(stages: &Stages<'_>, stage: &Stage) -> Expr {
    let source = stages.base(&stage.source);
    let mut expr = match &stage.name {
        Some(name) => Expr::call("Stage::named", [Expr::text(name.as_str()), source]),
        None => Expr::call("Stage::new", [source]),
    };
    if let Some(platform) = &stage.platform {
        expr = expr.then("platform", [text(platform.text())]);
    }
    if let Some(user) = &stage.base_user {
        expr = expr.then("base_user", [values::user(user)]);
    }
    if let Some(comment) = &stage.comment {
        expr = expr.then("comment_above", [values::comment(comment)]);
    }
    expr
}
