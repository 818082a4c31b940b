//! The examples that read Dockerfiles, or what a builder lists: which files they take, what they say, how they end.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod caches;
mod du;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::{env, fs};

use serde_json::{Value, json};

use du::du;
use support::krate::works;
use support::scratch::Scratch;

/// Nothing is wrong with it.
const GOOD: &str = "FROM alpine:3.20\nRUN true\n";
/// It is read, and has an error.
const OPEN: &str = "FROM alpine:3.20\nENV A=\"b\n";
/// BuildKit refuses it.
const REFUSED: &str = "FROM alpine:3.20\nRUN --mout=type=cache true\n";
/// Two places have to do with each other.
const TWICE: &str = "FROM alpine:3.20 AS x\nRUN true\nFROM alpine:3.20 AS x\n";

/// Where an example is, built.
fn example(name: &str) -> &'static Path {
    static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .args(["build", "--quiet", "--message-format=json"])
            .args([
                "--example",
                "caches",
                "--example",
                "du",
                "--example",
                "whisperx_kokoro",
                "--example",
                "lint",
                "--example",
                "to_rust",
            ])
            .arg("--manifest-path")
            .arg(manifest)
            .env("CARGO_NET_OFFLINE", "true")
            .stderr(Stdio::inherit());
        let said = works(&mut cargo);
        let messages = said
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let programs = messages.filter_map(|it| {
            let program = it["executable"].as_str()?;
            Some((it["target"]["name"].as_str()?.to_owned(), program.into()))
        });
        programs.collect()
    });
    &built[name]
}

/// How a program ended, and what it said.
#[derive(Debug)]
struct Said {
    status: i32,
    out: String,
    error: String,
}

fn run(command: &mut Command, directory: &Path) -> Said {
    let output = command.current_dir(directory).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said {
        status: output.status.code().unwrap(),
        out: text(output.stdout),
        error: text(output.stderr),
    }
}

fn lint(directory: &Scratch, arguments: &[&str]) -> Said {
    run(
        Command::new(example("lint")).args(arguments),
        directory.path(),
    )
}

fn to_rust(directory: &Scratch, arguments: &[&str]) -> Said {
    run(
        Command::new(example("to_rust")).args(arguments),
        directory.path(),
    )
}

/// The files of which there is Rust.
fn written(said: &Said) -> Vec<&str> {
    let lines = said.out.lines();
    lines
        .filter_map(|line| line.strip_prefix("/// `")?.strip_suffix('`'))
        .collect()
}

#[test]
fn of_a_file_with_an_error_there_is_no_rust() {
    let scratch = Scratch::new();
    scratch.write("open/Dockerfile", OPEN);
    scratch.write("refused/Dockerfile", REFUSED);
    scratch.write("web/Dockerfile", GOOD);
    let said = to_rust(&scratch, &["."]);
    assert_eq!(said.status, 1, "{said:?}");
    assert_eq!(written(&said), ["./web/Dockerfile"]);
    assert!(said.out.contains("pub fn web()"), "{said:?}");
    // As the other one shows it.
    let shown = lint(&scratch, &["."]);
    assert_eq!(shown.status, 1, "{shown:?}");
    let errors = |text: &str| -> Vec<String> {
        let blocks = text.trim_end().split("\n\n");
        blocks
            .filter(|it| !it.starts_with("warning") && !it.contains(" in 3 files"))
            .map(str::to_owned)
            .collect()
    };
    let expected = errors(&shown.out);
    // The two, and that no more is looked for in the second.
    assert_eq!(expected.len(), 3, "{shown:?}");
    assert!(
        expected[0].contains("a double quote is not closed"),
        "{shown:?}"
    );
    assert_eq!(errors(&said.error), expected);
}

#[test]
fn where_a_file_is_refused_no_more_is_said_to_be_looked_for() {
    let scratch = Scratch::new();
    scratch.write("Dockerfile", REFUSED);
    scratch.write("Dockerfile.open", OPEN);
    let said = lint(&scratch, &["Dockerfile", "Dockerfile.open"]);
    let note = "\n\nDockerfile: other checks were not made: the file cannot be read\n\n";
    assert_eq!(said.out.matches(note).count(), 1, "{said:?}");
    assert_eq!(said.out.matches("not made").count(), 1, "{said:?}");
}

