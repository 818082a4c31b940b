//! What the second service fetches of what the first has fetched: nothing.

use std::{fmt::Write as _, thread};

use crate::{
    service::{Caching, Installer, OWN, Service, Subject},
    support::{
        engine::{Built, Engine},
        index::Traffic,
        registry::Registry,
        services::{self, COMMON, Project},
    },
};

/// What two builds took: package files and bytes; for compilers, compilations.
struct Taken {
    files: u64,
    bytes: u64,
    pages: u64,
    /// What of it the second took although the first had.
    again: u64,
}

/// A build, and what it asked of the registry.
type Done = (Built, Traffic);

/// The lines of the matrix for one manager, one for each of those who install.
///
/// Root's builds, the other user's and the one without a cache run at the same time, each from a registry of its own.
/// Two of the same owner would not: while a build makes mounts of an owner, those of another build may lose theirs (see
/// moby/buildkit issue 2053; one of go's directories was lost). Root's mounts name no owner, and are not part of that.
pub(crate) fn lines(engine: &Engine, subject: Subject, installers: &[Installer]) -> String {
    let manager = subject.manager;
    let namespace = engine.namespace("presets");
    let below = |installer: &Installer| format!("{}/{}", namespace.name(), installer.name());
    let (with, alone) = thread::scope(|scope| {
        let users = installers.iter().map(|installer| {
            let below = below(installer);
            let chain = move || {
                let service = subject.service(*installer, Caching::Preset);
                build(engine, service, &[0, 1], &below)
            };
            scope.spawn(chain)
        });
        let users: Vec<_> = users.collect();
        let alone = subject.service(Installer::Root, Caching::No);
        let alone = build(engine, alone, &[1], namespace.name());
        let users = users.into_iter().map(|it| it.join().expect("no panic"));
        (users.collect::<Vec<_>>(), alone)
    });
    let directories = engine.cache_mounts_in(namespace.name());
    let each = manager.row().caches.len();
    for installer in installers {
        let own = directories.iter().filter(|it| it.is_in(&below(installer)));
        let who = installer.name();
        assert_eq!(own.count(), each, "{manager} of {who}: {directories:?}");
    }
    // None is of the build that mounts nothing.
    assert_eq!(directories.len(), each * with.len(), "{directories:?}");
    // The first build of all finds nothing, whether it mounts a cache or not.
    let [first, _] = &with[0].done[..] else {
        unreachable!()
    };
    let without = subject.taken(alone.registry.as_ref(), [first, &alone.done[0]]);
    let possible = without.again;
    assert!(possible > 0, "{manager}: nothing to save");
    let mut lines = String::new();
    for (installer, chain) in installers.iter().zip(&with) {
        let [first, second] = &chain.done[..] else {
            unreachable!()
        };
        let with = subject.taken(chain.registry.as_ref(), [first, second]);
        let who = installer.name();
        assert_eq!(with.again, 0, "{manager} of {who}: fetched again");
        let hits = 100 * (possible - with.again) / possible;
        let told = |taken: &Taken| match chain.registry {
            Some(_) => format!("{} / {}", taken.files, thousands(taken.bytes)),
            None => format!("{} compilations", taken.files),
        };
        writeln!(
            lines,
            "| {manager} | {who} | {} | {} | {hits} % | {} |",
            told(&without),
            told(&with),
            thousands(with.pages)
        )
        .expect("a string takes everything");
    }
    let mut images = engine.images();
    for (built, _) in with.iter().chain([&alone]).flat_map(|chain| &chain.done) {
        images.add(built.image.clone());
    }
    lines
}

/// Builds one after another, from one registry.
struct Chain {
    registry: Option<Registry>,
    done: Vec<Done>,
}

fn build(engine: &Engine, service: Service, numbers: &[usize], namespace: &str) -> Chain {
    let registry = service.subject.registry();
    let done = numbers.iter().map(|number| {
        let service = Service {
            number: *number,
            ..service
        };
        let built = service.build(engine, registry.as_ref(), namespace).run();
        let Service {
            subject, installer, ..
        } = service;
        let built =
            built.unwrap_or_else(|failed| panic!("{} of {installer:?}: {failed}", subject.manager));
        let traffic = registry.as_ref().map(Registry::reset).unwrap_or_default();
        (built, traffic)
    });
    let done = done.collect();
    Chain { registry, done }
}

impl Subject {
    /// What the first and the second service took.
    fn taken(self, registry: Option<&Registry>, builds: [&Done; 2]) -> Taken {
        match registry {
            Some(registry) => fetched(registry, builds, self.manager.as_str()),
            None => compiled(builds, self.manager.as_str()),
        }
    }
}

fn fetched(registry: &Registry, builds: [&Done; 2], manager: &str) -> Taken {
    let size = |names: &[&str]| names.iter().map(|name| registry.size_of(name)).sum::<u64>();
    let [(_, first), (_, second)] = builds;
    // The first fetches its packages, the second its own, and what it has in common with the first or not.
    let needed = services::needs(OWN[0]);
    let paths: Vec<_> = first.fetched().collect();
    assert_eq!(paths, registry.paths_of(&needed), "{manager}: {first}");
    assert_eq!(first.packages().bytes, size(&needed), "{manager}: {first}");
    for name in OWN[1] {
        let served = second.path(registry.path_of(name));
        assert_eq!(served.bytes, registry.size_of(name), "{manager}: {second}");
    }
    let again: u64 = COMMON
        .iter()
        .map(|name| second.path(registry.path_of(name)).bytes)
        .sum();
    let files = first.fetched().count() + second.fetched().count();
    Taken {
        files: files as u64,
        bytes: first.packages().bytes + second.packages().bytes,
        pages: first.pages().bytes + second.pages().bytes,
        again,
    }
}

/// Counts what the compiler caches say of themselves.
fn compiled(builds: [&Done; 2], manager: &str) -> Taken {
    let [first, second] = builds.map(|(built, _)| Project::counted(&built.printed()));
    let wanted = (COMMON.len() + OWN[0].len()) as u64;
    // Without a cache mount the compilers' caches are new in each build.
    assert_eq!(first, (0, wanted), "{manager}: {}", builds[0].0.log);
    assert_eq!(
        second.0 + second.1,
        wanted,
        "{manager}: {}",
        builds[1].0.log
    );
    Taken {
        files: first.1 + second.1,
        bytes: 0,
        pages: 0,
        again: second.1 - OWN[1].len() as u64,
    }
}

/// `1234567` as `1,234,567`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits"))
        .collect();
    groups.join(",")
}
