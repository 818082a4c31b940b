//! Builds that use one cache at the same time.

use std::time::{Duration, Instant};

use dockerkit::{CacheMount, Dockerfile, Run, Sharing, Stage};

use crate::support::{
    engine::Engine,
    registry::{Format, Registry},
    services,
};
use crate::{BUSYBOX, MANAGERS, at_once, broken, build, with_project};

/// How often what goes wrong by chance is tried.
const TRIES: usize = 6;

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn yarn_breaks_where_its_cache_is_not_locked() {
    let engine = Engine::connect();
    let registry = Registry::serve(Format::Npm, services::all());
    let recipe = services::manager("yarn");
    let packages = services::needs(services::WHISPER);
    let project = recipe.project(&packages, &registry.url());
    let file = |mount: CacheMount| {
        let stage = |number: usize| {
            let run = Run::all(project.install.clone()).mount(mount.clone());
            with_project(Stage::named(format!("s{number}"), MANAGERS), &project)
                .env("YARN_CACHE_FOLDER", "/var/cache/yarn")
                .env("NUMBER", dockerkit::literal(number.to_string()))
                .push(run)
        };
        at_once((0..4).map(stage).collect())
    };
    let mount = || CacheMount::new("/var/cache/yarn").id("yarn-of-rules");
    let bad = file(mount());
    let good = file(mount().sharing(Sharing::Locked));
    assert_eq!(broken(&bad), ["unsafe-sharing"]);
    assert_eq!(broken(&good), [] as [&str; 0]);

    let mut images = engine.images();
    let namespaces = (0..TRIES).map(|_| engine.namespace("rules"));
    let mut results = namespaces.map(|namespace| build(&engine, &bad, &namespace).run());
    let failed = results.find_map(Result::err).expect("a build that fails");
    assert!(failed.log.contains("yarn"), "{failed}");
    let namespace = engine.namespace("rules");
    images.add(build(&engine, &good, &namespace).run().unwrap().image);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn steps_that_lock_in_opposite_order_wait_for_ever() {
    let engine = Engine::connect();
    let locked = |id: &'static str, target: &'static str| {
        CacheMount::new(target).id(id).sharing(Sharing::Locked)
    };
    // Between its two locks each of the steps waits for a third one, which another step holds for some seconds: so both have
    // their first lock before either asks for its second.
    let file = |b_first: [&'static str; 2]| -> Dockerfile {
        let held = |name: &'static str| {
            let run = Run::new("sleep 8").mount(locked(name, "/2"));
            Stage::named(format!("hold-{name}"), BUSYBOX).push(run)
        };
        let stage = |name: &'static str, [a, b]: [&'static str; 2]| {
            let run = Run::new("true")
                .mount(locked("a", a))
                .mount(locked(name, "/2"))
                .mount(locked("b", b));
            let waits = format!("sleep 3; echo {name}");
            Stage::named(format!("lock-{name}"), BUSYBOX)
                .run(waits)
                .push(run)
        };
        let stages = [
            held("c"),
            held("d"),
            stage("c", ["/1", "/3"]),
            stage("d", b_first),
        ];
        at_once(stages.into())
    };
    let bad = file(["/3", "/1"]);
    let good = file(["/1", "/3"]);
    assert_eq!(broken(&bad), ["lock-order"]);
    assert_eq!(broken(&good), [] as [&str; 0]);

    let mut images = engine.images();
    let namespace = engine.namespace("rules");
    let limit = Duration::from_secs(120);
    let begun = Instant::now();
    let built = build(&engine, &good, &namespace).at_most(limit).run();
    images.add(built.unwrap().image);
    // What is not done by then waits for another, however busy the machine is.
    let limit = (begun.elapsed() * 3).max(Duration::from_secs(40));
    let hangs = (0..TRIES).any(|_| {
        let result = build(&engine, &bad, &namespace).at_most(limit).run();
        let told = format!("not done after {} s", limit.as_secs());
        result.is_err_and(|failed| failed.log.contains(&told))
    });
    assert!(hangs, "no build waited for ever");
    let built = build(&engine, &good, &namespace)
        .at_most(Duration::from_secs(120))
        .run();
    images.add(built.unwrap().image);
}
