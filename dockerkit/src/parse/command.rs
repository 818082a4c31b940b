//! `RUN`, and the instructions that hold a command.
//!
//! Source: `parseRun` and others in `frontend/dockerfile/instructions/parse.go`, `dispatchRun` in
//! `frontend/dockerfile/dockerfile2llb/convert.go`.

use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

use super::flags::{Flag, Kind};
use super::names::Names;
use super::{Lines, Reading, Refused, mount};
use crate::continued;
use crate::duration;
use crate::heredoc;
use crate::instruction::{
    Cmd, DefaultShell, Entrypoint, Healthcheck, Instruction, Network, Run, Security,
};
use crate::shape;
use crate::shell::{Command, Shell};
use crate::syntax::json::{self, Read};

/// What a word of an instruction holds that is no string.
const OTHERS: &str = "an array in JSON holds something else than strings";

pub(super) fn others(reading: &Reading<'_>) -> Refused {
    let help = "put each word in double quotes, or write text for the shell";
    Refused::new(reading.operand.clone(), OTHERS, help)
}

/// The exec form, or shell text as it was typed.
fn command(
    reading: &Reading<'_>,
    lines: &Lines<'_>,
    range: Range<usize>,
) -> Result<Command, Refused> {
    let text = reading.line.get(range.clone()).unwrap_or_default();
    Ok(match json::strings(text) {
        Read::Strings(words) => {
            Command::Exec(words.into_iter().map(|(word, _)| word.into()).collect())
        }
        Read::Others => return Err(others(reading)),
        Read::No => Command::Shell(Shell::new(typed(reading, lines, range))),
    })
}

/// The end of the line as it was typed, on all of its lines. Flags have lines of their own; without them, the text may begin
/// behind a continuation.
fn typed(reading: &Reading<'_>, lines: &Lines<'_>, range: Range<usize>) -> String {
    if lines.line.is_one() {
        return reading.line.get(range).unwrap_or_default().to_owned();
    }
    let before = reading.line.get(..range.start).unwrap_or_default();
    let from = if reading.flags.are_none() {
        before.trim_end_matches([' ', '\t']).len()
    } else {
        range.start
    };
    let end = lines.line.range(range).end;
    // Where the line is continued there, the part before it is what ends.
    let start = match from.checked_sub(1) {
        Some(last) => lines.line.source(last) + 1,
        None => lines.line.source(from),
    };
    let text = lines.text.get(start..end).unwrap_or_default();
    if lines.line.is_clean {
        return text.trim_start_matches(continued::LAYOUT).to_owned();
    }
    continued::clean(text.trim_start_matches([' ', '\t']), reading.escape()).into_owned()
}

pub(super) fn cmd(reading: &Reading<'_>, lines: &Lines<'_>) -> Result<Instruction, Refused> {
    reading.flags.none()?;
    Ok(Cmd::new(command(reading, lines, reading.operand.clone())?).into())
}

pub(super) fn entrypoint(reading: &Reading<'_>, lines: &Lines<'_>) -> Result<Instruction, Refused> {
    reading.flags.none()?;
    Ok(Entrypoint::new(command(reading, lines, reading.operand.clone())?).into())
}

pub(super) fn shell(reading: &Reading<'_>) -> Result<Instruction, Refused> {
    reading.flags.none()?;
    let help = r#"write it as an array: `SHELL ["/bin/bash", "-c"]`"#;
    match json::strings(reading.operand()) {
        Read::Strings(words) if !words.is_empty() => {
            Ok(DefaultShell::new(words.into_iter().map(|(word, _)| word)).into())
        }
        Read::Others => Err(others(reading)),
        Read::Strings(_) => Err(Refused::new(
            reading.whole(),
            "`SHELL` names no program",
            help,
        )),
        Read::No if reading.operand().is_empty() => Err(Refused::new(
            reading.whole(),
            "`SHELL` names no program",
            help,
        )),
        Read::No => Err(Refused::new(
            reading.operand.clone(),
            "`SHELL` is no array in JSON",
            help,
        )),
    }
}

const RUN_FLAGS: [(&str, Kind); 4] = [
    ("mount", Kind::Values),
    ("network", Kind::Value),
    ("security", Kind::Value),
    ("device", Kind::Values),
];

pub(super) fn run(
    reading: &Reading<'_>,
    lines: &Lines<'_>,
    names: &Names,
) -> Result<Instruction, Refused> {
    let flags = reading.flags.known(&RUN_FLAGS)?;
    let mut run = Run::new(run_command(reading, lines)?);
    for flag in flags {
        match flag.name() {
            "mount" => run
                .mounts
                .push(mount::mount(flag, reading.escape(), names)?),
            "network" => run.network = Some(network(flag)?),
            "security" => run.security = Some(security(flag)?),
            _ => run.devices.push(mount::device(flag)?),
        }
    }
    Ok(run.into())
}

fn run_command(reading: &Reading<'_>, lines: &Lines<'_>) -> Result<Command, Refused> {
    let bodies = lines.instruction.bodies();
    let operand = reading.operand();
    if operand.starts_with("#!") {
        // The model would run it as a script.
        return Err(Refused::new(
            reading.operand.clone(),
            "the command begins with `#!`, which is a comment there",
            "put a script into a here-document, or take the command out",
        ));
    }
    let [first, ..] = bodies else {
        return command(reading, lines, reading.operand.clone());
    };
    let content = |range: &Range<usize>| lines.text.get(range.clone()).unwrap_or_default();
    if heredoc::is_alone(reading.operand()) {
        let body = content(&first.content);
        let body = if first.opened.strips_tabs {
            without_tabs(body)
        } else {
            Cow::Borrowed(body)
        };
        return Ok(Command::Script(body.into_owned().into()));
    }
    // The shell gets the line and the documents behind it.
    let with_bodies = |mut text: String| {
        for body in bodies {
            text.push('\n');
            text.push_str(content(&body.content));
            text.push_str(&body.opened.word);
        }
        text
    };
    let as_typed = with_bodies(typed(reading, lines, reading.operand.clone()));
    let text = if shape::documents(&as_typed, reading.escape()).is_some() {
        as_typed
    } else {
        // It would have to be a script, in which the shell itself would join the lines.
        with_bodies(operand.to_owned())
    };
    Ok(Command::Shell(Shell::new(text)))
}

