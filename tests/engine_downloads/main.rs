//! The main job on a real engine: what the first service has downloaded the second does not download again.
//!
//! Two services with overlapping packages (five in common, three of their own each) are written with the builder and
//! built one after another against an index of made-up wheels that counts what it sends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod service;
#[path = "../support/mod.rs"]
mod support;

use std::{io::Write as _, thread};

use dockerkit::CacheDirectory;
use service::{COMMON, Caching, Installer, KOKORO, Service, WHISPER, mounts};
use support::{
    engine::Engine,
    index::{Index, Traffic, Wheel},
};

fn index() -> Index {
    let common = COMMON
        .iter()
        .map(|name| Wheel::new(*name, "1.0").payload(1_000_000));
    let own = WHISPER
        .iter()
        .chain(&KOKORO)
        .map(|name| Wheel::new(*name, "1.0").payload(300_000));
    Index::serve(common.chain(own))
}

/// What came of building two services one after another.
struct Outcome {
    first: Traffic,
    second: Traffic,
    directories: [Option<CacheDirectory>; 2],
    /// How many directories the builder has for them.
    opened: usize,
}

fn build(engine: &Engine, index: &Index, services: [Service; 2]) -> Outcome {
    let namespace = engine.namespace("downloads");
    index.reset();
    let mut images = engine.images();
    let mut directories = [None, None];
    let traffic = [0, 1].map(|number| {
        let file = services[number].file(index);
        directories[number] = mounts(&file)
            .first()
            .map(|mount| mount.directory().unwrap().in_namespace(namespace.name()));
        let built = engine
            .build(file.render().unwrap())
            .arg("BUILDKIT_CACHE_MOUNT_NS", namespace.name())
            .run()
            .unwrap();
        images.add(built.image);
        index.reset()
    });
    let listed = engine.cache_mounts_in(namespace.name());
    for directory in directories.iter().flatten() {
        assert!(
            listed.iter().any(|record| record.key == directory.key),
            "no {directory:?} among {listed:?}"
        );
    }
    let [first, second] = traffic;
    Outcome {
        first,
        second,
        directories,
        opened: listed.len(),
    }
}

/// A row of the table.
struct Row {
    name: &'static str,
    caching: [Caching; 2],
    non_root: [bool; 2],
    /// Whether the second build fetches again what they have in common.
    again: bool,
}

const ROWS: [Row; 4] = [
    Row {
        name: "none / none",
        caching: [Caching::No; 2],
        non_root: [false; 2],
        again: true,
    },
    Row {
        name: "preset of root / preset of root",
        caching: [Caching::Preset; 2],
        non_root: [false; 2],
        again: false,
    },
    Row {
        name: "preset of 1001 / preset of 1001",
        caching: [Caching::Preset; 2],
        non_root: [true; 2],
        again: false,
    },
    Row {
        name: "preset of root / preset of 1001, same id",
        caching: [Caching::Preset; 2],
        non_root: [false, true],
        again: true,
    },
];

/// Nobody may write there, and pip only warns.
const OWNERLESS: Row = Row {
    name: "1001, mount without uid and gid / the same",
    caching: [Caching::Ownerless; 2],
    non_root: [true; 2],
    again: true,
};

impl Row {
    /// Whether a mount of it belongs to another user than root.
    fn has_owner(&self) -> bool {
        let services = self.caching.iter().zip(self.non_root);
        let mut owners =
            services.map(|(caching, non_root)| *caching == Caching::Preset && non_root);
        owners.any(|it| it)
    }

    fn services(&self, installer: Installer) -> [Service; 2] {
        [(0, WHISPER), (1, KOKORO)].map(|(number, own)| Service {
            installer,
            caching: self.caching[number],
            non_root: self.non_root[number],
            own,
        })
    }

