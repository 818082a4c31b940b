//! The traps, one by one.

use dockerkit::{
    Arg, BindMount, CacheMount, Cmd, CopyFiles, Dockerfile, Entrypoint, Env, InlineFile,
    Instruction, Label, Mode, Run, SecretMount, Stage, StageRef, TmpfsMount, Volume, Workdir,
    literal,
};

use super::{mounted, refused, run, written};

#[test]
fn a_mount_value_passes_three_layers() {
    assert_eq!(
        mounted(CacheMount::new("/a,b")),
        r#"--mount="type=cache,\"target=/a,b\"""#
    );
    assert_eq!(
        mounted(CacheMount::new("/a\"b")),
        r#"--mount="type=cache,\"target=/a\\\"\"b\"""#
    );
    assert_eq!(
        mounted(CacheMount::new(literal("/$a"))),
        r#"--mount="type=cache,target=/\\\$a""#
    );
    assert_eq!(
        mounted(CacheMount::new("/$a")),
        "--mount=type=cache,target=/$a"
    );
    assert_eq!(
        mounted(CacheMount::new(r"/a\b")),
        r#"--mount="type=cache,target=/a\\\\b""#
    );
    assert_eq!(
        mounted(CacheMount::new("/it's")),
        r#"--mount="type=cache,target=/it\\'s""#
    );
}

