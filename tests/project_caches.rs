//! What a project says of its caches.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use dockerkit::{
    Arg, CacheMount, CopyFiles, Dockerfile, OnBuild, PackageManager, Project, Run, Service,
    Sharing, Stage, literal,
};

fn one(file: Dockerfile) -> Project {
    Project::new().service(Service::new("a", file))
}

/// The keys of the directories that are known.
fn keys(project: &Project) -> Vec<String> {
    let caches = project.caches();
    let known = caches
        .directories
        .iter()
        .filter_map(|it| it.directory.as_ref());
    known.map(|it| it.key.clone()).collect()
}

fn mounts(id: &'static str) -> Run {
    Run::new("make").mount(CacheMount::new("/c").id(id))
}

#[test]
fn triggers_open_caches_where_they_are_carried_out() {
    let base = Stage::named("base", "alpine")
        .push(OnBuild::new(Arg::with_default("V", "7")))
        .push(OnBuild::new(mounts("trigger-$V")));
    let own = Stage::new(&base).push(mounts("own-$V"));
    let file = Dockerfile::new().stage(base.clone()).stage(own);
    assert_eq!(keys(&one(file)), ["/own-7", "/trigger-7"]);
    // By itself it opens none.
    assert_eq!(keys(&one(Dockerfile::new().stage(base))), [""; 0]);
    // What a trigger copies from is built, too.
    let dep = Stage::named("dep", "alpine").push(mounts("dep"));
    let copies = CopyFiles::new(["/x"], "/x").from(&dep);
    let base = Stage::named("base", "alpine").push(OnBuild::new(copies));
    let last = Stage::new(&base).run("true");
    let file = Dockerfile::new().stage(dep).stage(base).stage(last);
    assert_eq!(keys(&one(file)), ["/dep"]);
}

#[test]
fn what_is_wrong_with_caches_is_told_with_them() {
    let stage = Stage::new("python:3.12")
        .push(Run::new("pip install --no-cache-dir torch").cache(PackageManager::Pip));
    let bare = Stage::new("node:22").run("npm ci");
    let project = one(Dockerfile::new().stage(stage))
        .service(Service::new("b", Dockerfile::new().stage(bare)));
    let caches = project.caches();
    let [finding] = &caches.findings[..] else {
        panic!("{caches}")
    };
    assert_eq!(finding.rule.name, "cache-defeated");
    assert_eq!(caches.uncached, 1);
    let text = caches.to_string();
    assert!(
        text.contains("\nWhat is wrong with these caches:\n\n  a: `--no-cache-dir` defeats"),
        "{text}"
    );
    assert!(
        text.ends_with("\n1 command runs without the cache of its manager.\n"),
        "{text}"
    );
    assert!(
        caches
            .markdown()
            .contains("\n- **a**: `--no-cache-dir` defeats the cache of pip")
    );
}

#[test]
fn a_cache_that_stays_empty_is_told_with_the_caches() {
    let apt = CacheMount::new("/var/cache/apt")
        .id("apt")
        .sharing(Sharing::Locked);
    let run = Run::new("apt-get update && apt-get install -y curl").mount(apt);
    let project = one(Dockerfile::new().stage(Stage::new("debian:trixie-slim").push(run)));
    let caches = project.caches();
    let names: Vec<_> = caches.findings.iter().map(|it| it.rule.name).collect();
    assert_eq!(names, ["emptied-cache"], "{caches}");
}

#[test]
fn a_cache_that_may_be_the_manager_s_is_one() {
    for (variable, command) in [
        ("PIP_CACHE_DIR", "pip install torch"),
        ("UV_CACHE_DIR", "uv sync"),
        ("GOMODCACHE", "go mod download"),
        ("npm_config_cache", "npm ci"),
    ] {
        let run = |target: &'static str| Run::new(command).mount(CacheMount::new(target).id("x"));
        let stage = Stage::new("alpine").env(variable, literal("/moved"));
        let project = one(Dockerfile::new().stage(stage.push(run("/moved"))));
        assert_eq!(
            project.caches().uncached,
            0,
            "{variable}: {}",
            project.check()
        );
    }
    for (command, target) in [
        ("pip install --cache-dir /c torch", "/c"),
        ("pip install --cache-dir=/c/ torch", "/c"),
        ("GOPATH=/gp go mod download", "/gp/pkg/mod"),
        ("npm ci --cache /c", "/c"),
    ] {
        let run = Run::new(command).mount(CacheMount::new(target).id("x"));
        let project = one(Dockerfile::new().stage(Stage::new("alpine").push(run)));
        assert_eq!(
            project.caches().uncached,
            0,
            "{command}: {}",
            project.check()
        );
    }
    // Another one is not.
    let run = Run::new("pip install torch").mount(CacheMount::new("/models").id("models"));
    let other = Stage::new("python:3.12").push(run);
    assert_eq!(one(Dockerfile::new().stage(other)).caches().uncached, 1);
    let bare = Stage::new("alpine").run("pip install torch");
    assert_eq!(one(Dockerfile::new().stage(bare)).caches().uncached, 1);
}

#[test]
fn each_release_of_a_distribution_is_told() {
    let apt = |name: &'static str, image: &'static str| {
        let mount = CacheMount::new("/var/cache/apt")
            .id("apt")
            .sharing(Sharing::Locked);
        let run = Run::new("apt-get install -y curl").mount(mount);
        Service::new(name, Dockerfile::new().stage(Stage::new(image).push(run)))
    };
    let services = [
        ("a", "debian:12"),
        ("b", "ubuntu:24.04"),
        ("c", "debian:13"),
        ("d", "debian:12"),
    ];
    let project = Project::new().services(services.map(|(name, image)| apt(name, image)));
    let report = project.check();
    let of_rule = report
        .findings
        .iter()
        .filter(|it| it.rule.name == "id-without-release");
    let found: Vec<_> = of_rule
        .map(|it| it.place.service.as_deref().unwrap())
        .collect();
    assert_eq!(found, ["b", "c"], "{report}");
}
