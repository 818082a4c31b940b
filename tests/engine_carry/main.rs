//! Caches that are carried from one builder to another: two engines, a directory, and a registry on the loopback.
//!
//! Each of the nine traps that were found when this was tried by hand has a test here, or in `tests/carry` where the text shows it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod carrier;
mod interrupted;
#[expect(dead_code, reason = "not all of its services are needed here")]
#[path = "../engine_downloads/service.rs"]
mod service;
#[path = "../support/mod.rs"]
mod support;
mod together;
mod traps;

use carrier::{Carrier, assert_same};
use dockerkit::{CacheMount, CacheStore, Dockerfile};
use service::{COMMON, Caching, Installer, KOKORO, Service, WHISPER, mounts};
use support::{
    engine::{Engine, Second},
    index::{Index, Wheel},
};

/// Services as root and as 1001, of two package managers.
fn services() -> [Service; 3] {
    let service = |installer, non_root, own| Service {
        installer,
        caching: Caching::Preset,
        non_root,
        own,
    };
    [
        service(Installer::Pip, false, WHISPER),
        service(Installer::Pip, true, KOKORO),
        service(Installer::UvSync, true, WHISPER),
    ]
}

/// Builds the services, and returns how many bytes of packages were fetched.
fn build(engine: &Engine, namespace: &str, files: &[Dockerfile], index: &Index) -> u64 {
    index.reset();
    let mut images = engine.images();
    for file in files {
        let build = engine
            .build(file.render().unwrap())
            .arg("BUILDKIT_CACHE_MOUNT_NS", namespace);
        images.add(build.run().unwrap().image);
    }
    index.reset().packages().bytes
}

/// From the first engine, where services fill the caches, to the empty second, where they fetch nothing.
fn carry(store: CacheStore) {
    let (first, second) = (Engine::connect(), Second::connect());
    let names = COMMON.iter().chain(&WHISPER).chain(&KOKORO);
    let index = Index::serve(names.map(|name| Wheel::new(*name, "1.0").payload(200_000)));
    let files = services().map(|service| service.file(&index));
    let caches: Vec<CacheMount> = files.iter().flat_map(mounts).collect();
    assert_eq!(caches.len(), 3);

    let namespace = first.namespace("carry");
    let name = namespace.name();
    let carrier = Carrier::new(store.namespace(name.to_owned()), &caches);
    assert!(build(&first, name, &files, &index) > 3_000_000);
    let said = carrier.save(&first).unwrap();
    assert_eq!(said.matches(": saved, ").count(), 3, "{said}");

    second.empty();
    let said = carrier.load(second).unwrap();
    assert_eq!(said.matches(": loaded from ").count(), 3, "{said}");
    // Trap 1: the owners, too.
    let loaded = carrier.contents(second);
    assert_same(&loaded, &carrier.contents(&first));
    assert!(
        loaded.iter().any(|line| line.contains(" 1001:1001 "))
            && loaded.iter().any(|line| line.contains(" 0:0 "))
    );

    // Again changes nothing.
    let exact = carrier.exact_contents(second);
    let said = carrier.load(second).unwrap();
    assert_eq!(
        said.matches(": the cache is not empty on this builder")
            .count(),
        3,
        "{said}"
    );
    assert_same(&carrier.exact_contents(second), &exact);
    assert_same(&carrier.contents(second), &loaded);

    assert_eq!(build(second, name, &files, &index), 0);
    // What is not loaded is fetched: nothing else of the builder's did that.
    second.empty();
    assert!(build(second, name, &files, &index) > 3_000_000);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_new_builder_fetches_nothing_with_a_directory() {
    carry(CacheStore::directory("saved"));
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_new_builder_fetches_nothing_with_a_registry() {
    let registry = Second::connect().registry();
    carry(CacheStore::registry(format!(
        "{}/team/caches",
        registry.address()
    )));
}
