//! Models as Rust: it compiles, rustfmt lets it be, and what it builds renders to the same text.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]
#![allow(
    dead_code,
    unused_imports,
    reason = "of what the generators say of their files, only those are used"
)]
#![allow(clippy::doc_markdown, reason = "BuildKit is a name, not code")]

#[path = "../normal/make.rs"]
mod make;
#[path = "../normal/parts.rs"]
mod parts;
#[path = "../normal/steps.rs"]
mod steps;
#[path = "../support/mod.rs"]
mod support;

#[allow(unreachable_pub, reason = "it is as it was written")]
#[path = "golden/builder.rs"]
mod builder_form;
mod golden;
#[allow(unreachable_pub, reason = "it is as it was written")]
#[path = "golden/macro.rs"]
mod macro_form;
mod real;
mod wide;
// The generators of hostile values.
#[path = "../verbatim/author.rs"]
mod author;
#[path = "../verbatim/expansion.rs"]
mod expansion;
#[path = "../verbatim/files.rs"]
mod files;
#[path = "../verbatim/given.rs"]
mod given;
#[path = "../verbatim/instructions.rs"]
mod instructions;
#[path = "../verbatim/model.rs"]
mod model;
#[path = "../verbatim/mounts.rs"]
mod mounts;
#[path = "../verbatim/options.rs"]
mod options;
#[path = "../verbatim/reading.rs"]
mod reading;
#[path = "../verbatim/simple.rs"]
mod simple;
#[path = "../verbatim/strings.rs"]
mod strings;
#[path = "../verbatim/typed.rs"]
mod typed;
#[path = "../verbatim/users.rs"]
mod users;
#[path = "../verbatim/words.rs"]
mod words;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use dockerkit::{
    CacheMount, Comment, CopyFiles, Dockerfile, Env, InlineFile, PackageManager, Run, RustSource,
    Sharing, Stage, User,
};

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use make::{KINDS, Random};
use support::krate::{Krate, works};

/// A file, and its text.
type Made = (Dockerfile, String);

fn runner(seed: u64) -> TestRunner {
    let seed = seed.to_le_bytes().repeat(2);
    let random = TestRng::from_seed(RngAlgorithm::XorShift, &seed);
    TestRunner::new_with_rng(Config::default(), random)
}

/// Files that can be written, and their texts.
fn written(seed: u64, count: usize) -> Vec<Made> {
    let mut random = Random::new(seed);
    let mut files = Vec::new();
    let mut runner = runner(seed);
    let hostile = model::file();
    for number in 0.. {
        let model = match number % 3 {
            0 => wide::file(&mut random),
            1 => hostile.new_tree(&mut runner).unwrap().current().model,
            _ => KINDS[number / 3 % KINDS.len()].1(&mut random),
        };
        if let Ok(text) = model.render() {
            files.push((model, text));
        }
        if files.len() == count {
            break;
        }
    }
    files
}

/// A program that compares what each function builds with the text that is expected.
fn program(files: &[Made], source: impl Fn(&Dockerfile, &str) -> String) -> String {
    const SAME: &str = "\
fn same(build: fn() -> dockerkit::Dockerfile, text: &str) {
    assert_eq!(build().render().unwrap(), text);
}

// The texts are as wide as they are.
#[rustfmt::skip]
fn main() {
";
    let mut functions = String::new();
    let mut all = String::from(SAME);
    for (number, (model, text)) in files.iter().enumerate() {
        let name = format!("file_{number}");
        functions += &source(model, &name);
        functions.push('\n');
        writeln!(all, "    same({name}, {text:?});").unwrap();
    }
    functions + &all + "}\n"
}

/// Has cargo build and run it; rustfmt has nothing to say.
fn holds(name: &'static str, source: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/dockerkit");
    let manifest = format!("[dependencies]\ndockerkit = {{ path = {path:?} }}");
    let krate = Krate::new(name, &manifest, &[("src/main.rs", source)]);
    let mut rustfmt = Command::new("rustfmt");
    let rustfmt = rustfmt.args(["--check", "--edition", "2024"]);
    works(rustfmt.arg(krate.path("src/main.rs")));
    works(&mut krate.cargo(&["run", "--quiet"]));
}

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |it| it.parse().unwrap())
}

fn files() -> Vec<Made> {
    let count = usize::try_from(number("DOCKERKIT_CASES", 300)).unwrap();
    let mut files = written(number("DOCKERKIT_SEED", 1), count);
    let long = long(150);
    let text = long.render().unwrap();
    files.push((long, text));
    files
}

/// More stages and steps than a statement takes.
fn long(count: usize) -> Dockerfile {
    let mut stage = Stage::named("a", "alpine");
    for number in 0..count {
        stage.add(Run::new(format!("make {number}")));
    }
    let mut file = Dockerfile::new().stage(stage);
    for number in 0..count {
        file.begin(Stage::named(format!("s{number}"), "alpine"));
    }
    file
}

#[test]
fn random_files_as_macro_source() {
    let source = program(&files(), |file, name| {
        RustSource::of(file).function(name).to_string()
    });
    holds("to-rust-macro", &source);
}

#[test]
fn random_files_as_builder_calls() {
    let source = program(&files(), |file, name| {
        RustSource::of(file).builder().function(name).to_string()
    });
    holds("to-rust-builder", &source);
}

