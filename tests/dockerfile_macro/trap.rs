//! What went wrong when the macro was tried out, each with a test. What is wrong at compile time has its case below
//! `tests/ui/dockerfile`, and what is seen in tokens its test in the macro's own crate.

use dockerkit::{CopyFiles, Dockerfile, Env, Run, Stage, User, Workdir, dockerfile, literal};

use crate::one;

/// A value that is passed on as it is would be expanded.
#[test]
fn a_string_is_a_value_and_not_text_that_expands() {
    let file = String::from("$HOME");
    assert_eq!(
        dockerfile! { FROM "a"; WORKDIR (file.as_str()); USER (&file); COPY (file.clone()) => (file); },
        one(Stage::new("a")
            .push(Workdir::new(literal("$HOME")))
            .push(User::new(literal("$HOME")))
            .push(CopyFiles::new([literal("$HOME")], literal("$HOME"))))
    );
}

/// Names have hyphens and dots, are Rust keywords or numbers in part, or do not lex.
#[test]
fn stage_names_are_written_as_people_do() {
    let file = dockerfile! {
        FROM "x" AS build-amd64;
        FROM "x" AS node-18.1;
        FROM "x" AS go1.21;
        FROM "x" AS gen;
        FROM "x" AS final;
        FROM "x" AS self;
        FROM "x" AS build-env-2nd;
        FROM "x" AS "x-1e";
        FROM "x" AS a-b;
        FROM "x" AS a_b;
        COPY --from=build-amd64 "a" => "b";
    };
    let names: Vec<_> = file
        .stages
        .iter()
        .map(|stage| stage.name.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(
        names,
        [
            "build-amd64",
            "node-18.1",
            "go1.21",
            "gen",
            "final",
            "self",
            "build-env-2nd",
            "x-1e",
            "a-b",
            "a_b"
        ]
    );
}

/// A name ends where a flag starts.
#[test]
fn a_name_stops_at_two_dashes() {
    let file = dockerfile! {
        FROM "x" AS build-amd64;
        FROM "y";
        COPY --from=build-amd64 --link "a" => "b";
        RUN --network=none --cache=yarn-berry --cache=uv "x";
    };
    assert!(
        file.stages[1].steps[0]
            .instruction
            .to_string()
            .starts_with("COPY --from=build-amd64 --link")
    );
}

/// Heads of blocks stop at `;` and at braces.
#[test]
fn heads_take_no_more_than_their_own() {
    let wanted = Some(1);
    let file = dockerfile! {
        FROM "x";
        @if wanted.map(|it| { it + 1 }) == Some(2) { RUN "a"; }
        RUN "b";
        @for at in 0..2 { RUN "c " (at); }
    };
    assert_eq!(file.stages[0].steps.len(), 4);
}

/// A stage that a block opens has no name outside of it, and its handle can be computed.
#[test]
fn stages_of_loops_are_referred_to_by_handles() {
    let mut handles = Vec::new();
    let file = dockerfile! {
        @for arch in ["amd64", "arm64"] {
            @let stage = Stage::named(format!("build-{arch}"), "rust");
            @let handle = stage.handle();
            (stage);
            RUN "make";
            @let () = handles.push(handle);
        }
        FROM "debian";
        @for handle in &handles { COPY --from=(handle) "/app" => "/app"; }
    };
    assert!(file.check().is_ok(), "{}", file.check());
    assert_eq!(file.stages.len(), 3);
}

/// Apostrophes in comments, `//` in text.
#[test]
fn what_does_not_lex_is_never_needed() {
    let file = dockerfile! {
        FROM "x";
        /// don't: it's `0x` and a // b
        RUN "s='a//g'; curl https://example.com/it\\'s";
    };
    let text = file.render().unwrap();
    assert!(
        text.contains(
            "# don't: it's `0x` and a // b\nRUN s='a//g'; curl https://example.com/it\\'s\n"
        ),
        "{text}"
    );
}

/// A tuple in parentheses stays one argument, and a block stays an expression.
#[test]
fn expressions_are_one_argument() {
    fn last<T>(pair: (u8, T)) -> T {
        pair.1
    }
    let file = dockerfile! {
        FROM "x";
        ENV A = (last((1, "b"))), B = ({ let c = 2; c + 1 }), C = (if cfg!(unix) { "u" } else { "w" });
        ENV D = (["x", "y"].len());
    };
    let text = file.render().unwrap();
    assert!(text.contains("A=b"), "{text}");
    assert!(text.contains("B=3") && text.contains("D=2"), "{text}");
}

/// Quotes are only known of shells like `sh`.
#[test]
fn another_shell_has_other_quotes() {
    let name = "x";
    let file = dockerfile! {
        FROM "mcr.microsoft.com/windows/servercore";
        SHELL ["pwsh", "-Command"];
        RUN "Write-Host `\"" (name) "`\"";
        FROM "debian";
        SHELL ["/bin/bash", "-c"];
        RUN "echo " (name);
    };
    let command = dockerkit::Shell::new("Write-Host `\"")
        .arg(name)
        .text("`\"");
    assert_eq!(
        file.stages[0].steps[1].instruction,
        Run::new(command).into()
    );
    let text = file.render().unwrap();
    assert!(text.contains("\nRUN Write-Host `\"'x'`\"\n"), "{text}");
    assert!(text.ends_with("\nRUN echo x\n"), "{text}");
}

/// Numbers that are none of Rust's.
#[test]
fn numbers_are_text() {
    let file = dockerfile! { FROM "x"; ENV A = 08, B = 3.10, C = 1_0, D = 64m; EXPOSE 80/tcp; };
    let env = Env::new("A", "08")
        .and("B", "3.10")
        .and("C", "1_0")
        .and("D", "64m");
    assert_eq!(file, one(Stage::new("x").push(env).expose("80/tcp")));
}

/// An instruction that `add` gets before any stage is kept, for `check` to find.
#[test]
fn nothing_is_dropped() {
    let early = Run::new("make");
    let file: Dockerfile = dockerfile! { (early); };
    assert_eq!(file.globals.len(), 1);
    assert!(!file.check().is_ok());
}

/// Hundreds of instructions in one macro: no chain that overflows rustc's stack, and a frame that fits.
#[test]
fn long_macros_compile_and_run() {
    macro_rules! many {
        ($($four:tt)*) => { dockerfile! { FROM "x"; $(RUN $four; RUN $four; RUN $four; RUN $four; RUN $four;)* } };
    }
    macro_rules! twenty {
        ($($text:tt)*) => { many! { $($text $text $text $text $text $text $text $text $text $text)* } };
    }
    let file = twenty! { "1" "2" "3" "4" "5" "6" "7" "8" "9" "10" };
    assert_eq!(file.stages[0].steps.len(), 500);
}
