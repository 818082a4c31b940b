//! What is downloaded again.

use dockerkit::{
    CacheMount, Dockerfile, PackageManager, Project, Run, Service, Shell, Stage, User,
};

use crate::{
    Builds, file, judged,
    support::{
        engine::Engine,
        index::{Index, Wheel},
    },
    two,
};

const ROOT: &str = "/root/.cache/pip";
const OTHER_HOME: &str = "/home/appuser/.cache/pip";

/// An index with one package, which everybody installs.
struct Pip(Index);

impl Pip {
    fn serve() -> Self {
        Self(Index::serve([Wheel::new("alpha", "1.0").payload(500_000)]))
    }

    fn install(&self) -> Run {
        let command =
            "pip install --no-deps --target /site alpha --trusted-host 127.0.0.1 --index-url ";
        let command = Shell {
            commands: vec![command.into()],
        };
        Run::new(command.arg(self.0.url()))
    }

    fn mounts(&self, mount: CacheMount) -> Dockerfile {
        file(python().push(self.install().mount(mount)))
    }

    fn preset(&self) -> Dockerfile {
        file(python().push(self.install())).caches([PackageManager::Pip])
    }

    /// How often the second service of a project downloads the package, when the first one has.
    #[track_caller]
    fn downloaded_by_the_second(&self, engine: &Engine, project: &Project) -> u64 {
        let builds = Builds::of(engine, project.clone());
        self.0.reset();
        builds.bake(&["a"]);
        assert_eq!(self.downloads(), 1);
        self.0.reset();
        builds.bake(&["b"]);
        self.downloads()
    }

    fn downloads(&self) -> u64 {
        self.0.traffic().packages().bytes / self.0.wheel("alpha").len()
    }

    #[track_caller]
    fn shows(&self, engine: &Engine, rule: &str, bad: &Project, good: &Project) {
        judged(rule, bad, good);
        assert_eq!(
            self.downloaded_by_the_second(engine, bad),
            1,
            "{}",
            bad.check()
        );
        assert_eq!(self.downloaded_by_the_second(engine, good), 0);
    }
}

fn python() -> Stage {
    Stage::new("dockerkit-test/python:1")
}

fn root(id: &'static str) -> CacheMount {
    CacheMount::new(ROOT).id(id)
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn another_user_downloads_again() {
    let engine = Engine::connect();
    let pip = Pip::serve();
    let service = |user: &'static str| {
        let stage = python()
            .run("install -d -o 1001 -g 1001 /site")
            .user(User::new(user).uid(if user == "root" { 0 } else { 1001 }));
        file(stage.push(pip.install())).caches([PackageManager::Pip])
    };
    let bad = two(service("root"), service("appuser"));
    for user in ["root", "appuser"] {
        pip.shows(
            &engine,
            "split-cache",
            &bad,
            &two(service(user), service(user)),
        );
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn another_id_downloads_again() {
    let engine = Engine::connect();
    let pip = Pip::serve();
    let good = two(pip.mounts(root("pip-cache-shared")), pip.preset());
    let unnamed = || CacheMount::new(ROOT);
    let elsewhere = || {
        let stage = python()
            .env("HOME", "/home/appuser")
            .push(pip.install().mount(CacheMount::new(OTHER_HOME)));
        file(stage)
    };
    for (bad, why) in [
        (two(pip.mounts(root("pip")), pip.preset()), "two ids"),
        (
            two(pip.mounts(root("PIP")), pip.mounts(root("pip"))),
            "case",
        ),
        (two(pip.mounts(unnamed()), pip.preset()), "no id"),
        (
            two(pip.mounts(unnamed()), elsewhere()),
            "no id, another target",
        ),
    ] {
        println!("{why}");
        pip.shows(&engine, "other-id", &bad, &good);
    }
    // Without ids the same target is the same directory.
    let same = two(pip.mounts(unnamed()), pip.mounts(unnamed()));
    assert_eq!(pip.downloaded_by_the_second(&engine, &same), 0);
    // Another target with the same id is.
    let same = two(
        pip.mounts(root("pip")),
        file(
            python()
                .env("HOME", "/home/appuser")
                .push(pip.install().mount(CacheMount::new(OTHER_HOME).id("pip"))),
        ),
    );
    assert!(
        !same
            .check()
            .findings
            .iter()
            .any(|it| it.rule.name == "other-id"),
        "{}",
        same.check()
    );
    assert_eq!(pip.downloaded_by_the_second(&engine, &same), 0);

    let named = |space: [&'static str; 2]| {
        let service = |name: &'static str, space| {
            Service::new(name, pip.preset()).arg("BUILDKIT_CACHE_MOUNT_NS", space)
        };
        let [one, other] = space;
        Project::new()
            .service(service("a", one))
            .service(service("b", other))
    };
    pip.shows(&engine, "other-id", &named(["x", "y"]), &named(["x", "x"]));
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_cache_at_another_depth_downloads_again() {
    let engine = Engine::connect();
    let pip = Pip::serve();
    let whole = || CacheMount::new("/root/.cache").id("cache");
    let bad = two(pip.mounts(root("cache")), pip.mounts(whole()));
    pip.shows(
        &engine,
        "mixed-content",
        &bad,
        &two(pip.mounts(root("cache")), pip.mounts(root("cache"))),
    );
    pip.shows(
        &engine,
        "mixed-content",
        &bad,
        &two(pip.mounts(whole()), pip.mounts(whole())),
    );
    // The other way round, too.
    let bad = two(pip.mounts(whole()), pip.mounts(root("cache")));
    assert_eq!(pip.downloaded_by_the_second(&engine, &bad), 1);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn no_cache_downloads_again() {
    let engine = Engine::connect();
    let pip = Pip::serve();
    let bare = || file(python().push(pip.install()));
    pip.shows(
        &engine,
        "no-cache",
        &two(bare(), bare()),
        &two(pip.preset(), pip.preset()),
    );
}
