//! What defeats a cache, moves it elsewhere, or puts into it what belongs into the image.

use dockerkit::{CacheMount, Level, PackageManager, Run, Stage};

use super::{
    Said,
    stages::{alpine, file},
};

pub(crate) fn all(said: &mut Said) {
    defeated(said);
    moved(said);
    installed(said);
}

#[test]
fn defeats_are_looked_at() {
    all(&mut Said::default());
}

const LEAVE: &str =
    "leave it out: a cache mount is never part of the image, so nothing has to be cleaned up";

fn defeated(said: &mut Said) {
    let mut warns = |stage: Stage, message: &str, help: &str| {
        said.only(
            &file(stage),
            Level::Warning,
            "cache-defeated",
            message,
            help,
        );
    };
    let step = |command: &'static str, manager: PackageManager| {
        // It has all of them, as far as its name says.
        Stage::new("image").push(Run::new(command).cache(manager))
    };
    warns(
        step(
            "pip install --no-cache-dir -r requirements.txt",
            PackageManager::Pip,
        ),
        "`--no-cache-dir` defeats the cache of pip, which this step mounts",
        LEAVE,
    );
    warns(
        step(
            "apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
            PackageManager::Apt,
        ),
        "`rm` of `/var/lib/apt/lists/*` empties the cache that is mounted there",
        LEAVE,
    );
    warns(
        step("uv sync && rm -rf /root/.cache", PackageManager::Uv),
        "`rm` of `/root/.cache` empties the cache that is mounted there, and fails, as what is mounted stays",
        LEAVE,
    );
    warns(
        step(
            "uv sync && rm -rf \"${HOME}/.cache/uv\"",
            PackageManager::Uv,
        ),
        "`rm` of `${HOME}/.cache/uv` empties the cache that is mounted there, and fails, as what is mounted stays",
        LEAVE,
    );
    // Its cache, though not by its preset.
    let by_hand = Run::new("npm ci; npm cache clean --force").mount(CacheMount::in_home(".npm"));
    warns(
        alpine().push(by_hand),
        "`npm cache clean` defeats the cache of npm, which this step mounts",
        LEAVE,
    );
    let set = "`PIP_NO_CACHE_DIR` is set, which defeats the cache of pip that this step mounts";
    let unset = "leave it out, or `unset` it in this step; any value counts, `0` and `false` too";
    let pip = || Run::new("pip install .").cache(PackageManager::Pip);
    warns(
        alpine().env("PIP_NO_CACHE_DIR", "0").push(pip()),
        set,
        unset,
    );
    warns(
        step("PIP_NO_CACHE_DIR=1 pip install .", PackageManager::Pip),
        set,
        unset,
    );
    let taken_back = alpine()
        .env("PIP_NO_CACHE_DIR", "1")
        .push(Run::new("unset PIP_NO_CACHE_DIR && pip install .").cache(PackageManager::Pip));
    assert_eq!(file(taken_back).check().to_string(), "");
    let maven = |option: &str| {
        let command = format!("mvn -Dmaven.repo.local={option} package");
        file(Stage::new("image").push(Run::new(command).cache(PackageManager::Maven)))
    };
    assert_eq!(maven("/var/cache/maven/").check().to_string(), "");
    assert!(maven("/elsewhere").check().to_string().contains(
        "`-Dmaven.repo.local` moves the cache of maven away from the mount of this step"
    ));
    let empty = alpine().env("PIP_NO_CACHE_DIR", "").push(pip());
    assert_eq!(file(empty).check().to_string(), "");
    for other in ["unset OTHER", "echo PIP_NO_CACHE_DIR"] {
        let run = Run::new(format!("{other} && pip install .")).cache(PackageManager::Pip);
        warns(alpine().env("PIP_NO_CACHE_DIR", "1").push(run), set, unset);
    }
    let base = Stage::named("base", "python:3.12").env("PIP_NO_CACHE_DIR", "off");
    let last = Stage::new(&base).push(pip());
    said.only(
        &file(base).stage(last),
        Level::Warning,
        "cache-defeated",
        set,
        unset,
    );

    // pip takes no cache of anybody else's when root runs it.
    let others = |uid: u32, user: &'static str, command: &'static str| {
        let mount = CacheMount::new("/root/.cache/pip")
            .id("pip-1001")
            .uid(uid)
            .gid(uid);
        file(
            Stage::new("python:3.12")
                .user(user)
                .push(Run::new(command).mount(mount)),
        )
    };
    said.only(
        &others(1001, "root", "pip install ."),
        Level::Warning,
        "cache-defeated",
        "the cache belongs to `1001`, and pip, which root runs, uses none that is not root's",
        "leave out `uid` and `gid`, or run the step as that user: `.user(\"1001\")`",
    );
    for (uid, user, command) in [
        (0, "root", "pip install ."),
        (1001, "root", "pip --version"),
        (1001, "root", "sudo -u app pip install ."),
    ] {
        let report = others(uid, user, command).check();
        let mut findings = report.findings.iter();
        assert!(
            !findings.any(|it| it.rule.name == "cache-defeated"),
            "{report}"
        );
    }

    // What only looks like it.
    for (command, manager) in [
        ("rm -rf /tmp/x && pip install .", PackageManager::Pip),
        (
            "pip install --no-cache-directory-of-mine .",
            PackageManager::Pip,
        ),
        ("PIP_NO_CACHE_DIR= pip install .", PackageManager::Pip),
        (
            "pip install x; echo rm; echo /root/.cache",
            PackageManager::Pip,
        ),
        ("pip install x; rm -rf /root/.cachet", PackageManager::Pip),
        (
            "pip install x; rm -rf ~/.cachet $HOMER/.cache",
            PackageManager::Pip,
        ),
        (
            "set -e\n# pip install --no-cache-dir, then rm -rf /root/.cache\npip install .",
            PackageManager::Pip,
        ),
    ] {
        let report = file(step(command, manager)).check();
        assert_eq!(report.to_string(), "", "{command}");
    }
    let elsewhere = alpine().run("pip install --no-cache-dir .");
    assert_eq!(file(elsewhere).check().to_string(), "");
}

