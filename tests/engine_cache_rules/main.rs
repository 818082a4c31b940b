//! The rules of caches on a real engine: what breaks one of them really behaves badly there, and what keeps it does not.
//!
//! Each test builds files of which `check` says something, and the same mended, of which it says nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod elsewhere;
mod left;
mod secrets;
mod sharing;
#[path = "../support/mod.rs"]
mod support;

use dockerkit::{CopyFiles, Dockerfile, InlineFile, Stage, literal};
use support::{
    engine::{Build, Engine, Namespace},
    services::Project,
};

const BUSYBOX: &str = "dockerkit-test/busybox:1";
const MANAGERS: &str = "dockerkit-test/managers:1";

/// The names of the rules of caches that a file breaks, each once.
fn broken(file: &Dockerfile) -> Vec<&'static str> {
    let mut names: Vec<_> = file
        .check()
        .findings
        .iter()
        .map(|it| it.rule.name)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A build of a file, in a namespace of the test's own.
fn build<'e>(engine: &'e Engine, file: &Dockerfile, namespace: &Namespace<'_>) -> Build<'e> {
    let text = file.clone().without_syntax().render().unwrap();
    engine
        .build(text)
        .arg("BUILDKIT_CACHE_MOUNT_NS", namespace.name())
}

/// The stage with what a service installs from, in `/app`.
fn with_project(stage: Stage, project: &Project) -> Stage {
    let mut stage = stage.workdir("/app");
    for (name, value) in &project.env {
        stage = stage.env(*name, literal(value.clone()));
    }
    for (path, content) in &project.files {
        let (directory, name) = path.rsplit_once('/').unwrap_or((".", path));
        let file = InlineFile::new(name.to_owned(), content.clone());
        let to = literal(format!("/app/{directory}/"));
        stage = stage.push(CopyFiles::file(file, to));
    }
    stage
}

/// A file with these stages, which do not wait for each other.
fn at_once(stages: Vec<Stage>) -> Dockerfile {
    let mut file = Dockerfile::new();
    let mut last = Stage::new("scratch");
    for stage in stages {
        let done = file.begin(stage);
        last = last.push(CopyFiles::new(["/etc/group"], "/").from(&done));
    }
    file.begin(last);
    file
}
