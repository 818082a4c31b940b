//! How a literal value is written in each kind of place.

use dockerkit::{
    AddFiles, Arg, CacheMount, Cmd, CopyFiles, DefaultShell, Dockerfile, Entrypoint, Env, Escape,
    InlineFile, Instruction, Label, Run, Shell, Stage, User, Volume, Workdir, expand, literal,
};

use super::{mounted, written};

/// The alphabet of what is hard to write, each character (but one) for itself and between others.
const HOSTILE: &str = "\"'\\$A${A}\\\"<<E[]{} \t\r\u{b}\u{c}\u{a0}\u{2028}😀\u{1}\u{7f}#`x";

#[test]
fn words_are_written_in_double_quotes() {
    let quoted =
        "\"\\\"'\\\\\\$A\\${A}\\\\\\\"<<E[]{} \t\r\u{b}\u{c}\u{a0}\u{2028}😀\u{1}\u{7f}#`x\"";
    assert_eq!(
        written(Env::new("A", literal(HOSTILE))),
        format!("ENV A={quoted}")
    );
    assert_eq!(
        written(Label::new("a", literal(HOSTILE))),
        format!("LABEL a={quoted}")
    );
    assert_eq!(
        written(Label::new(literal(HOSTILE), "a")),
        format!("LABEL {quoted}=a")
    );
    assert_eq!(
        written(Arg::with_default("A", literal(HOSTILE))),
        format!("ARG A={quoted}")
    );
    assert_eq!(
        written(Workdir::new(literal(HOSTILE))),
        format!("WORKDIR {quoted}")
    );
    assert_eq!(
        written(User::new(literal(HOSTILE))),
        format!("USER {quoted}")
    );
}

#[test]
fn paths_are_written_as_json_of_a_word() {
    // `[`, `*`, `?` and `\` of a name, and `{` beside them, are classes of one character.
    let source =
        r#""\\\"\\'[\\\\\\\\]\\$A\\$[\\\\{]A}[\\\\\\\\]\\\"\\<\\<E[[]][\\\\{]} \t\r\u000b\u000c"#;
    let destination = r#""\\\"\\'\\\\\\$A\\${A}\\\\\\\"\\<\\<E[]{} \t\r\u000b\u000c"#;
    let rest = "\u{a0}\u{2028}😀\\u0001\\u007f#`x\"";
    let copy = CopyFiles::new([literal(HOSTILE)], literal(HOSTILE));
    assert_eq!(
        written(copy),
        format!("COPY [{source}{rest}, {destination}{rest}]")
    );
    assert_eq!(
        written(Volume::new([literal(HOSTILE)])),
        format!("VOLUME [{destination}{rest}]")
    );
    let add = AddFiles::new([literal(HOSTILE)], "/");
    assert_eq!(written(add), format!("ADD [{source}{rest}, \"/\"]"));
    // `VOLUME` cuts blanks off at the ends of what is not in quotes.
    assert_eq!(
        written(Volume::new([" a", "b\"\u{3000}", "c d"])),
        r#"VOLUME ["\" a\"", "\"b\\\"　\"", "c d"]"#
    );
}

#[test]
fn exec_words_are_written_as_json() {
    let json =
        "\"\\\"'\\\\$A${A}\\\\\\\"<<E[]{} \\t\\r\\u000b\\u000c\u{a0}\u{2028}😀\\u0001\\u007f#`x\"";
    assert_eq!(written(Cmd::new([HOSTILE])), format!("CMD [{json}]"));
    assert_eq!(written(Run::new([HOSTILE])), format!("RUN [{json}]"));
    assert_eq!(
        written(DefaultShell::new([HOSTILE])),
        format!("SHELL [{json}]")
    );
    assert_eq!(
        written(Entrypoint::new([HOSTILE])),
        format!("ENTRYPOINT [{json}]")
    );
}

#[test]
fn mount_values_are_written_through_all_layers() {
    let ascii: String = HOSTILE.chars().filter(char::is_ascii).collect();
    let value = r#"/\\\"\"\\'\\\\\\\$A\\\${A}\\\\\\\"\"\\<\\<E[]{} "#;
    let rest = "\t\r\u{b}\u{c}\u{1}\u{7f}#`x";
    let flag = mounted(CacheMount::new(literal(format!("/{ascii}"))));
    assert_eq!(
        flag,
        format!("--mount=\"type=cache,\\\"target={value}{rest}\\\"\"")
    );
}

#[test]
fn bodies_are_written_as_they_are() {
    let copy = CopyFiles::file(InlineFile::new("f", format!("{HOSTILE}\n{HOSTILE}")), "/");
    assert_eq!(
        written(copy),
        format!("COPY <<'f' /\n{HOSTILE}\n{HOSTILE}\nf")
    );
    let run = Run::new(format!("{HOSTILE}\n{HOSTILE}"));
    assert_eq!(
        written(run),
        format!("RUN <<EOF\n{HOSTILE}\n{HOSTILE}\nEOF")
    );
}

#[test]
fn text_that_expands_keeps_its_references_and_nothing_else() {
    let text = || expand(r#"a "$B" \$c ${D:-it's "e"}"#);
    assert_eq!(
        written(Env::new("A", text())),
        r#"ENV A="a \"$B\" \$c ${D:-it\'s \"e\"}""#
    );
    let copy = CopyFiles::new(["a"], text());
    assert_eq!(
        written(copy),
        r#"COPY ["a", "a \\\"$B\\\" \\$c ${D:-it\\'s \\\"e\\\"}"]"#
    );
    let mount = mounted(CacheMount::new(text()));
    let value = r#"a \\\"\"\$B\\\"\" \\\$c \${D:-it\\'s \\\"\"e\\\"\"}"#;
    assert_eq!(
        mount,
        format!("--mount=\"type=cache,\\\"target={value}\\\"\"")
    );
    // What follows a name is not a part of it.
    assert_eq!(
        written(Env::new("A", expand("$B").then(literal("c")))),
        "ENV A=${B}c"
    );
}

#[test]
fn harmless_values_are_written_plainly() {
    assert_eq!(
        written(Env::new("A", "1.0-x/y:z@w+v%u=t_s")),
        "ENV A=1.0-x/y:z@w+v%u=t_s"
    );
    assert_eq!(
        written(CopyFiles::new(["*.py", "a[b-c]?"], "./")),
        "COPY *.py a[b-c]? ./"
    );
    assert_eq!(written(Env::new("A", "")), "ENV A=\"\"");
}

#[test]
fn another_escape_character_is_honoured() {
    let with = |instruction: Instruction| {
        let stage = Stage::new("a").push(instruction);
        let text = Dockerfile::new()
            .without_syntax()
            .escape(Escape::Backtick)
            .stage(stage)
            .render()
            .unwrap();
        text.strip_prefix("# escape=`\n\nFROM a\n")
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        with(Env::new("A", literal(r#"C:\ "$x" `"#)).into()),
        "ENV A=\"C:\\ `\"`$x`\" ``\"\n"
    );
    assert_eq!(
        with(CopyFiles::new([literal("a\"b")], r"C:\a b").into()),
        "COPY [\"a`\\\"b\", \"C:\\\\a b\"]\n"
    );
    assert_eq!(with(Run::all(["a", "b"]).into()), "RUN a && `\n    b\n");
    assert_eq!(
        with(Run::new("echo `date`").into()),
        "RUN <<EOF\necho `date`\nEOF\n"
    );
    assert_eq!(
        with(Run::new(Shell::new("dir C:\\x")).into()),
        "RUN dir C:\\x\n"
    );
}
