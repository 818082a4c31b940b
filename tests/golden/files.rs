//! Directives, stages, comments, and `COPY` and `ADD`.

use dockerkit::{
    AddFiles, Arg, BlankLine, Comment, CopyFiles, Dockerfile, Escape, InlineFile, Run, Stage, User,
    literal, pattern,
};

use super::{Case, one};

pub(crate) fn cases() -> Vec<Case> {
    [directives(), stages(), copies(), additions()].concat()
}

fn directives() -> Vec<Case> {
    let stage = || Stage::new("alpine:3.20");
    let windows = Stage::new("mcr.microsoft.com/windows/servercore:ltsc2022")
        .workdir(r"C:\app")
        .env("SAY", literal("\"50$\" `x`"))
        .run("dir C:\\")
        .push(Run::all(["one", "two"]));
    vec![
        (
            "directive-syntax",
            Dockerfile::new()
                .syntax("docker/dockerfile:1.20")
                .stage(stage()),
        ),
        (
            "directive-syntax-none",
            Dockerfile::new().without_syntax().stage(stage()),
        ),
        (
            "directive-check",
            Dockerfile::new()
                .check_directive("skip=JSONArgsRecommended;error=true")
                .stage(stage()),
        ),
        ("blank-line", blank_lines()),
        (
            "directive-escape",
            Dockerfile::new().escape(Escape::Backtick).stage(windows),
        ),
    ]
}

fn blank_lines() -> Dockerfile {
    let mut file = Dockerfile::new();
    file.add(Comment::new("a licence"));
    file.add(BlankLine);
    file.add(Comment::new("VERSION of everything"));
    file.add(Arg::new("VERSION"));
    let stage = Stage::new("alpine:3.20")
        .run("one")
        .blank_line()
        .blank_line();
    file.stage(stage.comment("what follows").run("two").blank_line())
        .stage(Stage::new("alpine:3.20"))
}

fn stages() -> Vec<Case> {
    let mut globals = Dockerfile::new();
    globals.add(Comment::new("what everything starts from"));
    globals.add(Arg::with_default("ALPINE", "3.20").and(Arg::new("MIRROR")));
    globals.begin(Stage::new("${MIRROR:-docker.io}/alpine:$ALPINE"));
    let build = Stage::named("build", "golang:1.23").run("go build -o /app .");
    let test = Stage::new(&build).run("go test ./...");
    let platform = |platform: &'static str| Stage::new("alpine:3.20").platform(platform);
    let base_user = Stage::new("registry.example.com/app:2")
        .base_user(User::new("app").uid(1001).home("/home/app"))
        .push(Run::new("pip install .").cache(dockerkit::PackageManager::Pip));
    let comment = Comment::new("the image that is shipped\n\n  it has no shell");
    let commented = Stage::new("scratch").comment_above(comment);
    vec![
        ("globals", globals),
        (
            "from-image",
            Dockerfile::new().stage(Stage::new("ghcr.io/astral-sh/uv:0.9")),
        ),
        (
            "from-name-and-stage",
            Dockerfile::new().stage(build).stage(test),
        ),
        (
            "from-platform",
            Dockerfile::new()
                .stage(platform("linux/arm64"))
                .stage(platform("$BUILDPLATFORM")),
        ),
        ("from-base-user", Dockerfile::new().stage(base_user)),
        ("from-comment", Dockerfile::new().stage(commented)),
        (
            "comment",
            Dockerfile::new().stage(
                Stage::new("alpine:3.20")
                    .comment("one\n\nsyntax=two")
                    .run("true"),
            ),
        ),
    ]
}

/// A build stage, and a stage that copies.
fn copying(copy: impl FnOnce(&Stage) -> CopyFiles) -> Dockerfile {
    let build = Stage::named("build", "alpine:3.20").run("make");
    let last = Stage::new("alpine:3.20").push(copy(&build));
    Dockerfile::new().stage(build).stage(last)
}

fn copies() -> Vec<Case> {
    let copy = || CopyFiles::new(["a", "b"], "/app/");
    let mut by_number = Dockerfile::new();
    let build = by_number.begin(Stage::new("alpine:3.20"));
    by_number.begin(Stage::new("scratch"));
    by_number.add(CopyFiles::new(["/app"], "/app").from(build));
    let mut inline = CopyFiles::file(
        InlineFile::new("motd", "$HOME stays\n# so does this\nEOF\n"),
        "/etc/$NAME/",
    );
    inline.sources.push(InlineFile::new("empty", "").into());
    inline.sources.push("README.md".into());
    let expanding = InlineFile::expanding("version", r#"VERSION="$VERSION" \$5 C:\dir ${A:-}}"#);
    vec![
        (
            "copy",
            one(CopyFiles::new(
                ["src/*.py", "pyproject.toml", "$EXTRA"],
                "./",
            )),
        ),
        (
            "copy-exact",
            one(CopyFiles::new(
                [literal("my notes [draft]*.md"), literal("it's 5$")],
                literal("/the $docs/"),
            )),
        ),
        (
            "copy-pattern",
            one(CopyFiles::new(
                [pattern("[a-c]?/*.txt"), pattern("$DIR/x y")],
                "/",
            )),
        ),
        (
            "copy-from-stage",
            copying(|build| CopyFiles::new(["/app"], "/app").from(build)),
        ),
        ("copy-from-number", by_number),
        (
            "copy-from-image",
            one(CopyFiles::new(["/uv"], "/bin/").from_image("ghcr.io/astral-sh/uv:0.9")),
        ),
        ("copy-chown", one(copy().chown("app:$GROUP"))),
        ("copy-chmod", one(copy().chmod("u=rwX,go=rX"))),
        ("copy-link", one(copy().link())),
        (
            "copy-parents",
            one(CopyFiles::new(["./src/./**/*.rs"], "/app/").parents()),
        ),
        (
            "copy-exclude",
            one(copy().exclude("*.pyc").exclude("my $dir/it's")),
        ),
        ("copy-inline", one(inline)),
        (
            "copy-inline-expanding",
            one(CopyFiles::file(expanding, "/etc/")),
        ),
    ]
}

fn additions() -> Vec<Case> {
    let add = || AddFiles::new(["https://example.com/model.tar"], "/models/");
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    vec![
        (
            "add",
            one(AddFiles::new(
                ["a.tar.gz", "https://example.com/a b?c=$D"],
                "/app/",
            )),
        ),
        (
            "add-keep-git-dir",
            one(AddFiles::new(["https://example.com/app.git#v1"], "/src").keep_git_dir()),
        ),
        ("add-checksum", one(add().checksum(digest))),
        ("add-chown", one(add().chown("1001:1001"))),
        ("add-chmod", one(add().chmod("0644"))),
        ("add-link", one(add().link())),
        ("add-unpack", one(add().unpack())),
        (
            "add-keep-packed",
            one(AddFiles::new(["a.tar"], "/").keep_packed()),
        ),
        (
            "add-exclude",
            one(AddFiles::new(["data"], "/").exclude("data/raw")),
        ),
        (
            "add-inline",
            one(AddFiles::new([InlineFile::new("a.conf", "x = 1")], "/etc/")),
        ),
    ]
}
