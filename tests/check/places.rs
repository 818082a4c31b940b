//! Where a finding is, and that all of them are found.

use std::panic::Location;

use dockerkit::{
    Arg, Comment, CopyFiles, Dockerfile, Env, Instruction, Origin, Run, Stage, StageRef, User,
};
use indoc::indoc;
use serde_json::json;

/// What was found, a line each, with the lines of this file counted from one of them.
fn found(file: &Dockerfile, from: u32) -> String {
    let mut lines = Vec::new();
    for finding in file.check().findings {
        let origin = finding.place.origin.to_string();
        let line = origin
            .split(':')
            .nth_back(1)
            .and_then(|line| line.parse::<u32>().ok());
        let place = line.map_or(origin, |line| format!("+{}", line - from));
        let stage = finding.place.stage.as_deref().unwrap_or("-");
        let keyword = finding.place.instruction.unwrap_or("-");
        let (level, rule) = (finding.level, finding.rule.name);
        let message = finding.message;
        lines.push(format!(
            "{stage} {keyword} {place} {level}[{rule}]: {message}\n"
        ));
    }
    lines.concat()
}

#[test]
#[rustfmt::skip]
fn everything_is_found_at_once_and_in_the_order_of_the_file() {
    let start = Location::caller().line();
    let mut file = Dockerfile::new().syntax("docker/dockerfile:1.3").check_directive(" ");
    file.add(Arg::new("A B"));
    file.add(User::new("early"));
    file.begin(Stage::named("Build", "my image").platform("linux/"));
    file.add(CopyFiles::new(["a"], "/").link().chmod("rwx"));
    file.add(Env::new("A", "1\n2").and("B", "5${"));
    file.begin(Stage::new(StageRef::by_name("biuld")));
    file.add(Run::new("x\ny"));
    file.add(Comment::new("x".repeat(70_000)));
    file.add(Run::new("").network(dockerkit::Network::None));
    file.add(CopyFiles::new(["https://example.com/a"], "").from(StageRef::by_name("late")).exclude("é"));
    file.begin(Stage::named("late", "alpine"));
    assert_eq!(found(&file, start), indoc! {"
        - - unknown place error[directive]: the directive `check` cannot be ` `: it is empty
        - - unknown place error[newer-than-syntax]: the directive `check` needs the syntax 1.8
        - ARG +2 error[variable-name]: `A B`: the name of an argument may hold no whitespace, quote or escape character
        - USER +3 error[before-first-stage]: `USER` stands before the first stage
        Build FROM +4 error[image-reference]: `my image`: an image reference may hold only ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+`
        Build FROM +4 warning[StageNameCasing]: Stage name 'Build' should be lowercase
        Build FROM +4 error[platform]: `linux/`: a platform is `os/arch` or `os/arch/variant`: `linux/arm64`, `linux/arm/v7`
        Build COPY +5 error[chmod]: `rwx` is not a file mode
        Build COPY +5 error[newer-than-syntax]: a symbolic `--chmod` needs the syntax 1.14
        Build COPY +5 error[newer-than-syntax]: `--link` needs the syntax 1.4
        Build ENV +6 error[newline]: the value of `A` holds a newline, which `ENV` cannot carry
        Build ENV +6 error[reference]: the value of `B` has a reference that BuildKit refuses: `${`
        1 FROM +7 error[unknown-stage]: no stage is named `biuld`
        1 RUN +8 warning[script-goes-on]: the script goes on after a command that failed
        1 RUN +8 error[newer-than-syntax]: a here-document needs the syntax 1.4
        1 # +9 error[line-too-long]: a line of 70002 bytes is longer than BuildKit reads, which is 65535
        1 RUN +10 error[empty]: the command is empty
        1 COPY +11 error[later-stage]: the stage `late` comes later
        1 COPY +11 error[not-ascii]: `--exclude` holds `é`, and BuildKit corrupts what is not ASCII in a flag
        1 COPY +11 error[empty]: the destination is empty
        1 COPY +11 error[remote-copy]: `COPY` cannot fetch `https://example.com/a`
        1 COPY +11 error[newer-than-syntax]: `--exclude` needs the syntax 1.19
    "});
    let error = file.render().unwrap_err();
    assert_eq!(error.report(), Some(&file.check()));
    assert_eq!(error.to_string(), format!("the Dockerfile has 20 errors\n{}", file.check()));
}

#[test]
#[rustfmt::skip]
fn the_place_is_the_line_that_made_it() {
    let start = Location::caller().line();
    let mut file = Dockerfile::new()
        .arg(Arg::new("A B"))
        .stage(
            Stage::named("Build", "alpine")
                .env("A=B", "")
                .extend([Run::new(""), Run::new(" ")])
                .push(Instruction::from(User::new(""))),
        );
    file.begin(
        Stage::new("a b"));
    file.add(
        Run::new(""));
    assert_eq!(found(&file, start), indoc! {"
        - ARG +2 error[variable-name]: `A B`: the name of an argument may hold no whitespace, quote or escape character
        Build FROM +4 warning[StageNameCasing]: Stage name 'Build' should be lowercase
        Build ENV +5 error[variable-name]: `A=B`: a variable name may hold no `=`, where BuildKit ends it
        Build RUN +6 error[empty]: the command is empty
        Build RUN +6 error[empty]: the command is empty
        Build USER +7 error[empty]: the user is empty
        1 FROM +10 error[image-reference]: `a b`: an image reference may hold only ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+`
        1 RUN +11 error[empty]: the command is empty
    "});
}

#[test]
fn a_finding_is_one_line_whatever_is_in_it() {
    let stage = Stage::named("a\nb", "x\u{1b}[31m")
        .env("A\r\n", "1\u{85}\n")
        .workdir("/\n");
    let report = Dockerfile::new().stage(stage).check().to_string();
    assert_eq!(report.lines().count(), 5, "{report}");
    assert!(
        !report.contains(|it: char| it.is_control() && it != '\n'),
        "{report:?}"
    );
}

#[test]
fn what_is_refused_stands_in_the_text_as_a_line_that_names_the_finding() {
    let stage = Stage::named("build", "alpine")
        .env("A", "1")
        .env("B", "2\nRUN evil")
        .run("true");
    let file = Dockerfile::new().without_syntax().stage(stage);
    let finding = file.check().findings.remove(0);
    let text = format!("FROM alpine AS build\nENV A=1\n!dockerkit {finding}.\nRUN true\n");
    assert_eq!(file.to_string(), text);
    let alone = Env::new("B", "2\nRUN evil").to_string();
    let said = "error[newline]: the value of `B` holds a newline, which `ENV` cannot carry; \
                take it out; if text of many lines is meant, put it in a file, or have a `RUN` write it (ENV)";
    assert_eq!(alone, format!("!dockerkit {said}."));
}

#[test]
fn a_report_is_data() {
    let mut file = Dockerfile::new();
    file.begin(Stage::named("build", "alpine"));
    file.add(CopyFiles::new(["a"], "/").chmod("rwx"));
    file.begin(Stage::named("build", "alpine"));
    // What was read has a place in its file.
    for stage in &mut file.stages {
        stage.origin = Origin::in_file("Dockerfile", 3, 1, 20..48);
        for step in &mut stage.steps {
            step.origin = Origin::in_file("Dockerfile", 4, 1, 49..70);
        }
    }
    let report = file.check();
    let from = |part: usize| {
        json!({
            "part": { "stage": part },
            "stage": "build",
            "instruction": "FROM",
            "field": null,
            "origin": { "file": "Dockerfile", "line": 3, "column": 1, "bytes": { "start": 20, "end": 48 } },
        })
    };
    let [chmod, twice] = report.findings.as_slice() else {
        panic!("{report}")
    };
    assert_eq!(
        serde_json::to_value(chmod).unwrap(),
        json!({
            "rule": "chmod",
            "level": "error",
            "message": "`rwx` is not a file mode",
            "help": "use octal digits up to `7777`, or letters such as `u=rwX,go=rX`",
            "place": {
                "part": { "step": { "stage": 0, "step": 0 } },
                "stage": "build",
                "instruction": "COPY",
                "field": "--chmod",
                "origin": { "file": "Dockerfile", "line": 4, "column": 1, "bytes": { "start": 49, "end": 70 } },
            },
            "related": null,
        })
    );
    let twice = serde_json::to_value(twice).unwrap();
    assert_eq!((&twice["place"], &twice["related"]), (&from(1), &from(0)));
    assert_eq!(twice["rule"], "DuplicateStageName");
    let all = serde_json::to_value(&report).unwrap();
    assert_eq!(all["findings"].as_array().unwrap().len(), 2);
}
