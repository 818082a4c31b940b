//! One id, and several directories.

use dockerkit::{CacheMount, Run, Sharing};

use crate::{Builds, LOOK, cache, judged, step, support::engine::Engine, two};

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn another_owner_or_mode_is_another_directory() {
    let engine = Engine::connect();
    let project = |one: &CacheMount, other: &CacheMount| {
        let stores = Run::new("touch /c/stored").mount(one.clone());
        let looks = Run::new(LOOK).mount(other.clone());
        two(step(stores), step(looks))
    };
    for (one, other) in [
        (cache(), cache().uid(1001).gid(1001)),
        (cache(), cache().uid(0)),
        (cache(), cache().uid(0).gid(0)),
        (cache(), cache().mode(0o755)),
        (cache().uid(1001), cache().uid(1001).gid(1001)),
        (cache().mode(0o755), cache().mode(0o700)),
    ] {
        let bad = project(&one, &other);
        let good = project(&other, &other);
        judged("split-cache", &bad, &good);

        let bad = Builds::of(&engine, bad);
        bad.bake(&["a"]);
        let said = bad.bake(&["b"]);
        assert!(!said.contains("sees-stored"), "{one:?} {other:?}: {said}");
        let there = bad.directories("c");
        assert_eq!(there.len(), 2, "{one:?} {other:?}: {there:?}");
        assert_ne!(there[0].parents, there[1].parents);

        let good = Builds::of(&engine, good);
        good.bake(&["a"]);
        assert!(good.bake(&["b"]).contains("sees-stored"), "{other:?}");
        assert_eq!(good.directories("c").len(), 1);
    }
    // Which are the same to it, and to the rule.
    let same = project(&cache().uid(0), &cache().uid(0).gid(0).mode(0o755));
    assert_eq!(same.check().to_string(), "");
    let same = Builds::of(&engine, same);
    same.bake(&["a"]);
    assert!(same.bake(&["b"]).contains("sees-stored"));
}

/// Waits up to a minute for a file that a step running at the same time makes.
fn wait(file: &str) -> String {
    format!("i=0; while [ ! -e {file} ]; do i=$((i+1)); [ $i -lt 600 ] || exit 9; sleep 0.1; done")
}

/// The one build holds the directory when the other comes. A `shared` one does not wait for a `locked` one, and gets a directory of
/// its own.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn other_sharing_modes_split_a_cache_for_good() {
    let engine = Engine::connect();
    let project = |first: Sharing, second: Sharing| {
        // Where the two meet.
        let meet = || CacheMount::new("/meet").id("meet");
        // Who has to be alone is held up for a while; who has not, until it has been there.
        let until = match second {
            Sharing::Locked => "sleep 4".to_owned(),
            _ => wait("/meet/looked"),
        };
        let holds = Run::new(format!("touch /c/stored /meet/holds; {until}"))
            .mount(cache().sharing(first))
            .mount(meet());
        let waits = Run::new(wait("/meet/holds")).mount(meet());
        let looks = Run::new(format!("{LOOK}; touch /meet/looked"))
            .mount(cache().sharing(second))
            .mount(meet());
        let stage = dockerkit::Stage::new(crate::BUSYBOX)
            .push(waits)
            .push(looks);
        two(step(holds), crate::file(stage))
    };
    let bad = project(Sharing::Locked, Sharing::Shared);
    for mode in [Sharing::Locked, Sharing::Shared] {
        let good = project(mode, mode);
        judged("mixed-sharing", &bad, &good);
        let good = Builds::of(&engine, good);
        assert!(good.bake(&["a", "b"]).contains("sees-stored"), "{mode:?}");
        assert_eq!(good.directories("c").len(), 1, "{mode:?}");
    }
    let bad = Builds::of(&engine, bad);
    let said = bad.bake(&["a", "b"]);
    assert!(!said.contains("sees-stored"), "{said}");
    let there = bad.directories("c");
    assert_eq!(there.len(), 2, "{there:?}");
    assert_eq!(there[0].parents, there[1].parents);
    // Nobody holds anything now, and there are still two, of which a build finds one.
    bad.bake(&["b"]);
    assert_eq!(bad.directories("c").len(), 2);
}
