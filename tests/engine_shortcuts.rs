//! System packages, users and manifests on a real engine.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;

use dockerkit::{
    CacheIds, CopyFiles, Dockerfile, InlineFile, Manifests, PackageManager, Run, Stage, User,
    literal,
};
use support::{
    engine::Engine,
    registry::{Format, Registry},
    scratch::Scratch,
    services,
};

fn file(stage: Stage) -> String {
    Dockerfile::new()
        .without_syntax()
        .stage(stage)
        .render()
        .unwrap()
}

/// What the last step of a stage prints.
#[track_caller]
fn printed(engine: &Engine, stage: Stage, namespace: &str) -> Vec<String> {
    let built = engine
        .build(file(stage))
        .arg("BUILDKIT_CACHE_MOUNT_NS", namespace)
        .run()
        .unwrap();
    let lines = built.printed().into_iter().map(str::to_owned).collect();
    engine.images().add(built.image);
    lines
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn system_packages_are_fetched_once_and_leave_nothing_behind() {
    let engine = Engine::connect();
    let registry = Registry::serve(Format::Debs, services::all());
    let namespace = engine.namespace("shortcuts");
    let stage = |packages: &[&str]| {
        let list = format!("deb [trusted=yes] {} stable main\n", registry.url());
        let sources = InlineFile::new("loop.list", list);
        Stage::new("dockerkit-test/managers:1")
            .push(CopyFiles::file(sources, "/etc/apt/sources.list.d/"))
            .run("sleep 1; touch /before")
            .push(Run::install(
                PackageManager::Apt.id_suffix("test"),
                packages.iter().copied(),
            ))
            .run(
                "cd /usr/share && for it in */SHA256SUMS; do sha256sum --quiet -c $it && echo whole $it; done; \
                 find /var/cache /var/lib/apt /etc /run /tmp -newer /before -type f ! -name extended_states ! -name hosts | sed 's/^/left /'",
            )
    };
    let first = printed(
        &engine,
        stage(&["tokens", "tensors", "tokens"]),
        namespace.name(),
    );
    assert_eq!(registry.reset().fetched().count(), 2);
    let second = printed(&engine, stage(&["tokens", "kokoro-core"]), namespace.name());
    let traffic = registry.reset();
    let fetched: Vec<_> = traffic.fetched().collect();
    assert_eq!(fetched, [registry.path_of("kokoro-core")]);
    for (lines, packages) in [
        (first, ["tensors", "tokens"]),
        (second, ["kokoro-core", "tokens"]),
    ] {
        let expected = packages.map(|name| format!("whole {name}/SHA256SUMS"));
        // But for apt's record of what was installed automatically, and the file that the builder mounts.
        let left = lines.iter().filter(|line| line.starts_with("left "));
        let left: Vec<_> = left.collect();
        assert!(left.is_empty(), "{left:?}");
        let whole: Vec<_> = lines
            .iter()
            .filter(|line| line.starts_with("whole "))
            .collect();
        assert_eq!(whole, expected.iter().collect::<Vec<_>>());
    }
    let keys: Vec<_> = engine
        .cache_mounts_in(namespace.name())
        .into_iter()
        .map(|record| record.key)
        .collect();
    assert!(
        keys.iter().all(|key| key.ends_with("-cache-shared-test")),
        "{keys:?}"
    );
    assert_eq!(keys.len(), 2);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_name_is_no_option_and_no_command() {
    let engine = Engine::connect();
    for name in [
        "--allow-unauthenticated",
        "x; touch /made",
        "$(touch /made)",
    ] {
        let stage =
            Stage::new("dockerkit-test/managers:1").push(Run::install(PackageManager::Apt, [name]));
        let failed = engine.build(file(stage)).run().unwrap_err();
        assert!(
            failed.log.contains("Unable to locate package"),
            "{name}: {failed}"
        );
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn users_are_created() {
    let engine = Engine::connect();
    let look = |name: &str| {
        format!("id -u {name}; id -g {name}; id -gn {name}; echo ~{name}; stat -c %u:%g ~{name}")
    };
    let users = [
        (
            User::new("svc").uid(1500).home("/srv/svc"),
            "svc",
            ["1500", "1500", "svc", "/srv/svc", "1500:1500"],
        ),
        (
            User::new("svc:team").uid(1500).gid(1600),
            "svc",
            ["1500", "1600", "team", "/home/svc", "1500:1600"],
        ),
        (
            User::new("1500:1500"),
            "user1500",
            ["1500", "1500", "user1500", "/home/user1500", "1500:1500"],
        ),
    ];
    for (user, name, expected) in users {
        let stage = Stage::new("dockerkit-test/managers:1")
            .push(user.useradd())
            .run(look(name));
        let lines = printed(&engine, stage, "shortcuts");
        assert_eq!(lines, expected, "{user}");
    }
}

/// On Debian; the engine's busybox has no `adduser`.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn users_are_created_with_options() {
    let engine = Engine::connect();
    let look = |name: &str| {
        format!(
            "id -u {name}; id -g {name}; id -Gn {name} | tr ' ' '\\n' | sort | paste -sd,; \
             grep ^{name}: /etc/passwd | cut -d: -f6,7; test -d /srv/{name} && echo home || echo none"
        )
    };
    let svc = User::new("svc").uid(150).home("/srv/svc");
    let new = || svc.create().system().shell("/bin/false").groups(["extra"]);
    let debian = || Stage::new("dockerkit-test/managers:1").run("groupadd extra");
    for (stage, home) in [
        (debian().push(new().useradd()), "home"),
        (debian().push(new().no_home().useradd()), "none"),
    ] {
        let lines = printed(&engine, stage.run(look("svc")), "shortcuts");
        assert_eq!(
            lines,
            ["150", "150", "extra,svc", "/srv/svc:/bin/false", home]
        );
    }
}

/// A file with a token is beside the manifests while the step runs, for whoever runs it, and nowhere afterwards.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_token_is_there_for_one_step_only() {
    let engine = Engine::connect();
    let token = Scratch::new();
    let token = token.path().join("npmrc");
    fs::write(&token, "the token").unwrap();
    let look = "pwd; cat .npmrc; echo; true";
    for given in [true, false] {
        let stage = Stage::new("dockerkit-test/busybox:1")
            .workdir(literal("/app/web"))
            .user(User::new("1001"))
            .push(Run::new(look).config_secrets(PackageManager::Npm))
            .run("cat .npmrc 2> /dev/null || echo gone");
        let mut command = engine.build(file(stage));
        if given {
            command = command.secret("npmrc", &token);
        }
        let built = command.run().unwrap();
        engine.images().add(built.image.clone());
        let lines = built.printed();
        assert_eq!(lines.contains(&"the token"), given, "{lines:?}");
        assert_eq!(lines.last(), Some(&"gone"));
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn manifests_are_copied_where_they_are() {
    let engine = Engine::connect();
    for manager in PackageManager::ALL {
        let (needed, perhaps) = manager.row().manifests;
        if needed.is_empty() {
            continue;
        }
        for with_all in [false, true] {
            let context = Scratch::new();
            let mut expected = Vec::new();
            let all = perhaps.iter().filter(|_| with_all);
            for entry in needed.iter().chain(all) {
                // A name for what is a pattern, and a file for what is a directory.
                let name = entry.replace('*', "one");
                let name = if name.ends_with('/') {
                    name + "inside"
                } else {
                    name
                };
                let path = context.path().join(&name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, "x").unwrap();
                expected.push(format!("./{name}"));
            }
            expected.sort();
            expected.dedup();
            let stage = Stage::new("dockerkit-test/busybox:1")
                .workdir(literal("/app"))
                .extend(CopyFiles::manifests(*manager))
                .run("find . -type f | sort");
            let built = engine
                .build(file(stage))
                .context(context.path())
                .run()
                .unwrap_or_else(|failed| panic!("{manager}: {failed}"));
            engine.images().add(built.image.clone());
            assert_eq!(built.printed(), expected, "{manager}, with all: {with_all}");
        }
    }
}

/// In another directory, and with names that end as no pattern may.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn manifests_may_be_anywhere_and_missing() {
    let engine = Engine::connect();
    let names = ["a]", "b^", "c-", "d!"];
    for there in [&names[..], &[]] {
        let context = Scratch::new();
        let web = context.path().join("web [1]");
        fs::create_dir_all(&web).unwrap();
        for name in there.iter().chain(&["package.json"]) {
            fs::write(web.join(name), "x").unwrap();
        }
        let manifests = Manifests::of(PackageManager::Npm)
            .directory(literal("web [1]"))
            .target("there")
            .optional("package-lock.json");
        let manifests = names.into_iter().fold(manifests, Manifests::optional);
        let stage = Stage::new("dockerkit-test/busybox:1")
            .workdir(literal("/app"))
            .extend(CopyFiles::manifests(manifests))
            .run("cd there && find . -type f | sort");
        let built = engine.build(file(stage)).context(context.path()).run();
        let built = built.unwrap();
        engine.images().add(built.image.clone());
        let found = there.iter().chain(&["package.json"]);
        let found: Vec<_> = found.map(|name| format!("./{name}")).collect();
        assert_eq!(built.printed(), found);
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn manifests_can_be_mounted_instead() {
    let engine = Engine::connect();
    let context = Scratch::new();
    for name in ["pyproject.toml", "uv.lock"] {
        fs::write(context.path().join(name), name).unwrap();
    }
    let stage = Stage::new("dockerkit-test/busybox:1")
        .workdir("/app")
        .push(
            Run::new("cat pyproject.toml; echo; cat uv.lock; echo")
                .bind_manifests(PackageManager::Uv),
        )
        .run("ls -A /app");
    let built = engine
        .build(file(stage))
        .context(context.path())
        .run()
        .unwrap();
    engine.images().add(built.image.clone());
    assert_eq!(built.printed(), ["pyproject.toml", "uv.lock"]);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn ids_name_the_platform() {
    let engine = Engine::connect();
    let namespace = engine.namespace("shortcuts");
    let go = |text: &'static str| Run::new(text).cache(PackageManager::Go);
    let stage = Stage::new("dockerkit-test/busybox:1")
        .push(go("echo $TARGETOS-$TARGETARCH$TARGETVARIANT"))
        .push(go("true"));
    let ids = CacheIds::new().prefix("team-a/").by_platform();
    let file = Dockerfile::new()
        .without_syntax()
        .cache_ids(ids)
        .stage(stage);
    let built = engine
        .build(file.render().unwrap())
        .arg("BUILDKIT_CACHE_MOUNT_NS", namespace.name())
        .run()
        .unwrap();
    let platform = built.printed()[0].to_owned();
    assert!(platform.starts_with("linux-") && platform.len() > "linux-".len());
    engine.images().add(built.image);
    let mut keys: Vec<_> = engine
        .cache_mounts_in(namespace.name())
        .into_iter()
        .map(|record| record.key)
        .collect();
    keys.sort();
    let key = |id: &str| format!("{}/team-a/{id}", namespace.name());
    let native = key(&format!("go-build-cache-shared-{platform}"));
    assert_eq!(keys, [native, key("go-cache-shared")]);
}
