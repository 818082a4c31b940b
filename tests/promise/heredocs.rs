//! Text that opens a here-document for BuildKit's lexer takes in the instructions behind it.

use dockerkit::{
    AddFiles, CacheMount, CopyFiles, Dockerfile, Escape, InlineFile, OnBuild, PackageManager, Run,
    Stage, literal,
};

use crate::support::{engine::Engine, parser::Parser};
use crate::{BASE, file, refused, refused_with, written};

/// Text that opens one once backslashes are dropped and `${…}` is split.
const CARRIER: &str = r"echo ${X:- \<<E}";
/// What ends it, and would then be instructions.
const CARRIED: &str = "cat\nE}\nUSER root\nRUN id <<EOF\n";

fn injected(carrier: Run) -> Dockerfile {
    let stage = Stage::new(BASE).push(carrier).user("1001").run(CARRIED);
    Dockerfile::new().without_syntax().stage(stage)
}

/// The text with a carrier; nothing for the only one that cannot be joined, and is refused.
#[track_caller]
fn rendered(name: &str, carrier: Run) -> Option<String> {
    let text = injected(carrier).render();
    assert_eq!(text.is_err(), name == "across two commands", "{text:?}");
    text.ok()
}

/// The carriers of the report, by name.
fn carriers() -> Vec<(&'static str, Run)> {
    vec![
        ("in a reference", Run::new(CARRIER)),
        ("beside a shift", Run::new(r"echo $((1<<2)) ${X:-a \<\<E}")),
        ("across two commands", Run::all([r"echo ${X:-a", r"\<\<E}"])),
        ("in a list", Run::all(["true", CARRIER])),
        (
            "behind a mount",
            Run::new(CARRIER).mount(CacheMount::new("/c").id("x")),
        ),
        (
            "behind a preset",
            Run::new(CARRIER).cache(PackageManager::Uv),
        ),
    ]
}

#[test]
fn shell_text_that_opens_a_heredoc_is_one() {
    for (name, carrier) in carriers() {
        if let Some(text) = rendered(name, carrier) {
            assert!(text.contains(" <<EOF\n"), "{name}: {text}");
        }
    }
    assert_eq!(
        written(OnBuild::new(Run::new(CARRIER))),
        format!("ONBUILD RUN <<EOF\n{CARRIER}\nEOF")
    );
}

#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn shell_text_never_becomes_a_heredoc_of_other_instructions() {
    let mut parser = Parser::frontend();
    for (name, carrier) in carriers() {
        let Some(text) = rendered(name, carrier) else {
            continue;
        };
        let read = parser.parse(&text).unwrap();
        let keywords: Vec<_> = read.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(keywords, ["FROM", "RUN", "USER", "RUN"], "{name}: {text}");
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn the_image_has_the_user_that_the_model_says() {
    let engine = Engine::connect();
    let mut images = engine.images();
    for (name, carrier) in carriers() {
        let Some(text) = rendered(name, carrier) else {
            continue;
        };
        // The last step reads a file that is not there, and need not work.
        let text = text.replace("cat\n", "true; exit 0\n");
        let image = engine.build(text).run().unwrap().image;
        let user = engine.inspect(&image)["Config"]["User"].clone();
        images.add(image);
        assert_eq!(user, "1001", "{name}");
    }
}

#[test]
fn an_inline_file_carries_no_heredoc_of_others() {
    let inline = || InlineFile::new("f", "USER root\n");
    // A quote that the lexer takes for an open one.
    for escape in [Escape::Backslash, Escape::Backtick] {
        let copy = CopyFiles::new([inline()], literal("/x\"y"));
        let text = file(copy).escape(escape).render();
        assert_eq!(text.is_ok(), escape == Escape::Backslash);
    }
}

#[test]
fn a_folded_line_with_the_backtick_escape_loses_no_heredoc() {
    let name = || literal("x".repeat(70_000) + "\"");
    let inline = || InlineFile::new("f", "USER root\n");
    let copy = CopyFiles::new(
        [name().into(), dockerkit::FileSource::from(inline())],
        "/d/",
    );
    let add = AddFiles::new(
        [name().into(), dockerkit::FileSource::from(inline())],
        "/d/",
    );
    assert_eq!(refused_with(Escape::Backtick, copy.clone()), "inline-file");
    assert_eq!(refused_with(Escape::Backtick, add), "inline-file");
    // With the default one the quote is escaped for the lexer, too.
    assert!(file(copy).render().is_ok());
}

#[test]
fn what_opens_no_heredoc_stays_on_its_line() {
    for text in [
        "echo $((1<<2))",
        "cat <<<word",
        "a <b 2<&1",
        "echo '<<E' \"<<E\"",
        r"echo \<<E",
    ] {
        assert_eq!(written(Run::new(text)), format!("RUN {text}"));
    }
    assert_eq!(
        file(Run::new(["echo", "<<E", r"\"]))
            .escape(Escape::Backtick)
            .render()
            .unwrap(),
        "# escape=`\n\nFROM scratch\nRUN [\"echo\", \"<<E\", \"\\\\\"]\n",
    );
    assert_eq!(refused(Run::all(["echo 'a", "b'"])), "shell-text");
}
