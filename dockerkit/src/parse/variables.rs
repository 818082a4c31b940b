//! `ENV`, `ARG` and `LABEL`.
//!
//! Source: `parseNameVal` in `frontend/dockerfile/parser/line_parsers.go`, `parseKvps` and `parseArg` in
//! `frontend/dockerfile/instructions/parse.go`.

use std::ops::Range;

use super::{Reading, Refused};
use crate::instruction::{Arg, Declaration, Env, Instruction, Label};
use crate::name::VariableName;
use crate::shown::Shown;
use crate::syntax::words;
use crate::text::Text;
use crate::text::word::word;

pub(super) fn env(reading: &Reading<'_>) -> Result<Instruction, Refused> {
    let pairs = pairs(reading, "ENV")?;
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| (VariableName::from(name), value));
    let variables = pairs.collect();
    Ok(Instruction::Env(Env { variables }))
}

pub(super) fn label(reading: &Reading<'_>) -> Result<Instruction, Refused> {
    let labels = pairs(reading, "LABEL")?;
    Ok(Instruction::Label(Label { labels }))
}

/// Why an operand holds no pairs, and where.
type Problem = (Range<usize>, &'static str);

/// Shows where each name and its value stand in an operand: `name=value …`, or `name value`. Returns whether there are some.
pub(super) fn each(
    operand: &str,
    escape: char,
    mut see: impl FnMut(Range<usize>, Range<usize>) -> Result<(), Problem>,
) -> Result<bool, Problem> {
    let mut found = words::with_quotes(operand, escape);
    let equals = |range: &Range<usize>| operand.get(range.clone()).unwrap_or_default().find('=');
    let Some(first) = found.next() else {
        return Ok(false);
    };
    if equals(&first).is_none() {
        // It ends at the first blank, in quotes or not.
        let end = operand.find(words::BLANKS);
        let end = end.ok_or((first, "has no value"))?;
        let (_, rest) = operand.split_at(end);
        let start = operand.len() - rest.trim_start_matches(words::BLANKS).len();
        see(0..end, start..operand.len())?;
        return Ok(true);
    }
    for range in std::iter::once(first).chain(found) {
        let Some(at) = equals(&range) else {
            return Err((range, "has no `=`"));
        };
        see(
            range.start..range.start + at,
            range.start + at + 1..range.end,
        )?;
    }
    Ok(true)
}

fn pairs(reading: &Reading<'_>, keyword: &str) -> Result<Vec<(Text, Text)>, Refused> {
    reading.flags.none()?;
    let operand = reading.operand();
    let escape = reading.escape();
    let text = |range: &Range<usize>| operand.get(range.clone()).unwrap_or_default();
    let mut all = Vec::with_capacity(1);
    let found = each(operand, escape, |name, value| {
        if name.is_empty() {
            return Err((name.start..value.end, "has no name in front of `=`"));
        }
        all.push((word(text(&name), escape), word(text(&value), escape)));
        Ok(())
    });
    match found {
        Ok(true) => Ok(all),
        Ok(false) => {
            let help = format!("write `{keyword} name=value`");
            Err(Refused::new(
                reading.whole(),
                format!("`{keyword}` sets nothing"),
                help,
            ))
        }
        Err((range, problem)) => Err(Refused::new(
            reading.part(&range),
            format!("`{}` {problem}", text(&range).shown()),
            format!("write `{keyword} name=value`, with quotes around a value that holds blanks"),
        )),
    }
}

pub(super) fn arg(reading: &Reading<'_>) -> Result<Instruction, Refused> {
    let operand = reading.operand();
    let escape = reading.escape();
    let mut found = words::with_quotes(operand, escape).peekable();
    if found.peek().is_none() {
        let help = "write `ARG name`, or `ARG name=default`";
        return Err(Refused::new(
            reading.whole(),
            "`ARG` names no argument",
            help,
        ));
    }
    let mut declarations = Vec::with_capacity(1);
    for range in found {
        let text = operand.get(range.clone()).unwrap_or_default();
        let (name, default) = match text.split_once('=') {
            Some((name, default)) => (name, Some(word(default, escape))),
            None => (text, None),
        };
        if name.is_empty() {
            let range = reading.part(&range);
            return Err(Refused::new(
                range,
                "no name stands in front of `=`",
                "put one there",
            ));
        }
        declarations.push(Declaration {
            // BuildKit expands no name of an argument, nor takes quotes off it.
            name: VariableName::from(name.to_owned()),
            default,
        });
    }
    Ok(Instruction::Arg(Arg { declarations }))
}
