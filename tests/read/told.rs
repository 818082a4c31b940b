//! What is said of what people type, and where it points.

use dockerkit::syntax::{Edits, Tree};
use dockerkit::{Dockerfile, DockerfileText, PackageManager, Stage};

/// The rule, the message, the help and the place of each finding.
fn told(text: &str) -> Vec<(String, String, String, String)> {
    let report = DockerfileText::new(text).check();
    let findings = report.findings.iter().map(|it| {
        let (line, column) = it.place.origin.line_and_column().unwrap_or_default();
        let place = format!("{line}:{column}");
        (
            it.rule.name.to_owned(),
            it.message.clone(),
            it.help.clone(),
            place,
        )
    });
    findings.collect()
}

#[track_caller]
fn is_told(text: &str, rule: &str, message: &str, help: &str, place: &str) {
    let all = told(text);
    let found = all
        .iter()
        .any(|(its_rule, its_message, its_help, its_place)| {
            its_rule == rule
                && its_message == message
                && its_help.contains(help)
                && its_place == place
        });
    assert!(found, "{text}\n{all:#?}");
}

#[test]
fn stages_that_are_nearly_meant() {
    let help = "did you mean the stage `build`?";
    for line in [
        "COPY --from=biuld /a /a",
        "RUN --mount=from=biuld,target=/x a",
    ] {
        let text = format!("FROM golang AS build\nFROM alpine\n{line}\n");
        is_told(
            &text,
            "image-near-stage",
            "`biuld` is an image, as no stage has that name",
            help,
            "3:1",
        );
    }
    let tagged = told("FROM golang AS build\nFROM alpine\nCOPY --from=biuld:1 /a /a\n");
    assert!(tagged.is_empty(), "{tagged:?}");
    let number = "FROM golang AS build\nFROM alpine\nRUN --mount=from=0,target=/x a\n";
    let message = "a mount refers to a stage by its number, and only `COPY --from` can";
    is_told(number, "stage-by-number", message, "name the stage", "3:1");
    let itself = "the stage `0` refers to itself";
    is_told(
        "FROM a\nCOPY --from=0 a b\n",
        "later-stage",
        itself,
        "the first one is number 0",
        "2:1",
    );
    let beyond = "there is no stage number 5";
    is_told(
        "FROM a\nCOPY --from=5 a b\n",
        "unknown-stage",
        beyond,
        "no stage stands before",
        "2:1",
    );
}

#[test]
fn mounts_as_people_type_them() {
    let mount = |options: &str| format!("FROM python\nRUN --mount={options} a\n");
    is_told(
        &mount("type=cache, target=/c"),
        "mount-option",
        "an option of the mount has no name",
        "the blank behind it",
        "2:24",
    );
    is_told(
        &mount("cache,target=/c"),
        "mount-option",
        "a mount has no option `cache`",
        "did you mean `type=cache`?",
        "2:13",
    );
    let message = "the cache has no target, so it is mounted over the working directory";
    is_told(
        &mount("type=cache"),
        "cache-without-target",
        message,
        "such as `/root/.cache/pip`",
        "2:1",
    );
    let message = "`~` in the target `~/.netrc` is not expanded";
    is_told(
        &mount("type=secret,id=x,target=~/.netrc"),
        "home-in-target",
        message,
        "`/root/.netrc`",
        "2:30",
    );
    let twice = mount("type=cache,target=/c/ --mount=type=tmpfs,target=/c");
    let message = "another mount of this step has the target `/c`, too";
    assert!(
        told(&twice).iter().any(|it| it.1 == message),
        "{:?}",
        told(&twice)
    );
}

#[test]
fn findings_point_at_the_line_of_an_option() {
    let all = told("FROM a\nRUN --mount=type=cache,\\\nfoo=1,\\\ntarget=/x true\n");
    assert_eq!(
        (all[0].0.as_str(), all[0].3.as_str()),
        ("mount-option", "3:1"),
        "{all:?}"
    );
    // What is misspelt may be the target.
    let all = told("FROM a\nRUN --mount=type=cache,targe=/x true\n");
    assert_eq!(all.len(), 1, "{all:?}");
}

#[test]
fn images_that_are_known_are_no_misspelt_stages() {
    for (stage, image) in [
        ("base", "bash"),
        ("nodejs", "node"),
        ("compose", "composer"),
        ("nginx1", "nginx"),
        ("dev", "deno"),
        ("test", "rust"),
        ("builder", "build"),
        ("z", "0"),
    ] {
        let text = format!("FROM a AS {stage}\nFROM b\nCOPY --from={image} c d\n");
        let all = told(&text);
        assert!(
            all.iter().all(|it| it.0 != "image-near-stage"),
            "{text} {all:?}"
        );
    }
    let optional = "RUN --mount=type=secret,id=n,target=/t --mount=type=secret,id=m,target=/t a";
    assert_eq!(told(&format!("FROM a\n{optional}\n")), []);
}

#[test]
fn triggers_are_split_as_the_builder_splits_them() {
    for text in ["CMD\u{b}[1]", "CMD\u{a0}[1]", "NONE\u{b}[1]"] {
        let error = Dockerfile::parse(&format!("FROM a\nONBUILD HEALTHCHECK {text}\n"));
        assert!(error.is_err(), "{text:?}");
    }
}

#[test]
fn what_presets_write_is_no_mistake() {
    let stage = Stage::new("python:3.12")
        .run("pip install a")
        .user("1001")
        .run("pip install b");
    let file = Dockerfile::new().caches(PackageManager::ALL).stage(stage);
    assert_eq!(file.check().to_string(), "");
    let text = file.render().unwrap();
    assert_eq!(told(&text), []);
}