/// Lines without the tabs in front of them.
pub(super) fn without_tabs(body: &str) -> Cow<'_, str> {
    if !body.contains('\t') {
        return Cow::Borrowed(body);
    }
    let lines = body.split_inclusive('\n');
    Cow::Owned(lines.map(|line| line.trim_start_matches('\t')).collect())
}

fn network(flag: &Flag<'_>) -> Result<Network, Refused> {
    let all = ["default", "none", "host"];
    match flag.value() {
        "default" => Ok(Network::Default),
        "none" => Ok(Network::None),
        "host" => Ok(Network::Host),
        other => Err(Refused::new(
            flag.range.clone(),
            "unknown network",
            "BuildKit knows `default`, `none` and `host`",
        )
        .near(other, all, str::to_owned)),
    }
}

fn security(flag: &Flag<'_>) -> Result<Security, Refused> {
    match flag.value() {
        "sandbox" => Ok(Security::Sandbox),
        "insecure" => Ok(Security::Insecure),
        other => Err(Refused::new(
            flag.range.clone(),
            "unknown security mode",
            "BuildKit knows `sandbox` and `insecure`",
        )
        .near(other, ["sandbox", "insecure"], str::to_owned)),
    }
}

const CHECK_FLAGS: [(&str, Kind); 5] = [
    ("interval", Kind::Value),
    ("timeout", Kind::Value),
    ("start-period", Kind::Value),
    ("start-interval", Kind::Value),
    ("retries", Kind::Value),
];

pub(super) fn healthcheck(
    reading: &Reading<'_>,
    lines: &Lines<'_>,
) -> Result<Instruction, Refused> {
    let operand = reading.operand();
    // BuildKit goes byte by byte here, to which no other whitespace is any.
    let blank = |it: char| it.is_ascii_whitespace() || it == '\x0b';
    let length = operand.find(blank);
    let (kind, rest) = operand.split_at(length.unwrap_or(operand.len()));
    let rest = rest.trim_start_matches(blank);
    let start = reading.operand.end - rest.len();
    let refused =
        |message: &str, help: &str| Err(Refused::new(reading.operand.clone(), message, help));
    if kind.eq_ignore_ascii_case("none") {
        if let Read::Others = json::strings(rest) {
            return Err(others(reading));
        }
        let nothing = matches!(json::strings(rest), Read::Strings(words) if words.is_empty());
        if !rest.is_empty() && !nothing {
            return refused(
                "something stands behind `HEALTHCHECK NONE`",
                "take it out, or write `HEALTHCHECK CMD …`",
            );
        }
        return Ok(Healthcheck::none().into());
    }
    if operand.is_empty() {
        let help = "write `HEALTHCHECK CMD …`, or `HEALTHCHECK NONE`";
        return Err(Refused::new(
            reading.whole(),
            "`HEALTHCHECK` says no command",
            help,
        ));
    }
    let flags = reading.flags.known(&CHECK_FLAGS)?;
    if !kind.eq_ignore_ascii_case("cmd") {
        return refused(
            "`HEALTHCHECK` is followed by neither `CMD` nor `NONE`",
            "put `CMD` in front of the command",
        );
    }
    let read = command(reading, lines, start..reading.operand.end)?;
    let empty = match &read {
        Command::Exec(words) => words.is_empty(),
        _ => rest.trim().is_empty(),
    };
    if empty {
        return refused("no command stands behind `CMD`", "put one there");
    }
    let mut check = Healthcheck::new(read);
    for flag in flags {
        match flag.name() {
            "interval" => check.interval = time(flag)?,
            "timeout" => check.timeout = time(flag)?,
            "start-period" => check.start_period = time(flag)?,
            "start-interval" => check.start_interval = time(flag)?,
            _ => check.retries = retries(flag)?,
        }
    }
    Ok(check.into())
}

/// Go's longest time.
const LONGEST: u128 = i64::MAX as u128;

fn time(flag: &Flag<'_>) -> Result<Option<Duration>, Refused> {
    let text = flag.value();
    if text.is_empty() {
        return Ok(None);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let read = duration::read(unsigned).filter(|it| it.as_nanos() <= LONGEST);
    let Some(read) = read else {
        let help = "write it with its units: `1m30s`";
        return Err(Refused::new(flag.range.clone(), "this is not a time", help));
    };
    if read.is_zero() {
        return Ok(Some(read));
    }
    if text.starts_with('-') || read < Duration::from_millis(1) {
        let help = "the shortest one is `1ms`";
        return Err(Refused::new(
            flag.range.clone(),
            "the time is too short",
            help,
        ));
    }
    Ok(Some(read))
}

fn retries(flag: &Flag<'_>) -> Result<Option<u32>, Refused> {
    let text = flag.value();
    if text.is_empty() {
        return Ok(None);
    }
    let read = text
        .parse::<i32>()
        .ok()
        .and_then(|it| u32::try_from(it).ok());
    let help = "it is a number of 0 or more";
    read.map(Some)
        .ok_or_else(|| Refused::new(flag.range.clone(), "this is no number of retries", help))
}
