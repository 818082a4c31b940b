//! Directories that hold what does not belong together.

use dockerkit::{
    BindMount, CacheIds, CacheMount, Dockerfile, PackageManager, Project, Run, Service, Sharing,
    Shell, Stage,
};

use crate::{
    BUSYBOX, Builds, file, judged, step,
    support::{
        engine::Engine,
        registry::{Format, Registry},
        scratch::unique,
    },
    two,
};

/// Two managers in one directory do not get in each other's way, but there is one directory for both: to clear one cache
/// clears the other, and what each of them takes is not told.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn two_managers_in_one_directory_are_cleared_together() {
    let engine = Engine::connect();
    let pip = Registry::serve(Format::Pypi, [("alpha", 100_000)]);
    let npm = Registry::serve(Format::Npm, [("alpha", 100_000)]);
    let install = |command: &'static str, url: String, mount: CacheMount| {
        let command = Shell {
            commands: vec![command.into()],
        };
        let stage = Stage::new("dockerkit-test/managers:1").workdir("/app");
        let list = Run::new(format!("ls {} | sed 's/^/sees-/'", mount_target(&mount)))
            .mount(mount.clone());
        file(
            stage
                .push(Run::new(command.arg(url)).mount(mount))
                .push(list),
        )
    };
    let project = |ids: [&'static str; 2]| {
        let [one, other] = ids;
        two(
            install(
                "pip install --target /site alpha --trusted-host 127.0.0.1 --index-url ",
                format!("{}/simple/", pip.url()),
                CacheMount::new("/root/.cache/pip").id(one),
            ),
            install(
                "npm install alpha --registry ",
                npm.url(),
                CacheMount::new("/root/.npm").id(other),
            ),
        )
    };
    let (bad, good) = (project(["cache", "cache"]), project(["pip", "npm"]));
    judged("mixed-content", &bad, &good);

    let bad = Builds::of(&engine, bad);
    bad.bake(&["a"]);
    let said = bad.bake(&["b"]);
    for of_each in ["sees-http", "sees-_cacache"] {
        assert!(said.contains(of_each), "{said}");
    }
    assert_eq!(bad.all_directories().len(), 1);

    let good = Builds::of(&engine, good);
    good.bake(&["a"]);
    let said = good.bake(&["b"]);
    assert!(
        said.contains("sees-_cacache") && !said.contains("sees-http"),
        "{said}"
    );
    assert_eq!(good.all_directories().len(), 2);
}

fn mount_target(mount: &CacheMount) -> String {
    match &mount.target {
        dockerkit::Target::Path(path) => path.to_string(),
        other => panic!("{other:?}"),
    }
}

/// Programs of one platform run here, and leave for each platform what only it could use: that the other one finds it is shown,
/// not what a compiler makes of it.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn one_platform_finds_what_is_for_another() {
    let engine = Engine::connect();
    let project = |ids: CacheIds| {
        let build = Run::new("ls /root/.cache/go-build | sed 's/^/sees-/' && touch /root/.cache/go-build/for-$TARGETARCH")
            .cache(PackageManager::Go);
        // No image of another platform is here; in an empty one the programs of this one run.
        let tools = Stage::named("tools", BUSYBOX).platform("$BUILDPLATFORM");
        let programs = BindMount::new("/bin").from(&tools).source("/bin");
        let stage = Stage::new("scratch")
            .arg("TARGETARCH")
            .push(build.mount(programs));
        let file = file(tools).stage(stage).cache_ids(ids);
        let service = Service::new("a", file);
        Project::new().service(service.platforms(["linux/amd64", "linux/arm64"]))
    };
    let bad = project(CacheIds::new());
    let good = project(CacheIds::new().by_platform());
    judged("id-without-platform", &bad, &good);

    let builds = |project| {
        let builds = Builds::of(&engine, project);
        // This engine builds for one at a time; elsewhere they meet in the directory at once.
        let (worked, said) = builds.try_bake(&["a"], &[]);
        assert!(
            !worked && said.contains("Multi-platform build is not supported"),
            "{said}"
        );
        builds.bake_with(&["a"], &["--set=a.platform=linux/amd64"]);
        let said = builds.bake_with(&["a"], &["--set=a.platform=linux/arm64"]);
        (builds, said)
    };
    let (builds_bad, said) = builds(bad);
    assert!(said.contains("sees-for-amd64"), "{said}");
    let key = "go-build-cache-shared";
    assert_eq!(builds_bad.directories(key).len(), 1);

    let (builds_good, said) = builds(good);
    assert!(!said.contains("sees-for-amd64"), "{said}");
    for arch in ["amd64", "arm64"] {
        let there = builds_good.all_directories();
        let of_it = |it: &&crate::CacheRecord| it.key.contains(key) && it.key.contains(arch);
        assert_eq!(there.iter().filter(of_it).count(), 1, "{there:?}");
    }
}

