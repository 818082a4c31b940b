//! A file as the source of `dockerfile!`: its statements, and how they are laid out.

use crate::escape::Escape;
use crate::instruction::{Comment, Instruction};
use crate::rule;
use crate::source::{Source, StageRef};
use crate::stage::{Stage, Step};
use crate::stage_names::By;
use crate::text::Text;

use super::builder::start;
use super::imports::Imports;
use super::layout::Expr;
use super::literal;
use super::rustfmt::TAB;
use super::spelling::{Spelling, is_bare, literal_of};
use super::stages::{Reference, Stages};
use super::values;

/// How wide a statement may be that stands on one line.
const LINE: usize = 100;

/// Statements of `dockerfile!`.
pub(super) struct Statements<'i, 'a> {
    pub(super) text: String,
    pub(super) indent: usize,
    pub(super) spelling: Spelling<'i>,
    pub(super) stages: Stages<'a>,
    /// Whether the macro can count the stages.
    counted: bool,
}

/// A statement that is not laid out yet.
pub(super) struct Statement {
    pub(super) head: String,
    pub(super) flags: Vec<String>,
    pub(super) parts: Vec<String>,
}

impl Statement {
    pub(super) fn new(head: &str, parts: Vec<String>) -> Self {
        Self {
            head: head.to_owned(),
            flags: Vec::new(),
            parts,
        }
    }
}

impl<'i, 'a> Statements<'i, 'a> {
    pub(super) fn new(indent: usize, imports: &'i mut Imports, stages: Stages<'a>) -> Self {
        Self {
            text: String::new(),
            indent,
            spelling: Spelling { imports },
            stages,
            counted: true,
        }
    }

    /// A whole file.
    pub(super) fn file(&mut self) {
        let file = self.stages.file;
        self.directives();
        self.paragraph();
        self.steps(&file.globals, !file.stages.is_empty());
        let last = file.stages.len();
        for (index, stage) in file.stages.iter().enumerate() {
            self.stages.at = index;
            self.paragraph();
            self.from(stage);
            self.steps(&stage.steps, index + 1 < last);
        }
    }

    fn directives(&mut self) {
        let directives = &self.stages.file.directives;
        match directives.syntax.as_deref() {
            None => self.line("# syntax = none;"),
            Some("docker/dockerfile:1") => {}
            Some(syntax) => self.line(&format!("# syntax = {};", literal::line(syntax))),
        }
        if directives.escape == Escape::Backtick {
            self.line("# escape = \"`\";");
        }
        if let Some(check) = &directives.check {
            self.line(&format!("# check = {};", literal::line(check)));
        }
    }

