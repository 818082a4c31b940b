//! What goes wrong when it is done in the way that comes first to mind.

use std::{fs, time::Duration};

use dockerkit::{CacheMount, CacheStore, Sharing, literal};

use crate::{
    carrier::{Carrier, assert_same},
    support::engine::Second,
};

/// All that a cache may hold.
const ODD: &str = "mkdir -p d/e .hidden closed; echo a > d/a; ln d/a d/hard; ln -s a d/soft; ln -s /etc/passwd away; ln -s ../away d/e/up; mkfifo d/pipe; \
     echo x > '.wh.x'; echo y > 'd/.wh..wh..opq'; echo z > ..two; echo n > 'with blank'; touch -d '2001-02-03 04:05:06' d/old; \
     printf s > d/set; chmod 4755 d/set; echo r > closed/r; chmod 555 closed; \
     long=$(printf '%0200d' 0); mkdir -p $long/$long/$long; echo l > $long/$long/$long/f; \
     echo u > \"$(printf 'gr\\303\\274n')\"; echo v > \"$(printf 'not \\377 text')\"; chown -h 1001:7 d/e d/e/up d/soft away; chown 1001:1001 'with blank'";

fn odd() -> CacheMount {
    CacheMount::new("/c")
        .id(literal("carry, \"odd\" $5"))
        .sharing(Sharing::Locked)
}

#[track_caller]
fn everything_arrives(store: CacheStore) {
    let second = Second::connect();
    second.empty();
    let mount = odd().uid(1001).gid(7).mode(0o750);
    let carrier = Carrier::new(store.namespace("n/s"), &[mount]);
    carrier.step(second, ODD);
    // The way in which names that are no text are shown by the client does not matter.
    let filled = carrier.contents(second);
    assert!(filled.len() > 30, "{filled:#?}");
    carrier.save(second).unwrap();
    second.empty();
    carrier.load(second).unwrap();
    assert_same(&carrier.contents(second), &filled);
    assert_eq!(carrier.step(second, "stat -c '%u:%g %a' ."), ["1001:7 750"]);
}

/// Trap 1, 2 and 8: owners, what else a file has, and names that mean something in a layer.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn everything_arrives_through_a_directory() {
    everything_arrives(CacheStore::directory("saved"));
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn everything_arrives_through_a_registry() {
    let registry = Second::connect().registry();
    everything_arrives(CacheStore::registry(format!("{}/odd", registry.address())));
}

/// Trap 2: a directory of thousands of files is written by the client one by one, and was seen to hang for ever.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_cache_of_many_files_is_one_file() {
    let second = Second::connect();
    second.empty();
    let carrier = Carrier::new(
        CacheStore::directory("saved"),
        &[CacheMount::new("/c").id("many")],
    );
    carrier.step(
        second,
        "for d in $(seq 1 100); do mkdir $d; for f in $(seq 1 100); do echo $f > $d/$f; done; done",
    );
    let saved = carrier.interrupt(second, "caches-save", Duration::from_secs(60));
    assert!(!saved, "it hangs");
    let files: Vec<_> = fs::read_dir(carrier.path().join("saved"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .collect();
    let files: Vec<_> = files
        .iter()
        .filter(|entry| entry.file_type().unwrap().is_file())
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
}

/// Trap 3: what the layer cache knows is not run. Trap 6: what is there is not replaced.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn every_save_and_every_load_is_one() {
    let second = Second::connect();
    second.empty();
    let carrier = Carrier::new(
        CacheStore::directory("saved"),
        &[CacheMount::new("/c").id("again")],
    );
    for content in ["one", "three"] {
        carrier.step(second, &format!("echo {content} > a"));
        carrier.save(second).unwrap();
    }
    for _ in 0..3 {
        second.remove_cache_mounts(["again"]);
        carrier.load(second).unwrap();
        assert_eq!(carrier.step(second, "cat a"), ["three"]);
    }
    carrier.step(second, "echo newer > a; echo more > b");
    carrier.load(second).unwrap();
    assert_eq!(carrier.step(second, "cat a b"), ["newer", "more"]);
}

