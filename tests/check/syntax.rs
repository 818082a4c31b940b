//! What a frontend is too old for, and what can be seen only as it is written.

use std::time::Duration;

use dockerkit::{
    AddFiles, Arg, CacheMount, Cmd, Comment, CopyFiles, Device, Dockerfile, Env, Escape,
    Healthcheck, InlineFile, Instruction, Network, OnBuild, Run, SecretMount, Security, Stage,
    TmpfsMount, Workdir, literal,
};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    features(said);
    frontends(said);
    lines(said);
    escapes(said);
}

#[test]
fn what_is_written_is_looked_at() {
    all(&mut Said::default());
}

fn file(instruction: impl Into<Instruction>) -> Dockerfile {
    Dockerfile::new().stage(Stage::new("alpine").push(instruction))
}

/// The feature needs this version: it is refused in the one before, and fine in it.
#[track_caller]
fn needs(said: &mut Said, instruction: impl Into<Instruction>, minor: u32, feature: &str) {
    let instruction = instruction.into();
    let keyword = instruction.keyword();
    let file = file(instruction);
    let with = |minor: u32| file.clone().syntax(format!("docker/dockerfile:1.{minor}"));
    said.file(
        &with(minor - 1),
        (Some("0"), Some(keyword)),
        [
            "newer-than-syntax",
            &format!("{feature} needs the syntax 1.{minor}"),
            &format!("write `.syntax(\"docker/dockerfile:1.{minor}\")`, or leave the feature out"),
        ],
    );
    assert_eq!(with(minor).check().to_string(), "");
    assert_eq!(file.check().to_string(), "");
    assert_eq!(file.needed_syntax().to_string(), format!("1.{minor}"));
}

fn features(said: &mut Said) {
    let copy = || CopyFiles::new(["a"], "/");
    let add = || AddFiles::new(["https://example.com/a"], "/");
    let run = || Run::new("make");
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    needs(said, run().mount(CacheMount::new("/c")), 2, "`RUN --mount`");
    needs(said, copy().chmod("0755"), 2, "`--chmod`");
    needs(said, run().network(Network::None), 3, "`RUN --network`");
    needs(said, Run::new("set -e\na\n"), 4, "a here-document");
    needs(
        said,
        CopyFiles::file(InlineFile::new("a", "b"), "/"),
        4,
        "a here-document",
    );
    needs(said, add().link(), 4, "`--link`");
    needs(
        said,
        run().mount(TmpfsMount::new("/t").size("1g")),
        4,
        "`size` of a tmpfs mount",
    );
    needs(said, add().keep_git_dir(), 6, "`ADD --keep-git-dir`");
    needs(said, add().checksum(digest), 6, "`ADD --checksum`");
    let second = Duration::from_secs(1);
    needs(
        said,
        Healthcheck::new("a").start_interval(second),
        6,
        "`HEALTHCHECK --start-interval`",
    );
    let pattern = "a pattern in `${NAME#…}`";
    needs(said, Env::new("A", "${B#x}"), 7, pattern);
    needs(said, Workdir::new("/${A:-${B%x}}"), 7, pattern);
    needs(said, CopyFiles::new(["${A##*/}"], "/"), 7, pattern);
    needs(
        said,
        run().mount(SecretMount::new("a").env("A")),
        10,
        "`env` of a secret mount",
    );
    needs(
        said,
        OnBuild::new(copy().from_image("b")),
        11,
        "`COPY --from` in `ONBUILD`",
    );
    needs(said, copy().chmod("a+x"), 14, "a symbolic `--chmod`");
    needs(said, add().unpack(), 17, "`ADD --unpack`");
    needs(said, copy().exclude("a"), 19, "`--exclude`");
    needs(said, copy().parents(), 20, "`COPY --parents`");
    needs(
        said,
        run().security(Security::Sandbox),
        20,
        "`RUN --security`",
    );
}

fn frontends(said: &mut Said) {
    let copy = || CopyFiles::new(["a"], "/");
    let check = Dockerfile::new()
        .syntax("docker/dockerfile:1.7")
        .check_directive("skip=all");
    let help = "write `.syntax(\"docker/dockerfile:1.8\")`, or leave the feature out";
    said.file(
        &check.stage(Stage::new("alpine")),
        (None, None),
        [
            "newer-than-syntax",
            "the directive `check` needs the syntax 1.8",
            help,
        ],
    );
    let global = Dockerfile::new()
        .syntax("docker/dockerfile:1.6")
        .arg(Arg::with_default("A", "${B#x}"));
    let help = "write `.syntax(\"docker/dockerfile:1.7\")`, or leave the feature out";
    said.file(
        &global.stage(Stage::new("alpine")),
        (None, Some("ARG")),
        [
            "newer-than-syntax",
            "a pattern in `${NAME#…}` needs the syntax 1.7",
            help,
        ],
    );
    let device = file(Run::new("make").device(Device::new("a")));
    let message = "`RUN --device` needs the syntax 1.14-labs";
    let help = "write `.syntax(\"docker/dockerfile:1.14-labs\")`, or leave the feature out";
    for syntax in [
        "docker/dockerfile:1",
        "docker/dockerfile:1.20",
        "docker/dockerfile:1.13-labs",
    ] {
        said.file(
            &device.clone().syntax(syntax),
            (Some("0"), Some("RUN")),
            ["newer-than-syntax", message, help],
        );
    }
    assert_eq!(device.needed_syntax().to_string(), "1.14-labs");
    // Each feature is told once, and frontends without a version know everything.
    let twice = file(copy().link()).stage(Stage::new("alpine").push(copy().link()));
    assert_eq!(
        twice
            .clone()
            .syntax("docker/dockerfile:1.3")
            .check()
            .findings
            .len(),
        1
    );
    assert_eq!(
        twice.syntax("example.com/frontend:1.0").check().to_string(),
        ""
    );
}

