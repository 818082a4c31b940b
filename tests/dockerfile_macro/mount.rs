//! Every kind of mount, with every option.

use dockerkit::{
    BindMount, CacheMount, Dockerfile, Mount, Run, SecretMount, Sharing, SshMount, Stage,
    TmpfsMount, dockerfile,
};

#[test]
fn cache_mounts() {
    let mount = CacheMount::new("/y").id("y");
    let uid = 1001;
    let mode = Sharing::Private;
    let file = dockerfile! {
        FROM "rust" AS base;
        FROM "debian";
        RUN --mount=cache(id = "models", target = "/models", uid = 1001, gid = 1002, sharing = locked, mode = 0755,
                from = base, source = "/seed", readonly)
            "make";
        RUN --mount=cache("/x") --mount=cache("/z", id = "z", from = "seeds:1") --mount=(mount.clone()) "make";
        RUN --mount=cache(target = "~/.cache/x", id = "x-$TARGETARCH", uid = "$ID", sharing = "$MODE") "make";
        RUN --mount=cache(dst = "/x", src = "/y", ro, uid = (uid), sharing = (mode), mode = 0o700, ) "make";
        RUN --mount=cache(id = "x-" (uid), destination = "/x" , ro = false, sharing = "shared") "make";
    };
    let base = Stage::named("base", "rust");
    let stage = Stage::new("debian")
        .push(
            Run::new("make").mount(
                CacheMount::new("/models")
                    .id("models")
                    .uid(1001)
                    .gid(1002)
                    .sharing(Sharing::Locked)
                    .mode(0o755)
                    .from(&base)
                    .source("/seed")
                    .read_only(),
            ),
        )
        .push(
            Run::new("make")
                .mount(CacheMount::new("/x"))
                .mount(CacheMount::new("/z").id("z").from_image("seeds:1"))
                .mount(mount),
        )
        .push(
            Run::new("make").mount(
                CacheMount::in_home(".cache/x")
                    .id("x-$TARGETARCH")
                    .uid("$ID")
                    .sharing("$MODE"),
            ),
        )
        .push(
            Run::new("make").mount(
                CacheMount::new("/x")
                    .source("/y")
                    .read_only()
                    .uid(uid)
                    .sharing(mode)
                    .mode(0o700),
            ),
        )
        .push(Run::new("make").mount(CacheMount::new("/x").id("x-1001").sharing(Sharing::Shared)));
    assert_eq!(file, Dockerfile::new().stage(base).stage(stage));
}

/// Every value of an option expands; and a bind mount without a target is the working directory.
#[test]
fn switches_of_mounts() {
    let (on, off) = (true, false);
    let file = dockerfile! {
        FROM "debian";
        RUN --mount=cache("/c", ro = "$X") --mount=cache("/c", rw = "$X") --mount=cache("/c", rw = false) "make";
        RUN --mount=cache("/c", readonly = (on)) --mount=cache("/c", readwrite = (on), id = "") "make";
        RUN --mount=bind("/c", ro = "$X") --mount=bind("/c", rw = "$X") --mount=bind("/c", ro = (off)) "make";
        RUN --mount=tmpfs("/c", ro) --mount=tmpfs("/c", ro = "$X") --mount=tmpfs("/c", rw = "$X") "make";
        RUN --mount=secret("a", required = "$X") --mount=ssh(required = (on)) --mount=ssh(required = false) "make";
        RUN --mount=bind --mount=bind(source = "app", rw) "make";
    };
    let run = || Run::new("make");
    let cache = || CacheMount::new("/c");
    let bind = || BindMount::new("/c");
    let tmpfs = || TmpfsMount::new("/c");
    let stage = Stage::new("debian")
        .push(
            run()
                .mount(cache().read_only_if("$X"))
                .mount(cache().read_write_if("$X"))
                .mount(cache().read_only()),
        )
        .push(run().mount(cache().read_only()).mount(cache().id("")))
        .push(
            run()
                .mount(bind().read_only_if("$X"))
                .mount(bind().read_write_if("$X"))
                .mount(bind().read_write()),
        )
        .push(
            run()
                .mount(tmpfs().read_only())
                .mount(tmpfs().read_only_if("$X"))
                .mount(tmpfs().read_write_if("$X")),
        )
        .push(
            run()
                .mount(SecretMount::new("a").required_if("$X"))
                .mount(SshMount::new().required())
                .mount(SshMount::new()),
        )
        .push(
            run()
                .mount(BindMount::at_workdir())
                .mount(BindMount::at_workdir().source("app").read_write()),
        );
    assert_eq!(file, Dockerfile::new().stage(stage));
}

#[test]
fn other_mounts() {
    let file = dockerfile! {
        FROM "rust" AS base;
        FROM "debian";
        RUN --mount=bind(target = "uv.lock", source = "uv.lock") --mount=bind("/in", from = base, rw) "make";
        RUN --mount=tmpfs("/tmp", size = 64m) --mount=tmpfs(target = "/run", size = "1g") "make";
        RUN --mount=secret("token", env = "TOKEN", required)
            --mount=secret(id = "key", target = "/key", mode = 0400, uid = 1, gid = 2, required = true) "make";
        RUN --mount=ssh --mount=ssh(id = "git", target = "/agent", required, mode = 0600, uid = 1, gid = 2) "make";
        RUN --mount=(Mount::from(SshMount::new())) "make";
    };
    let base = Stage::named("base", "rust");
    let run = || Run::new("make");
    let stage = Stage::new("debian")
        .push(
            run()
                .mount(BindMount::new("uv.lock").source("uv.lock"))
                .mount(BindMount::new("/in").from(&base).read_write()),
        )
        .push(
            run()
                .mount(TmpfsMount::new("/tmp").size("64m"))
                .mount(TmpfsMount::new("/run").size("1g")),
        )
        .push(
            run()
                .mount(SecretMount::new("token").env("TOKEN").required())
                .mount(
                    SecretMount::new("key")
                        .target("/key")
                        .mode(0o400)
                        .uid(1)
                        .gid(2)
                        .required(),
                ),
        )
        .push(
            run().mount(SshMount::new()).mount(
                SshMount::new()
                    .id("git")
                    .target("/agent")
                    .required()
                    .mode(0o600)
                    .uid(1)
                    .gid(2),
            ),
        )
        .push(run().mount(SshMount::new()));
    assert_eq!(file, Dockerfile::new().stage(base).stage(stage));
}
