//! A fleet on a real engine: eight services of four ecosystems, built at once from the files of a project.
//!
//! Some run as root and some as 1001; four Dockerfiles are written by hand. What the report says of their caches is compared
//! with what the builder has.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod fleet;
#[path = "../support/mod.rs"]
mod support;

use std::{fmt::Write as _, fs, path::Path, process::Command};

use dockerkit::{CacheIds, Project};
use fleet::Fleet;
use support::{
    engine::Engine,
    registry::Registry,
    scratch::Scratch,
    services::{COMMON, KOKORO, WHISPER},
};

/// How the services are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Bake,
    Compose,
}

/// What the builds need beside the project's files: this engine has the host's network only.
fn write_overrides(project: &Project, directory: &Path) {
    let names = || project.services.iter().map(|it| it.name.as_str());
    let targets: serde_json::Map<_, _> = names()
        .map(|name| (name.to_owned(), serde_json::json!({"network": "host"})))
        .collect();
    let bake = serde_json::json!({ "target": targets }).to_string();
    fs::write(directory.join("docker-bake.override.json"), bake).unwrap();
    let mut compose = "services:\n".to_owned();
    for name in names() {
        writeln!(compose, "  {name}:\n    build:\n      network: host").unwrap();
    }
    fs::write(directory.join("compose.override.yaml"), compose).unwrap();
}

fn run(mut command: Command, directory: &Path) -> String {
    let output = command.current_dir(directory).output().unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{command:?}: {said}");
    said
}

fn build(engine: &Engine, by: By, directory: &Path) {
    let mut docker = engine.docker();
    match by {
        By::Bake => docker.args([
            "buildx",
            "bake",
            "-f",
            "docker-bake.json",
            "-f",
            "docker-bake.override.json",
            "--allow=network.host",
            "--set=*.output=type=cacheonly",
            "--progress=plain",
        ]),
        By::Compose => docker.args(["compose", "--progress=plain", "build"]),
    };
    run(docker, directory);
}

/// How many bytes of package files were fetched, and how many of those again.
fn fetched(registries: &[&Registry]) -> (u64, u64) {
    let mut all = 0;
    let mut needed = 0;
    for registry in registries {
        let traffic = registry.traffic();
        for name in COMMON.iter().chain(&WHISPER).chain(&KOKORO) {
            let size = registry.size_of(name);
            let bytes = traffic.path(registry.path_of(name)).bytes;
            assert!(bytes >= size, "{name}: {bytes} of {size}");
            needed += size;
        }
        all += traffic.packages().bytes;
    }
    (all, all - needed)
}

/// The bytes of what two services have in common.
fn common_of(registry: &Registry) -> u64 {
    COMMON.iter().map(|name| registry.size_of(name)).sum()
}

/// The directories that the builder has in a namespace, each with whether it is made for somebody.
fn there(engine: &Engine, namespace: &str) -> Vec<(String, bool)> {
    let mounts = engine.cache_mounts_in(namespace);
    let mut keys: Vec<_> = mounts
        .into_iter()
        .map(|record| (record.key, !record.parents.is_empty()))
        .collect();
    keys.sort();
    keys
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_services_share_is_downloaded_once_by_bake_and_by_compose() {
    let engine = Engine::connect();
    let fleet = Fleet::new(CacheIds::new().locked());
    for by in [By::Bake, By::Compose] {
        let namespace = engine.namespace("fleet");
        let scratch = Scratch::new();
        let project = fleet.project(scratch.path(), namespace.name());
        assert_eq!(project.check().to_string(), "");
        project.write(scratch.path()).unwrap();
        project.output(scratch.path()).verify().unwrap();
        write_overrides(&project, scratch.path());
        fleet.reset();
        build(&engine, by, scratch.path());
        let (_, again) = fetched(&fleet.registries());
        assert_eq!(again, 0, "{by:?}");

        // The same directories, and none more.
        let report = project.caches();
        assert!(report.splits.is_empty(), "{report}");
        let mut expected: Vec<_> = report
            .directories
            .iter()
            .map(|it| it.directory.clone().unwrap())
            .map(|it| (it.key, it.base != dockerkit::Base::Nothing))
            .collect();
        expected.sort();
        assert_eq!(there(&engine, namespace.name()), expected, "{report}");
        assert!(report.shared().count() >= 4, "{report}");

        // Once more, with other images: nothing is fetched.
        if by == By::Bake {
            fleet.reset();
            let again = fleet.project(scratch.path(), namespace.name());
            let again = fleet::with_argument(again, "TRY", "2");
            again.write(scratch.path()).unwrap();
            build(&engine, by, scratch.path());
            for registry in fleet.registries() {
                assert_eq!(registry.traffic().fetched().count(), 0);
            }
        }
        if by == By::Compose {
            let mut images = engine.images();
            let name = scratch
                .path()
                .file_name()
                .unwrap()
                .to_string_lossy()
                .to_lowercase();
            for service in &project.services {
                images.add(format!("{name}-{}", service.name.as_str()));
            }
        }
    }
}

/// Without locks, services that are built at the same time fetch the same packages at the same time.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_is_shared_is_whole_without_locks() {
    let engine = Engine::connect();
    let fleet = Fleet::new(CacheIds::new());
    let namespace = engine.namespace("fleet-shared");
    let scratch = Scratch::new();
    let project = fleet.project(scratch.path(), namespace.name());
    assert_eq!(project.check().to_string(), "");
    project.write(scratch.path()).unwrap();
    write_overrides(&project, scratch.path());
    fleet.reset();
    build(&engine, By::Bake, scratch.path());
    let (all, again) = fetched(&fleet.registries());
    println!("{all} bytes of packages, {again} of them again");
    let twice: u64 = fleet.registries().iter().map(|it| common_of(it)).sum();
    assert!(again <= twice, "{again} of {twice}");
}

/// Bake reads all files of a directory that it knows, Compose's, too: they say the same.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn both_files_say_the_same_to_bake() {
    let engine = Engine::connect();
    let fleet = Fleet::new(CacheIds::new());
    let scratch = Scratch::new();
    let project = fleet.project(scratch.path(), "x");
    project.write(scratch.path()).unwrap();
    let print = |files: &[&str]| {
        let mut docker = engine.docker();
        docker.args(["buildx", "bake", "--print"]);
        docker.args(files.iter().flat_map(|file| ["-f", file]));
        let output = docker.current_dir(scratch.path()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let own = print(&["docker-bake.json"]);
    let compose = print(&["compose.yaml"]);
    assert_eq!(own["target"], compose["target"]);
    assert_eq!(print(&[])["target"], own["target"]);
}
