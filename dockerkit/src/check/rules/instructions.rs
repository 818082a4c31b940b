//! Rules of the other instructions.

use super::{docs, rules};
use std::time::Duration;

use super::values::not_bare;
use super::{needs_escape, read_with_backslash};
use crate::check::sink::Sink;
use crate::check::views::{ReferenceView, Written};
use crate::help::Help;
use crate::instruction::{Healthcheck, Instruction, Trigger, mapped};
use crate::lines;
use crate::or_arg::OrArg;
use crate::resolve::Problem;
use crate::rule;
use crate::shown::Shown;
use crate::source::Source;
use crate::text::{PieceRef, Text};

rules! {
    #[doc = " `ONBUILD` holds an instruction that can be carried out in another Dockerfile."]
    ONBUILD = "onbuild" (Refused, docs!("#onbuild"), [Instruction: onbuild, Instruction: onbuild_text, Problem: onbuild_cache, Reference: onbuild_reference, Written: onbuild_escape])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(OnBuild::new(OnBuild::new(Run::new("ls")))))"#,
        says: "`ONBUILD` cannot hold `ONBUILD`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(OnBuild::new(Run::new("ls"))))"#
    }
    #[doc = " The text of a trigger begins with an instruction that BuildKit knows."]
    UNKNOWN_TRIGGER = "unknown-trigger" (Lint, docs!("#onbuild"), [Instruction: unknown_trigger])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(OnBuild::text("rnu make")))"#,
        says: "the trigger `rnu make` begins with no instruction that BuildKit knows",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(OnBuild::new(Run::new("make"))))"#
    }
    #[doc = " The options of a health check are in range."]
    HEALTHCHECK = "healthcheck" (Refused, docs!("#healthcheck"), [Instruction: healthcheck])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Healthcheck::new("true").interval(std::time::Duration::from_nanos(5))))"#,
        says: "the time 5ns is out of range",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Healthcheck::new("true").interval(std::time::Duration::from_secs(5))))"#
    }
    #[doc = " A port is a number or a range of numbers, with a protocol that Docker knows."]
    PORT = "port" (Refused, docs!("#expose"), [Instruction: port])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").expose("http"))"#,
        says: "`http` is not a port",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").expose("80/tcp"))"#
    }
    #[doc = " `HEALTHCHECK NONE` has no options, which would do nothing."]
    HEALTHCHECK_OPTION = "healthcheck-option" (Lint, docs!("#healthcheck"), [Instruction: healthcheck_option])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Healthcheck::none().retries(1)))"#,
        says: "the options of `HEALTHCHECK NONE` do nothing, and are not written",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Healthcheck::none()))"#
    }
    #[doc = " A stop signal is one that the engine knows."]
    SIGNAL = "signal" (Refused, docs!("#stopsignal"), [Instruction: signal])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(StopSignal::new("SIGSTOPP")))"#,
        says: "`SIGSTOPP` is not a signal",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(StopSignal::new("SIGTERM")))"#
    }
    #[doc = " An author's name can be written after `MAINTAINER`."]
    MAINTAINER = "maintainer" (Unwritable, docs!("#maintainer-deprecated"), [Instruction: maintainer])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Maintainer::new("Ada\\")))"#,
        says: r"the author `Ada\\` cannot be written",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Maintainer::new("Ada"))).level("MaintainerDeprecated", Level::Off)"#
    }
}

fn port(instruction: &Instruction, sink: &mut Sink<'_>) {
    let Instruction::Expose(expose) = instruction else {
        return;
    };
    for port in &expose.ports {
        match port {
            OrArg::Text(text) if text.as_literal().is_none() => {
                not_bare("the port", "port", text, true, sink);
                modified_port(text, sink);
            }
            OrArg::Text(text) if text.as_literal().is_some_and(|it| mapped(it).is_some()) => {}
            other if other.value().is_none_or(|port| port.first > port.last) => {
                let shown = other.to_string();
                sink.find_in(
                    "port",
                    format!("`{}` is not a port", shown.shown()),
                    "a port is `80`, `8000-8010` or `53/udp`, from 0 to 65535",
                );
            }
            OrArg::Value(_) | OrArg::Text(_) => {}
        }
    }
}

/// Frontends from syntax 1.9 on forget the word before a `${…}` in which they read another one.
fn modified_port(text: &Text, sink: &mut Sink<'_>) {
    let forgotten = text.pieces().skip(1).any(
        |piece| matches!(piece, PieceRef::Reference(reference) if reference.modifier.is_some()),
    );
    if forgotten {
        sink.find_in(
            "port",
            format!("`{text}`: BuildKit drops what stands before a `${{…}}` with a modifier"),
            "set an `ARG` to the whole port, and refer to it",
        );
    }
}

fn healthcheck(instruction: &Instruction, sink: &mut Sink<'_>) {
    let Instruction::Healthcheck(check) = instruction else {
        return;
    };
    let durations = [
        ("--interval", check.interval),
        ("--timeout", check.timeout),
        ("--start-period", check.start_period),
        ("--start-interval", check.start_interval),
    ];
    if check.command.is_none() {
        return;
    }
    for (flag, duration) in durations {
        let Some(duration) = duration else { continue };
        if duration == Duration::MAX {
            sink.find_in(
                flag,
                "the time is none that Docker reads",
                "write numbers with units, `h`, `m`, `s` or `ms`: `1m30s`; or a number of seconds",
            );
            continue;
        }
        let too_long = i64::try_from(duration.as_nanos()).is_err();
        if too_long || (!duration.is_zero() && duration < Duration::from_millis(1)) {
            sink.find_in(
                flag,
                format!("the time {duration:?} is out of range"),
                "use 0, or from 1 ms to 292 years",
            );
        }
    }
    if check
        .retries
        .is_some_and(|retries| i32::try_from(retries).is_err())
    {
        sink.find_in(
            "--retries",
            "the number of retries is out of range",
            "use up to 2147483647",
        );
    }
}