/// Two archives have a package of one name and version that is not the same file, as releases that build it anew do. There is
/// one release here; its images are named after two.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn releases_take_each_others_packages_away() {
    let engine = Engine::connect();
    let archives = [100_000, 200_000].map(|size| Registry::serve(Format::Debs, [("alpha", size)]));
    let host = unique("releases");
    let mut images = engine.images();
    let names =
        ["bookworm", "trixie"].map(|release| format!("localhost/{host}/library/debian:{release}"));
    for name in &names {
        images.tag("dockerkit-test/managers:1", name);
    }
    let by_hand = |number: usize| {
        let command = Shell {
            commands: vec![
                "rm -f /etc/apt/apt.conf.d/docker-clean".into(),
                "echo 'Binary::apt::APT::Keep-Downloaded-Packages \"true\";' > /etc/apt/apt.conf.d/keep".into(),
                format!("echo 'deb [trusted=yes] {} stable main' > /etc/apt/sources.list.d/a.list", archives[number].url()).into(),
                "apt-get update && apt-get install -y alpha".into(),
            ],
        };
        let mount = CacheMount::new("/var/cache/apt")
            .id("apt")
            .sharing(Sharing::Locked);
        file(Stage::new(names[number].clone()).push(Run::new(command).mount(mount)))
    };
    let preset = |number: usize| {
        let source = format!(
            "echo 'deb [trusted=yes] {} stable main' > /etc/apt/sources.list.d/a.list",
            archives[number].url()
        );
        let stage = Stage::new(names[number].clone())
            .run(source)
            .run("apt-get update && apt-get install -y alpha");
        file(stage).caches([PackageManager::Apt])
    };
    let project = |made: &dyn Fn(usize) -> Dockerfile| two(made(0), made(1));
    let (bad, good) = (project(&by_hand), project(&preset));
    judged("id-without-release", &bad, &good);
    for (project, again) in [(bad, 1), (good, 0)] {
        let builds = Builds::of(&engine, project);
        builds.bake(&["a"]);
        builds.bake(&["b"]);
        for archive in &archives {
            archive.reset();
        }
        // Once more: what was there is somebody else's.
        builds.bake(&["a"]);
        let fetched = archives[0]
            .traffic()
            .path(archives[0].path_of("alpha"))
            .bytes;
        assert_eq!(fetched, again * archives[0].size_of("alpha"));
    }
}

/// `make` takes what another service built for its own, as it is there and newer than the sources.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_one_service_builds_is_taken_for_anothers() {
    let engine = Engine::connect();
    let project = |named: bool| {
        let service = |name: &'static str| {
            let mut mount = CacheMount::new("/src/target");
            if named {
                mount = mount.id(format!("{name}-target"));
            }
            let build = format!(
                "[ target/app -nt app.src ] || echo i-am-{name} | tr - + > target/app\ncp target/app /app && cat /app"
            );
            let stage = Stage::new(BUSYBOX)
                .workdir("/src")
                .run("touch -t 200001010000 app.src")
                .push(Run::new(format!("set -e\n{build}")).mount(mount));
            file(stage)
        };
        two(service("a"), service("b"))
    };
    let (bad, good) = (project(false), project(true));
    judged("shared-output", &bad, &good);

    let bad = Builds::of(&engine, bad);
    assert!(bad.bake(&["a"]).contains("i+am+a"));
    let said = bad.bake(&["b"]);
    assert!(
        said.contains("i+am+a") && !said.contains("i+am+b"),
        "{said}"
    );

    let good = Builds::of(&engine, good);
    assert!(good.bake(&["a"]).contains("i+am+a"));
    let said = good.bake(&["b"]);
    assert!(
        said.contains("i+am+b") && !said.contains("i+am+a"),
        "{said}"
    );
}

/// Any id will do here; the rule is about hosts that ask for a prefix.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn this_engine_asks_for_no_prefix() {
    let engine = Engine::connect();
    let project = |id: &'static str| {
        let policy = dockerkit::Policy::new().ids_begin_with("s/4711-");
        let run = Run::new("touch /c/x").mount(CacheMount::new("/c").id(id));
        Project::new()
            .policy(policy)
            .service(Service::new("a", step(run)))
    };
    let (bad, good) = (project("c"), project("s/4711-c"));
    judged("id-prefix", &bad, &good);
    for (project, id) in [(bad, "c"), (good, "s/4711-c")] {
        let builds = Builds::of(&engine, project);
        builds.bake(&["a"]);
        assert_eq!(builds.directories(id).len(), 1);
    }
}
