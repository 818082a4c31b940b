//! `ONBUILD`.
//!
//! Source: `parseOnBuild` in `frontend/dockerfile/instructions/parse.go`: BuildKit reads the line of a trigger, and its words
//! only where it is carried out, with a backslash as the escape character.

use super::keyword::Keyword;
use super::names::Names;
use super::{Lines, Parser, Reading, Refused, command, step, variables};
use crate::escape::Escape;
use crate::instruction::{Instruction, OnBuild};
use crate::mount::Mount;
use crate::source::Source;
use crate::syntax::json::{self, Read};
use crate::text::{PieceRef, Text};
use crate::visit::{Field, Visitor};

pub(super) fn onbuild(reading: &Reading<'_>, lines: &Lines<'_>) -> Result<Instruction, Refused> {
    let text = reading.operand();
    if text.is_empty() {
        let help = "put an instruction behind it";
        return Err(Refused::new(
            reading.whole(),
            "`ONBUILD` says no instruction",
            help,
        ));
    }
    let inner = reading.trigger();
    let name = inner.line.get(inner.keyword.clone()).unwrap_or_default();
    let keyword = Keyword::read(name);
    lines_are_read(&inner, keyword)?;
    reading.flags.none()?;
    // What stands in front of it is there where it is carried out, too.
    let whole = reading
        .line
        .get(reading.arguments.clone())
        .unwrap_or_default();
    let is_all = whole.len() == text.len();
    let text = || OnBuild::text(whole.to_owned()).into();
    let keyword = match keyword {
        None => return Ok(text()),
        Some(keyword @ (Keyword::OnBuild | Keyword::Maintainer | Keyword::From)) => {
            return Err(Refused::new(
                inner.keyword.clone(),
                format!(
                    "`{}` is none of the instructions of a trigger",
                    keyword.as_str()
                ),
                "take `ONBUILD` away, or the whole line",
            ));
        }
        Some(_) if !is_all => return Ok(text()),
        Some(keyword) => keyword,
    };
    // Names of stages are those of another file.
    let read = step(&inner, lines, keyword, &Names::default());
    let again = match reading.escape {
        Escape::Backslash => None,
        Escape::Backtick => {
            let inner = Reading {
                escape: Escape::Backslash,
                ..reading.trigger()
            };
            Some(step(&inner, lines, keyword, &Names::default()).ok())
        }
    };
    Ok(match read {
        Ok(read) if names_number(&read) => text(),
        Ok(read) if Sound::is(&read) && again.is_none_or(|again| again.as_ref() == Some(&read)) => {
            OnBuild::new(read).into()
        }
        _ => text(),
    })
}

/// Whether it refers to a stage by its number: one of the file in which it is carried out.
fn names_number(instruction: &Instruction) -> bool {
    sources(instruction).any(|source| matches!(source, Source::Stage(_)))
}

fn sources(instruction: &Instruction) -> impl Iterator<Item = &Source> {
    let (copied, mounts) = match instruction {
        Instruction::Copy(copy) => (copy.from.as_ref(), [].as_slice()),
        Instruction::Run(run) => (None, run.mounts.as_slice()),
        _ => (None, [].as_slice()),
    };
    copied
        .into_iter()
        .chain(mounts.iter().filter_map(Mount::source))
}

impl Parser<'_> {
    /// Triggers that name a stage of this file mean one of the file in which they are carried out: they stay text.
    pub(super) fn settle_triggers(&mut self) {
        let names = &self.names;
        let is_stage = |source: &Source| match source {
            Source::Image(image) => image
                .text()
                .as_literal()
                .is_some_and(|name| names.is_known(name)),
            Source::Stage(_) => false,
        };
        let steps = self
            .file
            .stages
            .iter_mut()
            .flat_map(|stage| &mut stage.steps);
        for step in steps {
            let Instruction::OnBuild(trigger) = &step.instruction else {
                continue;
            };
            if !sources(&trigger.instruction).any(is_stage) {
                continue;
            }
            let bytes = step.origin.bytes().unwrap_or_default();
            if let Some(instruction) = self.tree.instruction_at(bytes.start) {
                let line = instruction.line();
                let reading = Reading::from(&line.text, 0, self.tree.escape());
                step.instruction = OnBuild::text(reading.operand().to_owned()).into();
            }
        }
    }
}

/// What BuildKit refuses of a trigger's line, whatever is in it.
fn lines_are_read(inner: &Reading<'_>, keyword: Option<Keyword>) -> Result<(), Refused> {
    let operand = inner.operand();
    let Some(keyword) = keyword else {
        return Ok(());
    };
    match keyword {
        Keyword::Env | Keyword::Label => variables::each(operand, inner.escape(), |_, _| Ok(()))
            .map(|_| ())
            .map_err(|(range, problem)| {
                let help = "write `name=value`, with quotes around a value that holds blanks";
                Refused::new(inner.part(&range), format!("this {problem}"), help)
            }),
        Keyword::Run
        | Keyword::Cmd
        | Keyword::Entrypoint
        | Keyword::Shell
        | Keyword::Copy
        | Keyword::Add
        | Keyword::Volume => match json::strings(operand) {
            Read::Others => Err(command::others(inner)),
            Read::Strings(_) | Read::No => Ok(()),
        },
        Keyword::Healthcheck => {
            // BuildKit goes byte by byte.
            let blank = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ' | 0x85 | 0xa0);
            let bytes = operand.as_bytes();
            let end = bytes.iter().position(blank).unwrap_or(bytes.len());
            let rest = bytes.get(end..).unwrap_or_default();
            let start = rest.iter().position(|byte| !blank(byte));
            let rest = start
                .and_then(|start| rest.get(start..))
                .unwrap_or_default();
            match json::strings(std::str::from_utf8(rest).unwrap_or_default()) {
                Read::Others => Err(command::others(inner)),
                Read::Strings(_) | Read::No => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Whether all references of an instruction can be read: BuildKit does not look at them here.
struct Sound(bool);

impl Sound {
    fn is(instruction: &Instruction) -> bool {
        let mut sound = Self(true);
        instruction.visit(&mut sound);
        sound.0
    }
}

impl<'a> Visitor<'a> for Sound {
    fn text(&mut self, _: &'static Field, text: &'a Text) {
        self.0 &= !text
            .pieces()
            .any(|piece| matches!(piece, PieceRef::Malformed(_)));
    }
}

impl Reading<'_> {
    /// The instruction that its operand is.
    fn trigger(&self) -> Self {
        Self::from(self.line, self.operand.start, self.escape)
    }
}
