//! The bake files and cache maps that carry caches: their text, and that bake takes it.
//!
//! `DOCKERKIT_BLESS=1 cargo test --test carry` writes the golden files anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

use std::{env, fs, path::Path};

use dockerkit::{CacheMount, CacheStore, LeftOutReason, Sharing};
use serde_json::Value;
use support::{
    engine::Engine,
    hostile::{Alphabet, Hostile},
    scratch::Scratch,
};

/// Caches of a small fleet: as root, as two others, locked, and with an id that wants quotes.
fn fleet() -> Vec<CacheMount> {
    vec![
        CacheMount::new("/root/.cache/pip").id("pip-cache-shared"),
        CacheMount::new("/elsewhere").id("pip-cache-shared"),
        CacheMount::new("/var/cache/pip")
            .id("pip-cache-shared")
            .uid(1001)
            .gid(1001),
        CacheMount::new("/root/.npm"),
        CacheMount::new("/var/cache/apt")
            .id("apt-cache-shared")
            .sharing(Sharing::Locked),
        CacheMount::new("/models")
            .id("big, \"new\" models")
            .uid(1_000_660_000)
            .gid(0)
            .mode(0o770),
    ]
}

#[track_caller]
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/carry")
        .join(name);
    if env::var_os("DOCKERKIT_BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == golden,
        "{}: DOCKERKIT_BLESS=1 accepts what was found:\n{text}",
        path.display()
    );
}

#[test]
fn the_files_are_as_they_were() {
    let directory = CacheStore::directory("saved").bake_file(fleet()).unwrap();
    golden("directory.json", &directory.text);
    let registry = CacheStore::registry("registry.example.com/team/caches")
        .tools("registry.example.com/mirror/busybox:1-musl")
        .namespace("ci")
        .bake_file(fleet())
        .unwrap();
    golden("registry.json", &registry.text);
    let map = CacheStore::directory("caches").cache_map(fleet());
    golden("cache-map.json", &map.text);
    assert_eq!((directory.left_out, registry.left_out), (vec![], vec![]));
    let reasons: Vec<_> = map
        .left_out
        .iter()
        .map(|it| (it.cache.as_str(), it.reason))
        .collect();
    assert_eq!(reasons, [("big, \"new\" models", LeftOutReason::Unquoted)]);
}

/// The targets of a file, by name.
fn targets(text: &str) -> serde_json::Map<String, Value> {
    let file: Value = serde_json::from_str(text).unwrap();
    file["target"].as_object().unwrap().clone()
}

#[test]
fn no_target_asks_for_what_would_harm() {
    for store in [
        CacheStore::directory("saved"),
        CacheStore::registry("r.example/c"),
    ] {
        let text = store.bake_file(fleet()).unwrap().text;
        // Trap 4: either of them empties the cache first.
        assert!(!text.contains("no-cache"), "{text}");
        for (name, target) in targets(&text) {
            // Without, it would need a permission that services do not need.
            assert_eq!(target.get("network"), None, "{name}");
            // Trap 9: what the engine's own builder can hand out with either image store.
            let output = target["output"][0].as_str().unwrap();
            let kind = output.split(',').next().unwrap();
            assert!(
                ["type=cacheonly", "type=local", "type=image"].contains(&kind),
                "{name}: {output}"
            );
            let file = target["dockerfile-inline"].as_str().unwrap();
            if name == "caches-tools" {
                continue;
            }
            // Trap 3.
            assert_eq!(target["args"]["STAMP"], "${uuidv4()}", "{name}");
            assert!(
                file.find("ARG STAMP").unwrap() < file.find("RUN ").unwrap(),
                "{name}"
            );
            // Trap 5: two locks in one step can wait for those of another for ever.
            assert_eq!(file.matches("sharing=locked").count(), 1, "{name}: {file}");
            assert_eq!(file.matches("RUN ").count(), 1, "{name}: {file}");
        }
    }
}

#[test]
fn what_is_not_known_is_named() {
    let mounts = [
        CacheMount::new("/c").id("go-$TARGETARCH"),
        CacheMount::new("/c").id("uid").uid("$UID"),
        CacheMount::in_home(".cache/x"),
        CacheMount::new("/c")
            .id("seeded")
            .from_image("alpine")
            .source("/etc"),
        CacheMount::new("/c").id("mode").sharing("$SHARING"),
        CacheMount::new("/c").id("mixed"),
        CacheMount::new("/d").id("mixed").sharing(Sharing::Locked),
        CacheMount::new("/c").id("n\u{fc}"),
        CacheMount::new("/c").id("uid").uid("$UID"),
    ];
    let carried = CacheStore::directory("saved").bake_file(&mounts).unwrap();
    let reasons: Vec<_> = carried
        .left_out
        .iter()
        .map(|it| (it.cache.as_str(), it.reason))
        .collect();
    assert_eq!(
        reasons,
        [
            ("go-$TARGETARCH", LeftOutReason::Unknown),
            ("uid", LeftOutReason::Unknown),
            ("~/.cache/x", LeftOutReason::Unknown),
            ("seeded", LeftOutReason::BeginsWithFiles),
            ("mode", LeftOutReason::Unknown),
            ("mixed", LeftOutReason::MixedSharing),
            ("n\u{fc}", LeftOutReason::Unwritable),
        ]
    );
    assert_eq!(carried.text, "{\n  \"target\": {}\n}\n");
    for left_out in &carried.left_out {
        let said = left_out.to_string();
        assert!(
            said.starts_with("the cache `") && said.contains("; "),
            "{said}"
        );
    }
}

