//! The names of files whose content stands in the Dockerfile.

use dockerkit::{AddFiles, CopyFiles, Escape, InlineFile, expand};

use crate::support::engine::Engine;
use crate::support::parser::Parser;
use crate::support::scratch::Scratch;
use crate::{found, with};

/// Names, and how they are written: in quotes, and without.
const NAMES: [(&str, &str, Option<&str>); 12] = [
    ("f", "'f'", Some("f")),
    ("-a", "'-a'", Some(r"\-a")),
    ("a$b", "'a$b'", Some(r"a\$b")),
    ("a`b", "'a`b'", Some("a`b")),
    (r"a\b", r"'a\b'", Some(r"a\\b")),
    ("a\"b", "'a\"b'", Some("a\\\"b")),
    ("it's", "\"it's\"", Some(r"it\'s")),
    ("it's`", "\"it's`\"", Some(r"it\'s`")),
    ("a\u{a0}b", "'a\u{a0}b'", None),
    ("\u{feff}a", "'\u{feff}a'", None),
    ("~a#b;&|()*[?]", "'~a#b;&|()*[?]'", Some("~a#b;&|()*[?]")),
    ("\u{1}", "'\u{1}'", Some("\u{1}")),
];

/// What BuildKit splits, takes for something else, or cannot make.
const REFUSED: [&str; 7] = ["my file", "a\tb", "a/b", "a<b", "..", "", "a'\"b"];

#[test]
fn names_of_inline_files() {
    for (name, quoted, bare) in NAMES {
        let copy = CopyFiles::file(InlineFile::new(name, "x\n"), "/");
        let text = with([copy]).render().unwrap();
        assert!(
            text.ends_with(&format!("COPY <<{quoted} /\nx\n{name}\n")),
            "{text}"
        );
        let add = AddFiles::new([InlineFile::expanding(name, "$A\n")], "/");
        match bare {
            Some(bare) => {
                let text = with([add]).render().unwrap();
                assert!(
                    text.ends_with(&format!("ADD <<{bare} /\n$A\n{name}\n")),
                    "{text}"
                );
            }
            None => assert_eq!(found(&with([add])), ["inline-file"], "{name:?}"),
        }
    }
    for name in REFUSED {
        let copy = CopyFiles::file(InlineFile::new(name, "x\n"), "/");
        assert!(found(&with([copy])).contains(&"inline-file"), "{name:?}");
    }
    let long = CopyFiles::file(InlineFile::new("x".repeat(256), "x\n"), "/");
    assert_eq!(found(&with([long])), ["inline-file"]);
}

#[test]
fn two_inline_files_of_one_name() {
    let files = ["1\n", "2\n"].map(|content| InlineFile::new("f", content));
    let file = with([CopyFiles::new(files, "/")]);
    assert_eq!(found(&file), ["inline-file-twice"]);
    assert!(
        file.render()
            .unwrap()
            .ends_with("COPY <<'f' <<'f' /\n1\nf\n2\nf\n")
    );
}

/// The frontend refuses what is refused here: a name with blanks, too.
#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn the_frontend_reads_these_names() {
    let mut frontend = Parser::frontend();
    for escape in [Escape::Backslash, Escape::Backtick] {
        for (name, _, bare) in NAMES {
            let copy = CopyFiles::file(InlineFile::new(name, "x\n"), "/");
            let file = with([copy]).escape(escape);
            // With the other escape character the line is read in two ways.
            let Ok(text) = file.render() else {
                assert!(
                    escape == Escape::Backtick && name.contains(['\\', '`']),
                    "{name:?}"
                );
                continue;
            };
            let read = frontend.parse(&text).unwrap();
            assert_eq!(read[1].heredocs[0].name, name);
            assert!(!read[1].heredocs[0].expand, "{name:?}");
            let add = AddFiles::new([InlineFile::expanding(name, expand("$A"))], "/");
            let file = with([add]).escape(escape);
            if let (Some(_), Ok(text)) = (bare, file.render()) {
                let read = frontend.parse(&text).unwrap();
                assert_eq!(read[1].heredocs[0].name, name);
                assert!(read[1].heredocs[0].expand, "{name:?}");
            }
        }
    }
    for written in ["<<\"my file\"", "<<'my file'", r"<<my\ file"] {
        let text = format!("FROM scratch\nCOPY {written} /\nx\nmy file\n");
        let read = frontend.parse(&text);
        let refused = read.as_ref().is_ok_and(|read| read[1].values.len() != 2);
        assert!(refused || read.is_err(), "{read:?}");
    }
}

/// The engine makes files of these names; of two of one name the last is there.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn the_engine_makes_files_of_these_names() {
    let engine = Engine::connect();
    let context = Scratch::new();
    let twice = ["1\n", "2\n"].map(|content| InlineFile::new("twice", content));
    let mut steps = vec![CopyFiles::new(twice, "/")];
    for (name, _, bare) in NAMES {
        steps.push(CopyFiles::file(InlineFile::new(name, "x\n"), "/quoted/"));
        if bare.is_some() {
            let file = InlineFile::expanding(name, "${A:-y}\n");
            steps.push(CopyFiles::file(file, "/bare/"));
        }
    }
    let text = with(steps).render().unwrap();
    let built = engine.build(text).context(context.path()).export().unwrap();
    assert_eq!(built.text("twice"), "2\n");
    for (name, _, bare) in NAMES {
        assert_eq!(built.text(format!("quoted/{name}")), "x\n", "{name:?}");
        if bare.is_some() {
            assert_eq!(built.text(format!("bare/{name}")), "y\n", "{name:?}");
        }
    }
}
