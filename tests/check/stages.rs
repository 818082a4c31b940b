//! Directives, stages and images.

use dockerkit::{
    Arg, BindMount, CacheMount, CopyFiles, Dockerfile, Escape, Image, Level, OnBuild, Run, Stage,
    StageRef,
};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    names(said);
    images(said);
    platforms(said);
    references(said);
    numbers(said);
    triggers(said);
}

#[test]
fn stages_are_looked_at() {
    all(&mut Said::default());
}

pub(crate) fn alpine() -> Stage {
    Stage::new("alpine")
}

pub(crate) fn file(stage: Stage) -> Dockerfile {
    Dockerfile::new().stage(stage)
}

/// A file whose arguments `A`, `B` and `C` are declared.
fn with_arguments(stage: Stage) -> Dockerfile {
    let file = Dockerfile::new();
    let file = ["A", "B", "C"]
        .into_iter()
        .fold(file, |file, name| file.arg(Arg::new(name)));
    file.stage(stage)
}

fn names(said: &mut Said) {
    let help = "use a name such as `build` or `build-amd64`";
    for (name, problem) in [
        ("", "must not be empty"),
        ("1st", "must start with a letter from `a` to `z`"),
        ("éa", "must start with a letter from `a` to `z`"),
        (
            "a\nRUN evil",
            "may hold only ASCII letters, digits, `-`, `_` and `.`",
        ),
    ] {
        let shown = crate::shown(name);
        let message = format!("`{shown}`: a stage name {problem}");
        said.file(
            &file(Stage::named(name, "alpine")),
            (Some(if name.is_empty() { "0" } else { name }), Some("FROM")),
            ["stage-name", &message, help],
        );
    }
    for name in ["scratch", "context"] {
        let message =
            format!("Stage name should not use the same name as reserved stage \"{name}\"");
        said.only(
            &file(Stage::named(name, "alpine")),
            Level::Warning,
            "ReservedStageName",
            &message,
            "give it another name: this one means something else wherever no stage has it",
        );
    }
    let capitals = file(Stage::named("Build", "alpine"));
    said.only(
        &capitals,
        Level::Warning,
        "StageNameCasing",
        "Stage name 'Build' should be lowercase",
        "name it `build`",
    );
    let twice = file(Stage::named("build", "alpine")).stage(Stage::named("build", "busybox"));
    said.only(
        &twice,
        Level::Warning,
        "DuplicateStageName",
        "Duplicate stage name \"build\", stage names should be unique",
        "give each its own name: the builder takes the last one of them",
    );
}

fn images(said: &mut Said) {
    let place = (Some("0"), Some("FROM"));
    let help = "use a reference such as `python:3.12-slim`";
    for (image, problem) in [
        ("", "an image reference must not be empty"),
        (
            "--platform",
            "an image reference must start with a letter or a digit",
        ),
        (
            "a@sha256:0",
            "an image's digest is `sha256:` and 64 lowercase hexadecimal digits",
        ),
        (
            "my image",
            "an image reference may hold only ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+`",
        ),
        (
            "a.com:x/b",
            "an image's registry is a host name, perhaps with `:` and a port",
        ),
        (
            "a/B",
            "an image's repository name is lowercase letters and digits, with `.` `_` `__` or `-` between them",
        ),
        (
            "a:-1",
            "an image's tag is up to 128 letters, digits, `_`, `.` and `-`, the first no `.` or `-`",
        ),
        ("a//b", "an image reference must not have an empty part"),
        (
            "[::1]+5000/a",
            "an image's registry is a host name, perhaps with `:` and a port",
        ),
        (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "an image reference must not be 64 hexadecimal digits, which would be an image's id",
        ),
    ] {
        let message = format!("`{image}`: {problem}");
        said.file(
            &file(Stage::new(image)),
            place,
            ["image-reference", &message, help],
        );
    }
    let help = "around `$NAME` use ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+` only";
    for image in ["a $B", "$A#b", "--$A", "${A:-b c}"] {
        let message = format!("the image is `{image}`, which cannot be written there");
        said.file(
            &with_arguments(Stage::new(image)),
            place,
            ["image-reference", &message, help],
        );
    }
    // What is no flag is split at whitespace only.
    for image in ["${A:-é}", "${A#[}"] {
        let file = with_arguments(Stage::new(image)).level("InvalidDefaultArgInFrom", Level::Off);
        assert_eq!(file.check().to_string(), "");
    }
}

