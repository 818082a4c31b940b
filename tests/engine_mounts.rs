//! Who may write to a cache mount, and who at the same time, on a real engine.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use dockerkit::{
    CacheMount, CopyFiles, Dockerfile, Instruction, Mount, PackageManager, Run, SecretMount,
    Sharing, Shell, Stage, User,
};
use support::{
    engine::{Engine, Exported},
    scratch::Scratch,
};

const BASE: &str = "dockerkit-test/busybox:1";

fn appuser() -> User {
    User::new("appuser").uid(1001).home("/home/appuser")
}

/// A stage with a directory to which every user can write what a step saw.
fn stage(name: &'static str) -> Stage {
    Stage::named(name, BASE).run("mkdir -m 777 /seen")
}

/// Builds these stages in a namespace of the test's own; hands out what their steps saw, a directory for each stage.
fn seen(engine: &Engine, namespace: &str, stages: Vec<Stage>) -> Exported {
    let mut file = Dockerfile::new().without_syntax();
    let mut last = Stage::new("scratch");
    for stage in stages {
        let name = stage.name.clone().unwrap();
        let handle = file.begin(stage);
        last = last
            .push(CopyFiles::new(["/seen/"], dockerkit::literal(format!("/{name}/"))).from(handle));
    }
    file.begin(last);
    let text = file.render().unwrap();
    engine
        .build(text)
        .arg("BUILDKIT_CACHE_MOUNT_NS", namespace)
        .export()
        .unwrap()
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_mount_belongs_to_whom_it_names_and_not_to_whom_runs_the_step() {
    let engine = Engine::connect();
    let namespace = engine.namespace("owner");
    let c = |id: &'static str| CacheMount::new("/c").id(id);
    // What the mount names, its owner and mode, and whether 1001 can write to it.
    let cases = [
        (c("none"), "0:0 755", false),
        (c("root").uid(0).gid(0), "0:0 755", false),
        (c("both").uid(1001).gid(1001), "1001:1001 755", true),
        (c("uid").uid(1001), "1001:0 755", true),
        (c("gid").gid(1001), "0:1001 755", false),
        (
            c("private").uid(1001).gid(1001).mode(0o700),
            "1001:1001 700",
            true,
        ),
        // The engine applies its own mask, and drops what is above it.
        (c("all").mode(0o777), "0:0 755", false),
        (c("sticky").mode(0o1777), "0:0 755", false),
        (
            c("image").from_image(BASE).source("/home/appuser").uid(7),
            "1001:1001 755",
            true,
        ),
    ];
    let mut stage = stage("cases").user(appuser());
    for (number, (mount, _, _)) in cases.iter().enumerate() {
        let look = format!(
            "stat -c '%u:%g %a' /c > /seen/{number}; touch /c/x && echo yes >> /seen/{number} || true"
        );
        stage = stage.push(Run::new(look).mount(mount.clone()));
    }
    let seen = seen(&engine, namespace.name(), vec![stage]);
    for (number, (mount, owner, writable)) in cases.into_iter().enumerate() {
        let expected = format!("{owner}\n{}", if writable { "yes\n" } else { "" });
        assert_eq!(seen.text(format!("cases/{number}")), expected, "{mount:?}");
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn the_parents_of_a_mount_are_roots_and_go_with_it() {
    let engine = Engine::connect();
    let namespace = engine.namespace("parents");
    let stage = stage("home")
        .user(appuser())
        .push(
            Run::new("stat -c %u ~/.cache ~/.cache/tool > /seen/owners; mkdir ~/.cache/other || echo closed > /seen/beside")
                .mount(CacheMount::in_home(".cache/tool").id("tool")),
        )
        .run("ls -A ~ > /seen/after")
        .user("4242")
        .run("echo \"$(id -u) $(id -g) $HOME\" > /seen/unknown");
    let seen = seen(&engine, namespace.name(), vec![stage]);
    assert_eq!(seen.text("home/owners"), "0\n1001\n");
    assert_eq!(seen.text("home/beside"), "closed\n");
    assert_eq!(seen.text("home/after"), "");
    // A number that the image does not know: no group of its own, no home.
    assert_eq!(seen.text("home/unknown"), "4242 0 /\n");
}

/// Every preset at once; the step leaves a file in each of its directories.
fn presets() -> Run {
    // Those that are root's only have no place beside the others.
    let all = || {
        let managers = PackageManager::ALL.iter().copied();
        managers.filter(|manager| !manager.row().needs_root)
    };
    // The directories, as they are where nothing is left to decide, come in when the user is known: see `with_targets`.
    all().fold(Run::new("TARGETS"), Run::cache)
}

/// The same file, in which each step with presets writes to their directories, and says what they export.
fn with_targets(mut file: Dockerfile) -> Dockerfile {
    let resolved = file.resolved();
    for (stage, known) in file.stages.iter_mut().zip(&resolved.stages) {
        for (step, known) in stage.steps.iter_mut().zip(&known.steps) {
            let (Instruction::Run(run), Instruction::Run(known)) =
                (&mut step.instruction, &known.instruction)
            else {
                continue;
            };
            // Equal steps of two stages would run once.
            let mut look = Shell::new(format!(": {}", stage.name.as_ref().unwrap()));
            for mount in &known.mounts {
                let Mount::Cache(cache) = mount else { continue };
                let dockerkit::Target::Path(target) = &cache.target else {
                    panic!("not resolved: {cache:?}")
                };
                let target = target.as_literal().unwrap();
                look = look
                    .and(Shell::new("touch ").arg(format!("{target}/x")))
                    .and(
                        Shell::new("stat -c '%u:%g %n' ")
                            .arg(target)
                            .text(" >> /seen/mounts"),
                    );
            }
            if look.commands.len() > 1 {
                run.command = dockerkit::Command::Shell(
                    look.and("echo $UV_LINK_MODE $CARGO_HOME > /seen/exports"),
                );
            }
        }
    }
    file
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn presets_are_writable_for_whoever_runs_the_step() {
    let engine = Engine::connect();
    let namespace = engine.namespace("presets");
    let by_number = User::new("1000:1000");
    let app = stage("app").user(appuser());
    let stages = [
        stage("root").push(presets()),
        stage("named").user(appuser()).push(presets()),
        stage("number").user(by_number).push(presets()),
        stage("back").user(appuser()).user("root").push(presets()),
        app.clone(),
        Stage::named("inherits", &app).push(presets()),
    ];
    let file = stages
        .into_iter()
        .fold(Dockerfile::new().without_syntax(), Dockerfile::stage);
    let stages = with_targets(file)
        .stages
        .into_iter()
        .map(|stage| stage.run("echo ${UV_LINK_MODE-unset} ${CARGO_HOME-unset} > /seen/later"));
    let seen = seen(&engine, namespace.name(), stages.collect());
    for (stage, owner) in [
        ("root", "0:0"),
        ("named", "1001:1001"),
        ("number", "1000:1000"),
        ("back", "0:0"),
        ("inherits", "1001:1001"),
    ] {
        let rows = PackageManager::ALL.iter().map(|manager| manager.row());
        let caches = rows
            .filter(|row| !row.needs_root)
            .flat_map(|row| row.caches);
        let places = caches.map(|cache| {
            if owner == "0:0" {
                cache.root
            } else {
                cache.others
            }
        });
        let mut expected: Vec<_> = places.map(|place| format!("{owner} {place}\n")).collect();
        // Conda's and Mamba's are one; those that are locked have an order of their own.
        expected.sort_unstable();
        expected.dedup();
        let mounts = seen.text(format!("{stage}/mounts"));
        let mut mounts: Vec<_> = mounts.split_inclusive('\n').collect();
        mounts.sort_unstable();
        assert_eq!(mounts, expected, "{stage}");
        assert_eq!(
            seen.text(format!("{stage}/exports")),
            "copy /var/cache/cargo\n",
            "{stage}"
        );
        assert_eq!(
            seen.text(format!("{stage}/later")),
            "unset unset\n",
            "{stage}"
        );
    }
}

/// Waits up to half a minute for a file that a step running at the same time makes.
fn wait(file: &str) -> String {
    format!("i=0; while [ ! -e {file} ]; do i=$((i+1)); [ $i -lt 300 ] || exit 9; sleep 0.1; done")
}

/// A directory in which two steps that run at the same time meet.
fn meeting(id: &'static str) -> CacheMount {
    CacheMount::new("/meet").id(id)
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn sharing_modes_decide_about_builds_at_the_same_time() {
    let engine = Engine::connect();
    let namespace = engine.namespace("sharing");
    // Two that open one id in this mode, are in it together, and list it. Steps that differ in nothing but ids and modes
    // are one step to the builder, so each says which it is.
    let together = |stage: &'static str, own: &str, other: &str, mode| {
        let mount = CacheMount::new("/c").id(format!("{mode}")).sharing(mode);
        let meet = meeting(if mode == Sharing::Shared {
            "meet-shared"
        } else {
            "meet-private"
        });
        let meets = format!(
            ": {mode}; touch /c/{own} /meet/{own}; {}; ls /c > /seen/c",
            wait(&format!("/meet/{other}"))
        );
        self::stage(stage).push(Run::new(meets).mount(mount).mount(meet))
    };
    // Two that first see that both are there, and then want to be alone.
    let alone = |stage: &'static str, own: &str, other: &str| {
        let both = format!(
            ": locked; touch /meet/{own}; {}",
            wait(&format!("/meet/{other}"))
        );
        self::stage(stage).push(Run::new(both).mount(meeting("meet-locked"))).push(
            Run::new(format!(": {own}; echo begin >> /c/log; sleep 1; echo end >> /c/log; cat /c/log > /seen/log"))
                .mount(CacheMount::new("/c").id("locked").sharing(Sharing::Locked)),
        )
    };
    // One that holds a directory with `locked`, until one that wants it with `shared` is in.
    let holds = format!(
        "touch /c/holder /meet/holder; {}; ls /c > /seen/c",
        wait("/meet/other")
    );
    let mixed = |mode| CacheMount::new("/c").id("mixed").sharing(mode);
    let holder = stage("holder").push(
        Run::new(holds)
            .mount(mixed(Sharing::Locked))
            .mount(meeting("meet-mixed")),
    );
    let other = stage("other")
        .push(Run::new(wait("/meet/holder")).mount(meeting("meet-mixed")))
        .push(
            Run::new("touch /c/other /meet/other; ls /c > /seen/c")
                .mount(mixed(Sharing::Shared))
                .mount(meeting("meet-mixed")),
        );

    let stages = vec![
        together("shared-a", "a", "b", Sharing::Shared),
        together("shared-b", "b", "a", Sharing::Shared),
        together("private-a", "a", "b", Sharing::Private),
        together("private-b", "b", "a", Sharing::Private),
        alone("locked-a", "a", "b"),
        alone("locked-b", "b", "a"),
        holder,
        other,
    ];
    let seen = seen(&engine, namespace.name(), stages);
    assert_eq!(
        [seen.text("shared-a/c"), seen.text("shared-b/c")],
        ["a\nb\n", "a\nb\n"]
    );
    assert_eq!(
        [seen.text("private-a/c"), seen.text("private-b/c")],
        ["a\n", "b\n"]
    );
    let mut logs = [seen.text("locked-a/log"), seen.text("locked-b/log")];
    logs.sort();
    assert_eq!(logs, ["begin\nend\n", "begin\nend\nbegin\nend\n"]);
    assert_eq!(
        [seen.text("holder/c"), seen.text("other/c")],
        ["holder\n", "other\n"],
        "mixed modes wait for each other"
    );

    // Split, although dockerkit says that they are one: all who name an id must name one mode.
    assert_eq!(
        mixed(Sharing::Locked).directory(),
        mixed(Sharing::Shared).directory()
    );
    let directories = |id: &str| {
        let key = format!("{}/{id}", namespace.name());
        engine
            .cache_mounts_in(namespace.name())
            .iter()
            .filter(|record| record.key == key)
            .count()
    };
    assert_eq!(
        ["shared", "private", "locked", "mixed"].map(directories),
        [1, 2, 1, 2]
    );
}

/// Only the owner of a secret can read it, which BuildKit gives to root.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_secret_can_be_read_by_whoever_runs_the_step() {
    let engine = Engine::connect();
    let scratch = Scratch::new();
    let token = scratch.write("token", "not told");
    let look = |number: usize| {
        format!(
            "stat -c '%u %a' /run/secrets/token > /seen/{number}; \
             cat /run/secrets/token >> /seen/{number} || true"
        )
    };
    let secret = || SecretMount::new("token").required();
    let mut file = Dockerfile::new().without_syntax();
    let stage = file.begin(
        stage("cases")
            .push(Run::new(look(0)).mount(secret()))
            .user(appuser())
            .push(Run::new(look(1)).mount(secret()))
            // What is said is kept.
            .push(Run::new(look(2)).mount(secret().uid(0))),
    );
    file.begin(Stage::new("scratch").push(CopyFiles::new(["/seen/"], "/").from(stage)));
    let text = file.render().unwrap();
    let seen = engine.build(text).secret("token", &token).export().unwrap();
    assert_eq!(seen.text("0"), "0 400\nnot told");
    assert_eq!(seen.text("1"), "1001 400\nnot told");
    assert_eq!(seen.text("2"), "0 400\n");
}
