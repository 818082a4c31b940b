//! What was built on a real engine is what `docker buildx du` and its like are read to say.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::{
    env,
    io::{Read as _, Write as _},
    net::TcpListener,
    os::unix::net::UnixStream,
    process::Command,
    thread,
};

use dockerkit::{
    CacheDirectory, CacheMount, CacheRecord, CacheState, DiskUsage, Dockerfile, Run, Sharing,
    Shell, Stage,
};
use support::{
    engine::{Engine, Namespace},
    scratch::{Scratch, unique},
};

const BASE: &str = "dockerkit-test/busybox:1";

/// The forms, and how each is asked for.
const FORMS: [&[&str]; 5] = [
    &["buildx", "du", "--verbose"],
    &["buildx", "du", "--verbose", "--filter=type=exec.cachemount"],
    &["buildx", "du", "--format=json"],
    &[
        "buildx",
        "du",
        "--format={{json .}}",
        "--filter=type=exec.cachemount",
    ],
    &["system", "df", "-v", "--format=json"],
];

/// What a command of docker prints.
#[track_caller]
fn printed(engine: &Engine, arguments: &[&str]) -> String {
    let output = engine.docker().args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What the engine's own API answers.
fn answered(engine: &Engine) -> String {
    let host = printed(
        engine,
        &["context", "inspect", "--format={{.Endpoints.docker.Host}}"],
    );
    let mut stream = UnixStream::connect(host.trim().strip_prefix("unix://").unwrap()).unwrap();
    let request = "GET /v1.51/system/df?type=build-cache HTTP/1.0\r\nHost: engine\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(" 200 OK"), "{head}");
    body.to_owned()
}

/// Every form, with how it was asked for.
fn all(engine: &Engine) -> Vec<(String, DiskUsage)> {
    let said = FORMS
        .iter()
        .map(|form| (form.join(" "), printed(engine, form)));
    said.chain([("API".to_owned(), answered(engine))])
        .map(|(form, text)| {
            let usage = DiskUsage::parse(&text).unwrap_or_else(|error| panic!("{form}: {error}"));
            (form, usage)
        })
        .collect()
}

/// The records of a namespace.
fn of<'u>(usage: &'u DiskUsage, namespace: &str) -> Vec<&'u CacheRecord> {
    let caches = usage.caches.iter();
    let mut records: Vec<_> = caches
        .filter(|it| {
            it.key
                .as_ref()
                .is_some_and(|it| it.starts_with(&format!("{namespace}/")))
        })
        .collect();
    records.sort_by(|one, other| one.id.cmp(&other.id));
    records
}

/// Runs a step with a mount.
#[track_caller]
fn build(engine: &Engine, namespace: &str, mount: &CacheMount, command: impl Into<Shell>) {
    let run = Run::new(command.into()).mount(mount.clone());
    let file = Dockerfile::new()
        .without_syntax()
        .stage(Stage::new(BASE).push(run));
    let built = engine
        .build(file.render().unwrap())
        .arg("BUILDKIT_CACHE_MOUNT_NS", namespace)
        .run()
        .unwrap();
    engine.images().add(built.image);
}

fn cache(id: &'static str) -> CacheMount {
    CacheMount::new("/c").id(id)
}

