//! Which caches a step mounts, and what they are named.

use dockerkit::{CacheIds, CacheMount, DefaultShell, Level, PackageManager, Run, Sharing, Stage};

use super::{
    Said,
    stages::{alpine, file},
};

pub(crate) fn all(said: &mut Said) {
    late(said);
    other_users(said);
    others(said);
    asked_for(said);
    later_steps(said);
    same_ids(said);
    distributions(said);
    prefixes(said);
}

#[test]
fn caches_are_looked_at() {
    all(&mut Said::default());
}

/// Commands of another manager than the one whose cache is mounted, and none.
fn others(said: &mut Said) {
    let step = |command: &'static str| alpine().push(Run::new(command).cache(PackageManager::Npm));
    for (command, said_of) in [
        ("pnpm install", "pnpm install"),
        ("npm ci && pip3 --quiet install x", "pip3 install"),
        ("npm ci; sh -c 'cd x && pip install y'", "pip install"),
        (
            "npm ci \\\n  # c\n && python -m pip install y",
            "pip install",
        ),
    ] {
        let manager = if command.starts_with('p') {
            "pnpm"
        } else {
            "pip"
        };
        let variant = if manager == "pnpm" { "Pnpm" } else { "Pip" };
        said.only(
            &file(step(command)),
            Level::Warning,
            "other-cache",
            &format!(
                "`{said_of}` runs without the cache of {manager}, and the step mounts that of npm"
            ),
            &format!("add it: `.cache(PackageManager::{variant})`"),
        );
    }
    for command in ["mkdir -p /app && cd /app", "echo npm ci"] {
        said.only(
            &file(step(command)),
            Level::Warning,
            "unused-cache",
            "the step mounts the cache of npm, and runs no command that needs it",
            "leave the cache out, or add it to the step that runs the manager",
        );
    }
    let node = |command: &'static str, manager: PackageManager| {
        file(alpine().push(Run::new(command).cache(manager)))
    };
    for fine in [
        node("npm ci", PackageManager::Npm),
        node("npx tsc", PackageManager::Npm),
        node("./build.sh", PackageManager::Npm),
        node("node-gyp rebuild", PackageManager::Npm),
        node("mkdir x && make", PackageManager::Ccache),
        node("yarn --frozen-lockfile", PackageManager::YarnBerry),
        node("yarn", PackageManager::Yarn),
        node("pip list", PackageManager::Uv),
        file(alpine().push(Run::new(["npm", "ci"]).cache(PackageManager::Npm))),
    ] {
        assert_eq!(fine.check().to_string(), "");
    }
}

/// A step that needs what an earlier one filled.
fn later_steps(said: &mut Said) {
    let go = || Run::new("go mod download").cache(PackageManager::Go);
    let help = "add it: `.cache(PackageManager::Go)`, or ask for it once: `Stage::caches([PackageManager::Go])`";
    let message = "`go build` runs without the cache of go, which a step before it has mounted";
    let warns = |said: &mut Said, file: &dockerkit::Dockerfile| {
        said.only(file, Level::Warning, "missing-cache", message, help);
    };
    warns(
        said,
        &file(alpine().push(go()).run("cd x && go build -o /x .")),
    );
    warns(said, &file(alpine().push(go()).run(["go", "build"])));
    let npm = Run::new("npm ci && go build").cache(PackageManager::Npm);
    warns(said, &file(alpine().push(go()).push(npm)));
    let base = Stage::named("base", "golang").push(go());
    let next = Stage::new(&base).run("go build");
    warns(said, &file(base).stage(next));
    said.only(
        &file(
            alpine()
                .push(Run::new("dotnet restore").cache(PackageManager::Nuget))
                .run("dotnet publish --no-restore"),
        ),
        Level::Warning,
        "missing-cache",
        "`dotnet publish` runs without the cache of nuget, which a step before it has mounted",
        "add it: `.cache(PackageManager::Nuget)`, or ask for it once: `Stage::caches([PackageManager::Nuget])`",
    );
    let base = Stage::named("base", "golang").push(go());
    for fine in [
        file(alpine().push(go()).run("go version && make")),
        file(
            alpine()
                .caches([PackageManager::Go])
                .run("go mod download")
                .run("go build"),
        ),
        file(base.clone()).stage(Stage::new("golang").run("go build")),
    ] {
        assert_eq!(fine.check().to_string(), "");
    }
}

