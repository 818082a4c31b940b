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

/// Where a name and its value stand in an operand.
type Pair = (Range<usize>, Range<usize>);

/// Finds the pairs of an operand: `name=value …`, or `name value`.
pub(super) fn find(operand: &str, escape: char) -> Result<Vec<Pair>, (Range<usize>, &'static str)> {
    let mut found = words::with_quotes(operand, escape);
    let text = |range: &Range<usize>| operand.get(range.clone()).unwrap_or_default();
    let Some(first) = found.next() else {
        return Ok(Vec::new());
    };
    if !text(&first).contains('=') {
        // It ends at the first blank, in quotes or not.
        let end = operand.find(words::BLANKS);
        let end = end.ok_or_else(|| (first.clone(), "has no value"))?;
        let (_, rest) = operand.split_at(end);
        let start = operand.len() - rest.trim_start_matches(words::BLANKS).len();
        return Ok(vec![(0..end, start..operand.len())]);
    }
    let pair = |range: Range<usize>| {
        let at = text(&range).find('=');
        let at = range.start + at.ok_or_else(|| (range.clone(), "has no `=`"))?;
        Ok((range.start..at, at + 1..range.end))
    };
    std::iter::once(first).chain(found).map(pair).collect()
}

fn pairs(reading: &Reading<'_>, keyword: &str) -> Result<Vec<(Text, Text)>, Refused> {
    reading.flags.none()?;
    let operand = reading.operand();
    let escape = reading.escape();
    let found = find(operand, escape).map_err(|(range, problem)| {
        let shown = operand.get(range.clone()).unwrap_or_default().shown();
        Refused::new(
            reading.part(&range),
            format!("`{shown}` {problem}"),
            format!("write `{keyword} name=value`, with quotes around a value that holds blanks"),
        )
    })?;
    if found.is_empty() {
        let help = format!("write `{keyword} name=value`");
        return Err(Refused::new(
            reading.whole(),
            format!("`{keyword}` sets nothing"),
            help,
        ));
    }
    let text = |range: &Range<usize>| operand.get(range.clone()).unwrap_or_default();
    let mut all = Vec::with_capacity(found.len());
    for (name, value) in found {
        if name.is_empty() {
            let range = reading.part(&(name.start..value.end));
            return Err(Refused::new(
                range,
                "no name stands in front of `=`",
                "put one there",
            ));
        }
        all.push((word(text(&name), escape), word(text(&value), escape)));
    }
    Ok(all)
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
            name: VariableName::from(word(name, escape)),
            default,
        });
    }
    Ok(Instruction::Arg(Arg { declarations }))
}