fn platforms(said: &mut Said) {
    let place = (Some("0"), Some("FROM"));
    let help = "around `$NAME` use ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+` only";
    // In a flag the words of a reference are bare, too; a pattern may hold its own characters, and one `/` ends it.
    for platform in [
        "$A B", "${A:-[}", "${A#[}", "${A#$B,}", "${A/[/b}", "${A/b/[}",
    ] {
        let message = format!("the platform is `{platform}`, which cannot be written there");
        said.file(
            &with_arguments(alpine().platform(platform)),
            place,
            ["platform", &message, help],
        );
    }
    for platform in [
        "${A:-linux/$B}",
        "${A#*/}",
        "${A##b%$C?}",
        "${A/b*/c/d}",
        "${A//$B/$C}",
    ] {
        assert_eq!(
            with_arguments(alpine().platform(platform))
                .check()
                .to_string(),
            ""
        );
    }
    let help = "write `linux/arm64` or `$BUILDPLATFORM`";
    for (platform, problem) in [
        (
            "linux arm64",
            "a platform is `os/arch` or `os/arch/variant` in plain letters and digits",
        ),
        (
            "app",
            "a platform of one part is a system or an architecture that Go knows: `linux`, `arm64`",
        ),
        (
            "linux//arm64",
            "a platform has no empty part: `linux/arm64`, `linux/arm/v7`",
        ),
        (
            "a/b/c/d",
            "a platform is `os/arch` or `os/arch/variant`: `linux/arm64`, `linux/arm/v7`",
        ),
    ] {
        let message = format!("`{platform}`: {problem}");
        said.file(
            &file(alpine().platform(platform)),
            place,
            ["platform", &message, help],
        );
    }
}

#[test]
fn the_case_of_a_stage_name_does_not_matter() {
    let file = file(Stage::named("Build", "alpine"))
        .stage(Stage::new(StageRef::by_name("BUILD")))
        .stage(
            alpine()
                .push(CopyFiles::new(["/a"], "/").from(StageRef::by_name("build")))
                .push(Run::new("x").mount(BindMount::new("/b").from(StageRef::by_name("buiLD")))),
        );
    let rules: Vec<_> = file
        .check()
        .findings
        .iter()
        .map(|it| it.rule.name)
        .collect();
    assert_eq!(rules, ["StageNameCasing"]);
    // BuildKit looks a base up as it is written.
    let text = file.without_syntax().render().unwrap();
    assert!(
        text.starts_with("FROM alpine AS Build\n\nFROM build\n"),
        "{text}"
    );

    let twice = self::file(Stage::named("Build", "alpine")).stage(Stage::named("build", "alpine"));
    assert!(
        twice
            .check()
            .to_string()
            .contains("Duplicate stage name \"build\", stage names should be unique")
    );
    let image = CopyFiles::new(["/a"], "/").from_image(Image::new("build"));
    let meant = self::file(Stage::named("Build", "alpine")).stage(alpine().push(image));
    assert!(meant.check().to_string().contains("image-is-stage"));
}

fn references(said: &mut Said) {
    let is_stage = "refer to the stage itself (`&stage`), or write the image with its registry: `docker.io/library/…`";
    let build = || Stage::named("build", "alpine");
    let message = "`build` is meant as an image, and is the name of a stage of this Dockerfile";
    let from = file(build()).stage(Stage::new("build"));
    said.file(
        &from,
        (Some("1"), Some("FROM")),
        ["image-is-stage", message, is_stage],
    );
    let copy = file(build()).stage(alpine().push(CopyFiles::new(["a"], "/").from_image("build")));
    said.file(
        &copy,
        (Some("1"), Some("COPY")),
        ["image-is-stage", message, is_stage],
    );
    // A trigger may run in a stage of the same file, whose builder looks for stages first.
    let trigger = OnBuild::new(CopyFiles::new(["a"], "/").from_image("build"));
    said.file(
        &file(build()).stage(alpine().push(trigger)),
        (Some("1"), Some("ONBUILD")),
        ["image-is-stage", message, is_stage],
    );
    let number = file(alpine().push(CopyFiles::new(["a"], "/").from_image("0")));
    let message = "`0` is meant as an image, and is the name of a stage of this Dockerfile";
    said.file(
        &number,
        (Some("0"), Some("COPY")),
        ["image-is-stage", message, is_stage],
    );

    let help =
        "did you mean the stage `build`? An image is told from one by its tag: `biuld:latest`";
    let message = "`biuld` is an image, as no stage has that name";
    let near = file(build()).stage(alpine().push(CopyFiles::new(["a"], "/").from_image("biuld")));
    said.only(&near, Level::Warning, "image-near-stage", message, help);

    let help =
        "give a stage that starts from it, `Stage::named(…, \"image:$TAG\")`, and refer to that";
    let message = "nothing is expanded in `from`, which is `uv:$TAG`";
    said.step(
        CopyFiles::new(["a"], "/").from_image("uv:$TAG"),
        "image-with-variable",
        message,
        help,
    );
    let mount = Run::new("make").mount(BindMount::new("/c").from_image("uv:$TAG"));
    said.step(mount, "image-with-variable", message, help);

    let later = file(Stage::new(StageRef::by_name("build"))).stage(build());
    let help = "move it before this one";
    said.file(
        &later,
        (Some("0"), Some("FROM")),
        ["later-stage", "the stage `build` comes later", help],
    );
    let itself = build().push(CopyFiles::new(["a"], "/").from(StageRef::by_name("build")));
    let message = "the stage `build` refers to itself";
    let help = "refer to another one, before this one";
    let finding = said.only(&file(itself), Level::Error, "later-stage", message, help);
    assert_eq!(finding.place.instruction, Some("COPY"));
    assert!(finding.related.is_none());

    let last = |name: &'static str| Stage::new(StageRef::by_name(name));
    let place = (Some("1"), Some("FROM"));
    said.file(
        &file(build()).stage(last("biuld")),
        place,
        [
            "unknown-stage",
            "no stage is named `biuld`",
            "did you mean `build`?",
        ],
    );
    said.file(
        &file(build()).stage(last("nginx")),
        place,
        [
            "unknown-stage",
            "no stage is named `nginx`",
            "before this one there are `build`",
        ],
    );
    let forgotten = Stage::named("forgotten", "alpine");
    said.file(
        &file(build()).stage(
            Stage::named("last", "alpine").push(CopyFiles::new("/a", "/b").from(&forgotten)),
        ),
        (Some("last"), Some("COPY")),
        [
            "unknown-stage",
            "the stage `forgotten` was not added",
            "add it before the one that refers to it: `.stage(…)`, or `begin`",
        ],
    );
    let message = r"no stage is named `a\nRUN evil`";
    said.file(
        &file(alpine()).stage(last("a\nRUN evil")),
        place,
        [
            "unknown-stage",
            message,
            "no stage before this one has a name",
        ],
    );
}

