//! Each word rule is as strict as the builder, and no stricter.

use dockerkit::{
    CacheMount, CopyFiles, Dockerfile, Env, Expose, Healthcheck, Instruction, Mode, OnBuild, Run,
    Stage, TmpfsMount, Volume, literal,
};

use crate::support::parser::Parser;
use crate::{file, refused, written};

fn mount(mount: impl Into<dockerkit::Mount>) -> Run {
    Run::new("ls").mount(mount)
}

#[test]
fn what_the_builder_refuses_is_refused() {
    for size in ["1i", "10ki"] {
        assert_eq!(
            refused(mount(TmpfsMount::new("/t").size(literal(size)))),
            "mount-option"
        );
    }
    let from = |image: String| {
        let file = Dockerfile::new().stage(Stage::new(image));
        file.check().errors().next().map(|it| it.rule.name)
    };
    assert_eq!(from("0123456789abcdef".repeat(4)), Some("image-reference"));
    assert_eq!(from("[::1]+5000/a".to_owned()), Some("image-reference"));
    assert_eq!(from("[::1]:5000/a".to_owned()), None);
    let check = file(Env::new("A", "b")).check_directive("x").check();
    assert_eq!(
        check.errors().next().map(|it| it.rule.name),
        Some("directive")
    );
    let words: [&str; 0] = [];
    assert_eq!(refused(OnBuild::new(Healthcheck::new(words))), "empty");
    for target in ["..", "a/.."] {
        assert_eq!(refused(mount(CacheMount::new(target))), "mount-target");
    }
    // It is none to BuildKit, and is not written.
    let unowned = file(CopyFiles::new(["a"], "/").chown(""));
    let report = unowned.check();
    assert_eq!(
        report.warnings().next().map(|it| it.rule.name),
        Some("empty-option")
    );
    assert!(unowned.render().unwrap().ends_with("\nCOPY a /\n"));
    // BuildKit forgets the `80` while it reads the word of the other one.
    assert_eq!(refused(Expose::new(["80${X:-80}"])), "port");
}

#[test]
fn a_comment_does_not_change_the_checks_of_the_next_instruction() {
    let stage = Stage::new("scratch")
        .comment("check=skip=all")
        .env("A", "b");
    let text = Dockerfile::new().without_syntax().stage(stage).render();
    assert_eq!(
        text.unwrap(),
        "FROM scratch\n# check=skip=all\n#\nENV A=b\n"
    );
}

#[test]
fn nested_triggers_take_no_stack() {
    let mut nested = Instruction::from(Run::new("ls"));
    for _ in 0..100_000 {
        let mut outer = OnBuild::new(Run::new("ls"));
        *outer.instruction = nested;
        nested = outer.into();
    }
    assert_eq!(refused(nested.clone()), "onbuild");
    assert!(nested.to_string().starts_with("!dockerkit "));
    assert!(nested == nested.clone());
}

/// Instructions that were refused without need, and how they are written.
fn written_now() -> Vec<(Instruction, &'static str)> {
    vec![
        (
            Volume::new([literal("/a\nb")]).into(),
            r#"VOLUME ["/a\nb"]"#,
        ),
        (
            Volume::new([literal(" /data")]).into(),
            r#"VOLUME ["\" /data\""]"#,
        ),
        (
            CopyFiles::new([literal("é\nb")], literal("/c\nd")).into(),
            r#"COPY ["é\nb", "/c\nd"]"#,
        ),
        (Run::all(["a ", " b"]).into(), "RUN a  && \\\n     b"),
        (Env::new("A#B", "1").into(), "ENV \"A#B\"=1"),
        (Env::new("é", "1").into(), "ENV \"é\"=1"),
        (
            mount(CacheMount::new("/c").mode(Mode(0o10000))).into(),
            "RUN --mount=type=cache,target=/c,mode=10000 \\\n    ls",
        ),
        (
            CopyFiles::new(["a"], "/").chmod("+go").into(),
            "COPY --chmod=+go a /",
        ),
        (Expose::new(["+80"]).into(), "EXPOSE 80"),
        (Expose::new(["8080:80"]).into(), "EXPOSE 8080:80"),
        (
            mount(TmpfsMount::new("/t").size(literal(".1"))).into(),
            "RUN --mount=type=tmpfs,target=/t,size=.1 \\\n    ls",
        ),
        (
            mount(TmpfsMount::new("/t").size(literal("1."))).into(),
            "RUN --mount=type=tmpfs,target=/t,size=1. \\\n    ls",
        ),
    ]
}

#[test]
fn what_can_be_said_is_written() {
    for (instruction, text) in written_now() {
        assert_eq!(written(instruction), text);
    }
    let stage = Stage::named("Build", "scratch");
    let last = Stage::new("scratch").push(CopyFiles::new(["/a"], "/").from(&stage));
    let file = Dockerfile::new().without_syntax().stage(stage).stage(last);
    assert_eq!(
        file.render().unwrap(),
        "FROM scratch AS Build\n\nFROM scratch\nCOPY --from=Build /a /\n"
    );
}

#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn the_builder_takes_what_is_written() {
    let mut parser = Parser::frontend();
    for (instruction, text) in written_now() {
        let read = parser.parse(&file(instruction).render().unwrap()).unwrap();
        let read_on = read[1].read_on.as_ref().unwrap();
        assert_eq!(
            (&read_on.refused, &read_on.refused_expanded),
            (&None, &None),
            "{text}"
        );
    }
}