#[test]
fn both_take_the_same_files() {
    let scratch = Scratch::new();
    let taken = [
        "a/Containerfile",
        "a/Dockerfile",
        "a/Dockerfile.dev",
        "a/api.dockerfile",
        "a/deep/dockerfile",
        "a/web.Containerfile",
    ];
    for path in taken {
        scratch.write(path, TWICE);
    }
    for path in [
        "a/Dockerfile.dockerignore",
        "a/.dockerignore",
        "a/.git/Dockerfile",
        "a/deep/target/Dockerfile",
        "a/node_modules/x/Dockerfile",
        "a/Dockerfiles",
        "a/MyDockerfile",
        "elsewhere/anything",
    ] {
        scratch.write(path, TWICE);
    }
    let link = |to: &str, at: &str| symlink(to, scratch.path().join(at)).unwrap();
    link("../elsewhere/anything", "a/link.Dockerfile");
    link("../elsewhere/anything", "a/not-one");
    link("..", "a/Dockerfile.d");
    link("../../elsewhere", "a/deep/elsewhere");
    let mut expected = taken.to_vec();
    expected.insert(5, "a/link.Dockerfile");

    let said = to_rust(&scratch, &["a"]);
    assert_eq!(said.status, 0, "{said:?}");
    assert_eq!(written(&said), expected);
    for name in ["a", "a_2", "dev", "api", "deep", "link", "web"] {
        let function = format!("pub fn {name}()");
        assert!(said.out.contains(&function), "{name}: {said:?}");
    }

    let said = lint(&scratch, &["--json", "a"]);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    let findings = found["findings"].as_array().unwrap();
    let files: Vec<_> = findings
        .iter()
        .map(|it| it["place"]["origin"]["file"].as_str().unwrap())
        .collect();
    assert_eq!(files, expected);
    assert_eq!((found["unread"].clone(), said.status), (json!([]), 0));

    // What is named is one whatever it is called.
    let said = to_rust(&scratch, &["a/MyDockerfile"]);
    assert_eq!((written(&said), said.status), (vec!["a/MyDockerfile"], 0));
}

