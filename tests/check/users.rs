//! Who runs a step, and through which shell.

use dockerkit::{
    Arg, CacheMount, DefaultShell, Level, PackageManager, Run, SecretMount, SshMount, Stage, User,
};

use super::{
    Said,
    stages::{alpine, file},
};

pub(crate) fn all(said: &mut Said) {
    users(said);
    owners(said);
    at_roots_home(said);
    exports(said);
}

#[test]
fn users_are_looked_at() {
    all(&mut Said::default());
}

fn users(said: &mut Said) {
    let rule = "unknown-user";
    let place = (Some("0"), Some("RUN"));
    let step = |user: User, run: Run| file(Stage::new("image").user(user).push(run));
    let npm = || Run::new("npm ci").cache(PackageManager::Npm);
    let home = |name: &str| format!("give it: `User::new(\"{name}\").home(\"/home/…\")`");
    let uid = "give the number that `useradd` gives it, or the image: in one made from `node` it is `User::new(\"node\").uid(1000)`";
    let message = "the cache `npm-cache-shared` needs the uid of the user `node`";
    said.file(
        &step(User::new("node").home("/n"), npm()),
        place,
        [rule, message, uid],
    );
    let message = "the cache `composer-cache-shared` needs the uid of the user `node`";
    let composer = Run::new("composer install").cache(PackageManager::Composer);
    said.file(
        &step(User::new("node"), composer),
        place,
        [rule, message, uid],
    );
    let message = "the cache `~/.cache/x` needs the home directory of the user `node`";
    let own = Run::new("make").mount(CacheMount::in_home(".cache/x"));
    said.file(
        &step(User::new("node"), own),
        place,
        [rule, message, &home("node")],
    );

    let message = "apt works for root only, and the step runs as `node`";
    let help = "put the step before `USER`, or write `.user(User::root())` in front of it and the user again after it";
    let apt = Run::new("apt-get update").cache(PackageManager::Apt);
    said.file(
        &step(User::new("node").uid(1000), apt),
        place,
        ["needs-root", message, help],
    );

    let named = |name: &'static str, user: User| Stage::named(name, "alpine").user(user);
    let several = file(named("base-amd64", User::root()))
        .stage(named("base-arm64", User::new(1001).home("/home/app")))
        .stage(Stage::new("base-$TARGETARCH").push(npm()));
    let message = "the cache `npm-cache-shared` needs to know who the stage runs as, and its base may be one of several stages";
    let help = "say it: `.base_user(User::new(…))`, or set `USER` first";
    said.file(
        &several.arg(Arg::new("TARGETARCH")),
        (Some("2"), Some("RUN")),
        [rule, message, help],
    );
}

/// Whoever a cache is said to belong to: nobody else may enter root's home.
fn at_roots_home(said: &mut Said) {
    let step = |run: Run| {
        let user = User::new("svc").uid(7);
        file(Stage::new("image").user(user).push(run))
    };
    for (target, help) in [
        (
            "/root/.cache/uv",
            "leave the directory to the preset: `.cache(PackageManager::Uv)`",
        ),
        (
            "/root/x",
            "mount it where that user may go, and say whose it is: `.uid(…).gid(…)`",
        ),
    ] {
        said.only(
            &step(Run::new("x").mount(CacheMount::new(target))),
            Level::Warning,
            "cache-owner",
            "the cache is in root's home directory, and `svc`, who runs the step, cannot enter it",
            help,
        );
    }
}

