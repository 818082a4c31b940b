//! The procedural part: `@if`, `@for`, `@match`, `@let` and values that are statements.

use dockerkit::{
    CopyFiles, Dockerfile, Env, Instruction, PackageManager, Run, Stage, StageRef, Workdir,
    dockerfile,
};

use crate::one;

#[test]
fn branches() {
    let made = |debug: bool, level: Option<u8>| {
        dockerfile! {
            FROM "debian";
            @if debug {
                ENV RUST_LOG = "debug";
            } @else if level == Some(0) {
                ENV RUST_LOG = "off";
            } @else {
                @let name = "info";
                ENV RUST_LOG = (name);
            }
            @if let Some(level) = level { ENV LEVEL = (level); }
            @match level {
                Some(level) if level > 1 => { RUN "a"; RUN "b"; }
                Some(_) => RUN "one";,
                None => {}
            }
        }
    };
    let env = |value: &'static str| Stage::new("debian").env("RUST_LOG", value);
    assert_eq!(made(true, None), one(env("debug")));
    assert_eq!(
        made(false, Some(0)),
        one(env("off").env("LEVEL", 0).run("one"))
    );
    assert_eq!(
        made(false, Some(2)),
        one(env("info").env("LEVEL", 2).run("a").run("b"))
    );
}

#[test]
fn loops() {
    let files = [String::from("a.conf"), String::from("b $.conf")];
    let file = dockerfile! {
        FROM "debian";
        @for file in &files { COPY (file) => "/etc/app/"; }
        @for (name, value) in [("A", 1), ("B", 2)] {
            @if value > 1 { ENV (name) = (value); }
        }
    };
    let stage = Stage::new("debian")
        .push(CopyFiles::new([dockerkit::literal("a.conf")], "/etc/app/"))
        .push(CopyFiles::new(
            [dockerkit::literal("b $.conf")],
            "/etc/app/",
        ))
        .env("B", 2);
    assert_eq!(file, one(stage));
}

#[test]
fn stages_in_blocks() {
    let file = dockerfile! {
        FROM "rust" AS build;
        @for arch in ["amd64", "arm64"] {
            FROM "debian" AS (format!("runtime-{arch}"));
            COPY --from=build "/app" => "/app";
        }
        @if cfg!(not(unix)) {
            FROM "debian" AS test;
            RUN "one";
            FROM test AS report;
        } @else {
            FROM "debian" AS test;
            FROM test AS other;
        }
        FROM "alpine";
        RUN "last";
    };
    let build = Stage::named("build", "rust");
    let runtime = |name: &str| {
        Stage::named(format!("runtime-{name}"), "debian")
            .push(CopyFiles::new(["/app"], "/app").from(&build))
    };
    let test = Stage::named("test", "debian");
    let stages = [
        build.clone(),
        runtime("amd64"),
        runtime("arm64"),
        test.clone(),
        Stage::named("other", &test),
        Stage::new("alpine").run("last"),
    ];
    assert_eq!(
        file,
        stages
            .into_iter()
            .fold(Dockerfile::new(), Dockerfile::stage)
    );
}

#[test]
fn what_was_made_elsewhere() {
    let build = Stage::named("build", "rust").run("make");
    let handle = build.handle();
    let setup: Vec<Instruction> = vec![Workdir::new("/app").into(), Env::new("A", "1").into()];
    let maybe: Option<Run> = None;
    let install = Run::new("npm ci").cache(PackageManager::Npm);
    let file = dockerfile! {
        (build.clone());
        RUN "strip app";
        FROM "node";
        (setup.clone());
        (maybe);
        (install.clone());
        (["x", "y"].map(Run::new));
        (CopyFiles::manifests(PackageManager::Npm));
        COPY --from=(handle) "/app" => "/app";
        COPY --from=(dockerkit::Image::new("nginx")) "/a" => "/b";
    };
    let stage = Stage::new("node")
        .extend(setup.clone())
        .push(install)
        .run("x")
        .run("y")
        .extend(CopyFiles::manifests(PackageManager::Npm))
        .push(CopyFiles::new(["/app"], "/app").from(StageRef::by_name("build")))
        .push(CopyFiles::new(["/a"], "/b").from_image("nginx"));
    let build = build.run("strip app");
    assert_eq!(file, Dockerfile::new().stage(build).stage(stage));
}

#[test]
fn rust_around_the_macro_is_seen() {
    fn version(text: &str) -> Result<Dockerfile, std::num::ParseIntError> {
        let file = "the caller's own";
        let build = 7;
        Ok(dockerfile! {
            FROM "python:" (text.parse::<u8>()?) AS build;
            ENV FILE = (file), BUILD = (build);
        })
    }
    let env = Env::new("FILE", "the caller's own").and("BUILD", 7);
    let stage = Stage::named("build", "python:3").push(env);
    assert_eq!(version("3"), Ok(one(stage)));
    assert!(version("x").is_err());
}
