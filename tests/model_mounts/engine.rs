//! What only a real engine can tell of mounts.

use dockerkit::{
    BindMount, CacheMount, CopyFiles, Dockerfile, Mount, OtherMount, Run, Stage, TmpfsMount,
};

use crate::support::engine::Engine;

const BASE: &str = "dockerkit-test/busybox:1";

/// Runs steps below `/w`, with two arguments; hands out what they left in `/seen`.
fn seen(steps: impl IntoIterator<Item = Run>) -> impl Fn(&str) -> String {
    let engine = Engine::connect();
    let namespace = engine.namespace("model-mounts");
    let build = Stage::named("build", BASE)
        .arg_with_default("YES", "true")
        .arg_with_default("NO", "0")
        .arg_with_default("CACHE", "cache")
        .workdir("/w")
        .run("mkdir /seen")
        .extend(steps);
    let mut file = Dockerfile::new().without_syntax();
    let handle = file.begin(build);
    file.begin(Stage::new("scratch").push(CopyFiles::new(["/seen/"], "/").from(handle)));
    let exported = engine
        .build(file.render().unwrap())
        .arg("BUILDKIT_CACHE_MOUNT_NS", namespace.name())
        .export()
        .unwrap();
    move |name| exported.text(name)
}

/// A step that says whether it can write to `/m`.
fn writes(name: &str, mount: impl Into<Mount>) -> Run {
    let look = format!("touch /m/x && echo yes > /seen/{name} || echo no > /seen/{name}");
    Run::new(look).mount(mount)
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn switches_have_an_effect() {
    let tmpfs = || TmpfsMount::new("/m");
    let cache = || CacheMount::new("/m").id("c");
    let bind = || BindMount::new("/m").from_image(BASE).source("/tmp");
    let cases: [(&str, Mount, &str); 11] = [
        ("tmpfs", tmpfs().into(), "yes"),
        ("tmpfs-ro", tmpfs().read_only().into(), "no"),
        ("tmpfs-ro-if", tmpfs().read_only_if("$YES").into(), "no"),
        ("tmpfs-rw-if", tmpfs().read_write_if("$NO").into(), "no"),
        ("cache-ro-if", cache().read_only_if("$YES").into(), "no"),
        ("cache-rw-if", cache().read_write_if("$YES").into(), "yes"),
        ("bind", bind().into(), "no"),
        ("bind-rw-if", bind().read_write_if("$YES").into(), "yes"),
        ("bind-ro-if", bind().read_only_if("$NO").into(), "yes"),
        (
            "other",
            OtherMount::new("$CACHE").option("target", "/m").into(),
            "yes",
        ),
        (
            "other-twice",
            OtherMount::new("$CACHE")
                .option("target", "/m")
                .switch("rw")
                .switch("ro")
                .into(),
            "no",
        ),
    ];
    let steps = cases.clone().map(|(name, mount, _)| writes(name, mount));
    let seen = seen(steps);
    for (name, _, expected) in cases {
        assert_eq!(seen(name).trim_end(), expected, "{name}");
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn mounts_without_a_target_are_the_working_directory() {
    let list = |name: &str| format!("ls -d /w/* > /seen/{name} || true");
    let bind = BindMount::at_workdir().from_image(BASE).source("/bin");
    let seen = seen([
        Run::new(list("before")),
        Run::new(list("bind")).mount(bind),
        Run::new(format!("touch /w/made; {}", list("tmpfs"))).mount(TmpfsMount::new("")),
        Run::new(list("after")),
    ]);
    assert_eq!(seen("before"), "");
    assert!(seen("bind").contains("/w/busybox\n"), "{}", seen("bind"));
    assert_eq!(seen("tmpfs"), "/w/made\n");
    assert_eq!(seen("after"), "");
}

/// Of an id that is given twice the last counts, and one that is empty is none.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn ids_that_are_given_twice_and_empty_ones() {
    let cache = || CacheMount::new("/m");
    let other = || OtherMount::new("$CACHE").option("target", "/m");
    let seen = seen([
        Run::new("touch /m/b").mount(cache().id("b")),
        Run::new("touch /m/target").mount(cache()),
        Run::new("ls /m > /seen/twice").mount(other().option("id", "a").option("id", "b")),
        Run::new("ls /m > /seen/empty").mount(other().option("id", "")),
    ]);
    assert_eq!(seen("twice"), "b\n");
    assert_eq!(seen("empty"), "target\n");
}

/// No step starts with a variable that has no name.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn an_empty_env_of_a_secret_is_refused() {
    let text = format!("FROM {BASE}\nRUN --mount=type=secret,id=a,env= true\n");
    let failed = Engine::connect().build(text).run().unwrap_err();
    assert!(
        failed.log.contains("name cannot be empty"),
        "{}",
        failed.log
    );
}
