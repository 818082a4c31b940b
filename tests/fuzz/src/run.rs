//! One run: bytes to a file, to a verdict.

use crate::directives::{self, Directives};
use crate::lexer::Lexer;
use crate::parser::{Parsed, Parser};
use crate::spec::{File, Step, Syntax};
use crate::texts::to_rust;
use crate::{expect, generate, model, read};

/// What became of some bytes, where nothing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The library refused the file.
    Refused,
    /// It was rendered, and means what it should.
    Rendered,
}

/// BuildKit's frontend, which judges.
#[derive(Debug)]
pub struct Judge {
    parser: Parser,
}

impl Judge {
    /// Starts the frontend that `DOCKERKIT_FRONTEND` names.
    pub fn start() -> Self {
        Self {
            parser: Parser::frontend(),
        }
    }
}

/// Something that is wrong.
#[derive(Debug)]
pub struct Failure {
    /// What.
    pub why: String,
    /// The file, as it was described.
    pub file: File,
    /// The text, if there is one.
    pub text: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cut = |text: &str| text.chars().take(6000).collect::<String>();
        let file = cut(&format!("{:#?}", self.file));
        write!(f, "{}\n\n{file}\n\n{}", cut(&self.why), cut(&self.text))
    }
}

/// Renders what the bytes stand for, and compares its meaning; and its Rust builds the same.
///
/// # Errors
///
/// What is wrong.
pub fn run(bytes: &[u8], judge: &mut Judge) -> Result<Outcome, Box<Failure>> {
    let mut file = generate::file(bytes);
    let whole = check(&file, judge)?;
    if whole == Outcome::Rendered {
        return Ok(whole);
    }
    // A file with one wrong value is refused whole; the rest of it is worth a look.
    keep_what_stands(&mut file);
    check(&file, judge)
}

fn keep_what_stands(file: &mut File) {
    if !model::head_stands(file) {
        *file = File {
            backtick: file.backtick,
            stages: std::mem::take(&mut file.stages),
            ..File::default()
        };
    }
    for (at, stage) in file.stages.iter_mut().enumerate() {
        if !model::stage_stands(stage) {
            (stage.image, stage.platform, stage.comment) = ("alpine".to_owned(), None, None);
            stage.name = stage.name.as_ref().map(|_| format!("s{at}"));
        }
    }
    let original = file.clone();
    for (at, stage) in file.stages.iter_mut().enumerate() {
        let mut kept: Vec<Step> = Vec::new();
        for step in std::mem::take(&mut stage.steps) {
            let users: Vec<&Step> = kept
                .iter()
                .filter(|it| matches!(it, Step::User(..) | Step::Shell(..)))
                .collect();
            if model::stands_alone(&original, at, &users, &step) {
                kept.push(step);
            }
        }
        stage.steps = kept;
    }
}

fn check(file: &File, judge: &mut Judge) -> Result<Outcome, Box<Failure>> {
    let model = model::file(file);
    let (outcome, text, verdict) = if let Ok(text) = model.render() {
        let verdict = compare(file, &text, judge).and_then(|()| to_rust::of(&model));
        (Outcome::Rendered, text, verdict)
    } else {
        let text = model.to_string();
        let verdict = refused(&text, judge);
        (Outcome::Refused, text, verdict)
    };
    verdict.map(|()| outcome).map_err(|why| {
        Box::new(Failure {
            why,
            file: file.clone(),
            text,
        })
    })
}

/// The text of a refused file has a line that no builder accepts, and the builder comes to it.
fn refused(text: &str, judge: &mut Judge) -> Result<(), String> {
    if !text.split('\n').any(|line| line.starts_with("!dockerkit ")) {
        return Err("the text of a refused file has no line that stops the builder".to_owned());
    }
    match judge.parser.parse(text) {
        Ok(all)
            if !all.iter().any(|it| {
                it.name.starts_with("!DOCKERKIT") || it.name.starts_with("!dockerkit")
            }) =>
        {
            Err("the line that should stop the builder is part of something else".to_owned())
        }
        _ => Ok(()),
    }
}

fn compare(file: &File, text: &str, judge: &mut Judge) -> Result<(), String> {
    let expected = Directives {
        syntax: match &file.syntax {
            Syntax::Default => Some("docker/dockerfile:1".to_owned()),
            Syntax::Without => None,
            Syntax::Of(frontend) => Some(frontend.clone()),
        },
        escape: file.backtick.then(|| "`".to_owned()),
        check: file.check.clone(),
    };
    let found = directives::read(text)?;
    if found != expected {
        return Err(format!(
            "the directives should be {expected:?}, and are {found:?}"
        ));
    }
    let lexer = Lexer::new(if file.backtick { '`' } else { '\\' });
    let parsed = judge
        .parser
        .parse(text)
        .map_err(|why| format!("the parser refuses it: {why}"))?;
    compare_all(file, &parsed, &lexer)
}

fn compare_all(file: &File, parsed: &[Parsed], lexer: &Lexer) -> Result<(), String> {
    let expected = expect::file(file);
    for (at, expected) in expected.iter().enumerate() {
        let Some(parsed) = parsed.get(at) else {
            return Err(format!(
                "instruction {at}, {}, is missing",
                expected.keyword
            ));
        };
        let place = |why: String| format!("instruction {at}, {}: {why}", expected.keyword);
        if let Some(why) = parsed.read_on.as_ref().and_then(|it| it.refused.as_ref()) {
            return Err(place(format!("the builder refuses it: {why}")));
        }
        let read = read::instruction(parsed, lexer).map_err(place)?;
        expected.compare(&read).map_err(place)?;
    }
    match parsed.get(expected.len()) {
        Some(more) => Err(format!(
            "there is an instruction too many: {}",
            more.original
        )),
        None => Ok(()),
    }
}