/// A manager of another distribution.
fn distributions(said: &mut Said) {
    let apt = || Run::new("apt-get install curl").cache(PackageManager::Apt);
    let message = "the step mounts the cache of apt, and its image has apk";
    let help = "install with apk and `PackageManager::Apk`, or start from another image";
    let base = Stage::named("base", "node:22-alpine");
    let next = Stage::new(&base).push(apt());
    for file in [
        file(alpine().push(apt())),
        file(base).stage(next),
        file(
            alpine()
                .caches(PackageManager::ALL)
                .run("apt-get install curl"),
        ),
    ] {
        said.only(&file, Level::Warning, "no-such-manager", message, help);
    }
    for image in ["debian", "golang", "acme/alpine", "$BASE"] {
        let fine = dockerkit::Dockerfile::new()
            .arg(dockerkit::Arg::with_default("BASE", "debian"))
            .stage(
                Stage::new(image)
                    .base_user(dockerkit::User::root())
                    .push(apt()),
            );
        assert_eq!(fine.check().to_string(), "", "{image}");
    }
}

/// Mounts of one id that name something else.
fn same_ids(said: &mut Said) {
    let mount = |target: &'static str| CacheMount::new(target).id("c");
    let step = |mount: CacheMount| Run::new("make").mount(mount);
    let two = |one: Run, other: Run| file(alpine().push(one).push(other));
    let sharing = "name the same sharing mode everywhere, or the lock holds for some of them only";
    let owner = "name the same `uid`, `gid` and `mode`, or give it an id of its own";
    for (file, message, help) in [
        (
            two(
                step(mount("/a")),
                step(mount("/b").sharing(Sharing::Locked)),
            ),
            "the cache `c` is `locked` here and `shared` in another step",
            sharing,
        ),
        (
            two(
                Run::new("pip install a").cache(PackageManager::Pip),
                step(
                    CacheMount::new("/a")
                        .id("pip-cache-shared")
                        .sharing(Sharing::Private),
                ),
            ),
            "the cache `pip-cache-shared` is `private` here and `shared` in another step",
            sharing,
        ),
        (
            two(step(mount("/a").uid(1001).gid(1001)), step(mount("/a"))),
            "the cache `c` is made for nobody in particular here and made for 1001:1001 with mode 0755 in another step: \
             two directories under one id",
            owner,
        ),
        (
            file(alpine().push(step(mount("/a").mode(0o700)).mount(mount("/b").mode(0o755)))),
            "the cache `c` is made for 0:0 with mode 0755 here and made for 0:0 with mode 0700 by another mount of the \
             step: two directories under one id",
            owner,
        ),
    ] {
        let finding = said.only(&file, Level::Warning, "mixed-cache", message, help);
        assert!(finding.related.is_some());
    }
    let locked = |target: &'static str| mount(target).sharing(Sharing::Locked);
    let twice = || step(locked("/a")).mount(locked("/b"));
    for stage in [
        alpine().push(twice()),
        alpine().push(step(locked("/a"))).push(twice()),
        alpine()
            .push(step(locked("/a")))
            .push(step(locked("/b")))
            .push(twice()),
    ] {
        said.only(
            &file(stage),
            Level::Warning,
            "locked-twice",
            "the step locks the cache `c` twice",
            "mount it once, or give the mounts ids of their own: some builders wait for the first one for ever",
        );
    }
    let pip = || Run::new("pip install a").cache(PackageManager::Pip);
    let user = || dockerkit::User::new("app").uid(1001);
    for fine in [
        two(step(mount("/a")), step(mount("/b"))),
        two(
            step(mount("/a")),
            step(CacheMount::new("/b").id("d").sharing(Sharing::Locked)),
        ),
        file(alpine().push(pip()).user(user()).push(pip())),
        two(step(mount("/a").uid("$UID")), step(mount("/b").uid(1))),
    ] {
        assert_eq!(fine.check().to_string(), "");
    }
}

