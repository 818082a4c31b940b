//! Mounts, an option each.

use dockerkit::{
    BindMount, CacheMount, Dockerfile, Mode, Mount, OtherMount, Run, SecretMount, Sharing,
    SshMount, Stage, TmpfsMount, User, literal,
};

use super::{Case, one};

pub(crate) fn cases() -> Vec<Case> {
    [caches(), binds(), others()].concat()
}

fn run(mount: impl Into<Mount>) -> Dockerfile {
    one(Run::new("make").mount(mount))
}

/// A mount in which an argument is expanded.
fn run_with(name: &'static str, default: &'static str, mount: impl Into<Mount>) -> Dockerfile {
    let stage = Stage::new("alpine:3.20").arg_with_default(name, default);
    Dockerfile::new().stage(stage.push(Run::new("make").mount(mount)))
}

/// A mount of a stage.
fn of_stage<M: Into<Mount>>(mount: impl FnOnce(&Stage) -> M) -> Dockerfile {
    let seed = Stage::named("seed", "alpine:3.20");
    let last = Stage::new("alpine:3.20").push(Run::new("make").mount(mount(&seed)));
    Dockerfile::new().stage(seed).stage(last)
}

fn caches() -> Vec<Case> {
    let cache = || CacheMount::new("/cache").id("tool");
    let sharing = |sharing: Sharing| run(cache().sharing(sharing));
    let home = Stage::new("node:22")
        .push(Run::new("tool").mount(CacheMount::in_home(".cache/tool").id("tool")))
        .user(User::new("node").uid(1000).home("/home/node"))
        .push(Run::new("tool").mount(CacheMount::in_home(".cache/tool").id("tool")));
    let odd = CacheMount::new(literal("/a,b \"c\" $d's"))
        .id(literal("$5"))
        .sharing("$SHARING");
    vec![
        ("mount-cache", run(CacheMount::new("/root/.cache/tool"))),
        ("mount-cache-id", run(cache())),
        ("mount-cache-home", Dockerfile::new().stage(home)),
        ("mount-cache-sharing-shared", sharing(Sharing::Shared)),
        ("mount-cache-sharing-private", sharing(Sharing::Private)),
        ("mount-cache-sharing-locked", sharing(Sharing::Locked)),
        ("mount-cache-uid", run(cache().uid(1001))),
        (
            "mount-cache-gid",
            run_with("GID", "1001", cache().gid("$GID")),
        ),
        ("mount-cache-mode", run(cache().mode(Mode(0o700)))),
        (
            "mount-cache-from-stage",
            of_stage(|seed| cache().from(seed)),
        ),
        (
            "mount-cache-from-image",
            run(cache().from_image("registry.example.com/seed:1")),
        ),
        (
            "mount-cache-source",
            of_stage(|seed| cache().from(seed).source("/seed")),
        ),
        ("mount-cache-read-only", run(cache().read_only())),
        (
            "mount-cache-read-only-if",
            run_with("RO", "true", cache().read_only_if("$RO")),
        ),
        (
            "mount-cache-read-write-if",
            run_with("RW", "false", cache().read_write_if("$RW")),
        ),
        ("mount-cache-odd", run_with("SHARING", "locked", odd)),
        (
            "mount-several",
            one(Run::new("set -e\nmake\n")
                .mount(cache())
                .mount(BindMount::new("src"))
                .network(dockerkit::Network::None)
                .security(dockerkit::Security::Sandbox)),
        ),
    ]
}

fn binds() -> Vec<Case> {
    vec![
        ("mount-bind", run(BindMount::new("/src"))),
        (
            "mount-bind-source",
            run(BindMount::new("uv.lock").source("uv.lock")),
        ),
        (
            "mount-bind-from-stage",
            of_stage(|seed| BindMount::new("/seed").from(seed)),
        ),
        (
            "mount-bind-from-image",
            run(BindMount::new("/uv")
                .from_image("ghcr.io/astral-sh/uv:0.9")
                .source("/uv")),
        ),
        (
            "mount-bind-read-write",
            run(BindMount::new("/src").read_write()),
        ),
        (
            "mount-bind-read-write-if",
            run_with("RW", "true", BindMount::new("/src").read_write_if("$RW")),
        ),
        (
            "mount-bind-read-only-if",
            run_with("RO", "false", BindMount::new("/src").read_only_if("$RO")),
        ),
        (
            "mount-bind-at-workdir",
            Dockerfile::new().stage(
                Stage::new("alpine:3.20")
                    .workdir("/src")
                    .push(Run::new("make").mount(BindMount::at_workdir().source("app"))),
            ),
        ),
    ]
}

fn others() -> Vec<Case> {
    let secret = || SecretMount::new("token");
    let mut old = secret();
    (old.id, old.source) = (None, Some("token".into()));
    let ssh = SshMount::new;
    vec![
        ("mount-tmpfs", run(TmpfsMount::new("/tmp"))),
        (
            "mount-tmpfs-size",
            run(TmpfsMount::new("/tmp").size("512m")),
        ),
        (
            "mount-tmpfs-read-only",
            run(TmpfsMount::new("/tmp").read_only()),
        ),
        (
            "mount-tmpfs-read-only-if",
            run_with("RO", "true", TmpfsMount::new("/tmp").read_only_if("$RO")),
        ),
        (
            "mount-tmpfs-read-write-if",
            run_with("RW", "true", TmpfsMount::new("/tmp").read_write_if("$RW")),
        ),
        ("mount-secret", run(secret())),
        ("mount-secret-source", run(old)),
        ("mount-secret-target", run(secret().target("/root/.netrc"))),
        ("mount-secret-env", run(secret().env("API_TOKEN"))),
        ("mount-secret-required", run(secret().required())),
        (
            "mount-secret-required-if",
            run_with("REQUIRED", "true", secret().required_if("$REQUIRED")),
        ),
        ("mount-secret-mode", run(secret().mode(0o440))),
        ("mount-secret-uid", run(secret().uid(1001))),
        ("mount-secret-gid", run(secret().gid(1001))),
        ("mount-ssh", run(ssh())),
        ("mount-ssh-id", run(ssh().id("deploy"))),
        ("mount-ssh-target", run(ssh().target("/run/agent.sock"))),
        ("mount-ssh-required", run(ssh().required())),
        (
            "mount-ssh-required-if",
            run_with("REQUIRED", "true", ssh().required_if("$REQUIRED")),
        ),
        ("mount-ssh-mode", run(ssh().mode(0o660))),
        ("mount-ssh-uid", run(ssh().uid(1001))),
        ("mount-ssh-gid", run(ssh().gid(1001))),
        (
            "mount-other",
            run_with(
                "TYPE",
                "cache",
                OtherMount::new("$TYPE")
                    .from_image("alpine:3.20")
                    .option("id", "tool")
                    .option("target", "/cache")
                    .switch("ro"),
            ),
        ),
    ]
}