/// BuildKit reads no options of `NONE`.
fn healthcheck_option(instruction: &Instruction, sink: &mut Sink<'_>) {
    let Instruction::Healthcheck(check) = instruction else {
        return;
    };
    if check.command.is_none() && **check != Healthcheck::none() {
        sink.find(
            "the options of `HEALTHCHECK NONE` do nothing, and are not written",
            "leave them out, or give a command",
        );
    }
}

fn signal(instruction: &Instruction, sink: &mut Sink<'_>) {
    let Instruction::StopSignal(stop) = instruction else {
        return;
    };
    if let Some(text) = stop
        .signal
        .as_literal()
        .filter(|text| !rule::is_signal(text))
    {
        sink.find_in(
            "signal",
            format!("`{}` is not a signal", text.shown()),
            "use a name such as `SIGQUIT` or a number such as `9`",
        );
    }
}

fn maintainer(instruction: &Instruction, sink: &mut Sink<'_>) {
    let Instruction::Maintainer(maintainer) = instruction else {
        return;
    };
    let author = &maintainer.author;
    if author.trim() != author
        || author.is_empty()
        || author.starts_with("--")
        || author.ends_with(['\\', sink.escape.character()])
    {
        sink.find_in(
            "author",
            format!("the author `{}` cannot be written", author.shown()),
            "take off whitespace at its ends, a leading `--` and a trailing backslash, or use a label",
        );
    }
}

fn onbuild(instruction: &Instruction, sink: &mut Sink<'_>) {
    let Instruction::OnBuild(trigger) = instruction else {
        return;
    };
    let held = match trigger.instruction.as_ref() {
        Instruction::BlankLine => "an empty line".to_owned(),
        Instruction::Caches(_) => "caches of other steps".to_owned(),
        Instruction::Comment(_) => "a comment".to_owned(),
        other @ (Instruction::OnBuild(_) | Instruction::Maintainer(_)) => {
            format!("`{}`", other.keyword())
        }
        _ => return,
    };
    sink.find(
        format!("`ONBUILD` cannot hold {held}"),
        "write it as an instruction of its own",
    );
}

/// Text that is kept for another build.
fn onbuild_text(instruction: &Instruction, sink: &mut Sink<'_>) {
    let trigger = match instruction {
        Instruction::OnBuild(trigger) => trigger.instruction.as_ref(),
        Instruction::Trigger(_) if !sink.keyword.is_empty() => return,
        Instruction::Trigger(trigger) => {
            return sink.find(
                format!("`{}` is not an instruction", trigger.text.shown()),
                "only `ONBUILD` holds text: `OnBuild::text(…)`",
            );
        }
        _ => return,
    };
    let Instruction::Trigger(Trigger { text, .. }) = trigger else {
        return;
    };
    if let Some(problem) = rule::trigger(text, sink.escape.character()) {
        sink.find(
            format!("the trigger cannot be `{}`: {problem}", text.shown()),
            if matches!(
                rule::trigger_keyword(text),
                Some("from" | "maintainer" | "onbuild")
            ) {
                "leave it out: it belongs into the Dockerfile that starts from this image".into()
            } else {
                Help::either(
                    "write it as an instruction: `OnBuild::new(…)`",
                    "write it so that it is one here",
                )
            },
        );
    }
}

fn unknown_trigger(instruction: &Instruction, sink: &mut Sink<'_>) {
    let Instruction::OnBuild(trigger) = instruction else {
        return;
    };
    if let Instruction::Trigger(Trigger { text, .. }) = trigger.instruction.as_ref() {
        if !text.is_empty() && rule::trigger_keyword(text).is_none() {
            sink.find(
                format!(
                    "the trigger `{}` begins with no instruction that BuildKit knows",
                    text.shown()
                ),
                "builds that start from this image fail, unless their frontend knows it",
            );
        }
    }
}

fn onbuild_reference(view: &ReferenceView<'_>, sink: &mut Sink<'_>) {
    if view.trigger && matches!(view.source, Source::Stage(_)) {
        sink.find_in(
            "--from",
            "`ONBUILD` cannot refer to a stage: it runs in another Dockerfile",
            Help::either("copy from an image: `.from_image(…)`", "copy from an image"),
        );
    }
}

fn onbuild_cache(problem: &Problem, sink: &mut Sink<'_>) {
    if matches!(problem, Problem::Trigger) {
        sink.find_in(
            "--mount",
            "a cache in `ONBUILD` cannot follow the user, who is that of another Dockerfile",
            "name its directory and owner: `CacheMount::new(…).id(…).uid(…).gid(…)`",
        );
    }
}

/// What is read with another escape character, too, must not need one.
fn onbuild_escape(written: &Written<'_>, sink: &mut Sink<'_>) {
    let Some(Instruction::OnBuild(trigger)) = written.instruction else {
        return;
    };
    let Some(flags) = &written.flags else { return };
    let line = lines::joined(&written.text, written.escape.character()).0;
    let changes = if is_verbatim(&trigger.instruction) {
        needs_escape(flags, written.escape) || line.ends_with('\\')
    } else {
        needs_escape(&line, written.escape)
    };
    if changes {
        read_with_backslash(sink);
    }
}

/// Whether nothing but its flags is read with an escape character.
fn is_verbatim(instruction: &Instruction) -> bool {
    matches!(
        instruction,
        Instruction::Run(_)
            | Instruction::Cmd(_)
            | Instruction::Entrypoint(_)
            | Instruction::Healthcheck(_)
            | Instruction::Shell(_)
    )
}