/// What moves a cache elsewhere for a command, and what does not.
fn moved(said: &mut Said) {
    let help = "leave it out, or name the directory that is mounted";
    let step = |command: &'static str, manager: PackageManager| {
        file(Stage::new("image").push(Run::new(command).cache(manager)))
    };
    for (command, manager, what) in [
        (
            "pip install --cache-dir /x .",
            PackageManager::Pip,
            "`--cache-dir` moves",
        ),
        (
            "uv sync --cache-dir=/x",
            PackageManager::Uv,
            "`--cache-dir` moves",
        ),
        ("npm ci --cache /x", PackageManager::Npm, "`--cache` moves"),
        (
            "pnpm install --store-dir /x",
            PackageManager::Pnpm,
            "`--store-dir` moves",
        ),
        (
            "yarn --cache-folder /x",
            PackageManager::Yarn,
            "`--cache-folder` moves",
        ),
        ("gradle -g /x build", PackageManager::Gradle, "`-g` moves"),
        (
            "PIP_CACHE_DIR=/x pip install .",
            PackageManager::Pip,
            "`PIP_CACHE_DIR` is set in the command, which moves",
        ),
        (
            "export UV_CACHE_DIR=/x && uv sync",
            PackageManager::Uv,
            "`UV_CACHE_DIR` is set in the command, which moves",
        ),
        (
            "NPM_CONFIG_CACHE=/x npm ci",
            PackageManager::Npm,
            "`npm_config_cache` is set in the command, which moves",
        ),
        (
            "MAVEN_OPTS=-Xmx1g mvn package",
            PackageManager::Maven,
            "`MAVEN_OPTS` is set in the command, which moves",
        ),
    ] {
        let message = format!("{what} the cache of {manager} away from the mount of this step");
        said.only(
            &step(command, manager),
            Level::Warning,
            "cache-defeated",
            &message,
            help,
        );
    }
    for (command, manager) in [
        (
            "pip install --cache-dir /root/.cache/pip .",
            PackageManager::Pip,
        ),
        (
            "pip install --cache-dir=/root/.cache/pip/ .",
            PackageManager::Pip,
        ),
        (
            "PIP_CACHE_DIR=/root/.cache/pip pip install .",
            PackageManager::Pip,
        ),
        (
            "MAVEN_OPTS=\"$MAVEN_OPTS -Xmx1g\" mvn package",
            PackageManager::Maven,
        ),
        ("echo --cache-dir /x; pip install .", PackageManager::Pip),
    ] {
        assert_eq!(step(command, manager).check().to_string(), "", "{command}");
    }
}

fn installed(said: &mut Said) {
    let step = |command: &'static str, manager: PackageManager| {
        file(alpine().push(Run::new(command).cache(manager)))
    };
    let mut warns = |command: &'static str, manager: PackageManager, what: &str, help: &str| {
        said.only(
            &step(command, manager),
            Level::Warning,
            "installed-in-cache",
            what,
            help,
        );
    };
    let cargo = "`cargo install` installs into the cache of cargo, and so not into the image";
    let root = "give it `--root /usr/local`";
    warns(
        "cargo install cargo-chef",
        PackageManager::Cargo,
        cargo,
        root,
    );
    warns(
        "cargo +nightly install --locked x",
        PackageManager::Cargo,
        cargo,
        root,
    );
    let elsewhere = "install Rust in a step without this cache";
    warns(
        "curl https://sh.rustup.rs | sh -s -- -y",
        PackageManager::Cargo,
        "the installer of rustup installs into the cache of cargo, and so not into the image",
        elsewhere,
    );
    warns(
        "./rustup-init -y",
        PackageManager::Cargo,
        "`rustup-init` installs into the cache of cargo, and so not into the image",
        elsewhere,
    );
    warns(
        "cabal update && cabal install x",
        PackageManager::Cabal,
        "`cabal install` installs into the cache of cabal, and so not into the image",
        "give it `--installdir /usr/local/bin --install-method=copy`",
    );
    warns(
        "dart pub global activate x",
        PackageManager::Dart,
        "`dart pub global activate` installs into the cache of dart, and so not into the image",
        "activate it in a step without this cache",
    );
    for (command, what) in [
        ("deno install -g x", "deno install -g"),
        (
            "deno install --allow-net --global x",
            "deno install --global",
        ),
    ] {
        warns(
            command,
            PackageManager::Deno,
            &format!("`{what}` installs into the cache of deno, and so not into the image"),
            "compile the program instead: `deno compile`",
        );
    }
    for (command, manager) in [
        ("cargo install --root /usr/local x", PackageManager::Cargo),
        ("cargo install --root=/usr/local x", PackageManager::Cargo),
        ("cabal install --installdir=/x x", PackageManager::Cabal),
        ("go install ./...", PackageManager::Go),
        ("npm install -g x", PackageManager::Npm),
        ("uv tool install x", PackageManager::Uv),
    ] {
        assert_eq!(step(command, manager).check().to_string(), "", "{command}");
    }
}