fn numbers(said: &mut Said) {
    let mut by_number = Dockerfile::new();
    let first = by_number.begin(alpine());
    let nowhere = alpine().handle();
    let help = "name the stage: `Stage::named(…)`";
    let from = file(alpine()).stage(Stage::new(first.clone()));
    let message = "FROM refers to a stage by its number, and only `COPY --from` can";
    said.file(
        &from,
        (Some("1"), Some("FROM")),
        ["stage-by-number", message, help],
    );
    let message = "a mount refers to a stage by its number, and only `COPY --from` can";
    let mount = |from: &StageRef| {
        file(alpine())
            .stage(alpine().push(Run::new("make").mount(CacheMount::new("/c").from(from))))
    };
    said.file(
        &mount(&first),
        (Some("1"), Some("RUN")),
        ["stage-by-number", message, help],
    );
    said.file(
        &mount(&nowhere),
        (Some("1"), Some("RUN")),
        ["stage-by-number", message, help],
    );
    let second = by_number.begin(alpine());
    let copy = |from: &StageRef| file(alpine().push(CopyFiles::new(["a"], "/").from(from)));
    let place = (Some("0"), Some("COPY"));
    said.file(
        &copy(&second),
        place,
        [
            "unknown-stage",
            "there is no stage number 1",
            "no stage stands before this one",
        ],
    );
    said.file(
        &copy(&first),
        place,
        [
            "later-stage",
            "the stage `0` refers to itself",
            "refer to a stage before this one: the first one is number 0",
        ],
    );
    let help = "name it: `Stage::named(…)`, or add it with `Dockerfile::begin`";
    said.file(
        &copy(&nowhere),
        place,
        [
            "unknown-stage",
            "the stage has no name to refer to it by",
            help,
        ],
    );
}

fn triggers(said: &mut Said) {
    let build = Stage::named("build", "alpine");
    let message = "`ONBUILD` cannot refer to a stage: it runs in another Dockerfile";
    let help = "copy from an image: `.from_image(…)`";
    let copy = OnBuild::new(CopyFiles::new(["a"], "/").from(&build));
    let copy = file(build.clone()).stage(alpine().push(copy));
    said.file(
        &copy,
        (Some("1"), Some("ONBUILD")),
        ["onbuild", message, help],
    );
    let run = OnBuild::new(Run::new("make").mount(BindMount::new("/c").from(&build)));
    let run = file(build).stage(alpine().push(run));
    said.file(
        &run,
        (Some("1"), Some("ONBUILD")),
        ["onbuild", message, help],
    );
    let beyond = "it holds whitespace beyond ASCII, at which BuildKit splits in some places only";
    let ends = "its end would continue the line";
    let refused = "BuildKit takes no `FROM`, `MAINTAINER` and `ONBUILD` there";
    let write = "write it as an instruction: `OnBuild::new(…)`";
    let leave = "leave it out: it belongs into the Dockerfile that starts from this image";
    for (text, problem, help) in [
        ("ENV A\u{a0}b", beyond, write),
        ("onbuild\u{2028} x", beyond, write),
        ("CMD --x\u{2028}CMD [\"a\"]", beyond, write),
        ("run x\\", ends, write),
        ("from x", refused, leave),
        ("ONBUILD RUN x", refused, leave),
    ] {
        let message = format!("the trigger cannot be `{}`: {problem}", crate::shown(text));
        for escape in [Escape::Backslash, Escape::Backtick] {
            let file = file(alpine().push(OnBuild::text(text))).escape(escape);
            let report = file.check();
            let found: Vec<_> = report
                .errors()
                .map(|it| (it.rule.name, it.message.as_str(), it.help.as_str()))
                .collect();
            assert_eq!(found, [("onbuild", message.as_str(), help)], "{text}");
        }
    }
    said.only(
        &file(alpine().push(OnBuild::text("rnu make"))),
        Level::Warning,
        "unknown-trigger",
        "the trigger `rnu make` begins with no instruction that BuildKit knows",
        "builds that start from this image fail, unless their frontend knows it",
    );
}