#[test]
fn one_directory_is_carried_once() {
    let mounts = [
        CacheMount::new("/a").id("b/c"),
        CacheMount::new("/b").id("b/c"),
        CacheMount::new("/c").id("b/c").uid(0),
        CacheMount::new("/c").id("b/c").gid(0).mode(0o755),
        CacheMount::new("/c").id("b/c").uid(1).gid(1),
    ];
    let text = CacheStore::directory("saved")
        .bake_file(&mounts)
        .unwrap()
        .text;
    let names: Vec<_> = targets(&text).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "caches-tools",
            "caches-save-b_2fc",
            "caches-save-b_2fc_u0_g0",
            "caches-save-b_2fc_u1_g1",
            "caches-load-b_2fc",
            "caches-load-b_2fc_u0_g0",
            "caches-load-b_2fc_u1_g1",
        ]
    );
}

#[test]
fn what_is_no_image_is_refused() {
    for repository in [
        "",
        "has blank",
        "r.example/c:v1",
        "r.example/c@sha256:0",
        "r.example/UPPER",
        "$HOME",
    ] {
        let error = CacheStore::registry(repository)
            .bake_file(fleet())
            .unwrap_err();
        assert!(error.report().is_some(), "{repository}: {error}");
    }
    let error = CacheStore::directory("saved")
        .tools("no image")
        .bake_file(fleet())
        .unwrap_err();
    assert!(error.to_string().contains("no image"), "{error}");
}

#[test]
fn a_cache_map_names_no_namespace() {
    let map = CacheStore::directory("caches")
        .namespace("ci")
        .cache_map(fleet());
    assert_eq!(map.text, "{}\n");
    assert!(
        map.left_out
            .iter()
            .all(|it| it.reason == LeftOutReason::Namespace)
    );
    assert_eq!(map.left_out.len(), 5);
}

/// What bake understands of a file, `docker buildx bake --print`.
#[track_caller]
fn printed(engine: &Engine, text: &str, targets: &[&str]) -> Value {
    let scratch = Scratch::new();
    let file = scratch.write("bake.json", text);
    let output = engine
        .docker()
        .current_dir(scratch.path())
        .args(["buildx", "bake", "--print", "--file"])
        .arg(file)
        .args(targets)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{text}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn bake_takes_the_files() {
    let engine = Engine::connect();
    for store in [
        CacheStore::directory("saved"),
        CacheStore::registry("r.example/c").namespace("${NS} %{x}"),
    ] {
        let text = store.bake_file(fleet()).unwrap().text;
        let printed = printed(&engine, &text, &["caches-save", "caches-load"]);
        let mut stamps = std::collections::BTreeSet::new();
        for (name, target) in targets(&text) {
            let understood = &printed["target"][&name];
            // What it prints is a bake file again, with the same templates.
            assert_eq!(
                understood["dockerfile-inline"], target["dockerfile-inline"],
                "{name}"
            );
            assert_eq!(
                understood["contexts"],
                target.get("contexts").cloned().unwrap_or_default(),
                "{name}"
            );
            if name != "caches-tools" {
                let args = &understood["args"];
                assert_eq!(
                    args["BUILDKIT_CACHE_MOUNT_NS"],
                    target["args"]["BUILDKIT_CACHE_MOUNT_NS"]
                );
                stamps.insert(args["STAMP"].as_str().unwrap().to_owned());
            }
        }
        // Trap 3: no two have the same, however soon they follow each other.
        assert_eq!(stamps.len(), 10, "{stamps:?}");
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_directory_is_what_it_is_called() {
    let engine = Engine::connect();
    let mut hostile = Hostile::new(14, Alphabet::Unicode);
    for _ in 0..150 {
        let directory = hostile.text();
        // Bake composes characters (Unicode's form C), also in HCL.
        if directory.contains('\u{301}') {
            continue;
        }
        let text = CacheStore::directory(directory.clone())
            .bake_file([CacheMount::new("/c").id("x")])
            .unwrap()
            .text;
        let printed = printed(&engine, &text, &["caches-save-x"]);
        let output = &printed["target"]["caches-save-x"]["output"][0];
        assert_eq!(output["type"], "local");
        let read = output["dest"]
            .as_str()
            .unwrap()
            .replace("$${", "${")
            .replace("%%{", "%{");
        assert_eq!(read, directory, "{text}");
    }
}