#[test]
fn what_cannot_be_read_is_named_and_the_others_go_on() {
    let scratch = Scratch::new();
    scratch.write("a/Dockerfile", TWICE);
    scratch.write("a/Dockerfile.latin", b"FROM alpine\n# \xff\n");
    scratch.write("z", TWICE);
    symlink("gone", scratch.path().join("a/Dockerfile.link")).unwrap();
    let expected = "\
        cannot read `nofile`: No such file or directory (os error 2); give a path where something is\n\
        cannot read `a/Dockerfile.link`: No such file or directory (os error 2); give a path where something is\n\
        cannot read `a/Dockerfile.latin`: line 2 is not UTF-8\n";
    let paths = ["nofile", "a", "nofile", "z"];

    let said = to_rust(&scratch, &paths);
    assert_eq!((said.status, &*said.error), (2, expected));
    assert_eq!(written(&said), ["a/Dockerfile", "z"]);

    let said = lint(&scratch, &paths);
    assert_eq!((said.status, &*said.error), (2, expected));
    let end = "\n0 errors, 2 warnings in 2 files; 3 paths could not be read\n";
    assert!(said.out.ends_with(end), "{said:?}");

    let said = lint(&scratch, &["--json", "nofile", "a"]);
    assert_eq!(said.status, 2);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(found["findings"].as_array().unwrap().len(), 1);
    assert_eq!(
        found["unread"][2],
        json!({ "path": "a/Dockerfile.latin", "cause": "line 2 is not UTF-8" })
    );

    let said = lint(&scratch, &["--sarif", "nofile", "a"]);
    assert_eq!(said.status, 2);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    let invocation = &found["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let all = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(
        all[2],
        json!({
            "level": "error",
            "message": { "text": "cannot read `a/Dockerfile.latin`: line 2 is not UTF-8" },
            "locations": [{ "physicalLocation": { "artifactLocation": { "uri": "a/Dockerfile.latin" } } }],
        })
    );

    // Where nothing else is there, too.
    let said = lint(&scratch, &["nofile"]);
    assert_eq!(
        (said.status, &*said.out),
        (
            2,
            "0 errors, 0 warnings in 0 files; 1 path could not be read\n"
        )
    );
    fs::create_dir(scratch.path().join("empty")).unwrap();
    for program in ["lint", "to_rust"] {
        let said = run(Command::new(example(program)).arg("empty"), scratch.path());
        assert_eq!((said.status, &*said.out), (2, ""));
        assert!(said.error.starts_with("there is no Dockerfile"), "{said:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_read_is_named() {
    let scratch = Scratch::new();
    scratch.write("a/Dockerfile", TWICE);
    scratch.write("a/secret/Dockerfile", TWICE);
    scratch.write("a/z/Dockerfile", TWICE);
    let secret = scratch.path().join("a/secret");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    for program in ["lint", "to_rust"] {
        // Root reads everything, unless it gives that up.
        let mut command = if fs::read_dir(&secret).is_ok() {
            let mut command = Command::new("setpriv");
            let less = "-dac_override,-dac_read_search";
            command.args(["--bounding-set", less, "--"]);
            command.arg(example(program));
            command
        } else {
            Command::new(example(program))
        };
        let said = run(command.arg("a"), scratch.path());
        assert_eq!(
            (said.status, &*said.error),
            (
                2,
                "cannot read `a/secret`: Permission denied (os error 13); let this user read it\n"
            )
        );
        assert!(
            said.out.contains("a/Dockerfile") && said.out.contains("a/z/Dockerfile"),
            "{said:?}"
        );
    }
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_path_counts_once() {
    let scratch = Scratch::new();
    let path = scratch.write("a/Dockerfile", TWICE);
    scratch.write("b/Dockerfile", TWICE);
    let whole = path.to_str().unwrap();
    let paths = ["b", "a/Dockerfile", "a", "./a", "b/../a/Dockerfile", whole];
    let said = to_rust(&scratch, &paths);
    assert_eq!(
        (written(&said), said.status),
        (vec!["b/Dockerfile", "a/Dockerfile"], 0)
    );
    let said = lint(&scratch, &paths);
    assert!(
        said.out.ends_with("\n0 errors, 2 warnings in 2 files\n"),
        "{said:?}"
    );
}

#[test]
fn names_do_not_move_the_cursor() {
    let scratch = Scratch::new();
    scratch.write("a/\x1b[31m\u{202e}\nb.Dockerfile", REFUSED);
    scratch.write("a/\x07\u{9b}.Dockerfile", b"\xff");
    for program in ["lint", "to_rust"] {
        let paths = ["a", "no\x1bthing", "--", "-\x1b"];
        let said = run(Command::new(example(program)).args(paths), scratch.path());
        assert_eq!(said.status, 2, "{said:?}");
        let all = said.out + &said.error;
        let control = |it: char| (it.is_control() && it != '\n') || it == '\u{202e}';
        assert!(!all.contains(control), "{all:?}");
        for shown in [
            r"--> a/\u{1b}[31m\u{202e}\nb.Dockerfile:2:5",
            r"`a/\u{7}\u{9b}.Dockerfile`",
            r"`no\u{1b}thing`",
            r"`-\u{1b}`",
        ] {
            assert!(all.contains(shown), "{shown} {all}");
        }
        let said = run(Command::new(example(program)).arg("--\x1b"), scratch.path());
        assert!(
            said.error.starts_with(r"unknown option `--\u{1b}`"),
            "{said:?}"
        );
    }
}

/// What stands between two places, which count from 1.
fn between(text: &str, region: &Value) -> String {
    let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<_> = text.split('\n').collect();
    let place = |line: usize, column: usize| {
        let before: usize = lines[..line - 1]
            .iter()
            .map(|it| it.chars().count() + 1)
            .sum();
        assert!(column <= lines[line - 1].chars().count() + 1, "{region}");
        before + column - 1
    };
    let start = place(number("startLine"), number("startColumn"));
    let end = place(number("endLine"), number("endColumn"));
    text.chars().skip(start).take(end - start).collect()
}

#[test]
fn regions_are_the_same_by_columns_and_by_bytes() {
    let scratch = Scratch::new();
    let texts = [
        ("good", GOOD),
        ("open", OPEN),
        ("refused", REFUSED),
        ("twice", TWICE),
        // A byte order mark, carriage returns, here-documents, characters of two UTF-16 units; no newline at its end.
        (
            "mark",
            "\u{feff}from alpine AS ü\r\nRUN --mount=type=cache,target=/ü echo 😀 && \\\r\n  sudo ü\r\nRUN cd /\r\n\
             from alpine AS ü",
        ),
        (
            "here",
            "FROM alpine\nCOPY <<😀 /a <<b /\nx\n😀\ny\nb\nENV ü 😀 é\nMAINTAINER 😀",
        ),
        ("early", "\u{feff}RUN 😀"),
        ("empty", ""),
    ];
    for (name, text) in texts {
        scratch.write(name, text);
    }
    let names = texts.map(|(name, _)| name);
    let said = lint(&scratch, &[&["--sarif"], &names[..]].concat());
    let found: Value = serde_json::from_str(&said.out).unwrap();
    let run = &found["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(
        run["invocations"],
        json!([{ "executionSuccessful": true, "toolExecutionNotifications": [] }])
    );
    let results = run["results"].as_array().unwrap();
    let mut seen = BTreeMap::new();
    for result in results {
        let related = result["relatedLocations"].as_array();
        let places = result["locations"].as_array().unwrap().iter();
        for place in places.chain(related.into_iter().flatten()) {
            let place = &place["physicalLocation"];
            let (name, region) = (&place["artifactLocation"]["uri"], &place["region"]);
            let (_, text) = texts.iter().find(|(it, _)| *it == name).unwrap();
            let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
            let start = number("byteOffset");
            let bytes = &text[start..start + number("byteLength")];
            let bytes = bytes.strip_prefix('\u{feff}').unwrap_or(bytes);
            assert_eq!(between(text, region), bytes, "{name} {region}");
            *seen.entry(name.as_str().unwrap()).or_insert(0) += 1;
        }
    }
    // Both places of the pair.
    assert_eq!(seen["twice"], 2);
    assert_eq!(seen.len(), names.len() - 1, "{seen:?}");
}

#[test]
fn related_places_are_shown() {
    let scratch = Scratch::new();
    scratch.write("Dockerfile", TWICE);
    let said = lint(&scratch, &["Dockerfile"]);
    let expected = "\
        \x20 --> Dockerfile:3:1
  3 | FROM alpine:3.20 AS x
    | ^^^^^^^^^^^^^^^^^^^^^
  ::: Dockerfile:1:1
  1 | FROM alpine:3.20 AS x
    | ^^^^^^^^^^^^^^^^^^^^^
  = give each its own name";
    assert!(said.out.contains(expected), "{}", said.out);

    let said = lint(&scratch, &["--sarif", "Dockerfile"]);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    let result = &found["runs"][0]["results"][0];
    assert_eq!(
        result["relatedLocations"],
        json!([{
            "physicalLocation": {
                "artifactLocation": { "uri": "Dockerfile" },
                "region": {
                    "startLine": 1,
                    "startColumn": 1,
                    "endLine": 2,
                    "endColumn": 1,
                    "byteOffset": 0,
                    "byteLength": 22,
                },
            },
            "message": { "text": "stage `x`, FROM, at Dockerfile:1:1" },
        }])
    );
}

#[test]
fn the_version_is_that_of_the_library() {
    let manifest = include_str!("../../Cargo.toml");
    let (_, rest) = manifest.split_once("[workspace.package]").unwrap();
    let (_, rest) = rest.split_once("version = \"").unwrap();
    let (version, _) = rest.split_once('"').unwrap();
    let scratch = Scratch::new();
    scratch.write("Dockerfile", GOOD);
    let said = lint(&scratch, &["--sarif", "."]);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(found["runs"][0]["tool"]["driver"]["version"], version);
}

#[test]
fn options_are_told_from_paths() {
    let scratch = Scratch::new();
    scratch.write("--json", GOOD);
    scratch.write("-h", GOOD);
    assert!(du(&scratch, &["-h"]).out.starts_with("usage: du ["));
    assert!(
        du(&scratch, &["--usag=x"])
            .error
            .starts_with("unknown option `--usag=x`; ")
    );
    for program in ["lint", "to_rust"] {
        let ask = |arguments: &[&str]| {
            run(
                Command::new(example(program)).args(arguments),
                scratch.path(),
            )
        };
        for help in ["--help", "-h"] {
            let said = ask(&["nofile", help]);
            let usage = format!("usage: {program} [");
            assert!(said.out.starts_with(&usage), "{said:?}");
            assert_eq!((said.status, &*said.error), (0, ""));
        }
        let said = ask(&["--", "--json", "-h"]);
        assert_eq!((said.status, &*said.error), (0, ""), "{said:?}");
        for (arguments, start) in [
            (&[][..], "no path is given; "),
            (&["--"], "no path is given; "),
            (&["--jsn", "-h"], "unknown option `--jsn`; "),
            (&["-x", "--", "-h"], "unknown option `-x`; "),
        ] {
            let said = ask(arguments);
            assert_eq!((said.status, &*said.out), (2, ""));
            assert!(said.error.starts_with(start), "{said:?}");
            assert!(said.error.contains("\nusage: "), "{said:?}");
        }
    }
    let said = lint(&scratch, &["--sarif", "--json", "--", "-h"]);
    assert_eq!((said.status, &*said.out), (2, ""));
    assert!(
        said.error
            .starts_with("`--json` and `--sarif` are two forms"),
        "{said:?}"
    );
}
