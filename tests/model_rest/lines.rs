//! Empty lines between steps and comments.

use dockerkit::{
    Arg, BlankLine, Comment, Dockerfile, Instruction, Level, OnBuild, Run, Stage, dockerfile,
};

use crate::{found, with};

fn steps(steps: impl IntoIterator<Item = Instruction>) -> Dockerfile {
    with(steps)
}

fn comment(text: &'static str) -> Instruction {
    Comment::new(text).into()
}

/// The file says that text; what is resolved does, too, and its data is read back.
#[track_caller]
fn is(file: &Dockerfile, text: &str) {
    assert_eq!(file.render().unwrap(), text);
    let resolved = file.resolved();
    assert_eq!(resolved.render().unwrap(), text);
    assert_eq!(resolved.resolved(), resolved);
    let data = serde_json::to_string(file).unwrap();
    assert_eq!(serde_json::from_str::<Dockerfile>(&data).unwrap(), *file);
}

#[test]
fn a_blank_line_between_comment_and_instruction() {
    let run = || Run::new("x").into();
    let between = steps([comment("a"), BlankLine.into(), run()]);
    is(&between, "FROM scratch\n# a\n\nRUN x\n");
    assert_ne!(between.resolved(), steps([comment("a"), run()]).resolved());
    let twice = steps([comment("a"), BlankLine.into(), BlankLine.into(), run()]);
    is(&twice, "FROM scratch\n# a\n\nRUN x\n");
    assert_eq!(twice.resolved(), between.resolved());
}

#[test]
fn blank_lines_at_the_ends_of_stages() {
    let file = Dockerfile::new()
        .without_syntax()
        .stage(Stage::new("a").blank_line().run("x").blank_line())
        .stage(Stage::new("b").blank_line());
    is(&file, "FROM a\n\nRUN x\n\nFROM b\n");
    let plain = Dockerfile::new()
        .without_syntax()
        .stage(Stage::new("a").blank_line().run("x"))
        .stage(Stage::new("b"));
    assert_eq!(file.resolved(), plain.resolved());
}

/// A licence is no comment of the argument behind it.
#[test]
fn blank_lines_between_header_comments() {
    let mut file = Dockerfile::new().without_syntax();
    file.add(BlankLine);
    file.add(Comment::new("syntax=x"));
    file.add(BlankLine);
    file.add(Comment::new("A of b"));
    file.add(Arg::new("A"));
    file.add(BlankLine);
    let above = Stage::new("a").comment_above(Comment::new("c"));
    is(
        &file.stage(above),
        "#\n# syntax=x\n\n# A of b\nARG A\n\n# c\nFROM a\n",
    );
    let mut only = Dockerfile::new().without_syntax();
    only.add(BlankLine);
    is(&only.stage(Stage::new("a")), "FROM a\n");
    let mut syntax = Dockerfile::new();
    syntax.add(BlankLine);
    is(
        &syntax.stage(Stage::new("a")),
        "# syntax=docker/dockerfile:1\n\nFROM a\n",
    );
}

#[test]
fn blank_lines_in_the_macro() {
    let file = dockerfile! {
        # syntax = none;
        /// a licence
        @blank;
        ARG A;
        FROM "x";
        RUN "a";
        @blank;
        @if true { @blank; RUN "b"; }
    };
    is(&file, "# a licence\n\nARG A\n\nFROM x\nRUN a\n\nRUN b\n");
}

/// Settings of a comment are for the step behind it, whatever stands between.
#[test]
fn blank_lines_do_not_end_a_comment() {
    let script = || Run::new("a\nb\n").into();
    let setting = || comment("dockerkit: skip=script-goes-on");
    assert_eq!(found(&steps([script()])), ["script-goes-on"]);
    let file = steps([setting(), BlankLine.into(), script()]);
    assert_eq!(found(&file), [""; 0]);
    let trigger = steps([OnBuild::new(BlankLine).into()]);
    assert_eq!(found(&trigger), ["onbuild"]);
    assert_eq!(trigger.check().findings[0].level, Level::Error);
}