/// Caches that a stage asks for, and that a step cannot have or may need.
fn asked_for(said: &mut Said) {
    said.only(
        &file(alpine().caches([PackageManager::Uv]).run(["uv", "sync"])),
        Level::Warning,
        "cache-left-out",
        "the step runs uv without its cache: the cache of uv puts `export UV_LINK_MODE=copy` in front of the command, \
         and this is the exec form",
        "write the command as text",
    );
    said.only(
        &file(alpine().caches([PackageManager::Uv]).run("bash ./setup.sh")),
        Level::Warning,
        "unknown-commands",
        "the step runs the script `./setup.sh`, and which caches that needs is not known",
        "if it runs a package manager, add its cache to the step: `.cache(…)`",
    );
    let shell = |name: &'static str| {
        let stage = Stage::new("image").caches([PackageManager::Nuget]);
        stage.push(DefaultShell::new([name, "-Command"]))
    };
    for name in ["pwsh", "fish"] {
        said.only(
            &file(shell(name).run("dotnet restore")),
            Level::Warning,
            "unknown-commands",
            &format!(
                "the step is for the shell `{name}`, whose text is not read, and which caches it needs is not known"
            ),
            "if it runs a package manager, add its cache to the step: `.cache(…)`",
        );
        let own = Run::new("dotnet restore").mount(CacheMount::new("/root/.nuget/packages"));
        for fine in [shell(name).run("mkdir /app"), shell(name).push(own)] {
            assert_eq!(file(fine).check().to_string(), "");
        }
    }
}

/// A step in front of the first that mounts a cache.
fn late(said: &mut Said) {
    let build = || Run::new("go build .").cache(PackageManager::Go);
    let stage = Stage::new("image")
        .run("mkdir x")
        .run("go mod download && ls");
    let finding = said.only(
        &file(stage.push(build()).push(build())),
        Level::Warning,
        "missing-cache",
        "`go mod`, which a step before it runs, has no cache, and this step mounts that of go: it hides what was downloaded \
         there",
        "add it there, too: `.cache(PackageManager::Go)`, or ask for it once: `Stage::caches([PackageManager::Go])`",
    );
    assert!(finding.related.is_some());
    let base = Stage::named("base", "image").push(build());
    let next = Stage::new(&base).run("npm ci").push(build());
    for file in [
        file(
            Stage::new("image")
                .run("npm ci")
                .run("go version")
                .push(build()),
        ),
        file(
            Stage::new("image")
                .run("sudo go mod download")
                .user("app")
                .run("ls"),
        ),
        file(base).stage(next),
    ] {
        assert_eq!(file.check().to_string(), "");
    }
}

/// What runs as somebody else has its cache elsewhere.
fn other_users(said: &mut Said) {
    let npm = |command: &'static str| Run::new(command).cache(PackageManager::Npm);
    let app = || dockerkit::User::new("app").uid(1001);
    let help =
        "let the step run as that user: `.user(…)` in front of it, and the user again after it";
    for stage in [
        alpine().push(npm("gosu app npm ci")),
        alpine().push(npm("su app -c 'cd /app && npm ci'")),
        alpine().user(app()).push(npm("sudo -E npm ci")),
    ] {
        said.only(
            &file(stage),
            Level::Warning,
            "other-user",
            "`npm ci` runs as somebody else than the step, for whom its cache is made",
            help,
        );
    }
    for stage in [
        alpine().run("su-exec app npm ci"),
        alpine().run("runuser -u app -- npm ci"),
        alpine().user(app()).run("sudo npm ci"),
    ] {
        let file = file(stage).caches([PackageManager::Npm]);
        said.only(
            &file,
            Level::Warning,
            "cache-left-out",
            "the step runs npm without its cache: `npm ci` runs as somebody else than the step, for whom its cache would \
             be made",
            help,
        );
        assert!(!file.render().unwrap().contains("--mount"));
    }
    for stage in [
        alpine().push(npm("sudo npm ci")),
        alpine().push(npm("npm ci && su app -c ls")),
    ] {
        assert_eq!(file(stage).check().to_string(), "");
    }
}

fn prefixes(said: &mut Said) {
    for prefix in [
        "", "a b", "a,b", "s/$ID-", "é", "a\"b", "a=b", "a\nb", "\\", "a\0",
    ] {
        let file = file(alpine()).cache_ids(CacheIds::new().prefix(prefix));
        let problem = if prefix.is_empty() {
            "a prefix of cache ids must not be empty"
        } else {
            "a prefix of cache ids may hold only ASCII letters, digits and `.` `_` `-` `/` `:`"
        };
        said.only(
            &file,
            Level::Error,
            "cache-prefix",
            &format!("`{}`: {problem}", crate::shown(prefix)),
            "use a name such as `team-a/`, or what your host asks for, such as `s/4711-`",
        );
    }
}
