//! Steps that lock the same two caches, in builds that run at once: none waits for another for ever.
//!
//! BuildKit takes the locks of a step in the order of the targets of its mounts, and a step waits for its second lock
//! with its first one held. So two steps with the same caches at targets in another order wait for each other for ever,
//! sooner or later. The presets put a locked cache at one place for everybody; tests/caches.rs shows that of what is
//! written, this of what a builder does with it.
//!
//! Every build has a step for every pair of the managers whose caches are locked, all of them at the same time, so that
//! each lock is always waited for: a pair in another order in one of the builds would hang here at once. `.ci/stress` does
//! that ten times, by `DOCKERKIT_ROUNDS=10`; CI once, with the managers of [`SOME`], and says so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod support;

use std::{
    collections::BTreeSet,
    io::Write as _,
    thread,
    time::{Duration, Instant},
};

use dockerkit::{CopyFiles, Dockerfile, Mount, OrArg, PackageManager, Run, Sharing, Stage, User};
use support::engine::{Engine, Namespace};

const BASE: &str = "dockerkit-test/busybox:1";

/// When a build hangs: it takes a tenth of that where nothing else runs.
const LIMIT: Duration = Duration::from_secs(400);

/// Who the steps run as, and what the stage says besides that may move a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Setting {
    root: bool,
    /// Whether the stage sets the variables by which managers look elsewhere.
    moved: bool,
}

/// Those that CI looks at: apt, which has two locks; those that look elsewhere by `HOME`, by `XDG_CACHE_HOME` or by a variable
/// of their own; and what has many rows of its like.
const SOME: [PackageManager; 6] = [
    PackageManager::Yarn,
    PackageManager::Composer,
    PackageManager::Bundler,
    PackageManager::Apt,
    PackageManager::Deno,
    PackageManager::Swift,
];

/// How much is done.
#[derive(Clone, Copy)]
enum Rounds {
    /// So many rounds with all managers.
    All(usize),
    /// One with some.
    Some,
}

impl Rounds {
    fn asked() -> Self {
        match std::env::var("DOCKERKIT_ROUNDS") {
            Ok(rounds) => Self::All(rounds.parse().expect("a number")),
            Err(_) => Self::Some,
        }
    }

    fn count(self) -> usize {
        match self {
            Self::All(rounds) => rounds,
            Self::Some => 1,
        }
    }
}

const SETTINGS: [Setting; 4] = [
    Setting {
        root: true,
        moved: false,
    },
    Setting {
        root: true,
        moved: true,
    },
    Setting {
        root: false,
        moved: false,
    },
    Setting {
        root: false,
        moved: true,
    },
];

impl Setting {
    fn stage(self, name: String) -> Stage {
        let user = if self.root {
            User::root()
        } else {
            User::new("appuser").uid(1001)
        };
        let stage = Stage::named(name, BASE);
        if self.moved {
            let home = if self.root { "/home" } else { "/" };
            stage
                .user(user.home(home))
                .env("HOME", home)
                .env("XDG_CACHE_HOME", "/xdg")
        } else {
            stage.user(user)
        }
    }

    /// The managers whose caches are locked, of those that this user can use.
    fn managers(self, rounds: Rounds) -> Vec<PackageManager> {
        let managers = PackageManager::ALL.iter().copied();
        let locked = managers.filter(|it| it.row().sharing() == Sharing::Locked);
        let here = locked.filter(|it| matches!(rounds, Rounds::All(_)) || SOME.contains(it));
        here.filter(|it| self.root || !it.row().needs_root)
            .collect()
    }

    /// A stage for each pair of them, none of which waits for another.
    fn file(self, rounds: Rounds) -> Dockerfile {
        let mut file = Dockerfile::new().without_syntax();
        let mut stages = Vec::new();
        for (one, other) in pairs(&self.managers(rounds)) {
            // It needs nothing of what the managers are.
            let run = Run::new("sleep 0.1").cache(one).cache(other);
            let stage = self.stage(format!("{one}-and-{other}")).push(run);
            stages.push(file.begin(stage));
        }
        // A stage is no deeper than the engine's file system is.
        let parts = stages.chunks(40).enumerate().map(|(number, some)| {
            let stage = Stage::named(format!("part{number}"), "scratch");
            some.iter().fold(stage, |stage, done| {
                stage.push(CopyFiles::new(["/etc/group"], "/").from(done))
            })
        });
        let parts: Vec<_> = parts.collect();
        let last = parts.iter().fold(Stage::new("scratch"), |stage, part| {
            stage.push(CopyFiles::new(["/group"], "/").from(part))
        });
        parts.into_iter().chain([last]).for_each(|stage| {
            file.begin(stage);
        });
        file
    }

