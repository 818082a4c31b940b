//! Exact names of the build context arrive, and nothing else does.

use dockerkit::{
    AddFiles, BindMount, CopyFiles, Dockerfile, FileSource, Run, Stage, literal, pattern,
};

use crate::support::{engine::Engine, scratch::Scratch};
use crate::{BASE, file, refused, written};

/// The names of the report, and what would be copied in their place.
const NAMES: &[(&str, &str)] = &[
    ("a*b", "axb"),
    ("?", "x"),
    ("[^a]", "b"),
    ("!x", "x"),
    (" lead", "lead"),
    ("trail ", "trail"),
];

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn exact_names_are_copied_and_added() {
    let engine = Engine::connect();
    for (at, (name, decoy)) in NAMES.iter().enumerate() {
        // A name that makes the client send everything would hide the others.
        let context = Scratch::new();
        context.write(*name, format!("{at}"));
        context.write(*decoy, "decoy");
        let stage = Stage::new("scratch")
            .push(CopyFiles::new([literal(*name)], "/copied/"))
            .push(AddFiles::new([literal(*name)], "/added/"));
        let text = Dockerfile::new().without_syntax().stage(stage).render();
        let built = engine.build(text.unwrap()).context(context.path());
        let built = built.export().unwrap();
        for directory in ["copied", "added"] {
            assert_eq!(built.text(format!("{directory}/{name}")), format!("{at}"));
        }
        assert_eq!(built.files().len(), 2, "{:?}", built.files());
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn an_exact_name_of_a_bind_mount_is_found() {
    let engine = Engine::connect();
    let context = Scratch::new();
    context.write("a*b", "it");
    let run = Run::new("cat /in > /out").mount(BindMount::new("/in").source("a*b"));
    let text = Dockerfile::new()
        .without_syntax()
        .stage(Stage::new(BASE).push(run))
        .render();
    let built = engine.build(text.unwrap()).context(context.path());
    assert_eq!(built.export().unwrap().text("out"), "it");
}

#[test]
fn a_bind_mount_that_the_client_cannot_be_asked_for_is_refused() {
    for name in ["[y]", "!z", " a", "a\tb"] {
        let run = Run::new("ls").mount(BindMount::new("/in").source(literal(name)));
        assert_eq!(refused(run), "context-name", "{name}");
        // In an image there is no client.
        let mount = BindMount::new("/in").source(literal(name)).from_image("x");
        assert!(file(Run::new("ls").mount(mount)).render().is_ok(), "{name}");
    }
}

#[test]
fn schemes_count_in_any_case() {
    let fetched = |name: &str| {
        let add = AddFiles::new([literal(name)], "/d/")
            .checksum("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        file(add)
            .check()
            .errors()
            .next()
            .is_none_or(|it| it.message.contains("commit"))
    };
    for name in ["HTTPS://h/x.git", "Git://h/x", "SSH://h/x", "git@h:x"] {
        assert!(fetched(name), "{name}");
        let source = FileSource::from(literal(name));
        assert_eq!(
            refused(CopyFiles::new([source], "/")),
            "remote-copy",
            "{name}"
        );
    }
    for (name, spelled) in [("HTTPS://h/x", "./HTTPS://h/x"), ("u@h:p", "./u@h:p")] {
        assert_eq!(
            written(CopyFiles::new([literal(name)], "/d/")),
            format!("COPY {spelled} /d/")
        );
    }
    assert_eq!(
        refused(CopyFiles::new([pattern("u@h:p")], "/")),
        "remote-copy"
    );
}