/// Nobody but root can read, or write to, what is root's.
fn owners(said: &mut Said) {
    let step = |user: User, run: Run| file(Stage::new("image").user(user).push(run));
    let app = || User::new("svc").uid(7);
    let svc = || User::new("svc");
    let fetch = |mount: SecretMount| Run::new("fetch").mount(mount);
    let secret = || SecretMount::new("token");
    let give = "give the number that `useradd` or the image gives it: `User::new(\"svc\").uid(…)`";
    let own = "say of the mount whose it is: `.uid(7)`";
    let env = || secret().env("T").target("/t");
    let variable = step(User::new("$APP_UID"), fetch(secret()))
        .check()
        .to_string();
    assert!(
        variable.contains("`User::new(\"$APP_UID\").uid(\"$APP_UID\")`"),
        "{variable}"
    );
    let both = step(User::new("$A:$B"), fetch(secret()))
        .check()
        .to_string();
    assert!(
        both.contains("`User::new(\"$A:$B\").uid(\"$A\").gid(\"$B\")`"),
        "{both}"
    );
    for (user, run, what, help) in [
        (svc(), fetch(secret()), "the secret", give),
        (svc(), fetch(env()), "the secret", give),
        (
            svc(),
            Run::new("fetch").mount(SshMount::new()),
            "the socket of the agent",
            give,
        ),
        (svc(), fetch(secret().mode(0o400)), "the secret", give),
        (app(), fetch(secret().mode(0o400)), "the secret", own),
        (app(), fetch(secret().uid(0)), "the secret", own),
    ] {
        said.only(
            &step(user, run),
            Level::Warning,
            "secret-owner",
            &format!("{what} belongs to root, and `svc`, who runs the step, cannot read it"),
            &format!("{help}; or who may read it: `.mode(0o444)`"),
        );
    }
    for (user, run) in [
        (app(), fetch(secret())),
        (User::new("1001"), fetch(secret())),
        (User::root(), fetch(secret().uid(0))),
        (svc(), fetch(secret().mode(0o444))),
        (svc(), fetch(secret().mode("$MODE"))),
        (svc(), fetch(secret().uid(7))),
        (svc(), fetch(secret().gid(7).mode(0o440))),
        (svc(), fetch(secret().env("TOKEN"))),
    ] {
        assert_eq!(step(user, run).check().to_string(), "");
    }

    let make = |mount: CacheMount| Run::new("make").mount(mount);
    let cache = || CacheMount::new("/c").id("c");
    for (user, mount, says) in [
        (app(), cache(), "say whose it is: `.uid(7).gid(7)`"),
        (svc(), cache(), "say whose it is: `.uid(…).gid(…)`"),
        (
            app(),
            cache().uid(0).mode(0o755),
            "say whose it is: `.uid(7).gid(7)`",
        ),
    ] {
        said.only(
            &step(user, make(mount)),
            Level::Warning,
            "cache-owner",
            "the cache belongs to root, and `svc`, who runs the step, cannot write to it",
            &format!("{says}; a directory that others own needs an id of its own"),
        );
    }
    for (user, mount) in [
        (app(), cache().uid(7)),
        (app(), cache().mode(0o777)),
        (app(), cache().read_only()),
        (app(), cache().from_image("seed:1").source("/c")),
        (app(), cache().uid("$UID")),
        (app().home("/home/svc"), CacheMount::in_home(".c").id("c")),
        (User::root(), cache()),
    ] {
        assert_eq!(step(user, make(mount)).check().to_string(), "");
    }
}

fn exports(said: &mut Said) {
    let rule = "preset-needs-shell";
    let uv = |run: Run| run.cache(PackageManager::Uv);
    let message = |what: &str| {
        format!(
            "the cache of uv puts `export UV_LINK_MODE=copy` in front of the command, and this is {what}"
        )
    };
    said.step(
        uv(Run::new(["uv", "sync"])),
        rule,
        &message("the exec form"),
        "write the command as text",
    );
    said.step(
        uv(Run::new("#!/usr/bin/env python3\nprint()\n")),
        rule,
        &message("a script with `#!`"),
        "for a shell, take `#!` off; for another program, put the script in a file and run it by name, or set what \
         `export UV_LINK_MODE=copy` sets yourself and add the mounts with `CacheMount`",
    );
    let shell = alpine()
        .push(DefaultShell::new(["/usr/bin/pwsh", "-c"]))
        .push(uv(Run::new("uv sync")));
    let help = "do what `export UV_LINK_MODE=copy` does in that shell and add the mounts with `CacheMount`";
    let message = message("for the shell `/usr/bin/pwsh`");
    said.file(
        &file(shell),
        (Some("0"), Some("RUN")),
        [rule, &message, help],
    );
}