fn lines(said: &mut Said) {
    let help = "put the text in a file of the build context";
    let message = |bytes: u32| {
        format!("a line of {bytes} bytes is longer than BuildKit reads, which is 65535")
    };
    let script = |text: &str| format!("set -e\n{}\n", text.repeat(65_536 / text.len()));
    said.step(
        Run::new(script("x")),
        "line-too-long",
        &message(65_536),
        help,
    );
    said.step(
        CopyFiles::file(InlineFile::new("f", script("é")), "/"),
        "line-too-long",
        &message(65_536),
        help,
    );
    said.step(
        Comment::new("x".repeat(65_534)),
        "line-too-long",
        &message(65_536),
        help,
    );
    // Nothing can be broken behind the character that breaks lines.
    let backslashes = Env::new("A", literal("\\".repeat(70_000)));
    said.step(backslashes, "line-too-long", &message(140_001), help);
    let trigger = OnBuild::new(Cmd::new(vec!["x".repeat(70_000)]));
    said.step(trigger, "line-too-long", &message(70_016), help);
    let commented = Stage::new("alpine").comment_above(Comment::new("x".repeat(70_000)));
    let place = (Some("0"), Some("FROM"));
    said.file(
        &Dockerfile::new().stage(commented),
        place,
        ["line-too-long", &message(70_002), help],
    );
    let global = Dockerfile::new().arg(Arg::with_default("A", literal("\\".repeat(70_000))));
    let global = global.stage(Stage::new("alpine"));
    said.file(
        &global,
        (None, Some("ARG")),
        ["line-too-long", &message(140_001), help],
    );
    let directive = Dockerfile::new()
        .syntax(format!("x {}", "x".repeat(65_525)))
        .stage(Stage::new("alpine"));
    said.file(
        &directive,
        (None, None),
        ["line-too-long", &message(65_536), help],
    );
    // Long lines are broken where that changes nothing.
    for instruction in [
        Instruction::from(Run::new("x".repeat(70_000))),
        Env::new("A", literal("\"# ".repeat(70_000))).into(),
        Cmd::new(vec!["é".repeat(70_000)]).into(),
        CopyFiles::new([literal("a b".repeat(70_000))], "/").into(),
    ] {
        let text = file(instruction).render().unwrap();
        assert!(text.lines().all(|line| line.len() <= 65_535));
    }
}

fn escapes(said: &mut Said) {
    let message = |keyword: &str| {
        match keyword {
        "ONBUILD" => (
            "BuildKit also reads this `ONBUILD` with `\\` as the escape character, which changes its values"
                .to_owned(),
            "use the default escape character, or simpler values",
        ),
        _ => (
            format!(
                "frontends before syntax 1.15 read the flags of this `{keyword}` with `\\` as the escape character, which changes their values"
            ),
            "use values without a backslash, as Windows takes `/` in paths, too; or the default escape character",
        ),
    }
    };
    let backtick = |instruction: Instruction| file(instruction).escape(Escape::Backtick);
    for (instruction, keyword, rule) in [
        (
            OnBuild::new(Env::new("A", literal("5$"))).into(),
            "ONBUILD",
            "onbuild",
        ),
        (
            OnBuild::new(Cmd::new(r"C:\app\")).into(),
            "ONBUILD",
            "onbuild",
        ),
        (
            Run::new("dir").mount(CacheMount::new(r"C:\a")).into(),
            "RUN",
            "shell-text",
        ),
        (
            CopyFiles::new(["a"], "/").chown("\"").into(),
            "COPY",
            "shell-text",
        ),
        (
            AddFiles::new(["a"], "/").exclude("`").into(),
            "ADD",
            "shell-text",
        ),
    ] {
        let (message, help) = message(keyword);
        said.file(
            &backtick(instruction),
            (Some("0"), Some(keyword)),
            [rule, &message, help],
        );
    }
    said.file(
        &backtick(CopyFiles::file(InlineFile::new("f", "RUN evil\n"), literal("/x\"")).into()),
        (Some("0"), Some("COPY")),
        [
            "inline-file",
            "BuildKit would find other here-documents in this `COPY` than were meant",
            "take `<<` and quotes out of its values, or set an `ARG` to them and refer to it",
        ],
    );
    for instruction in [
        Instruction::from(OnBuild::new(Env::new("A", "5 a"))),
        OnBuild::new(Cmd::new([r"C:\app"])).into(),
        OnBuild::new(Run::new(r"dir C:\app <<<x")).into(),
        Run::new(["echo", "<<E", "\\"]).into(),
        CopyFiles::new([literal("<<E\\ `\"")], "/").into(),
        Env::new("A", literal("5$ \\ ` \"")).into(),
        CopyFiles::new([literal("5$ \\ ` \"")], "/").into(),
        Run::new("set -e\necho `date` \\$5\n")
            .mount(CacheMount::new("/a"))
            .into(),
    ] {
        assert_eq!(backtick(instruction).check().to_string(), "");
    }
}