fn directory(mount: &CacheMount, namespace: &Namespace<'_>) -> CacheDirectory {
    mount.directory().unwrap().in_namespace(namespace.name())
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_was_built_is_what_is_read() {
    let engine = Engine::connect();
    let namespace = engine.namespace("du");
    let script = "set -e\n: ' with id \"//fake\"\nUsage count:  1\n\nID: x'\ntouch /c/x\n";
    let fill = "head -c 1500000 /dev/zero > /c/x";
    let quoted = "echo ' from exec \" with id \"//fake\"'; touch /c/x";
    let touch = "touch /c/x";
    let built = [
        (cache("pip"), fill),
        (cache("pip").uid(1001).gid(1001), "echo ab > /c/x"),
        (CacheMount::new("/c").sharing(Sharing::Locked), touch),
        (cache("here"), script),
        (cache("quoted"), quoted),
        (cache("sp ace"), touch),
        (cache("com,ma"), touch),
        (cache("qu'ote"), touch),
        (cache("sla/sh"), touch),
    ];
    for (mount, command) in &built {
        build(&engine, namespace.name(), mount, *command);
    }
    // The second one opens what is there already.
    build(
        &engine,
        namespace.name(),
        &CacheMount::new("/elsewhere").id("pip"),
        "test -s /elsewhere/x",
    );
    let never = cache("never");
    let mounts = || built.iter().map(|(mount, _)| mount);
    let asked: Vec<_> = mounts()
        .chain([&never])
        .map(|it| directory(it, &namespace))
        .collect();
    let mut ids = None;
    for (form, usage) in all(&engine) {
        let comparison = usage.compare(&asked);
        for (found, (mount, command)) in comparison.directories.iter().zip(&built) {
            assert_eq!(
                found.state,
                CacheState::Whole,
                "{form}: {mount:?}\n{comparison}"
            );
            let record = &found.records[0];
            assert_eq!(record.key.as_ref(), Some(&found.directory.key));
            assert_eq!((record.target.as_str(), record.in_use), ("/c", false));
            assert_eq!(record.command, format!("/bin/sh -c {command}"), "{form}");
            assert_eq!(
                record.parents.len(),
                usize::from(mount.uid.is_some()),
                "{form}"
            );
            assert!(
                record.usage_count >= 1 && record.last_used.is_some(),
                "{form}"
            );
            let age = record.last_used.as_ref().unwrap();
            assert!(
                age.seconds_ago.is_some() || age.unix_seconds.is_some(),
                "{form}: {age:?}"
            );
            assert!(record.created.as_ref().unwrap().unix_seconds.is_some());
        }
        assert_eq!(
            comparison.directories[built.len()].state,
            CacheState::NeverUsed
        );
        assert!(!comparison.is_ok());
        let size = |at: usize| comparison.directories[at].size().unwrap();
        assert_eq!(size(0).bytes, 1_500_000, "{form}");
        assert_eq!(size(0).exact, form == "API");
        assert_eq!((size(1).bytes, size(1).exact), (3, true), "{form}");
        // Nothing else was made.
        let records = of(&usage, namespace.name());
        assert_eq!(records.len(), built.len(), "{form}");
        let these: Vec<_> = records
            .iter()
            .map(|it| (it.id.clone(), it.parents.clone()))
            .collect();
        assert_eq!(*ids.get_or_insert_with(|| these.clone()), these, "{form}");
        let is_filtered = form.contains("--filter");
        assert_eq!(usage.others.is_empty(), is_filtered, "{form}");
    }
}

/// A step with another sharing mode does not wait, and gets a directory of its own; both stay.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn mixed_sharing_splits_a_cache_for_good() {
    let engine = Engine::connect();
    let namespace = engine.namespace("du-split");
    let (locked, shared) = (cache("split").sharing(Sharing::Locked), cache("split"));
    let name = namespace.name().to_owned();
    let asked = [directory(&locked, &namespace)];
    // A step waits for the answer that it is given once everything was asked.
    let gate = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", gate.local_addr().unwrap());
    let step = |command: &str| format!("{command} && busybox wget -q -O /dev/null {url}");
    let (first, second) = (step("head -c 2000 /dev/zero > /c/x"), step("[ ! -e /c/x ]"));
    thread::scope(|scope| {
        let (engine, name) = (&engine, name.as_str());
        let first = scope.spawn(move || build(engine, name, &locked, first));
        let one = gate.accept().unwrap();
        let second = scope.spawn(move || build(engine, name, &shared, second));
        let other = gate.accept().unwrap();
        let read = all(engine);
        for (mut stream, _) in [one, other] {
            assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
            stream.write_all(b"HTTP/1.0 200 OK\r\n\r\n").unwrap();
        }
        first.join().unwrap();
        second.join().unwrap();
        for (form, usage) in read {
            let found = usage.compare(&asked);
            let cache = &found.directories[0];
            assert_eq!(cache.state, CacheState::Split, "{form}: {cache:?}");
            assert_eq!(cache.records.len(), 2, "{form}");
            for record in &cache.records {
                assert!(record.in_use && record.size.is_none(), "{form}: {record:?}");
                // `docker system df` marks it.
                assert!(!record.id.contains('*'), "{form}: {record:?}");
            }
            assert!(cache.in_use() && cache.size().is_none(), "{form}");
            assert!(found.to_string().contains("in use"), "{found}");
        }
    });
    for (form, usage) in all(&engine) {
        let found = usage.compare(&asked);
        let cache = &found.directories[0];
        assert_eq!(
            (cache.state, cache.in_use()),
            (CacheState::Split, false),
            "{form}"
        );
        assert_eq!(cache.size().unwrap().bytes, 2000, "{form}");
        assert_eq!(
            usage
                .split()
                .iter()
                .filter(|it| it[0].key == cache.records[0].key)
                .count(),
            1
        );
    }
}

/// In the default namespace, where an id can be the target but for its slash.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn an_id_that_is_the_target_is_left_out() {
    let engine = Engine::connect();
    let id = unique("du-target");
    let target = format!("/{id}");
    let mount = CacheMount::new(dockerkit::literal(target.clone())).id(id.clone());
    // The builder is known to say ids.
    let namespace = engine.namespace("du-target");
    build(&engine, namespace.name(), &cache("known"), "true");
    build(&engine, "", &mount, "true");
    let read = all(&engine);
    engine.remove_cache_mounts([id.as_str()]);
    for (form, usage) in read {
        let found = usage.compare(&[mount.directory().unwrap()]);
        let cache = &found.directories[0];
        assert_eq!(cache.state, CacheState::Whole, "{form}: {cache:?}");
        assert_eq!(cache.records[0].target, target);
        assert_eq!(cache.records[0].command, "/bin/sh -c true", "{form}");
    }
}

/// `examples/du.rs`, which runs the client itself.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn the_example_asks_the_builder() {
    let engine = Engine::connect();
    let namespace = engine.namespace("du-example");
    let mount = cache("pip");
    build(&engine, namespace.name(), &mount, "true");
    let scratch = Scratch::new();
    let file = |mount: CacheMount| {
        let stage = Stage::new(BASE).push(Run::new("true").mount(mount));
        Dockerfile::new().stage(stage).render().unwrap()
    };
    let used = scratch.write("used.Dockerfile", file(mount.clone()));
    let never = scratch.write("never.Dockerfile", file(mount.uid(1001).gid(1001)));
    let docker = engine.docker();
    for (path, status, state) in [(used, 0, "whole"), (never, 1, "never used")] {
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["run", "--quiet", "--example", "du", "--"])
            .arg(format!("--namespace={}", namespace.name()))
            .arg(path)
            .env("DOCKER", docker.get_program())
            .env("CARGO_NET_OFFLINE", "true")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(status), "{output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains(state) && said.contains("/pip"), "{said}");
    }
}
