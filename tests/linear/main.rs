//! What grows with a file grows linearly: each case once was quadratic.
//!
//! A case makes something of two sizes and does the same with both. What takes eight times as long for eight times as much is
//! linear; what was quadratic took some sixty times as long. What counts is the processor's time, and of several runs the
//! fastest, since others use the machine too.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod built;
mod caches;
mod depth;
mod files;
mod limits;
mod lines;
mod memory;
mod projects;
mod read;
mod suggestions;

use std::fs;
use std::hint::black_box;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use dockerkit::{Arg, Dockerfile, Image, PackageManager, Preset, Run, Shell, Stage, Text, expand};

/// How much larger the large one is.
const LARGER: usize = 8;
/// How many times as long it may take: nearer to eight than to sixty-four, and far enough from it for a busy machine.
const LONGER: u32 = 22;
/// How long it is done again and again: the system counts a processor's time in steps of some milliseconds.
const LONG: Duration = Duration::from_millis(60);
/// How often each size is tried.
const TRIES: usize = 4;

/// What this thread has used of a processor so far, where the system says so.
fn used() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos = text.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanos))
}

/// How long it takes once.
fn time(run: impl Fn()) -> Duration {
    let (start, before) = (Instant::now(), used());
    let mut runs = 0;
    loop {
        run();
        runs += 1;
        let all = match (before, used()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => start.elapsed(),
        };
        if all >= LONG {
            return all / runs;
        }
    }
}

/// Whether what is done with what is made grows linearly with its size.
#[track_caller]
fn linear<T>(size: usize, make: impl Fn(usize) -> T, run: impl Fn(&T)) {
    // One at a time: they share the machine's memory.
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let [few, many] = [size, size * LARGER].map(make);
    let small = (0..TRIES).map(|_| time(|| run(&few))).min().unwrap();
    let limit = small * LONGER;
    let mut tries = (0..TRIES).map(|_| time(|| run(&many)));
    let large = tries.find(|large| *large < limit);
    println!("{size}: {small:?}, {}: {large:?}", size * LARGER);
    assert!(
        large.is_some(),
        "{size} took {small:?}, {LARGER} times as much took more than {limit:?}"
    );
}

/// Checks, renders and resolves a file.
fn all(file: &Dockerfile) {
    black_box(file.to_string());
    black_box(file.resolved());
}

#[test]
fn stages_that_start_from_text_with_variables() {
    let file = |names: fn(usize) -> Text| {
        move |size: usize| {
            let mut file = Dockerfile::new();
            for number in 0..size {
                file.begin(Stage::named(format!("s-{number}"), "alpine"));
            }
            for number in 0..size {
                file.begin(Stage::new(Image::new(names(number))));
            }
            file
        }
    };
    linear(300, file(|_| expand("s-$X")), all);
    linear(300, file(|number| expand(format!("s-{number}$X"))), all);
    linear(300, file(|number| expand(format!("$X-{number}"))), all);
}

#[test]
fn stages_on_stages_that_set_variables_of_caches() {
    let file = |size: usize| {
        let mut file = Dockerfile::new();
        let mut base = file.begin(Stage::named("s", "alpine"));
        for number in 0..size {
            let stage = Stage::named(format!("s{number}"), &base)
                .env(format!("A{number}_HOME"), "/a")
                .env(format!("A{number}_CACHE"), "/a")
                .env("PIP_CACHE_DIR", expand(format!("/{number}")))
                .push(Run::new("pip install .").cache(PackageManager::Pip));
            base = file.begin(stage);
        }
        file
    };
    linear(500, file, all);
}

#[test]
fn stages_on_stages_that_declare_arguments_of_the_file() {
    let file = |size: usize| {
        let mut file = Dockerfile::new();
        for number in 0..size {
            file = file.arg(Arg::with_default(format!("A{number}"), "1"));
        }
        let mut base = file.begin(Stage::named("s", "alpine"));
        for number in 0..size {
            let stage = Stage::named(format!("s{number}"), &base)
                .arg(format!("A{number}"))
                .env("X", expand(format!("$A{number}$A0")));
            base = file.begin(stage);
        }
        file
    };
    linear(500, file, all);
}

#[test]
fn arguments_of_the_file_in_one_argument() {
    let file = |size: usize| {
        let mut file = Dockerfile::new();
        let mut arg = Arg::new("B");
        for number in 0..size {
            file = file.arg(Arg::with_default(format!("A{number}"), "1"));
            let default = expand(format!("$A{number}"));
            arg = arg.and(Arg::with_default(format!("B{number}"), default));
        }
        file.stage(Stage::new("alpine").push(arg))
    };
    linear(2_000, file, all);
}

#[test]
fn values_in_one_text() {
    for between in ["", "/", " ", "=", "\"\""] {
        let file = |size: usize| {
            let mut text = Shell::new("echo ");
            for _ in 0..size {
                text = text.arg("a").text(between);
            }
            Dockerfile::new().stage(Stage::new("alpine").run(text))
        };
        linear(2_000, file, all);
    }
}

#[test]
fn presets_of_one_step() {
    let file = |size: usize| {
        let mut run = Run::new("pip install .");
        for number in 0..size {
            let preset = Preset::from(PackageManager::Pip);
            run = run.cache(preset.id_suffix(number.to_string()));
        }
        Dockerfile::new().stage(Stage::new("python").push(run))
    };
    linear(300, file, all);
}

#[test]
fn text_put_together_in_a_chain() {
    let chain = |pieces: [&'static str; 2]| {
        move |size: &usize| {
            let text = (0..*size).fold(Text::default(), |text, _| {
                text.then(pieces[0]).then(pieces[1])
            });
            black_box(text);
        }
    };
    linear(2_000, |size| size, chain(["$A", "b"]));
    linear(2_000, |size| size, chain(["a", "b"]));
    linear(2_000, |size| size, chain(["${A}", "$B"]));
}

#[test]
#[should_panic(expected = "8 times as much took more than")]
fn what_is_not_linear_is_told() {
    linear(
        200,
        |size| (0..size).collect::<Vec<usize>>(),
        |numbers| {
            let among_all = |one| numbers.iter().filter(|two| *two < one).count();
            black_box(numbers.iter().map(among_all).max());
        },
    );
}
