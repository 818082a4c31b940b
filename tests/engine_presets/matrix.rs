//! What the second service fetches of what the first has fetched: nothing.

use std::fmt::Write as _;

use crate::{
    service::{Caching, Installer, OWN, Service, Subject},
    support::{
        engine::{Built, Engine},
        index::Traffic,
        registry::Registry,
        services::{self, COMMON, Project},
    },
};

/// What both builds took: package files and bytes; for compilers, compilations.
struct Taken {
    files: u64,
    bytes: u64,
    pages: u64,
    /// What of it the second took although the first had.
    again: u64,
}

/// The lines of the matrix for one manager.
pub(crate) fn lines(engine: &Engine, subject: Subject) -> String {
    let registry = subject.registry();
    let take = |installer, caching| take(engine, subject, registry.as_ref(), installer, caching);
    let without = take(Installer::Root, Caching::No);
    let mut lines = String::new();
    let manager = subject.manager;
    let possible = without.again;
    assert!(possible > 0, "{manager}: nothing to save");
    for installer in Installer::of(manager) {
        let with = take(*installer, Caching::Preset);
        let who = match installer {
            Installer::Root => "root",
            Installer::AppUser => "1001",
        };
        assert_eq!(with.again, 0, "{manager} of {who}: fetched again");
        let hits = 100 * (possible - with.again) / possible;
        let (before, after) = if registry.is_some() {
            (
                format!("{} / {}", without.files, thousands(without.bytes)),
                format!("{} / {}", with.files, thousands(with.bytes)),
            )
        } else {
            (
                format!("{} compilations", without.files),
                format!("{} compilations", with.files),
            )
        };
        writeln!(
            lines,
            "| {manager} | {who} | {before} | {after} | {hits} % | {} |",
            thousands(with.pages)
        )
        .expect("a string takes everything");
    }
    lines
}

/// Builds the first service, then the second, in caches that nobody else has.
fn take(
    engine: &Engine,
    subject: Subject,
    registry: Option<&Registry>,
    installer: Installer,
    caching: Caching,
) -> Taken {
    let namespace = engine.namespace("presets");
    let mut images = engine.images();
    let manager = subject.manager;
    let builds = [0, 1].map(|number| {
        let service = Service {
            number,
            ..subject.service(installer, caching)
        };
        let built = service.build(engine, registry, &namespace).run();
        let built = built.unwrap_or_else(|failed| panic!("{manager} of {installer:?}: {failed}"));
        images.add(built.image.clone());
        let traffic = registry.map(Registry::reset).unwrap_or_default();
        (built, traffic)
    });
    let directories = engine.cache_mounts_in(namespace.name());
    let expected = match caching {
        Caching::No => 0,
        _ => manager.row().caches.len(),
    };
    assert_eq!(directories.len(), expected, "{manager}: {directories:?}");
    match registry {
        Some(registry) => fetched(registry, &builds, manager.as_str()),
        None => compiled(&builds, manager.as_str()),
    }
}

fn fetched(registry: &Registry, builds: &[(Built, Traffic); 2], manager: &str) -> Taken {
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
fn compiled(builds: &[(Built, Traffic); 2], manager: &str) -> Taken {
    let [first, second] = builds
        .each_ref()
        .map(|(built, _)| Project::counted(&built.printed()));
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
