//! What tests make on the engine goes when they end.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use support::engine::Engine;

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_a_test_makes_goes_when_it_ends() {
    let engine = Engine::connect();
    let namespace = engine.namespace("guard");
    let name = namespace.name().to_owned();
    // The builder lists the id in Go's quotes, which know more escapes than JSON's.
    let dockerfile = "FROM dockerkit-test/busybox:1\nRUN --mount=type=cache,target=/c,id=a\u{7}\u{1}\\\\b true\n";
    let build = engine
        .build(dockerfile)
        .arg("BUILDKIT_CACHE_MOUNT_NS", &name);
    let mut images = engine.images();
    images.add(build.tag(&name).run().unwrap().image);
    let [record] = &engine.cache_mounts_in(&name)[..] else {
        panic!("one directory: {:?}", engine.cache_mounts());
    };
    assert_eq!(record.key, format!("{name}/a\u{7}\u{1}b"));
    drop((namespace, images));
    assert_eq!(engine.cache_mounts_in(&name), []);
    let inspected = engine
        .docker()
        .args(["image", "inspect", &name])
        .output()
        .unwrap();
    assert!(!inspected.status.success(), "{inspected:?}");
}
