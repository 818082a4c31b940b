//! The instructions of a few words.
//!
//! Source: `frontend/dockerfile/instructions/parse.go`.

use super::command::others;
use super::{Reading, Refused};
use crate::instruction::{Expose, Instruction, Maintainer, StopSignal, Volume, Workdir};
use crate::or_arg::OrArg;
use crate::syntax::json::{self, Read};
use crate::syntax::words;
use crate::text::Text;
use crate::text::word::word;
use crate::user::User;

/// The operand, which must not be empty.
fn one<'l>(reading: &Reading<'l>, what: &str) -> Result<&'l str, Refused> {
    let operand = reading.operand();
    if operand.is_empty() {
        let keyword = reading
            .line
            .get(reading.keyword.clone())
            .unwrap_or_default();
        let message = format!("`{}` says no {what}", keyword.to_uppercase());
        return Err(Refused::new(
            reading.whole(),
            message,
            "put it behind the keyword",
        ));
    }
    Ok(operand)
}

fn text(reading: &Reading<'_>, what: &str) -> Result<Text, Refused> {
    one(reading, what).map(|operand| word(operand, reading.escape()))
}

pub(super) fn maintainer(reading: &Reading<'_>) -> Result<Instruction, Refused> {
    let author = one(reading, "author")?;
    reading.flags.none()?;
    Ok(Maintainer::new(author.to_owned()).into())
}

pub(super) fn stop_signal(reading: &Reading<'_>) -> Result<Instruction, Refused> {
    // BuildKit does not look at its flags.
    let signal = text(reading, "signal")?;
    Ok(Instruction::StopSignal(StopSignal { signal }))
}

pub(super) fn user(reading: &Reading<'_>) -> Result<Instruction, Refused> {
    let spec = text(reading, "user")?;
    reading.flags.none()?;
    Ok(User::new(spec).into())
}

pub(super) fn workdir(reading: &Reading<'_>) -> Result<Instruction, Refused> {
    let path = text(reading, "directory")?;
    reading.flags.none()?;
    Ok(Instruction::Workdir(Workdir { path }))
}

pub(super) fn expose(reading: &Reading<'_>) -> Result<Instruction, Refused> {
    let operand = one(reading, "port")?;
    reading.flags.none()?;
    let ports = words::between_blanks(operand).into_iter().map(|range| {
        let text = operand.get(range).unwrap_or_default();
        let port = word(text, reading.escape());
        // Capitals are found, and not written.
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            OrArg::Text(port)
        } else {
            OrArg::from(port)
        }
    });
    let ports = ports.collect();
    Ok(Instruction::Expose(Expose { ports }))
}

pub(super) fn volume(reading: &Reading<'_>) -> Result<Instruction, Refused> {
    reading.flags.none()?;
    let operand = reading.operand();
    let escape = reading.escape();
    let empty = |range| Refused::new(range, "the path is empty", "give one, or take it out");
    let mut paths = Vec::new();
    match json::strings(operand) {
        Read::Strings(found) => {
            for (path, range) in found {
                let path = path.trim();
                if path.is_empty() {
                    return Err(empty(reading.part(&range)));
                }
                paths.push(word(path, escape));
            }
        }
        Read::Others => return Err(others(reading)),
        Read::No => {
            for range in words::between_blanks(operand) {
                let path = operand.get(range.clone()).unwrap_or_default().trim();
                if path.is_empty() {
                    return Err(empty(reading.part(&range)));
                }
                paths.push(word(path, escape));
            }
        }
    }
    if paths.is_empty() {
        let help = "put it behind the keyword";
        return Err(Refused::new(reading.whole(), "`VOLUME` says no path", help));
    }
    Ok(Instruction::Volume(Volume { paths }))
}