    /// Builds the two services, and returns the row as text.
    fn measure(&self, engine: &Engine, index: &Index, installer: Installer) -> String {
        let services = self.services(installer);
        let Outcome {
            first,
            second,
            directories,
            opened,
        } = build(engine, index, services);
        let sizes = |names: &[&str]| {
            names
                .iter()
                .map(|name| index.wheel(name).len())
                .sum::<u64>()
        };
        let paths = |names: &[&str]| {
            names
                .iter()
                .map(|name| index.wheel(name).path())
                .collect::<Vec<_>>()
        };
        let sorted = |mut paths: Vec<String>| {
            paths.sort();
            paths
        };

        // The first fetches all of its files once, the second those of its own, and nothing or everything else.
        let name = self.name;
        assert_eq!(
            first.fetched().collect::<Vec<_>>(),
            sorted(paths(&services[0].packages())),
            "{name}: {first}"
        );
        assert_eq!(
            first.packages().bytes,
            sizes(&services[0].packages()),
            "{name}: {first}"
        );
        let wanted = if self.again {
            services[1].packages()
        } else {
            KOKORO.to_vec()
        };
        assert_eq!(
            second.fetched().collect::<Vec<_>>(),
            sorted(paths(&wanted)),
            "{name}: {second}"
        );
        assert_eq!(second.packages().bytes, sizes(&wanted), "{name}: {second}");
        let union = sizes(&COMMON) + sizes(&WHISPER) + sizes(&KOKORO);
        let bytes = first.packages().bytes + second.packages().bytes;
        let redundant = bytes - union;
        assert_eq!(
            redundant,
            if self.again { sizes(&COMMON) } else { 0 },
            "{name}"
        );

        // What dockerkit says beforehand is what the builder has afterwards.
        let one = match &directories {
            [Some(first), Some(second)] => {
                assert_eq!(first.key, second.key, "{name}: the ids");
                Some(first == second)
            }
            _ => None,
        };
        assert_eq!(
            opened,
            one.map_or(0, |one| if one { 1 } else { 2 }),
            "{name}: directories on the builder"
        );
        if self.caching[0] == Caching::Preset {
            assert_eq!(one, Some(!self.again), "{name}: {directories:?}");
        }
        let one = one.map_or("-", |one| if one { "yes" } else { "no" });
        let files = first.fetched().count() + second.fetched().count();
        let pages = first.pages().bytes + second.pages().bytes;
        format!(
            "| {name:<42} | {one:^13} | {files:>5} | {bytes:>10} | {redundant:>9} | {pages:>11} |\n"
        )
    }
}

/// The rows as text. Those that make mounts of the other user are built one after another, and the rest at the same time,
/// from an index of their own: of two builds that make mounts of one owner, one may lose its directory (moby/buildkit
/// issue 2053).
fn measure(engine: &Engine, rows: &[Row], installer: Installer) -> Vec<String> {
    let lane = |has_owner: bool| {
        let index = index();
        let rows = rows.iter().map(move |row| {
            (row.has_owner() == has_owner).then(|| row.measure(engine, &index, installer))
        });
        rows.collect::<Vec<_>>()
    };
    let [some, rest] = thread::scope(|scope| {
        let some = scope.spawn(|| lane(true));
        let rest = lane(false);
        [some.join().unwrap(), rest]
    });
    let rows = some.into_iter().zip(rest);
    rows.filter_map(|(some, rest)| some.or(rest)).collect()
}

/// Prints past the test runner, which would keep it to itself.
fn print(title: &str, rows: &[String]) {
    let head = format!(
        "| {:<42} | one directory | files |      bytes | redundant | index pages |\n",
        "cache mounts of the two services"
    );
    let line = format!(
        "|{:-<44}|{:-<15}|{:-<7}|{:-<12}|{:-<11}|{:-<13}|\n",
        "", "", "", "", "", ""
    );
    let table = format!(
        "\n{title}, package files of 11 in all\n{head}{line}{}",
        rows.concat()
    );
    std::io::stdout().write_all(table.as_bytes()).unwrap();
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn pip_fetches_what_two_services_share_once() {
    let engine = Engine::connect();
    let [none, root, user, mixed] = ROWS;
    let rows = [none, root, user, mixed, OWNERLESS];
    print("pip install", &measure(&engine, &rows, Installer::Pip));
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn uv_fetches_what_two_services_share_once() {
    let (engine, index) = (Engine::connect(), index());
    let rows = measure(&engine, &ROWS, Installer::UvPip);
    print("uv pip install", &rows);
    // Where pip warns, uv gives up.
    let [service, _] = OWNERLESS.services(Installer::UvPip);
    let namespace = engine.namespace("downloads");
    let text = service.file(&index).render().unwrap();
    let failed = engine
        .build(text)
        .arg("BUILDKIT_CACHE_MOUNT_NS", namespace.name())
        .run()
        .unwrap_err();
    assert!(failed.log.contains("Permission denied"), "{failed}");
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn uv_sync_with_an_extra_fetches_what_two_services_share_once() {
    let engine = Engine::connect();
    let rows = measure(&engine, &ROWS, Installer::UvSync);
    print("uv sync --extra gpu", &rows);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn pip_and_uv_keep_to_their_own_directories() {
    let (engine, index) = (Engine::connect(), index());
    let service = |installer, own| Service {
        installer,
        caching: Caching::Preset,
        non_root: false,
        own,
    };
    let Outcome {
        directories,
        opened,
        second,
        ..
    } = build(
        &engine,
        &index,
        [
            service(Installer::Pip, WHISPER),
            service(Installer::UvSync, KOKORO),
        ],
    );
    assert_ne!(directories[0], directories[1]);
    assert_eq!((opened, second.fetched().count()), (2, 8));
}
