//! Four builds at once in caches that are empty: none fails, and what is left is whole.

use std::{
    fmt::Write as _,
    thread,
    time::{Duration, Instant},
};

use dockerkit::Sharing;

use crate::{
    service::{Caching, Installer, Service, Subject},
    support::{
        engine::{Engine, Failed},
        registry::Registry,
    },
};

/// What a registry waits after each 64 KiB: about 3 MB/s a connection, so that downloads of several builds overlap.
const PAUSE: Duration = Duration::from_millis(20);

/// How many builds run at once.
pub(crate) const AT_ONCE: usize = 4;

/// What came of some rounds.
#[derive(Default)]
struct Outcome {
    builds: usize,
    failed: Vec<Failed>,
    seconds: f64,
}

/// The lines of the table for one manager.
pub(crate) fn lines(engine: &Engine, subject: Subject, rounds: usize) -> String {
    let registry = subject.registry();
    let mut lines = String::new();
    let manager = subject.manager;
    for installer in Installer::of(manager) {
        // Those that only root can use get all rounds.
        let rounds = rounds * 2 / Installer::of(manager).len();
        let mut all = Outcome::default();
        for _ in 0..rounds {
            let one = round(
                engine,
                subject,
                registry.as_ref(),
                *installer,
                Caching::Preset,
            );
            if let Some(failed) = one.failed.first() {
                panic!("{manager} of {installer:?}: {failed}");
            }
            all.builds += one.builds;
            all.seconds += one.seconds;
        }
        line(
            &mut lines,
            subject,
            *installer,
            manager.row().sharing(),
            rounds,
            &all,
        );
    }
    lines
}

/// The same for a manager whose caches are locked, as if they were not: until a build fails.
pub(crate) fn hazard(engine: &Engine, subject: Subject, rounds: usize) -> String {
    let registry = subject.registry();
    let mut lines = String::new();
    let mut all = Outcome::default();
    let mut done = 0;
    while done < rounds && all.failed.is_empty() {
        let mode = Caching::Mode(Sharing::Shared);
        let mut one = round(engine, subject, registry.as_ref(), Installer::Root, mode);
        all.builds += one.builds;
        all.seconds += one.seconds;
        all.failed.append(&mut one.failed);
        done += 1;
    }
    line(
        &mut lines,
        subject,
        Installer::Root,
        Sharing::Shared,
        done,
        &all,
    );
    if let Some(failed) = all.failed.first() {
        let said = failed
            .log
            .lines()
            .filter(|line| line.contains("ERROR") || line.contains("rror"));
        for line in said.take(3) {
            writeln!(lines, "    {line}").expect("a string takes everything");
        }
    }
    lines
}

fn line(
    lines: &mut String,
    subject: Subject,
    installer: Installer,
    sharing: Sharing,
    rounds: usize,
    all: &Outcome,
) {
    let who = match installer {
        Installer::Root => "root",
        Installer::AppUser => "1001",
    };
    #[expect(clippy::cast_precision_loss, reason = "a few dozen rounds")]
    let seconds = all.seconds / rounds as f64;
    writeln!(
        lines,
        "| {} | {who} | {sharing} | {rounds} | {} | {} | {seconds:.1} s |",
        subject.manager,
        all.builds,
        all.failed.len()
    )
    .expect("a string takes everything");
}

/// Builds both services twice, all at once; then, if none failed, the first once more.
fn round(
    engine: &Engine,
    subject: Subject,
    registry: Option<&Registry>,
    installer: Installer,
    caching: Caching,
) -> Outcome {
    let namespace = engine.namespace("presets");
    let mut images = engine.images();
    let manager = subject.manager;
    let service = |number| Service {
        subject,
        number,
        installer,
        caching,
    };
    if let Some(registry) = registry {
        registry.slow_down(PAUSE);
    }
    let start = Instant::now();
    let built = thread::scope(|scope| {
        let builds: Vec<_> = (0..AT_ONCE)
            .map(|at| {
                let build = service(at % 2).build(engine, registry, &namespace);
                scope.spawn(move || build.run())
            })
            .collect();
        let results = builds.into_iter().map(|it| it.join().expect("no panic"));
        results.collect::<Vec<_>>()
    });
    let seconds = start.elapsed().as_secs_f64();
    let mut failed = Vec::new();
    for result in built {
        match result {
            Ok(built) => images.add(built.image),
            Err(log) => failed.push(log),
        }
    }
    if failed.is_empty() {
        let directories = engine.cache_mounts_in(namespace.name());
        assert_eq!(
            directories.len(),
            manager.row().caches.len(),
            "{manager}: {directories:?}"
        );
        if let Some(registry) = registry {
            registry.slow_down(Duration::ZERO);
            registry.reset();
        }
        let again = service(0).build(engine, registry, &namespace).run();
        match (again, registry.map(Registry::reset)) {
            (Ok(built), traffic) => {
                images.add(built.image);
                let fetched = traffic.map(|it| it.packages().bytes).unwrap_or_default();
                assert_eq!(fetched, 0, "{manager}: the cache is not whole");
            }
            (Err(log), _) => failed.push(log),
        }
    }
    Outcome {
        builds: AT_ONCE,
        failed,
        seconds,
    }
}
