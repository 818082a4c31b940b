//! Texts that an attack found to be read as something else, and what they are.

use dockerkit::{Command, Dockerfile, DockerfileText, Instruction};

fn rendered(text: &str) -> String {
    let file = Dockerfile::parse(text).unwrap_or_else(|error| panic!("{error}"));
    file.render().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_line_with_its_own_here_documents_is_joined_as_the_builder_joins_it() {
    // In a script the shell would read the comment.
    let text = "FROM a\nRUN <<EOF cat \\\n  # c\n  -n\nx\nEOF\n";
    assert_eq!(rendered(text), text);
    let crlf = "FROM a\r\nRUN echo a \\\r\n # c\r\n b && cat <<EOF\r\nx\r\nEOF\r\n";
    assert_eq!(
        rendered(crlf),
        "FROM a\nRUN <<EOF2\necho a  b && cat <<EOF\nx\r\nEOF\nEOF2\n"
    );
}

#[test]
fn an_interpreter_needs_a_script() {
    let error = Dockerfile::parse("FROM a\nRUN #!/bin/false\n").unwrap_err();
    assert!(error.to_string().contains("begins with `#!`"), "{error}");
    let script = "FROM a\nRUN <<EOF\n#!/bin/sh\nls\nEOF\n";
    assert_eq!(rendered(script), script);
}

#[test]
fn names_of_arguments_keep_their_quotes() {
    let file = Dockerfile::parse("FROM a\nARG 'a'=b\n").unwrap();
    let report = file.check();
    assert_eq!(report.findings[0].rule.name, "variable-name", "{report}");
}

#[test]
fn directives_count_where_the_builder_looks_for_them() {
    let behind =
        Dockerfile::parse("#!/bin/sh\n# syntax=a/b\n# check=skip=all\n# escape=`\nFROM a\n")
            .unwrap();
    assert_eq!(behind.directives.syntax.as_deref(), Some("a/b"));
    assert_eq!(behind.directives.check.as_deref(), Some("skip=all"));
    assert_eq!(behind.directives.escape, dockerkit::Escape::Backslash);
    for indented in [" # syntax=a/b\nFROM a\n", "\t# check=skip=all\nFROM a\n"] {
        let file = Dockerfile::parse(indented).unwrap();
        assert_eq!(
            (&file.directives.syntax, &file.directives.check),
            (&None, &None)
        );
        let again = Dockerfile::parse(&file.render().unwrap()).unwrap();
        assert_eq!(again.directives, file.directives);
    }
    let escape = Dockerfile::parse(" # escape=`\nFROM a\n").unwrap();
    assert_eq!(escape.directives.escape, dockerkit::Escape::Backtick);
}

#[test]
fn a_continuation_alone_may_stand_in_front() {
    let file = Dockerfile::parse("FROM a\n\\\nRUN <<EOF\necho x\nEOF\n").unwrap();
    assert_eq!(file.stages[0].steps.len(), 1);
    assert!(file.render().unwrap().ends_with("RUN <<EOF\necho x\nEOF\n"));
}

#[test]
fn triggers_name_stages_of_another_file() {
    let text = "FROM a AS q\nFROM b\nONBUILD COPY --from=q /x /y\nONBUILD COPY --from=0 /x /y\n";
    let text = rendered(text).to_lowercase();
    assert!(
        text.contains("onbuild copy --from=q /x /y\nonbuild copy --from=0 /x /y\n"),
        "{text}"
    );
}

#[test]
fn options_that_are_refused_are_refused_though_others_count() {
    for options in [
        "type=cache,target=/x,sharing=bad,sharing=locked",
        "size=5,type=tmpfs,target=/x",
        "required,type=secret,id=a",
        "type=cache,target=/x,uid=zz,uid=7",
        "type=foo,type=cache,target=/x",
    ] {
        let text = format!("FROM a\nRUN --mount={options} b\n");
        assert!(Dockerfile::parse(&text).is_err(), "{options}");
    }
    let twice = "FROM a\nRUN --mount=type=cache,target=/x,target=/y b\n";
    assert!(rendered(twice).contains("target=/y"));
}

#[test]
fn the_first_comment_about_checks_counts() {
    let text = "FROM a\n# check=error=maybe\n# check=skip=MaintainerDeprecated\nMAINTAINER x\n";
    let report = DockerfileText::new(text).check();
    assert!(
        report
            .findings
            .iter()
            .any(|it| it.rule.name == "MaintainerDeprecated"),
        "{report}"
    );
}

#[test]
fn a_byte_order_mark_is_no_column() {
    let report = DockerfileText::new("\u{feff}FROM a as b\n").check();
    assert_eq!(
        report.findings[0].place.origin.line_and_column(),
        Some((1, 1))
    );
}

#[test]
fn whitespace_is_what_the_builder_takes_for_it_at_each_place() {
    let file = Dockerfile::parse("FROM a\nHEALTHCHECK CMD \u{85}b\n").unwrap();
    let Instruction::Healthcheck(check) = &file.stages[0].steps[0].instruction else {
        unreachable!()
    };
    assert_eq!(check.command, Some(Command::from("\u{85}b")));
    // No directive, so that the escape character stays.
    let comment = "# \u{b}escape=`\nFROM a\nRUN b `\n && c\n";
    let error = Dockerfile::parse(comment).unwrap_err();
    assert!(
        error.to_string().contains("unknown instruction `&&`"),
        "{error}"
    );
    let error = Dockerfile::parse("FROM a\nONBUILD \u{2028} FROM b\n").unwrap_err();
    assert!(error.to_string().contains("of a trigger"), "{error}");
}