/// A file that uses a manager, as root and as somebody else.
fn using(manager: PackageManager) -> Vec<Dockerfile> {
    let row = manager.row();
    let command = row.fills[0].replace('*', "x");
    let run = |text: String| Run::new(text).cache(manager);
    let stage = Stage::new("debian:trixie-slim")
        .push(run(command.clone()))
        .push(run(format!("set -e\n{command}\necho done\n")))
        .push(Run::all([command.as_str().to_owned(), "echo done".into()]).cache(manager));
    let mut files = vec![Dockerfile::new().stage(stage)];
    if !row.needs_root {
        for user in [
            User::new("1001"),
            User::new("app").uid(1001),
            User::new("app").uid(1).gid(2),
        ] {
            let stage = Stage::new("debian").user(user).push(run(command.clone()));
            files.push(Dockerfile::new().stage(stage));
        }
    }
    files
}

#[test]
fn mounts_become_presets() {
    let mut made = Vec::new();
    for manager in PackageManager::ALL {
        for file in using(*manager) {
            let text = file.render().unwrap();
            let resolved = file.resolved();
            let steps = text.matches("\nRUN ").count();
            let source = RustSource::of(&resolved).presets();
            let flag = format!("RUN --cache={manager} ");
            let call = format!(".cache(PackageManager::{manager:?})");
            for (source, preset) in [(source.clone(), flag), (source.builder(), call)] {
                let source = source.to_string();
                assert_eq!(
                    source.matches(&preset).count(),
                    steps,
                    "{manager}\n{source}"
                );
                assert!(!source.contains("cache-shared"), "{manager}\n{source}");
            }
            let by_hand = RustSource::of(&resolved).to_string();
            assert!(by_hand.contains("cache-shared"), "{manager}\n{by_hand}");
            made.push((resolved, text));
        }
    }
    let source = program(&made, |file, name| {
        let source = RustSource::of(file).presets();
        if name.ends_with(['1', '3', '5', '7', '9']) {
            source.builder().function(name).to_string()
        } else {
            source.function(name).to_string()
        }
    });
    holds("to-rust-presets", &source);
}

#[test]
fn presets_stay_mounts_where_they_are_not_the_same() {
    let mount = || CacheMount::new("/root/.cache/pip").id("pip-cache-shared");
    for mount in [
        mount(),
        mount().sharing(Sharing::Locked),
        mount().sharing(Sharing::Shared).uid(0),
        mount().sharing(Sharing::Shared).read_only(),
    ] {
        let run = Run::new("pip install .").mount(mount);
        let file = Dockerfile::new().stage(Stage::new("python:3.12").push(run));
        let source = RustSource::of(&file).presets().to_string();
        assert!(source.contains("--mount=cache("), "{source}");
    }
    let mount = mount().sharing(Sharing::Shared);
    let file = |run| Dockerfile::new().stage(Stage::new("python:3.12").push(run));
    let run = Run::new("pip install .").mount(mount.clone());
    let source = RustSource::of(&file(run)).presets().to_string();
    assert!(
        source.contains("RUN --cache=pip \"pip install .\";"),
        "{source}"
    );
    // With a suffix that does not follow from the image.
    let run = Run::new("pip install .").mount(mount.id("pip-cache-shared-a"));
    let source = RustSource::of(&file(run)).presets().to_string();
    assert!(source.contains("--cache=pip(suffix = \"a\")"), "{source}");
}

/// What is written for a file with everything that a service has.
#[test]
fn a_service_is_as_it_was() {
    let bless = env::var_os("DOCKERKIT_BLESS").is_some_and(|value| value == "1");
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/to_rust");
    let file = golden::service();
    let source = RustSource::of(&file).presets().function("service");
    for (name, source) in [
        ("macro.rs", source.clone()),
        ("builder.rs", source.builder()),
    ] {
        let path = directory.join("golden").join(name);
        let found = source.to_string();
        if bless {
            fs::write(&path, &found).unwrap();
        }
        assert_eq!(
            found,
            fs::read_to_string(&path).unwrap(),
            "DOCKERKIT_BLESS=1 accepts it"
        );
    }
}

/// The golden files are Rust that builds what they were written for.
#[test]
fn a_service_is_what_it_was_written_for() {
    let text = golden::service().render().unwrap();
    assert_eq!(macro_form::service().render().unwrap(), text);
    assert_eq!(builder_form::service().render().unwrap(), text);
}

/// Whatever a model is, something is written, and in time.
#[test]
fn everything_is_written() {
    let mut runner = runner(number("DOCKERKIT_SEED", 1));
    let hostile = model::file();
    for _ in 0..2_000 {
        let file = hostile.new_tree(&mut runner).unwrap().current().model;
        for source in [
            RustSource::of(&file).presets(),
            RustSource::of(&file).builder(),
        ] {
            let source = source.function("x").to_string();
            assert!(
                source.starts_with("pub fn x() -> dockerkit::Dockerfile {\n    use dockerkit::")
            );
            assert!(source.ends_with("}\n"), "{source}");
        }
    }
    let mut file = long(10_000);
    for text in ["a\n", "{a}", "a && \\\n    ", "\"#", "$A\\"] {
        let text = text.repeat(100_000);
        file.add(Run::new(text.clone()).cache(PackageManager::Pip));
        file.add(
            Env::new("A", dockerkit::expand(text.clone()))
                .and("B", dockerkit::literal(text.clone())),
        );
        file.add(CopyFiles::file(InlineFile::new("a", text.clone()), "/a"));
        file.add(Comment::new(text));
    }
    for source in [
        RustSource::of(&file).presets(),
        RustSource::of(&file).builder(),
    ] {
        assert!(source.to_string().len() > 1_000_000);
    }
}