/// Trap 4: a step without cache would empty what it is to save. Of each owner there is one more.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn saving_takes_nothing_away() {
    let second = Second::connect();
    second.empty();
    let mount = || CacheMount::new("/c").id("owners");
    let mounts = [
        mount(),
        mount().uid(0).gid(0),
        mount().uid(1001).gid(1001),
        mount().uid(1001),
        mount().mode(0o777),
    ];
    let carrier = Carrier::new(CacheStore::directory("saved"), &mounts);
    carrier.step(second, "stat -c '%u:%g %a' . > a");
    let filled = carrier.exact_contents(second);
    carrier.save(second).unwrap();
    assert_same(&carrier.exact_contents(second), &filled);
    assert_eq!(carrier.archives().len(), 5);
    let contents = carrier.contents(second);
    second.empty();
    carrier.load(second).unwrap();
    assert_same(&carrier.contents(second), &contents);
    assert_eq!(second.cache_mounts_of("owners").len(), 5);
}

/// Trap 7: in another namespace there is nothing to be seen.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_namespace_is_passed_on() {
    let second = Second::connect();
    second.empty();
    let mounts = [CacheMount::new("/c").id("spaced")];
    let store = || CacheStore::directory("saved");
    let carrier = Carrier::new(store().namespace("ci"), &mounts);
    carrier.step(second, "echo a > a");
    let elsewhere = Carrier::new(store(), &mounts);
    assert!(
        elsewhere
            .save(second)
            .unwrap()
            .contains("the cache is empty on this builder")
    );
    assert_eq!(elsewhere.archives().len(), 0);
    carrier.save(second).unwrap();
    second.empty();
    carrier.load(second).unwrap();
    assert_eq!(carrier.step(second, "cat a"), ["a"]);
}

/// An empty builder replaces nothing that was saved.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn an_empty_builder_saves_nothing() {
    let second = Second::connect();
    let registry = second.registry();
    for store in [
        CacheStore::directory("saved"),
        CacheStore::registry(format!("{}/c", registry.address())),
    ] {
        second.empty();
        let carrier = Carrier::new(
            store,
            &[CacheMount::new("/c").id("empty").uid(1_000_660_000).gid(0)],
        );
        carrier.step(second, "echo a > a; chown 1000660000:0 a");
        carrier.save(second).unwrap();
        second.empty();
        // In a registry it would take the place of the good one, and so fails.
        let said = carrier.save(second).unwrap_or_else(|said| said);
        assert!(
            said.contains("the cache is empty on this builder, so nothing is saved"),
            "{said}"
        );
        second.empty();
        carrier.load(second).unwrap();
        // An owner that `tar` cannot write down comes back, too.
        assert_eq!(
            carrier.step(second, "cat a; stat -c '%u:%g' a"),
            ["a", "1000660000:0"]
        );
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_was_never_saved_is_told() {
    let second = Second::connect();
    let registry = second.registry();
    second.empty();
    let mounts = [CacheMount::new("/c").id("never")];
    let carrier = Carrier::new(CacheStore::directory("saved"), &mounts);
    // Without the directory the client says so; without an archive the others are loaded anyway.
    assert!(carrier.load(second).unwrap_err().contains("saved"));
    fs::create_dir(carrier.path().join("saved")).unwrap();
    assert!(
        carrier
            .load(second)
            .unwrap()
            .contains("never: nothing was saved")
    );
    let repository = format!("{}/c", registry.address());
    let carrier = Carrier::new(CacheStore::registry(repository.clone()), &mounts);
    let said = carrier.load(second).unwrap_err();
    assert!(
        said.contains(&format!("{repository}:never")) && said.contains("not found"),
        "{said}"
    );
}