    /// Makes the directories, one after another: opened for the first time by several builds at once, those with an owner
    /// are not always one directory (moby/buildkit issue 2053). Says how many there are.
    fn open_all(self, engine: &Engine, rounds: Rounds, namespace: &Namespace<'_>) -> usize {
        let managers = self.managers(rounds);
        let stage = self.stage("all".to_owned());
        let run = |manager: &PackageManager| Run::new("true").cache(*manager);
        let stage = managers.iter().fold(stage, |stage, it| stage.push(run(it)));
        let text = Dockerfile::new().without_syntax().stage(stage);
        let built = engine
            .build(text.render().unwrap())
            .arg("BUILDKIT_CACHE_MOUNT_NS", namespace.name())
            .run();
        engine.images().add(built.unwrap().image);
        let caches = managers.iter().flat_map(|it| it.row().caches);
        caches.map(|it| it.id).collect::<BTreeSet<_>>().len()
    }
}

fn pairs(managers: &[PackageManager]) -> impl Iterator<Item = (PackageManager, PackageManager)> {
    let first = managers.iter().enumerate();
    first.flat_map(|(at, one)| managers[at + 1..].iter().map(|other| (*one, *other)))
}

/// The most locks that a step of the file takes.
fn most_locks(file: &Dockerfile) -> usize {
    let resolved = file.resolved();
    let steps = resolved.stages.iter().flat_map(|stage| &stage.steps);
    let locks = steps.map(|step| match &step.instruction {
        dockerkit::Instruction::Run(run) => run
            .mounts
            .iter()
            .filter(|mount| {
                matches!(mount, Mount::Cache(cache)
                    if cache.sharing == Some(OrArg::Value(Sharing::Locked)))
            })
            .count(),
        _ => 0,
    });
    locks.max().unwrap_or_default()
}

/// Prints past the test runner, which would keep it to itself.
fn print(text: &str) {
    std::io::stdout().write_all(text.as_bytes()).unwrap();
}

/// Builds all files at once, and says how long that took.
fn round(engine: &Engine, rounds: Rounds, files: &[(Setting, Dockerfile)]) -> Duration {
    let namespace = engine.namespace("locks");
    let plain = SETTINGS.iter().filter(|it| !it.moved);
    let directories: usize = plain
        .map(|it| it.open_all(engine, rounds, &namespace))
        .sum();
    let start = Instant::now();
    let results = thread::scope(|scope| {
        let builds = files.iter().map(|(setting, file)| {
            let build = engine
                .build(file.render().unwrap())
                .arg("BUILDKIT_CACHE_MOUNT_NS", namespace.name())
                .at_most(LIMIT);
            (setting, scope.spawn(move || build.run()))
        });
        let builds: Vec<_> = builds.collect();
        let results = builds
            .into_iter()
            .map(|(setting, it)| (setting, it.join().expect("no panic")));
        results.collect::<Vec<_>>()
    });
    let took = start.elapsed();
    let mut images = engine.images();
    for (setting, result) in results {
        let built = result.unwrap_or_else(|failed| panic!("{setting:?}: {failed}"));
        images.add(built.image);
    }
    // The builds of one user locked the same directories, and no others.
    let opened = engine.cache_mounts_in(namespace.name());
    assert_eq!(opened.len(), directories, "{opened:?}");
    took
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn steps_that_lock_the_same_caches_do_not_wait_for_each_other_for_ever() {
    let engine = Engine::connect();
    let rounds = Rounds::asked();
    let files = SETTINGS.map(|setting| (setting, setting.file(rounds)));
    for (_, file) in &files {
        // Else there would be nothing to wait for.
        assert!(most_locks(file) >= 2);
    }
    if matches!(rounds, Rounds::Some) {
        print("\nnot here, but in `.ci/stress`: the pairs of all managers, ten rounds\n");
    }
    print(
        "\n| a step for every pair of | at once | rounds | builds | hung | a round takes |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    let took = (0..rounds.count()).map(|_| round(&engine, rounds, &files).as_secs_f64());
    let took: f64 = took.sum();
    #[expect(clippy::cast_precision_loss, reason = "ten rounds")]
    let each = took / rounds.count() as f64;
    print(&format!(
        "| {} managers, {} of them for 1001 | {} | {} | {} | 0 | {each:.1} s |\n",
        SETTINGS[0].managers(rounds).len(),
        SETTINGS[2].managers(rounds).len(),
        files.len(),
        rounds.count(),
        rounds.count() * files.len(),
    ));
}
