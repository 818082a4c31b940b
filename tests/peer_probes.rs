//! Ordinary input that generators of Dockerfiles are known to break: here it comes out right, or is refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::time::Duration;

use dockerkit::{
    Arg, CacheMount, Cmd, Comment, CopyFiles, Dockerfile, Env, FileSource, Healthcheck, InlineFile,
    Instruction, Label, PackageManager, Run, SecretMount, Sharing, Stage, StageRef, TmpfsMount,
    User, Volume, Workdir, literal,
};

#[track_caller]
fn written(instruction: impl Into<Instruction>) -> String {
    let stage = Stage::new("alpine").push(instruction);
    let text = Dockerfile::new()
        .without_syntax()
        .stage(stage)
        .render()
        .unwrap();
    text.strip_prefix("FROM alpine\n").unwrap().to_owned()
}

#[track_caller]
fn refused(instruction: impl Into<Instruction>) -> String {
    let file = Dockerfile::new().stage(Stage::new("alpine").push(instruction));
    let error = file.render().unwrap_err();
    let report = error.report().unwrap();
    let [finding] = report.findings.as_slice() else {
        panic!("not one finding: {report}")
    };
    finding.message.clone()
}

fn env(value: &str) -> Env {
    Env::new("A", literal(value))
}

#[test]
fn env_with_blanks_quotes_and_a_hash() {
    assert_eq!(written(env("x y  z")), "ENV A=\"x y  z\"\n");
    assert_eq!(written(env("it's")), "ENV A=\"it's\"\n");
    assert_eq!(written(env("# not comment")), "ENV A=\"# not comment\"\n");
    assert_eq!(written(env("")), "ENV A=\"\"\n");
    assert_eq!(written(env("say \"hi\"")), "ENV A=\"say \\\"hi\\\"\"\n");
}

