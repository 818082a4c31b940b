//! What grows with a file grows linearly: each case once was quadratic.
//!
//! A case makes its file at two sizes. What takes eight times as long for eight times as much is linear; what was quadratic
//! took some sixty times as long. Of several runs the fastest counts, since others use the machine too.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "linear/depth.rs"]
mod depth;
#[path = "linear/files.rs"]
mod files;
#[path = "linear/lines.rs"]
mod lines;
#[path = "linear/suggestions.rs"]
mod suggestions;

use std::fs;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use dockerkit::{Dockerfile, Image, PackageManager, Preset, Run, Stage, Text, expand};

/// How much larger the large file is.
const LARGER: usize = 8;
/// How many times as long it may take: nearer to eight than to sixty-four, and far enough from it for a busy machine.
const LONGER: u32 = 22;
/// What takes no longer than this is fast enough, and too short to be compared.
const SHORT: Duration = Duration::from_millis(20);

/// The processor time that this thread has had, which does not count others at work; where the system does not say it,
/// the time of day.
fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let had = fs::read_to_string("/proc/thread-self/schedstat");
    let had = had
        .ok()
        .and_then(|text| text.split(' ').next()?.parse().ok());
    had.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// The fastest of several runs.
fn fastest(mut run: impl FnMut()) -> Duration {
    let time = |()| {
        let start = now();
        run();
        now().saturating_sub(start)
    };
    // The system counts in ticks: less than one is not nothing.
    let tick = Duration::from_millis(4);
    let least = [(); 3].map(time).into_iter().min();
    least.unwrap_or_default().max(tick)
}

/// Whether what is done with what is made grows linearly with its size.
#[track_caller]
fn linear<T>(size: usize, make: impl Fn(usize) -> T, run: impl Fn(&T)) {
    let [small, large] = [size, size * LARGER].map(|size| {
        let input = make(size);
        fastest(|| run(&input))
    });
    println!("{size}: {small:?}, {}: {large:?}", size * LARGER);
    assert!(
        large < SHORT || large < small * LONGER,
        "{size} took {small:?}, {LARGER} times as much took {large:?}"
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
    linear(300, file, all);
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
#[should_panic(expected = "8 times as much took")]
fn what_is_not_linear_is_told() {
    linear(
        400,
        |size| (0..size).collect::<Vec<usize>>(),
        |numbers| {
            let among_all = |one| numbers.iter().filter(|two| *two < one).count();
            black_box(numbers.iter().map(among_all).max());
        },
    );
}