#[test]
fn one_mistake_is_told_once() {
    let error = Dockerfile::parse("FORM python AS build\nRUN a\nCOPY --from=build a b\nENV A=b\n")
        .unwrap_err();
    let report = error.report().unwrap();
    assert_eq!(report.findings.len(), 1, "{error}");
    assert_eq!(report.findings[0].help, "did you mean `FROM`?");
}

#[test]
fn here_documents_that_are_nearly_ended() {
    for end in [" EOF", "EOF ", "\tEOF"] {
        let error = Dockerfile::parse(&format!("FROM a\nRUN <<EOF\nb\n{end}\n")).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("take out the whitespace around it"),
            "{error}"
        );
    }
    let error = Dockerfile::parse("FROM a\nRUN <<EOF\nb\n").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("put its word on a line of its own"),
        "{error}"
    );
}

#[test]
fn quotes_that_are_open_are_no_references() {
    let all = told("FROM a\nENV A=\"b\n");
    assert!(
        all.iter()
            .any(|it| it.0 == "reference" && it.1.contains("a double quote is not closed")),
        "{all:?}"
    );
}

#[test]
fn the_empty_line_is_where_the_finding_points() {
    let text = "FROM a\nRUN b && \\\n    c && \\\n\n    d\n";
    let all = told(text);
    assert_eq!(
        (all[0].0.as_str(), all[0].3.as_str()),
        ("NoEmptyContinuation", "4:1")
    );
}

#[test]
fn the_argument_that_is_nothing_is_the_one_that_is_told() {
    let all = told("FROM ${X:-alpine}:${T}\nRUN a\n");
    assert!(
        all.iter()
            .any(|it| it.0 == "empty-argument" && it.1.contains("`$T` is declared nowhere")),
        "{all:?}"
    );
}

#[test]
fn paths_of_windows_may_end_with_their_separator() {
    let text = "# escape=`\nFROM windows\nCOPY dist\\ C:\\app\\\n";
    let file = Dockerfile::parse(text).unwrap();
    assert!(file.render().is_ok(), "{}", file.check());
    let text = "# escape=`\nFROM windows\nRUN --mount=type=cache,target=C:\\cache `\n    dir\n";
    let file = Dockerfile::parse(text).unwrap();
    assert_eq!(
        Dockerfile::parse(&file.render().unwrap()).unwrap(),
        file.resolved()
    );
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let error = Dockerfile::read("/nonexistent/x").unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read `/nonexistent/x`; it is not there: give the path of a file"
    );
    let error = Dockerfile::read("/").unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read `/`; it is a directory: give the path of a file"
    );
}

/// Options are put in and taken out by their ranges, whatever quotes are around them.
#[test]
fn options_are_edited_by_their_ranges() {
    let edited = |options: &str, edit: &dyn Fn(&[dockerkit::syntax::Field], &mut Edits)| {
        let text = format!("FROM a\nRUN --mount={options} b\n");
        let tree = Tree::of(&text);
        let run = tree.instructions().last().unwrap();
        let flags = run.flags();
        let mut edits = Edits::new();
        edit(&flags[0].fields(), &mut edits);
        let text = edits.apply(&text).unwrap();
        let tree = Tree::of(&text);
        let run = tree.instructions().last().unwrap();
        run.flags()[0].value().unwrap().to_owned()
    };
    let add = |fields: &[dockerkit::syntax::Field], edits: &mut Edits| {
        edits.insert(fields.last().unwrap().range().end, ",id=i");
    };
    for (options, read) in [
        ("type=cache,target=/c", "type=cache,target=/c,id=i"),
        (
            "'type=cache,\"target=/c\"'",
            "type=cache,\"target=/c\",id=i",
        ),
        ("type=cache,target=\"/c\"", "type=cache,target=/c,id=i"),
        ("\"type=cache\",target=/c", "type=cache,target=/c,id=i"),
        ("'type=cache','target=/c'", "type=cache,target=/c,id=i"),
    ] {
        assert_eq!(edited(options, &add), read, "{options}");
    }
    let remove = |fields: &[dockerkit::syntax::Field], edits: &mut Edits| {
        let range = fields[1].range();
        edits.remove(range.start - 1..range.end);
    };
    for (options, read) in [
        ("type=cache,id=\"q\",target=/x", "type=cache,target=/x"),
        ("type=cache,'id=q',target=/x", "type=cache,target=/x"),
        ("\"type=cache,id=q,target=/x\"", "type=cache,target=/x"),
        ("type=cache,id=q", "type=cache"),
    ] {
        assert_eq!(edited(options, &remove), read, "{options}");
    }
    let last = |fields: &[dockerkit::syntax::Field], edits: &mut Edits| {
        edits.replace(fields.last().unwrap().range(), "id=i");
    };
    for (options, read) in [
        (
            "\"type=cache,target=/x\\ y,id=z\"",
            "type=cache,target=/x y,id=i",
        ),
        ("\"type=cache,\\\ntarget=/x\"", "type=cache,id=i"),
        ("'type=cache,target=/x'", "type=cache,id=i"),
        ("type=cache,\\\n  # c\n\ntarget=/x", "type=cache,id=i"),
    ] {
        assert_eq!(edited(options, &last), read, "{options}");
    }
    let run = Tree::of("FROM a\nCOPY --from=base a b\n");
    assert_eq!(run.instructions().last().unwrap().flags()[0].fields(), []);
}