    /// An empty line of the source.
    fn paragraph(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(&" ".repeat(self.indent));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Steps, behind which a stage may begin.
    fn steps(&mut self, steps: &[Step], stage_follows: bool) {
        // A comment in front of `FROM` would be the stage's.
        let is_comment = |step: &Step| matches!(step.instruction, Instruction::Comment(_));
        let end = if stage_follows {
            let behind = steps.iter().rposition(|step| !is_comment(step));
            behind.map_or(0, |at| at + 1)
        } else {
            steps.len()
        };
        for (at, step) in steps.iter().enumerate() {
            match &step.instruction {
                Instruction::Comment(comment) if at < end => self.comment(comment),
                Instruction::BlankLine => self.line("@blank;"),
                other => self.instruction(other),
            }
        }
    }

    fn comment(&mut self, comment: &Comment) {
        if !is_doc_comment(comment) {
            return self.splice(&Instruction::Comment(comment.clone()));
        }
        for line in comment.text.split('\n') {
            self.line(format!("/// {line}").trim_end());
        }
    }

    fn instruction(&mut self, instruction: &Instruction) {
        match self.statement(instruction) {
            Some(statement) => self.put(&statement),
            None => self.splice(instruction),
        }
    }

    /// `(value);`
    fn splice(&mut self, instruction: &Instruction) {
        let expr = self.stages.instruction(instruction);
        let expr = self.spelling.expr(&expr);
        self.line(&format!("{expr};"));
        self.counted = false;
    }

    /// Writes a statement, on as few lines as it takes.
    fn put(&mut self, Statement { head, flags, parts }: &Statement) {
        let words = std::iter::once(head).chain(flags).chain(parts);
        let whole = words.cloned().collect::<Vec<_>>().join(" ");
        let is_line = !whole.contains('\n');
        let fits = |text: &str| {
            let first = text.split('\n').next().unwrap_or_default();
            self.indent + first.chars().count() < LINE
        };
        if fits(&whole) && (is_line || parts.len() < 3) {
            return self.line(&format!("{whole};"));
        }
        let mut line = head.clone();
        for (at, word) in flags.iter().chain(parts).enumerate() {
            let joined = format!("{line} {word}");
            // What is first stays with the keyword; what ends a text of many lines stays with that.
            if at == 0 || line.ends_with(['"', '#']) && line.contains('\n') {
                line = joined;
            } else {
                self.line(&line);
                line = format!("{}{word}", " ".repeat(TAB));
            }
        }
        self.line(&format!("{line};"));
    }

    fn from(&mut self, stage: &Stage) {
        let sayable = stage.comment.as_ref().is_none_or(is_doc_comment);
        if !sayable {
            let expr = start(&self.stages, stage);
            let expr = self.spelling.expr(&expr);
            self.line(&format!("{expr};"));
            self.counted = false;
            return;
        }
        if let Some(comment) = &stage.comment {
            self.comment(comment);
        }
        let mut statement = Statement::new("FROM", Vec::new());
        if let Some(platform) = &stage.platform {
            let platform = match bare_reference(platform.text()) {
                Some(reference) => reference,
                None => self.spelling.checked(platform.text(), rule::platform),
            };
            statement.flags.push(format!("--platform={platform}"));
        }
        if let Some(user) = &stage.base_user {
            let user = self.user(user);
            statement.flags.push(format!("--base-user={user}"));
        }
        let base = match &stage.source {
            Source::Image(image) => self.base_image(image.text()),
            Source::Stage(base) => {
                let name = self.stage_name(base, By::From);
                let name =
                    name.filter(|name| name != "scratch" && !name.starts_with(char::is_numeric));
                name.unwrap_or_else(|| {
                    let expr = self.stages.stage_ref(base, By::From);
                    self.spelling.expr(&expr)
                })
            }
        };
        statement.parts.push(base);
        if let Some(name) = &stage.name {
            let name = name.as_str();
            let name = if is_bare(name) {
                name.to_owned()
            } else {
                literal::line(name)
            };
            statement.parts.push(format!("AS {name}"));
        }
        self.put(&statement);
    }

    fn base_image(&mut self, image: &Text) -> String {
        match image.as_literal() {
            Some("scratch") => "scratch".to_owned(),
            _ => self.image(image),
        }
    }

    /// An image as a string, or by its type where the string would be taken for a stage.
    pub(super) fn image(&mut self, image: &Text) -> String {
        let is_stage = image.as_literal().is_some_and(|name| self.stages.has(name));
        let literal = literal_of(image, rule::image);
        literal.filter(|_| !is_stage).unwrap_or_else(|| {
            let expr = Expr::call("Image::new", [values::text(image)]);
            self.spelling.expr(&expr)
        })
    }

    /// A stage by its name or number, where the macro knows it.
    pub(super) fn stage_name(&self, stage: &StageRef, by: By) -> Option<String> {
        match self.stages.reference(stage, by) {
            Reference::Stage(index) => {
                let name = self.stages.file.stages.get(index)?.name.as_ref()?.as_str();
                is_bare(name).then(|| name.to_owned())
            }
            Reference::Number(number) if self.counted && number < self.stages.at => {
                let stage = self.stages.file.stages.get(number)?;
                stage.name.is_none().then(|| number.to_string())
            }
            _ => None,
        }
    }
}

/// Whether a comment of Rust can hold it.
fn is_doc_comment(comment: &Comment) -> bool {
    // A comment of Rust is nothing but a comment.
    if comment.checks {
        return false;
    }
    let is_plain = |it: char| it == '\n' || it == '\t' || literal::is_plain(it);
    comment
        .text
        .split('\n')
        .map(str::trim_end)
        .all(|line| line.chars().all(is_plain))
}

/// `$NAME`, which needs no quotes.
fn bare_reference(text: &Text) -> Option<String> {
    let shown = text.to_string();
    let name = shown.strip_prefix('$')?;
    let is_name = is_bare(name) && !name.contains(['-', '.']);
    (is_name && text.references().eq([name])).then(|| shown.clone())
}
