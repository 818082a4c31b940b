//! What BuildKit's lexer accepts in text and in keys, and the model holds: a test for each row of what it once could not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod keys;
mod names;
mod patterns;
mod shell;
#[path = "../support/mod.rs"]
mod support;

use dockerkit::{
    Class, CopyFiles, Dockerfile, Env, Escape, InlineFile, Instruction, Rule, Stage, Text, expand,
    literal,
};

fn file(instruction: impl Into<Instruction>, escape: Escape) -> Dockerfile {
    let stage = Stage::new("scratch").push(instruction);
    Dockerfile::new()
        .without_syntax()
        .escape(escape)
        .stage(stage)
}

/// The line of an instruction, which has one normal form and survives as data.
#[track_caller]
fn written(instruction: impl Into<Instruction>) -> String {
    let file = file(instruction, Escape::Backslash);
    let text = file.render().unwrap();
    let data = serde_json::to_string(&file).unwrap();
    assert_eq!(
        serde_json::from_str::<Dockerfile>(&data).unwrap(),
        file,
        "{data}"
    );
    assert_eq!(file.resolved().resolved(), file.resolved());
    assert_eq!(file.resolved().render().unwrap(), text);
    let line = text.strip_prefix("FROM scratch\n").unwrap();
    line.trim_end().to_owned()
}

/// The rule by which an instruction is refused.
#[track_caller]
fn refused(instruction: impl Into<Instruction>) -> &'static Rule {
    let report = file(instruction, Escape::Backslash).check();
    report.errors().next().expect("an error").rule
}

/// What the author writes is written, refers to these names, and is shown as it was written.
#[track_caller]
fn holds(author: &'static str, line: &str, references: &[&str]) {
    assert_eq!(written(Env::new("A", author)), line);
    let text = Text::from(author);
    assert_eq!(text.references().collect::<Vec<_>>(), references);
    assert_eq!(expand(text.to_string()), text, "{author}");
}

#[test]
fn what_means_something_to_a_shell_is_a_name() {
    for name in ["1", "12", "0", "@", "*", "#", "?", "-", "$", "!"] {
        let author: &'static str = Box::leak(format!("a${name}.").into_boxed_str());
        holds(author, &format!("ENV A={author}"), &[name]);
        let author: &'static str = Box::leak(format!("${{{name}:-x}}").into_boxed_str());
        holds(author, &format!("ENV A={author}"), &[name]);
    }
    holds("$1a$1$2", "ENV A=$1a$1$2", &["1", "1", "2"]);
    assert_eq!(expand("$1").then("2"), expand("${1}2"));
    assert_ne!(expand("$$"), literal("$$"));
}

#[test]
fn five_dollars_are_five_dollars() {
    for author in ["5$", "$", "5$ or $.", "${A:-5$}x", r"5$\$"] {
        let text = Text::from(author);
        assert_eq!(expand(text.to_string()), text);
    }
    assert_eq!(expand("5$"), literal("5$"));
    assert_eq!(written(Env::new("A", "5$")), r#"ENV A="5\$""#);
    assert_eq!(written(Env::new("A", "5$ $/x")), r#"ENV A="5\$ \$/x""#);
}

#[test]
fn names_beyond_ascii() {
    holds("$é", "ENV A=$é", &["é"]);
    holds("${é:-x}$ß_1.", "ENV A=${é:-x}$ß_1.", &["é", "ß_1"]);
    assert_eq!(expand("$é").then("é"), expand("${é}é"));
    // A mark is no letter.
    assert_eq!(expand("$A\u{903}"), expand("$A").then(literal("\u{903}")));
    assert_eq!(refused(Env::new("A", "$A\u{663}")).name, "held-reference");
    // In a flag they are corrupted.
    let copy = CopyFiles::new(["a"], "/").chown("$é");
    assert_eq!(refused(copy).name, "not-ascii");
}

#[test]
fn nesting_over_32() {
    let words = |levels: usize| format!("{}x{}", "${B:-".repeat(levels), "}".repeat(levels));
    let patterns = |levels: usize| format!("{}x{}", "${B#".repeat(levels), "}".repeat(levels));
    for nested in [words, patterns] {
        assert_eq!(
            written(Env::new("A", expand(nested(32)))),
            format!("ENV A={}", nested(32))
        );
        for levels in [33, 100_000] {
            let rule = refused(Env::new("A", expand(nested(levels))));
            assert_eq!(
                (rule.name, rule.class),
                ("held-reference", Class::Unwritable)
            );
        }
    }
}

#[test]
fn what_the_builder_refuses() {
    for author in [
        "${",
        "${}",
        "${A",
        "${A:-x",
        "${A:x}",
        "${A:0:4}",
        "${A^}",
        "${{A}}",
        "${1a}",
        "${A/x}",
        "${A/}",
        "${.}",
        r"${A#\x}",
        r"${A/a\b/c}",
    ] {
        let rule = refused(Env::new("A", author));
        assert_eq!(
            (rule.name, rule.class),
            ("reference", Class::Refused),
            "{author}"
        );
    }
}

#[test]
fn what_cannot_be_written_without_quotes() {
    let inline = |content: &'static str| CopyFiles::file(InlineFile::expanding("f", content), "/");
    for content in [r"${A/x/\}}", r"${A#\$B}", r"${A#\${}", r"${A#\$$B}"] {
        let rule = refused(inline(content));
        assert_eq!(
            (rule.name, rule.class),
            ("held-reference", Class::Unwritable),
            "{content}"
        );
    }
    let text = r#"${A#\}'"`<}${A/\//$B}${A%\*\\}${A#\$}${A#\$.}"#;
    assert_eq!(
        written(inline(text)),
        format!("COPY <<f /\n{}\nf", text.replace(r"\$", "$"))
    );
}
