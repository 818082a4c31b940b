//! Four builds at once in caches that are empty: none fails, and what is left is whole.

use std::{
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

/// How the builds of a round come about.
#[derive(Clone, Copy)]
enum Pace {
    /// All at the same time.
    AtOnce,
    /// One after another, from a registry of some 3 MB/s: each comes into what those before it are writing.
    OneByOne,
    /// The same, slower.
    Slowly,
}

impl Pace {
    /// What the registry waits after each 64 KiB, and the builds for each other.
    fn pauses(self) -> [Duration; 2] {
        match self {
            Self::AtOnce => [0, 0],
            Self::OneByOne => [20, 300],
            Self::Slowly => [100, 600],
        }
        .map(Duration::from_millis)
    }
}

/// How many builds run at once.
pub(crate) const AT_ONCE: usize = 4;

/// What came of some rounds.
#[derive(Default)]
struct Outcome {
    rounds: usize,
    builds: usize,
    failed: Vec<Failed>,
    images: Vec<String>,
    seconds: f64,
}

/// Which rounds there are of a manager.
#[derive(Clone, Copy)]
pub(crate) enum Rounds {
    /// One, for root of every other manager and for another user of the rest; by this number, that of the manager.
    One(usize),
    /// So many for each user.
    Each(usize),
}

impl Rounds {
    /// Who installs, and how the builds come about, round by round.
    fn plan(self, users: &[Installer]) -> Vec<(Installer, Vec<Pace>)> {
        let paces = [Pace::AtOnce, Pace::OneByOne];
        match self {
            Self::One(number) => {
                let user = users[number % users.len()];
                vec![(user, vec![paces[number / 2 % 2]])]
            }
            Self::Each(rounds) => {
                // Those that only root can use get all rounds.
                let rounds = rounds * 2 / users.len();
                let paces = |other| (0..rounds).map(move |number| paces[(number + other) % 2]);
                let all = users.iter().enumerate();
                all.map(|(other, user)| (*user, paces(other).collect()))
                    .collect()
            }
        }
    }
}

/// The lines of the table for one manager.
pub(crate) fn lines(engine: &Engine, subject: Subject, rounds: Rounds) -> String {
    let registry = subject.registry();
    let mut lines = String::new();
    let manager = subject.manager;
    let namespace = engine.namespace("presets");
    let mut images = engine.images();
    for (installer, paces) in rounds.plan(Installer::of(manager)) {
        let service = subject.service(installer, Caching::Preset);
        let mut all = Outcome::default();
        for pace in paces {
            let below = format!("{}/{}-{}", namespace.name(), installer.name(), all.rounds);
            let mut once = round(engine, service, registry.as_ref(), pace, &below);
            if let Some(failed) = once.failed.first() {
                panic!("{manager} of {installer:?}: {failed}");
            }
            once.images.drain(..).for_each(|image| images.add(image));
            all.add(once);
        }
        lines += &all.line(subject, installer, manager.row().sharing());
        let opened = engine.cache_mounts_in(namespace.name());
        for number in 0..all.rounds {
            let below = format!("{}/{}-{number}", namespace.name(), installer.name());
            let directories = opened.iter().filter(|it| it.is_in(&below)).count();
            assert_eq!(
                directories,
                manager.row().caches.len(),
                "{manager}: {opened:?}"
            );
        }
    }
    lines
}

/// The same for a manager whose caches are locked, as if they were not: until a build fails. Also says how many did.
pub(crate) fn hazard(engine: &Engine, subject: Subject, rounds: usize) -> (String, usize) {
    let registry = subject.registry();
    let service = subject.service(Installer::Root, Caching::Mode(Sharing::Shared));
    let mut all = Outcome::default();
    let namespace = engine.namespace("presets");
    let mut images = engine.images();
    while all.rounds < rounds && all.failed.is_empty() {
        let pace = [Pace::AtOnce, Pace::Slowly][all.rounds % 2];
        let below = format!("{}/{}", namespace.name(), all.rounds);
        let mut once = round(engine, service, registry.as_ref(), pace, &below);
        once.images.drain(..).for_each(|image| images.add(image));
        all.add(once);
    }
    let line = all.line(subject, Installer::Root, Sharing::Shared);
    (line, all.failed.len())
}

impl Outcome {
    fn add(&mut self, mut other: Self) {
        self.rounds += other.rounds;
        self.builds += other.builds;
        self.seconds += other.seconds;
        self.failed.append(&mut other.failed);
        self.images.append(&mut other.images);
    }

    /// A line of the table.
    fn line(&self, subject: Subject, installer: Installer, sharing: Sharing) -> String {
        let who = installer.name();
        #[expect(clippy::cast_precision_loss, reason = "a few dozen rounds")]
        let seconds = self.seconds / self.rounds as f64;
        format!(
            "| {} | {who} | {sharing} | {} | {} | {} | {seconds:.1} s |\n",
            subject.manager,
            self.rounds,
            self.builds,
            self.failed.len()
        )
    }
}

/// Builds both services twice, all at once; then, if none failed, the first once more.
fn round(
    engine: &Engine,
    service: Service,
    registry: Option<&Registry>,
    pace: Pace,
    namespace: &str,
) -> Outcome {
    let manager = service.subject.manager;
    let service = |number| Service { number, ..service };
    let [pause, apart] = pace.pauses();
    if let Some(registry) = registry {
        registry.slow_down(pause);
    }
    let start = Instant::now();
    let built = thread::scope(|scope| {
        let builds: Vec<_> = (0..AT_ONCE)
            .map(|at| {
                let build = service(at % 2).build(engine, registry, namespace);
                scope.spawn(move || {
                    thread::sleep(apart * u32::try_from(at).expect("a few"));
                    build.run()
                })
            })
            .collect();
        let results = builds.into_iter().map(|it| it.join().expect("no panic"));
        results.collect::<Vec<_>>()
    });
    let mut outcome = Outcome {
        rounds: 1,
        builds: AT_ONCE,
        seconds: start.elapsed().as_secs_f64(),
        ..Outcome::default()
    };
    for result in built {
        match result {
            Ok(built) => outcome.images.push(built.image),
            Err(log) => outcome.failed.push(log),
        }
    }
    if outcome.failed.is_empty() {
        if let Some(registry) = registry {
            registry.slow_down(Duration::ZERO);
            registry.reset();
        }
        let again = service(0).build(engine, registry, namespace).run();
        match (again, registry.map(Registry::reset)) {
            (Ok(built), traffic) => {
                outcome.images.push(built.image);
                let fetched = traffic.map(|it| it.packages().bytes).unwrap_or_default();
                assert_eq!(fetched, 0, "{manager}: the cache is not whole");
            }
            (Err(log), _) => outcome.failed.push(log),
        }
    }
    outcome
}
