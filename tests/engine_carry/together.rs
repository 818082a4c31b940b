//! Saving and loading while services are built.

use std::{
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use dockerkit::{CacheMount, CacheStore, Sharing};

use crate::{
    carrier::{Carrier, assert_same},
    support::engine::{Engine, Second},
};

fn cache(id: &'static str, sharing: Sharing) -> Carrier {
    let mount = CacheMount::new("/c")
        .id(id)
        .uid(1001)
        .gid(1001)
        .sharing(sharing);
    Carrier::new(CacheStore::directory("saved"), &[mount])
}

/// Runs a command in the cache of this id, and something else as soon as that has begun; returns what the step printed.
fn meanwhile(
    engine: &Engine,
    carrier: &Carrier,
    id: &str,
    command: &str,
    other: impl FnOnce(),
) -> Vec<String> {
    thread::scope(|scope| {
        let service = scope.spawn(|| carrier.step(engine, command));
        // It is in use.
        let begun = Instant::now();
        while !engine
            .cache_mounts_of(id)
            .iter()
            .any(|record| record.in_use)
        {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "the step does not start"
            );
            thread::sleep(Duration::from_millis(50));
        }
        other();
        service.join().unwrap()
    })
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_locked_cache_is_saved_and_loaded_when_the_service_is_done() {
    let (second, carrier) = (Second::connect(), cache("carry-locked", Sharing::Locked));
    second.empty();
    meanwhile(
        second,
        &carrier,
        "carry-locked",
        "sleep 4; echo late > late",
        || {
            carrier.save(second).unwrap();
        },
    );
    second.empty();
    assert!(carrier.load(second).unwrap().contains(": loaded from "));
    assert_eq!(carrier.step(second, "cat late"), ["late"]);
    // An empty one, in which a service is.
    second.empty();
    meanwhile(
        second,
        &carrier,
        "carry-locked",
        "sleep 4; echo mine > mine",
        || {
            assert!(carrier.load(second).unwrap().contains("is not empty"));
        },
    );
    assert_eq!(carrier.step(second, "ls"), ["mine"]);
    // Trap 5: one directory, not one for each mode.
    assert_eq!(second.cache_mounts_of("carry-locked").len(), 1);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_shared_cache_is_saved_while_a_service_writes() {
    let (second, carrier) = (Second::connect(), cache("carry-shared", Sharing::Shared));
    second.empty();
    carrier.step(
        second,
        "mkdir d; for i in $(seq 1 300); do head -c 100000 /dev/urandom > d/$i; done",
    );
    // As managers do: into a file of another name, then renamed, and old ones removed.
    let busy = "for i in $(seq 1 3000); do echo $i > d/.part$i; mv d/.part$i d/new$i; rm -f d/new$((i - 5)); done; sleep 2";
    meanwhile(second, &carrier, "carry-shared", busy, || {
        let said = carrier.save(second).unwrap();
        assert!(said.contains(": saved, "), "{said}");
    });
    assert_eq!(second.cache_mounts_of("carry-shared").len(), 1);
    second.empty();
    carrier.load(second).unwrap();
    assert_eq!(carrier.step(second, "ls d | grep -vc new"), ["300"]);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_service_in_a_shared_cache_sees_all_of_an_entry_or_nothing() {
    let (second, carrier) = (Second::connect(), cache("carry-seen", Sharing::Shared));
    second.empty();
    carrier.step(
        second,
        "mkdir d; for i in $(seq 1 2000); do echo $i > d/$i; done",
    );
    carrier.save(second).unwrap();
    second.empty();
    // It looks as soon as there is something, and twice again.
    let watch = "end=$(($(date +%s) + 60)); while [ ! -e d ]; do [ $(date +%s) -lt $end ] || exit 9; done; \
         for i in 1 2 3; do ls d | wc -l; sleep 1; done | sort -u";
    let seen = meanwhile(second, &carrier, "carry-seen", watch, || {
        assert!(carrier.load(second).unwrap().contains(": loaded from "));
    });
    assert_eq!(seen, ["2000"]);
    assert_eq!(second.cache_mounts_of("carry-seen").len(), 1);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn two_loads_of_one_cache_are_not_in_each_others_way() {
    let (second, carrier) = (Second::connect(), cache("carry-twice", Sharing::Shared));
    second.empty();
    carrier.step(
        second,
        "mkdir d; for i in $(seq 1 2000); do head -c 20000 /dev/urandom > d/$i; done",
    );
    let filled = carrier.contents(second);
    carrier.save(second).unwrap();
    for _ in 0..3 {
        second.remove_cache_mounts(["carry-twice"]);
        let clients: Vec<_> = (0..3)
            .map(|_| {
                let mut bake = carrier.bake(second, "caches-load");
                bake.stdout(Stdio::null())
                    .stderr(Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let said: String = clients
            .into_iter()
            .map(|client| {
                String::from_utf8_lossy(&client.wait_with_output().unwrap().stderr).into_owned()
            })
            .collect();
        assert_eq!(said.matches(": loaded from ").count(), 1, "{said}");
        assert_eq!(said.matches("is not empty").count(), 2, "{said}");
        assert_same(&carrier.contents(second), &filled);
    }
}