#[test]
fn what_is_not_ascii_is_corrupted_in_a_flag() {
    let corrupted =
        |what: &str| format!("{what} holds `é`, and BuildKit corrupts what is not ASCII in a flag");
    assert_eq!(refused(run(CacheMount::new("/é"))), corrupted("the target"));
    assert_eq!(
        refused(run(SecretMount::new("é"))),
        corrupted("the secret's id")
    );
    assert_eq!(
        refused(CopyFiles::new(["a"], "/").chown("é")),
        corrupted("`--chown`")
    );
    assert_eq!(
        refused(CopyFiles::new(["a"], "/").exclude("é")),
        corrupted("`--exclude`")
    );
    let id = refused(run(CacheMount::new("/c").id("é")));
    assert_eq!(
        id,
        "`é`: a cache id must be ASCII: BuildKit corrupts other characters in a flag"
    );
    assert_eq!(written(CopyFiles::new(["é"], "/é")), r#"COPY ["é", "/é"]"#);
}

#[test]
fn a_newline_has_no_form_in_a_value() {
    let cannot = |what: &str, keyword: &str| {
        format!("{what} holds a newline, which `{keyword}` cannot carry")
    };
    assert_eq!(
        refused(Env::new("A", "a\nb")),
        cannot("the value of `A`", "ENV")
    );
    assert_eq!(
        refused(Label::new("a", "a\nb")),
        cannot("the value of the label `a`", "LABEL")
    );
    assert_eq!(
        refused(Arg::with_default("A", "a\nb")),
        cannot("the default of `A`", "ARG")
    );
    assert_eq!(
        refused(Workdir::new("/a\nb")),
        cannot("the directory", "WORKDIR")
    );
    assert_eq!(
        refused(CopyFiles::new(["a"], "/").exclude("a\nb")),
        cannot("`--exclude`", "COPY")
    );
    let beside = CopyFiles::file(InlineFile::new("f", "x"), "/a\nb");
    let file = Dockerfile::new().stage(Stage::new("alpine").push(beside));
    assert_eq!(
        file.check().findings[0].message,
        cannot("the destination", "COPY")
    );
    // JSON carries it, and words of paths can be JSON.
    assert_eq!(
        written(CopyFiles::new(["é\nb"], "/a\nb")),
        r#"COPY ["é\nb", "/a\nb"]"#
    );
    // The client cannot ask for one where all is ASCII.
    assert_eq!(
        refused(CopyFiles::new(["a\nb"], "/")),
        r"the source `a\nb`: the client cannot ask for a control character"
    );
    assert_eq!(written(Volume::new(["/a\nb"])), r#"VOLUME ["/a\nb"]"#);
    // Two characters, a backslash and an n, are themselves.
    assert_eq!(written(Env::new("A", r"a\nb")), r#"ENV A="a\\nb""#);
}

#[test]
fn a_backslash_before_a_closing_quote_is_doubled() {
    assert_eq!(written(Env::new("A", r"C:\")), r#"ENV A="C:\\""#);
    assert_eq!(written(Env::new("A", r"\x\y")), r#"ENV A="\\x\\y""#);
    assert_eq!(written(Env::new("A", "it's")), r#"ENV A="it's""#);
}

#[test]
fn blanks_in_paths_need_the_json_form_in_which_dollars_still_expand() {
    assert_eq!(
        written(CopyFiles::new(["a b"], "/d/")),
        r#"COPY ["a b", "/d/"]"#
    );
    assert_eq!(
        written(CopyFiles::new(["a $D"], "/x/")),
        r#"COPY ["a $D", "/x/"]"#
    );
    assert_eq!(
        written(CopyFiles::new([literal("a $D")], "/x/")),
        r#"COPY ["a \\$D", "/x/"]"#
    );
    assert_eq!(
        written(CopyFiles::new([literal("a\"b")], "/x")),
        r#"COPY ["a\\\"b", "/x"]"#
    );
    assert_eq!(
        written(Volume::new(["/a b", "/c"])),
        r#"VOLUME ["/a b", "/c"]"#
    );
}

#[test]
fn words_of_the_exec_form_are_json_whatever_they_hold() {
    let cmd = Cmd::new(["\u{1}\u{7f}", "\u{2028}\u{200b}", "\t\r\n", "\"\\/é"]);
    assert_eq!(
        written(cmd),
        "CMD [\"\\u0001\\u007f\", \"\u{2028}\u{200b}\", \"\\t\\r\\n\", \"\\\"\\\\/é\"]"
    );
    // What is meant as shell text is not taken for JSON.
    assert_eq!(
        refused(Cmd::new(r#"["a"]"#)),
        r#"the text `["a"]` begins like an array in JSON: builders take it for one, or do not agree what it is"#
    );
    assert_eq!(written(Run::new(r#"["a"]"#)), "RUN <<EOF\n[\"a\"]\nEOF");
    assert_eq!(written(Run::new("[ -f a ] && b")), "RUN [ -f a ] && b");
}

#[test]
fn the_default_id_is_the_cleaned_target_before_the_working_directory() {
    let key = |target: &'static str| CacheMount::new(target).directory().unwrap().key;
    assert_eq!(key("x"), "/x");
    assert_eq!(key("/a/../b//c/"), "//b/c");
    let message = "`~` in the target `~/.cache` is not expanded";
    assert_eq!(refused(run(CacheMount::new("~/.cache"))), message);
    assert_eq!(CacheMount::new("$HOME/.cache").directory(), None);
}

#[test]
fn an_owner_does_not_count_where_a_source_is() {
    let seeded = || {
        CacheMount::new("/c")
            .id("c")
            .from_image("seed:1")
            .source("/s")
    };
    assert_eq!(
        seeded().uid(1001).gid(1001).mode(0o700).directory(),
        seeded().directory()
    );
    assert_ne!(
        CacheMount::new("/c").id("c").uid(1001).directory(),
        CacheMount::new("/c").id("c").directory()
    );
}

#[test]
fn options_stand_only_on_the_mounts_that_have_them() {
    // `size` elsewhere, `uid` on bind and tmpfs, `ro` and `rw` at once: there is nothing to call.
    assert_eq!(
        mounted(TmpfsMount::new("/t").size("1g")),
        "--mount=type=tmpfs,target=/t,size=1g"
    );
    assert_eq!(
        mounted(BindMount::new("/b").read_write()),
        "--mount=type=bind,target=/b,rw"
    );
    assert_eq!(
        mounted(CacheMount::new("/c").read_only()),
        "--mount=type=cache,target=/c,ro"
    );
    // Two mounts may have one target: they are kept, in their order.
    let twice = run(TmpfsMount::new("/t")).mount(CacheMount::new("/t"));
    let flags = "RUN --mount=type=tmpfs,target=/t \\\n    --mount=type=cache,target=/t \\\n    x";
    assert_eq!(written(twice), flags);
    // A secret may be a variable and a file at once.
    let both = SecretMount::new("a").env("A").target("/a");
    assert_eq!(mounted(both), "--mount=type=secret,id=a,target=/a,env=A");
}

#[test]
fn permissions_are_octal_and_nothing_is_expanded_in_from() {
    let cache = || CacheMount::new("/c");
    assert_eq!(
        mounted(cache().mode(Mode(0o755))),
        "--mount=type=cache,target=/c,mode=0755"
    );
    assert_eq!(
        mounted(cache().mode("755")),
        "--mount=type=cache,target=/c,mode=0755"
    );
    assert_eq!(
        refused(run(cache().mode("493"))),
        "`493` is not a valid `mode`"
    );
    assert_eq!(
        mounted(cache().uid("$U")),
        "--mount=type=cache,target=/c,uid=$U"
    );
    let message = "nothing is expanded in `from`, which is `uv:$V`";
    assert_eq!(refused(run(cache().from_image("uv:$V"))), message);
    assert_eq!(
        refused(CopyFiles::new(["a"], "/").from_image("uv:$V")),
        message
    );
}

#[test]
fn an_unknown_stage_is_not_an_image() {
    let copy = |from: StageRef| CopyFiles::new(["a"], "/").from(from);
    assert_eq!(
        refused(copy(StageRef::by_name("nosuch"))),
        "no stage is named `nosuch`"
    );
    let mut file = Dockerfile::new();
    let numbers: Vec<_> = (0..100).map(|_| file.begin(Stage::new("alpine"))).collect();
    assert_eq!(
        refused(copy(numbers[99].clone())),
        "there is no stage number 99"
    );
    let image = CopyFiles::new(["/a"], "/").from_image("nosuch");
    assert_eq!(written(image), "COPY --from=nosuch /a /");
}

#[test]
fn a_script_without_set_e_is_warned_about() {
    let file = |script: &'static str| Dockerfile::new().stage(Stage::new("alpine").run(script));
    let report = file("false\ntrue\n").check();
    assert!(report.is_ok());
    assert_eq!(
        report.findings[0].message,
        "the script goes on after a command that failed"
    );
    assert_eq!(file("set -e\nfalse\ntrue\n").check().to_string(), "");
    let python = "#!/usr/bin/env python3\nprint('x')\n";
    assert_eq!(file(python).check().to_string(), "");
    assert_eq!(written(Run::new(python)), format!("RUN <<EOF\n{python}EOF"));
}

#[test]
fn comments_and_blank_lines_inside_a_command_stay_in_it() {
    assert_eq!(
        written(Run::new("echo 'x\n# y\n\nz'")),
        "RUN <<EOF\necho 'x\n# y\n\nz'\nEOF"
    );
    assert_eq!(
        written(Run::new("echo 'x\\\n# y\nz'")),
        "RUN echo 'x\\\n# y\nz'"
    );
    let list = Run::all(["true", "# y"]);
    assert_eq!(
        refused(list),
        "the command `# y` is a comment, which the builder leaves out"
    );
}

#[test]
fn a_heredoc_ends_with_a_word_that_its_body_does_not_hold() {
    assert_eq!(
        written(Run::new("cd /x\ncat <<EOF\nx\nEOF\n")),
        "RUN <<EOF2\ncd /x\ncat <<EOF\nx\nEOF\nEOF2"
    );
    assert_eq!(
        written(Run::new("EOF\r\r\nEOF2")),
        "RUN <<EOF3\nEOF\r\r\nEOF2\nEOF3"
    );
    // The word is the file's name here.
    let file = |content: &'static str| CopyFiles::file(InlineFile::new("EOF", content), "/");
    assert_eq!(
        refused(file("EOF\n")),
        "a line of the file `EOF` is its name, where BuildKit would end it"
    );
    assert_eq!(written(file(" EOF\n$A")), "COPY <<'EOF' /\n EOF\n$A\nEOF");
    let expanding = InlineFile::expanding("f", r"\$5 $A \x");
    assert_eq!(
        written(CopyFiles::file(expanding, "/")),
        "COPY <<f /\n\\$5 $A \\\\x\nf"
    );
}

#[test]
fn stage_names_and_commands_are_what_they_look_like() {
    let build = Stage::named("Build", "alpine");
    let file = Dockerfile::new()
        .without_syntax()
        .stage(build.clone())
        .stage(Stage::new(&build));
    // BuildKit keeps the name in lowercase, and looks a base up as it is written.
    let text = "FROM alpine AS Build\n\nFROM build\n";
    assert_eq!(file.render().unwrap(), text);
    assert_eq!(written(Run::new("--version")), "RUN <<EOF\n--version\nEOF");
    assert_eq!(written(Run::new("cat <<x")), "RUN <<EOF\ncat <<x\nEOF");
    assert_eq!(
        written(Run::new("echo $((1 << 2))")),
        "RUN <<EOF\necho $((1 << 2))\nEOF"
    );
    assert_eq!(written(Run::new("cat<<<x")), "RUN cat<<<x");
    // `CMD` has no heredoc, and reads none.
    assert_eq!(written(Cmd::new("cat <<x")), "CMD cat <<x");
    assert_eq!(
        refused(Entrypoint::new("--x")),
        "the text `--x` would not be read as shell text"
    );
}

#[test]
fn a_line_that_is_too_long_is_broken_or_refused() {
    let lines = |instruction: Instruction| {
        let text = written(instruction);
        let lines: Vec<_> = text.split('\n').map(str::len).collect();
        (lines, text.replace("\\\n", ""))
    };
    let run = format!("RUN {}# {}", "x".repeat(64_510), "y".repeat(9));
    let command = run.strip_prefix("RUN ").unwrap().to_owned();
    // Not one character later: the next line would begin with `#`.
    assert_eq!(lines(Run::new(command).into()), (vec![64_514, 12], run));
    let env = format!("ENV A=\"{}\"", "é ".repeat(30_000));
    assert_eq!(
        lines(Env::new("A", literal("é ".repeat(30_000))).into()).1,
        env
    );
    let message = "a line of 65536 bytes is longer than BuildKit reads, which is 65535";
    assert_eq!(
        refused(Run::new(format!("set -e\n{}\n", "x".repeat(65_536)))),
        message
    );
}