#[test]
fn env_with_backslashes() {
    assert_eq!(written(env(r"C:\dir\new")), "ENV A=\"C:\\\\dir\\\\new\"\n");
    assert_eq!(written(env(r"C:\")), "ENV A=\"C:\\\\\"\n");
}

#[test]
fn env_with_dollars_that_are_dollars() {
    assert_eq!(written(env("$HOME/x ${Y}")), "ENV A=\"\\$HOME/x \\${Y}\"\n");
}

#[test]
fn env_arg_and_label_with_a_newline() {
    let message = "the value of `A` holds a newline, which `ENV` cannot carry";
    assert_eq!(refused(env("a\nb")), message);
    let message = "the value of the label `a` holds a newline, which `LABEL` cannot carry";
    assert_eq!(refused(Label::new("a", "l1\nl2")), message);
}

#[test]
fn arg_default_with_quotes_and_blanks() {
    let arg = Arg::with_default("A", "a \"b\" c");
    assert_eq!(written(arg), "ARG A=\"a \\\"b\\\" c\"\n");
}

#[test]
fn label_that_is_json() {
    let label = Label::new("a", literal(r#"{"k": ["v", "$x"]}"#));
    assert_eq!(
        written(label),
        "LABEL a=\"{\\\"k\\\": [\\\"v\\\", \\\"\\$x\\\"]}\"\n"
    );
}

#[test]
fn exec_words_with_quotes_and_control_characters() {
    let cmd = Cmd::new(["/bin/echo", "say \"hi\" \\ x"]);
    assert_eq!(
        written(cmd),
        "CMD [\"/bin/echo\", \"say \\\"hi\\\" \\\\ x\"]\n"
    );
    let cmd = Cmd::new(["/bin/echo", "\n\t\u{1}"]);
    assert_eq!(written(cmd), "CMD [\"/bin/echo\", \"\\n\\t\\u0001\"]\n");
    let cmd = Cmd::new(["/bin/echo", "\u{2028}\u{200b}"]);
    assert_eq!(written(cmd), "CMD [\"/bin/echo\", \"\u{2028}\u{200b}\"]\n");
    let cmd = Cmd::new(["/bin/echo", "é"]);
    assert_eq!(written(cmd), "CMD [\"/bin/echo\", \"é\"]\n");
}

#[test]
fn copy_of_paths_with_blanks() {
    let copy = CopyFiles::new(["a b"], "/d e/");
    assert_eq!(written(copy), "COPY [\"a b\", \"/d e/\"]\n");
}

#[test]
fn copy_flags() {
    let copy = || CopyFiles::new(["a"], "/");
    assert_eq!(written(copy().chmod("0755")), "COPY --chmod=0755 a /\n");
    assert_eq!(refused(copy().chmod("493")), "`493` is not a file mode");
    assert_eq!(written(copy().link()), "COPY --link a /\n");
    let build = Stage::named("builder", "alpine");
    let copy = CopyFiles::new(["x"], "y").from(&build).chown("a");
    let file = Dockerfile::new().without_syntax().stage(build);
    let text = file
        .stage(Stage::new("alpine").push(copy))
        .render()
        .unwrap();
    assert!(
        text.ends_with("\nCOPY --from=builder --chown=a x y\n"),
        "{text}"
    );
}

#[test]
fn copy_from_a_stage_that_does_not_exist() {
    let copy = CopyFiles::new(["a"], "/").from(StageRef::by_name("nosuch"));
    assert_eq!(refused(copy), "no stage is named `nosuch`");
}

#[test]
fn heredocs_whose_body_holds_the_usual_word() {
    let body = "cat <<EOF\n$x\nEOF\n";
    let copy = CopyFiles::file(InlineFile::new("script.sh", body), "/");
    assert_eq!(
        written(copy),
        format!("COPY <<'script.sh' /\n{body}script.sh\n")
    );
    let script = format!("set -e\n{body}");
    assert_eq!(
        written(Run::new(script.clone())),
        format!("RUN <<EOF2\n{script}EOF2\n")
    );
    // A line with its own here-document is written as it stands.
    assert_eq!(written(Run::new(body)), format!("RUN {body}"));
}

#[test]
fn run_of_several_lines() {
    let run = Run::new("echo a\n# not a comment\necho b");
    assert_eq!(
        written(run),
        "RUN <<EOF\necho a\n# not a comment\necho b\nEOF\n"
    );
}

#[test]
fn run_of_two_commands_of_which_the_first_fails() {
    assert_eq!(
        written(Run::all(["false", "true"])),
        "RUN false && \\\n    true\n"
    );
    let file = Dockerfile::new().stage(Stage::new("alpine").run("false\ntrue\n"));
    let message = "the script goes on after a command that failed";
    assert_eq!(file.check().warnings().next().unwrap().message, message);
}

#[test]
fn cache_mounts() {
    let run = |mount: CacheMount| Run::new("x").mount(mount);
    let comma = written(run(CacheMount::new("/a,b")));
    assert_eq!(
        comma,
        "RUN --mount=\"type=cache,\\\"target=/a,b\\\"\" \\\n    x\n"
    );
    let full = CacheMount::new("/c")
        .id("i")
        .sharing(Sharing::Locked)
        .uid(1001)
        .gid(1001)
        .mode(0o755);
    assert_eq!(
        written(run(full)),
        "RUN --mount=type=cache,id=i,target=/c,sharing=locked,uid=1001,gid=1001,mode=0755 \\\n    x\n"
    );
    let large = written(run(CacheMount::new("/c").uid(100_000)));
    assert_eq!(
        large,
        "RUN --mount=type=cache,target=/c,uid=100000 \\\n    x\n"
    );
    let both = run(CacheMount::new("/c"))
        .mount(SecretMount::new("s"))
        .mount(TmpfsMount::new("/t"));
    assert_eq!(
        written(both),
        "RUN --mount=type=cache,target=/c \\\n    --mount=type=secret,id=s \\\n    --mount=type=tmpfs,target=/t \\\n    x\n"
    );
}

#[test]
fn a_cache_of_a_named_user_belongs_to_that_user() {
    let run = || Run::new("pip install .").cache(PackageManager::Pip);
    let stage = |user: User| Stage::new("python:3.12").user(user).push(run());
    let app = User::new("app").uid(1001);
    let text = Dockerfile::new().stage(stage(app)).render().unwrap();
    assert!(text.ends_with(
        "USER app\nRUN --mount=type=cache,id=pip-cache-shared,target=/var/cache/pip,sharing=shared,uid=1001,gid=1001 \\\n    export PIP_CACHE_DIR=/var/cache/pip; \\\n    pip install .\n"
    ));
    let error = Dockerfile::new()
        .stage(stage(User::new("app")))
        .render()
        .unwrap_err();
    let message = "the cache `pip-cache-shared` needs the uid of the user `app`";
    assert_eq!(error.report().unwrap().findings[0].message, message);
}

#[test]
fn healthcheck_times_have_units() {
    let check = Healthcheck::new("true")
        .interval(Duration::from_secs(30))
        .timeout(Duration::from_secs(5));
    assert_eq!(
        written(check),
        "HEALTHCHECK --interval=30s --timeout=5s CMD true\n"
    );
}

#[test]
fn volumes_and_directories_with_blanks() {
    assert_eq!(written(Volume::new(["/a b"])), "VOLUME [\"/a b\"]\n");
    assert_eq!(written(Workdir::new("/a b")), "WORKDIR \"/a b\"\n");
}

#[test]
fn a_newline_makes_no_instruction() {
    let message = "the directory holds a newline, which `WORKDIR` cannot carry";
    assert_eq!(refused(Workdir::new("/a\nRUN evil")), message);
    assert_eq!(
        written(Comment::new("hello\nRUN evil")),
        "# hello\n# RUN evil\n"
    );
}

#[test]
fn directives_stand_above_everything() {
    let file = Dockerfile::new()
        .stage(Stage::new("alpine"))
        .syntax("docker/dockerfile:1.7");
    assert_eq!(
        file.render().unwrap(),
        "# syntax=docker/dockerfile:1.7\n\nFROM alpine\n"
    );
    // A comment never becomes one.
    let stage = Stage::new("alpine").comment_above(Comment::new("syntax=evil"));
    let text = Dockerfile::new()
        .without_syntax()
        .stage(stage)
        .render()
        .unwrap();
    assert_eq!(text, "#\n# syntax=evil\nFROM alpine\n");
}

#[test]
fn the_order_is_the_callers() {
    let env = Env::new("Z", 1).and("A", 2).and("M", 3);
    assert_eq!(written(env), "ENV Z=1 \\\n    A=2 \\\n    M=3\n");
    let stage = Stage::new("rust:1").cmd(["a"]).run("b").entrypoint(["c"]);
    let file = Dockerfile::new().without_syntax().stage(stage);
    assert_eq!(
        file.render().unwrap(),
        "FROM rust:1\nCMD [\"a\"]\nRUN b\nENTRYPOINT [\"c\"]\n"
    );
}

#[test]
fn names_of_copied_files_are_names() {
    let sources = ["a b", "[x]", "it's"].map(|name| FileSource::from(literal(name)));
    assert_eq!(
        written(CopyFiles::new(sources, "/")),
        "COPY [\"a b\", \"[[]x]\", \"it\\\\'s\", \"/\"]\n"
    );
}
