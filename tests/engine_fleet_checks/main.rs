//! The rules of projects are right: what breaks one behaves badly on a real engine, and what keeps it does not.
//!
//! Each test builds the very project that it checks, from the files that the project writes. `id-prefix` is about another
//! host's builder; here ids of any form are taken, which its test says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod contents;
mod downloads;
mod files;
mod given;
mod names;
mod splits;
#[path = "../support/mod.rs"]
mod support;
mod trust;

use std::{fs, path::Path, process::Command};

use dockerkit::{CacheMount, Dockerfile, Project, Run, SecretSource, Service, Stage};
use support::{
    engine::{CacheRecord, Engine, Namespace},
    scratch::{Scratch, unique},
};

pub(crate) const BUSYBOX: &str = "dockerkit-test/busybox:1";

/// A project in a directory, whose caches are in a namespace of their own.
pub(crate) struct Builds<'e> {
    engine: &'e Engine,
    namespace: Namespace<'e>,
    scratch: Scratch,
    /// What the builds need beside the project's files: this engine has the host's network only.
    targets: serde_json::Map<String, serde_json::Value>,
}

impl<'e> Builds<'e> {
    /// Writes the files of a project. A namespace that a service names is below that of the test.
    pub(crate) fn of(engine: &'e Engine, mut project: Project) -> Self {
        let namespace = engine.namespace("rules");
        let scratch = Scratch::new();
        let name = "BUILDKIT_CACHE_MOUNT_NS";
        for service in &mut project.services {
            fs::create_dir_all(scratch.path().join(service.directory())).unwrap();
            let own = service.args.iter_mut().find(|(it, _)| it == name);
            match own {
                Some((_, own)) => *own = format!("{}/{own}", namespace.name()),
                None => service
                    .args
                    .push((name.to_owned(), namespace.name().to_owned())),
            }
        }
        let targets = project.services.iter().map(|it| {
            let target = serde_json::json!({"network": "host"});
            (it.name.to_string(), target)
        });
        let targets = targets.collect();
        for service in &project.services {
            for (_, secret) in &service.secrets {
                // Bake wants the files of secrets to be there, even to print what it would do.
                let SecretSource::File(path) = secret else {
                    continue;
                };
                if !scratch.path().join(path).exists() {
                    scratch.write(path, "secret\n");
                }
            }
        }
        project.write(scratch.path()).unwrap();
        taken(engine, scratch.path());
        Self {
            engine,
            namespace,
            scratch,
            targets,
        }
    }

    /// Builds services of it anew, all at once, and returns what was said.
    #[track_caller]
    pub(crate) fn bake(&self, services: &[&str]) -> String {
        self.bake_with(services, &[])
    }

    #[track_caller]
    pub(crate) fn bake_with(&self, services: &[&str], options: &[&str]) -> String {
        let (worked, said) = self.try_bake(services, options);
        assert!(worked, "{said}");
        said
    }

    pub(crate) fn try_bake(&self, services: &[&str], options: &[&str]) -> (bool, String) {
        let mut targets = self.targets.clone();
        for target in targets.values_mut() {
            // The name of a host is part of what a step is known by: no layer cache is in the way.
            target["args"] = serde_json::json!({"BUILDKIT_SANDBOX_HOSTNAME": unique("fresh")});
        }
        let text = serde_json::json!({ "target": targets }).to_string();
        fs::write(self.path().join("docker-bake.override.json"), text).unwrap();
        let mut docker = self.engine.docker();
        docker.args(["buildx", "bake", "--allow=network.host", "--progress=plain"]);
        docker.args(["-f", "docker-bake.json", "-f", "docker-bake.override.json"]);
        docker.arg("--set=*.output=type=cacheonly").args(options);
        run(docker.args(services), self.path())
    }

    pub(crate) fn path(&self) -> &Path {
        self.scratch.path()
    }

    /// The directories of an id in the test's own namespace.
    pub(crate) fn directories(&self, id: &str) -> Vec<CacheRecord> {
        let key = format!("{}/{id}", self.namespace.name());
        let mut found = self.engine.cache_mounts_in(self.namespace.name());
        found.retain(|it| it.key == key);
        found
    }

    /// All of them.
    pub(crate) fn all_directories(&self) -> Vec<CacheRecord> {
        self.engine.cache_mounts_in(self.namespace.name())
    }
}

/// Bake and Compose take the files in a directory.
#[track_caller]
pub(crate) fn taken(engine: &Engine, directory: &Path) {
    for arguments in [
        ["buildx", "bake", "--file=docker-bake.json", "--print"],
        ["compose", "--file=compose.yaml", "config", "--quiet"],
    ] {
        let (worked, said) = run(engine.docker().args(arguments), directory);
        assert!(worked, "{arguments:?}: {said}");
    }
}

/// Runs a command there, and returns whether it worked, and what it said.
pub(crate) fn run(command: &mut Command, directory: &Path) -> (bool, String) {
    let output = command.current_dir(directory).output().unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.success(), said)
}

/// The rule is broken by the one project, and not by the other.
#[track_caller]
pub(crate) fn judged(rule: &str, bad: &Project, good: &Project) {
    let breaks = |project: &Project| {
        let report = project.check();
        report.findings.iter().any(|it| it.rule.name == rule)
    };
    assert!(breaks(bad), "nothing of {rule}: {}", bad.check());
    assert!(!breaks(good), "{rule}: {}", good.check());
}

/// A file with one step on busybox.
pub(crate) fn step(run: Run) -> Dockerfile {
    file(Stage::new(BUSYBOX).push(run))
}

pub(crate) fn file(stage: Stage) -> Dockerfile {
    Dockerfile::new().without_syntax().stage(stage)
}

/// Two services, `a` and `b`.
pub(crate) fn two(one: Dockerfile, other: Dockerfile) -> Project {
    Project::new()
        .service(Service::new("a", one))
        .service(Service::new("b", other))
}

/// The cache `c`.
pub(crate) fn cache() -> CacheMount {
    CacheMount::new("/c").id("c")
}

/// A command that says what is in a cache: `sees-x` for each `x`, which no command itself holds.
pub(crate) const LOOK: &str = "ls /c | sed 's/^/sees-/'";
