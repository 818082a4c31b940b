//! Text is what its author wrote, byte for byte.

use dockerkit::{Healthcheck, InlineFile, OnBuild, Run, Shell, Stage, dockerfile};
use indoc::indoc;

use crate::one;

#[test]
fn shell_text_is_verbatim() {
    let file = dockerfile! {
        FROM "debian";
        RUN r#"awk '{print $1}' "$HOME/x" \ {a,b} ${f%.py} "#;
        RUN "  two  blanks\tand a tab  ";
        RUN "a\
             b";
        RUN "find . -exec rm {} \\;" && "curl -w '%{http_code}' x";
    };
    let stage = Stage::new("debian")
        .run(r#"awk '{print $1}' "$HOME/x" \ {a,b} ${f%.py} "#)
        .run("  two  blanks\tand a tab  ")
        .run("ab")
        .push(Run::all([
            "find . -exec rm {} \\;",
            "curl -w '%{http_code}' x",
        ]));
    assert_eq!(file, one(stage));
}

/// A command with values in it is one text: only its own first newline is Rust's.
#[test]
fn indentation_goes_from_all_of_a_command() {
    let v = "a b";
    let file = dockerfile! {
        FROM "debian";
        RUN "
            set -e
            rm -rf /srv/" (v) "
            if true; then
                cp -r /new " (v) " /srv
            fi
        ";
        RUN (v) "\n  stays";
        RUN "echo " (v) "
            and";
    };
    let script = Shell::new("set -e\nrm -rf /srv/").arg(v);
    let script = script
        .text("\nif true; then\n    cp -r /new ")
        .arg(v)
        .text(" /srv\nfi\n");
    let stage = Stage::new("debian")
        .run(script)
        .run(Shell::default().arg(v).text("\n  stays"))
        .run(Shell::new("echo ").arg(v).text("\n            and"));
    assert_eq!(file, one(stage));
}

#[test]
fn indentation_that_rust_asks_for_goes() {
    let file = dockerfile! {
        FROM "debian";
        RUN r#"
            set -e
            if true; then
                echo "a  b"

            fi
        "#;
        RUN "
              deep
            shallow";
        RUN "first
                stays";
        RUN "
	tab
	  and blanks
";
        COPY <<"x" "
            [a]
              b
            " => "/x";
    };
    let script = indoc! {r#"
        set -e
        if true; then
            echo "a  b"

        fi
    "#};
    let stage = Stage::new("debian")
        .run(script)
        .run(indoc! {"
              deep
            shallow"})
        .run("first\n                stays")
        .run("tab\n  and blanks\n")
        .push(dockerkit::CopyFiles::file(
            InlineFile::new(
                "x",
                indoc! {"
                [a]
                  b
            "},
            ),
            "/x",
        ));
    assert_eq!(file, one(stage));
}

#[test]
fn strings_side_by_side_are_one() {
    let file = dockerfile! {
        FROM "debian";
        RUN "echo 'a' " "b" (1) "c";
    };
    assert_eq!(
        file,
        one(Stage::new("debian").run(Shell::new("echo 'a' b").arg(1).text("c")))
    );
}

#[test]
fn comments_land_in_the_output_or_do_not() {
    let file = dockerfile! {
        // only in the source
        FROM "debian";
        /// it's "quoted" \ and more
        ///
        ///   indented
        RUN "a" // not this
            /* nor this */ && "b";
    };
    let text = "it's \"quoted\" \\ and more\n\n  indented";
    assert_eq!(
        file,
        one(Stage::new("debian")
            .comment(text)
            .push(Run::all(["a", "b"])))
    );
}

/// Text that is pasted from a Dockerfile is taken as the builder takes it: a quote in a comment opens nothing, and a value
/// may stand behind it.
#[test]
fn pasted_text_is_what_the_builder_takes() {
    let package = "curl";
    // Escaped: rustfmt would move the lines of a raw string.
    let file = dockerfile! {
        FROM "debian";
        RUN "apt-get update && \\\n    # it's small, and \"quoted\n\n    apt-get install \\\n      git";
        RUN "\n        make \\\n          # all of it\n          'in\n    quotes' && \\\n        make install\n    ";
        RUN "apt-get install \\\n  # it's `small\n  git " (package) && "true";
        CMD "exec app \\\n    # why\n    --port 80\n";
        HEALTHCHECK CMD "app \\\n  --check";
        ONBUILD RUN "a \\\n # b\n c";
    };
    let install =
        "apt-get update && \\\n    # it's small, and \"quoted\n\n    apt-get install \\\n      git";
    let value = "apt-get install \\\n  # it's `small\n  git ";
    let stage = Stage::new("debian")
        .run(install)
        .run("    make \\\n      # all of it\n      'in\nquotes' && \\\n    make install\n")
        .run(Shell::new(value).arg(package).and("true"))
        .cmd("exec app \\\n    # why\n    --port 80\n")
        .push(Healthcheck::new("app \\\n  --check"))
        .push(OnBuild::new(Run::new("a \\\n # b\n c")));
    assert_eq!(file, one(stage));
    let text = file.render().unwrap();
    assert!(text.contains(&format!("RUN {install}\n")), "{text}");
    assert!(
        text.contains(&format!("RUN {value}{package} && \\\n    true\n")),
        "{text}"
    );
    assert!(text.ends_with("ONBUILD RUN a \\\n # b\n c\n"), "{text}");
}
