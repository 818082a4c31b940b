//! How a file is typed.

use dockerkit::{DockerfileText, Level};

use crate::Said;

/// What is found, by name, line, level and message.
fn found(text: &str) -> Vec<(&'static str, u32, Level, String)> {
    let report = DockerfileText::new(text).check();
    let found = report.findings.into_iter().map(|finding| {
        let (line, _) = finding.place.origin.line_and_column().unwrap();
        (finding.rule.name, line, finding.level, finding.message)
    });
    found.collect()
}

pub(crate) fn all(said: &mut Said) {
    let mut only = |text: &str, rule: &str, line: u32, message: &str| {
        let found = found(text);
        let [(name, at, level, said_message)] = found.as_slice() else {
            panic!("not one finding: {found:?}\n{text}")
        };
        assert_eq!(
            (*name, *at, said_message.as_str()),
            (rule, line, message),
            "{text}"
        );
        let expected = if rule == "unreadable" {
            Level::Error
        } else {
            Level::Warning
        };
        assert_eq!(*level, expected);
        said.0.insert(*name);
    };
    let casing = "ConsistentInstructionCasing";
    let upper = |word: &str| {
        format!("Command '{word}' should match the case of the command majority (uppercase)")
    };
    only("FROM a\nRUN b\nrun c\n", casing, 3, &upper("run"));
    only("FROM a\nRUN b\nRun c\n", casing, 3, &upper("Run"));
    only("FROM a\nrun b\n", casing, 2, &upper("run"));
    only(
        "from a\nrun b\nRUN c\n",
        casing,
        3,
        "Command 'RUN' should match the case of the command majority (lowercase)",
    );
    let as_casing = "FromAsCasing";
    only(
        "FROM a as b\n",
        as_casing,
        1,
        "'as' and 'FROM' keywords' casing do not match",
    );
    only(
        "from a AS b\n",
        as_casing,
        1,
        "'AS' and 'from' keywords' casing do not match",
    );
    only(
        "FROM a \\\n  As b\n",
        as_casing,
        1,
        "'As' and 'FROM' keywords' casing do not match",
    );
    let empty = "NoEmptyContinuation";
    only(
        "FROM a\nRUN b \\\n\n  c\n",
        empty,
        3,
        "Empty continuation line",
    );
    only(
        "FROM a\nENV b=c \\\n  \t\n  d=e\n",
        empty,
        3,
        "Empty continuation line",
    );
    let legacy = "LegacyKeyValueFormat";
    let format = |name: &str| {
        format!("\"{name} key=value\" should be used instead of legacy \"{name} key value\" format")
    };
    only("FROM a\nENV b c d\n", legacy, 2, &format("ENV"));
    only("FROM a\nLABEL b \"c d\"\n", legacy, 2, &format("LABEL"));
    let description = "InvalidDefinitionDescription";
    let directive = "# check=experimental=InvalidDefinitionDescription\n";
    let comment = |what: &str, name: &str| {
        format!("Comment for {what} should follow the format: `# {name} <description>`")
    };
    only(
        &format!("{directive}# bad\nARG b=1\nFROM a:$b\n"),
        description,
        3,
        &comment("ARG", "b"),
    );
    only(
        &format!("{directive}# bad\nARG b=1 c\nFROM a:$b\n"),
        description,
        3,
        &comment("ARG", "<arg_key>"),
    );
    only(
        &format!("{directive}# bad\nFROM a AS b\n"),
        description,
        3,
        &comment("FROM", "b"),
    );
    only(
        "FROM a\nRNU b\n",
        "unreadable",
        2,
        "unknown instruction `RNU`",
    );
}

#[test]
fn what_is_typed_well_is_not_found() {
    for text in [
        "FROM a AS b\nRUN c \\\n  # d\n  e\n",
        "from a as b\nrun c\n",
        // BuildKit does not count what stands in front of the first stage.
        "arg V=1\nFROM a:$V\nRUN b\n",
        // The keyword itself is found, and not what follows.
        "FROM a\nENV b=c d=e\nLABEL f=\"g h\"\n",
        "# check=experimental=all\n\n# b is it\nARG b=1\n# what\nFROM a:$b\n# not this one\n#\nARG c\nRUN echo $c\n",
        // It looks only where it is asked to.
        "# bad\nARG b=1\nFROM a:$b\n",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn checks_are_skipped_where_buildkit_skips_them() {
    let legacy = "LegacyKeyValueFormat";
    let levels = |text: &str| {
        let found = found(text).into_iter();
        found
            .map(|(name, line, level, _)| (name, line, level))
            .collect::<Vec<_>>()
    };
    for (text, expected) in [
        (
            "# check=skip=LegacyKeyValueFormat\nFROM a\nENV b c\n",
            &[][..],
        ),
        ("# check=skip=all\nFROM a as b\nENV b c\n", &[]),
        (
            "# check=error=true\nFROM a\nENV b c\n",
            &[(legacy, 3, Level::Error)],
        ),
        (
            "FROM a\n# check=skip=LegacyKeyValueFormat\nENV b c\nENV d e\n",
            &[(legacy, 4, Level::Warning)],
        ),
        (
            "FROM a\n# check=skip=LegacyKeyValueFormat\n#\nENV b c\n",
            &[(legacy, 4, Level::Warning)],
        ),
        (
            "FROM a\n# dockerkit: skip=LegacyKeyValueFormat\nENV b c\n",
            &[],
        ),
    ] {
        assert_eq!(levels(text), expected, "{text}");
    }
}

#[test]
fn everything_that_is_refused_is_told_with_its_line() {
    let text = "FROM alpine AS 1x\nCOPY --form=a b /c\nENV A=1 B\nRUN [\"a\", 1]\nHEALTHCHECK --retries=x CMD a\n";
    let error = DockerfileText::named("docker/Dockerfile", text)
        .parse()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "\
the Dockerfile cannot be read: 5 errors
docker/Dockerfile:1:16: `1x` is no name for a stage: a stage name must start with a letter from `a` to `z`; give it another one
1 | FROM alpine AS 1x
  |                ^^
docker/Dockerfile:2:6: unknown flag `--form`; did you mean `--from`?
2 | COPY --form=a b /c
  |      ^^^^^^^^
docker/Dockerfile:3:9: `B` has no `=`; write `ENV name=value`, with quotes around a value that holds blanks
3 | ENV A=1 B
  |         ^
docker/Dockerfile:4:5: an array in JSON holds something else than strings; put each word in double quotes, or write text for the shell
4 | RUN [\"a\", 1]
  |     ^^^^^^^^
docker/Dockerfile:5:13: this is no number of retries; it is a number of 0 or more
5 | HEALTHCHECK --retries=x CMD a
  |             ^^^^^^^^^^^",
    );
}
