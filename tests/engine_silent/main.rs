//! What once lost a cache without a word, in builds of today: the variables by which a stage moves npm's cache, in any
//! case and for any shell; users that are an argument's or the base image's; steps after the one that filled the cache;
//! the platform of the builder; programs that are installed into the cache.
//!
//! Many cases are stages of one file, each with a registry and a cache of its own. It is built for one service, and for
//! another one that has packages in common with it: each case has to fetch none of those again. A case that mounts its
//! cache as such files did by hand does fetch them again, so that the numbers can be wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod bases;
mod case;
mod platform;
#[path = "../support/mod.rs"]
mod support;

use case::{Case, Expected, build_twice, step_by_step};
use dockerkit::{
    Arg, CacheMount, DefaultShell, Dockerfile,
    PackageManager::{Apt, Cargo, Go, Npm, Pip, Pnpm},
    Run, Stage, User, literal,
};
use support::engine::Engine;

const BASE: &str = "dockerkit-test/managers:1";

fn appuser() -> User {
    User::new("appuser").uid(1001)
}

/// A stage whose steps are for bash.
fn in_bash(stage: Stage) -> Stage {
    stage.push(DefaultShell::new(["/bin/bash", "-c"]))
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn npm_finds_its_cache_wherever_the_stage_sends_it() {
    let engine = Engine::connect();
    let upper = |stage: Stage| stage.env("NPM_CONFIG_CACHE", "/opt/npm");
    let lower = |stage: Stage| stage.env("npm_config_cache", "/opt/npm");
    let root = || Stage::new(BASE);
    let other = || Stage::new(BASE).user(appuser());
    let cases = [
        Case::new("npm-upper-root", Npm, upper(root())),
        Case::new("npm-lower-root-bash", Npm, in_bash(lower(root()))),
        Case::new("npm-upper-1001-bash", Npm, in_bash(upper(other()))),
        Case::new("npm-lower-1001", Npm, lower(other())),
        // As such files were: the mount is where npm looks by itself, and npm looks elsewhere.
        Case::new("npm-by-hand", Npm, upper(root()))
            .install(|stage, project, _| {
                let run = Run::all(project.install.clone());
                stage.push(run.mount(CacheMount::new("/root/.npm").id("npm-by-hand")))
            })
            .expect(Expected::Again),
    ];
    build_twice(&engine, &cases, None, &[]);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn users_may_be_an_arguments_or_the_base_images() {
    let engine = Engine::connect();
    let mut images = engine.images();
    let bases = bases::make(&engine, &mut images);
    let given = Stage::new(BASE).arg_with_default("APP_UID", "1001");
    let cases = [
        // The argument is given, and is not its default.
        Case::new(
            "pip-uid-argument",
            Pip,
            given.user(User::new("$APP_UID").uid("$APP_UID")),
        ),
        Case::new(
            "pip-base-argument",
            Pip,
            Stage::new("$BASE").base_user(appuser()),
        ),
        // Whose users are known, and one whose uid is a variable of the image.
        Case::new("pip-notebook", Pip, Stage::new(bases.notebook.clone())),
        Case::new("pip-micromamba", Pip, Stage::new(bases.micromamba.clone())),
        // Who is not told is taken for root, and pip does without its cache.
        Case::new("pip-base-untold", Pip, Stage::new(bases.of_1001.clone()))
            .expect(Expected::Again),
    ];
    let base = Arg::with_default("BASE", literal(bases.of_1001));
    build_twice(&engine, &cases, Some(&base), &[("APP_UID", "1000")]);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn later_steps_find_what_the_first_has_fetched() {
    let engine = Engine::connect();
    let commands = |commands: &'static [&'static str]| {
        move |stage: Stage, _: &support::services::Project, preset| {
            let stage = stage.caches([preset]);
            commands
                .iter()
                .fold(stage, |stage, command| stage.run(*command))
        }
    };
    let cases = [
        Case::new("go-1001", Go, Stage::new(BASE).user(appuser())).install(step_by_step),
        Case::new("apt-root", Apt, Stage::new(BASE)).install(step_by_step),
        Case::new("npm-1001", Npm, Stage::new(BASE).user(appuser())).install(commands(&[
            "npm install --package-lock-only",
            "npm ci",
            "rm -rf node_modules && npm ci --offline",
        ])),
        Case::new("pnpm-root", Pnpm, Stage::new(BASE)).install(commands(&[
            "pnpm install",
            "CI=true pnpm prune --prod",
            "rm -rf node_modules && CI=true pnpm install --offline",
        ])),
        // The program is in the image, and its sources are in the cache.
        Case::new("cargo-install", Cargo, Stage::new(BASE))
            .install(commands(&[
                "cargo install --path . --root /usr/local --target-dir /tmp/target",
            ]))
            .verify("/usr/local/bin/service && test ! -e ~/.cargo/bin/service"),
    ];
    build_twice(&engine, &cases, None, &[]);
}

#[test]
fn a_program_that_is_installed_into_the_cache_is_told() {
    let stage = Stage::new(BASE)
        .caches([Cargo])
        .run("cargo install --path .");
    let report = Dockerfile::new().stage(stage).check().to_string();
    assert!(
        report.contains(
            "`cargo install` installs into the cache of cargo, and so not into the image"
        ),
        "{report}"
    );
}
