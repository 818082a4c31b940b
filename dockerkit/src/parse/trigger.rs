//! `ONBUILD`.
//!
//! Source: `parseOnBuild` in `frontend/dockerfile/instructions/parse.go`: BuildKit reads the line of a trigger, and its words
//! only where it is carried out, with a backslash as the escape character.

use super::names::Names;
use super::{Lines, Reading, Refused, command, known, step, variables};
use crate::escape::Escape;
use crate::instruction::{Instruction, OnBuild};
use crate::syntax;
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
    // Where it is carried out it would begin with what stands in front of it.
    let whole = reading
        .line
        .get(reading.arguments.clone())
        .unwrap_or_default();
    if whole.len() != text.len() {
        reading.flags.none()?;
        return Ok(OnBuild::text(whole.to_owned()).into());
    }
    let inner = reading.trigger();
    let name = inner.line.get(inner.keyword.clone()).unwrap_or_default();
    let keyword = known(name);
    let lower = match keyword {
        Some(keyword) => keyword.to_owned(),
        None => syntax::lowercase(name).into_owned(),
    };
    lines_are_read(&inner, &lower)?;
    reading.flags.none()?;
    if matches!(&*lower, "onbuild" | "maintainer" | "from") {
        return Err(Refused::new(
            inner.keyword.clone(),
            format!(
                "`{}` is none of the instructions of a trigger",
                lower.to_uppercase()
            ),
            "take `ONBUILD` away, or the whole line",
        ));
    }
    let text = || OnBuild::text(text.to_owned()).into();
    let Some(keyword) = keyword else {
        return Ok(text());
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
        Ok(read) if Sound::is(&read) && again.is_none_or(|again| again.as_ref() == Some(&read)) => {
            OnBuild::new(read).into()
        }
        _ => text(),
    })
}

/// What BuildKit refuses of a trigger's line, whatever is in it.
fn lines_are_read(inner: &Reading<'_>, keyword: &str) -> Result<(), Refused> {
    let operand = inner.operand();
    match keyword {
        "env" | "label" => variables::find(operand, inner.escape())
            .map(|_| ())
            .map_err(|(range, problem)| {
                let help = "write `name=value`, with quotes around a value that holds blanks";
                Refused::new(inner.part(&range), format!("this {problem}"), help)
            }),
        "run" | "cmd" | "entrypoint" | "shell" | "copy" | "add" | "volume" => {
            match json::strings(operand) {
                Read::Others => Err(command::others(inner)),
                Read::Strings(_) | Read::No => Ok(()),
            }
        }
        "healthcheck" => {
            let rest = operand.split_once(|it: char| it.is_ascii_whitespace());
            match json::strings(rest.map_or("", |(_, rest)| rest)) {
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
