//! Rules about how a file is typed.
//!
//! Source: BuildKit's `frontend/dockerfile/linter/ruleset.go`, and where each is asked for.

use super::rules;
use crate::check::rule::docs;
use crate::check::sink::Sink;
use crate::check::views::Typed;

macro_rules! build_check {
    ($name:literal) => {
        concat!(
            "https://docs.docker.com/reference/build-checks/",
            $name,
            "/"
        )
    };
}

rules! {
    #[doc = " A Dockerfile is read by BuildKit."]
    UNREADABLE = "unreadable" (Refused, docs!(""), []) {
        bad: r#"DockerfileText::new("FROM alpine\nRNU make\n")"#,
        says: "unknown instruction `RNU`",
        good: r#"DockerfileText::new("FROM alpine\nRUN make\n")"#
    }
    #[doc = " Keywords are all typed in capitals, or none is."]
    CONSISTENT_INSTRUCTION_CASING = "ConsistentInstructionCasing" (Lint, build_check!("consistent-instruction-casing"), []) {
        bad: r#"DockerfileText::new("FROM alpine\nrun make\nRUN make test\n")"#,
        says: "Command 'run' should match the case of the command majority (uppercase)",
        good: r#"DockerfileText::new("from alpine\nrun make\n")"#
    }
    #[doc = " `AS` is typed as `FROM` is."]
    FROM_AS_CASING = "FromAsCasing" (Lint, build_check!("from-as-casing"), []) {
        bad: r#"DockerfileText::new("FROM alpine as build\nRUN make\n")"#,
        says: "'as' and 'FROM' keywords' casing do not match",
        good: r#"DockerfileText::new("FROM alpine AS build\nRUN make\n")"#
    }
    #[doc = " No empty line stands between the lines of an instruction."]
    NO_EMPTY_CONTINUATION = "NoEmptyContinuation" (Lint, build_check!("no-empty-continuation"), []) {
        bad: r#"DockerfileText::new("FROM alpine\nRUN make \\\n\n    test\n")"#,
        says: "Empty continuation line",
        good: r#"DockerfileText::new("FROM alpine\nRUN make \\\n    test\n")"#
    }
    #[doc = " `ENV` and `LABEL` have an `=` between name and value."]
    LEGACY_KEY_VALUE_FORMAT = "LegacyKeyValueFormat" (Lint, build_check!("legacy-key-value-format"), []) {
        bad: r#"DockerfileText::new("FROM alpine\nENV PORT 80\n")"#,
        says: "\"ENV key=value\" should be used instead of legacy \"ENV key value\" format",
        good: r#"DockerfileText::new("FROM alpine\nENV PORT=80\n")"#
    }
    #[doc = " A comment in front of a stage or an argument begins with its name. Only where `# check=experimental=…` asks for it."]
    INVALID_DEFINITION_DESCRIPTION = "InvalidDefinitionDescription" (Lint, build_check!("invalid-definition-description"), []) {
        bad: r##"DockerfileText::new("# check=experimental=all\n\n# the version\nARG VERSION=3\nFROM alpine:$VERSION\n")"##,
        says: "Comment for ARG should follow the format: `# VERSION <description>`",
        good: r##"DockerfileText::new("# check=experimental=all\n\n# VERSION of the base\nARG VERSION=3\nFROM alpine:$VERSION\n")"##
    }
}

/// Looks at an instruction as it was typed.
pub(crate) fn look(typed: &Typed<'_>, sink: &mut Sink<'_>) {
    sink.rule = Some(&NO_EMPTY_CONTINUATION);
    if typed.empty_line {
        sink.find(
            "Empty continuation line",
            "take it out; BuildKit will refuse it one day",
        );
    }
    sink.rule = Some(&FROM_AS_CASING);
    from_as_casing(typed, sink);
    sink.rule = Some(&INVALID_DEFINITION_DESCRIPTION);
    description(typed, sink);
    sink.rule = Some(&CONSISTENT_INSTRUCTION_CASING);
    if let Some(casing) = typed.casing {
        let keyword = typed.keyword;
        sink.find(
            format!("Command '{keyword}' should match the case of the command majority ({casing})"),
            format!("write it in {casing}"),
        );
    }
    sink.rule = Some(&LEGACY_KEY_VALUE_FORMAT);
    if typed.legacy {
        let name = typed.keyword;
        sink.find(
            format!(
                "\"{name} key=value\" should be used instead of legacy \"{name} key value\" format"
            ),
            "put `=` between them, and quotes around a value that holds blanks",
        );
    }
}

fn from_as_casing(typed: &Typed<'_>, sink: &mut Sink<'_>) {
    let (Some(between), from) = (typed.between, typed.keyword) else {
        return;
    };
    let wanted = if from == from.to_lowercase() {
        between.to_lowercase()
    } else if from == from.to_uppercase() {
        between.to_uppercase()
    } else {
        return;
    };
    if between != wanted {
        sink.find(
            format!("'{between}' and '{from}' keywords' casing do not match"),
            format!("write `{wanted}`"),
        );
    }
}

fn description(typed: &Typed<'_>, sink: &mut Sink<'_>) {
    let (Some(last), [first, others @ ..]) = (typed.comments.last(), typed.names) else {
        return;
    };
    let word = last.split(' ').next().unwrap_or_default();
    if typed.names.contains(&word) {
        return;
    }
    let example = if others.is_empty() {
        first
    } else {
        "<arg_key>"
    };
    sink.find(
        format!(
            "Comment for {} should follow the format: `# {example} <description>`",
            typed.instruction
        ),
        "begin it so, or put an empty line or `#` behind it",
    );
}
