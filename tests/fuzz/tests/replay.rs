//! What was found once, and bytes from a fixed seed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails on what it cannot read"
)]

use std::path::Path;

use dockerkit_fuzz::run::{Judge, Outcome, run};
use dockerkit_fuzz::texts::TARGETS;

/// Whatever found a text, it is held to all.
#[test]
fn texts_that_were_found_once_are_right() {
    let finds = Path::new(env!("CARGO_MANIFEST_DIR")).join("finds/texts");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(finds).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for (name, target) in TARGETS {
            if let Err(why) = target(&text) {
                wrong.push(format!("{name}, {}: {why}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn what_was_found_once_is_right() {
    let mut judge = Judge::start();
    let finds = Path::new(env!("CARGO_MANIFEST_DIR")).join("finds/meaning");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(finds).unwrap() {
        let path = entry.unwrap().path();
        if let Err(failure) = run(&std::fs::read(&path).unwrap(), &mut judge) {
            wrong.push(format!("{}: {failure}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// `FUZZ_RUNS` and `FUZZ_SEED` ask for others.
#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn bytes_from_a_fixed_seed_are_right() {
    let number =
        |name: &str, default: u64| std::env::var(name).map_or(default, |it| it.parse().unwrap());
    let (runs, mut state) = (number("FUZZ_RUNS", 20_000), number("FUZZ_SEED", 1));
    let mut judge = Judge::start();
    let mut wrong = Vec::new();
    let mut rendered = 0;
    for at in 0..runs {
        let bytes = bytes(&mut state);
        match run(&bytes, &mut judge) {
            Ok(outcome) => rendered += u64::from(outcome == Outcome::Rendered),
            Err(failure) => {
                if let Some(directory) = std::env::var_os("FUZZ_KEEP") {
                    std::fs::write(Path::new(&directory).join(format!("{at}")), &bytes).unwrap();
                }
                wrong.push(format!("{at}: {failure}"));
            }
        }
    }
    println!(
        "{rendered} of {runs} were rendered, {} are wrong",
        wrong.len()
    );
    assert!(
        wrong.is_empty(),
        "{} are wrong; the first:\n{}",
        wrong.len(),
        wrong[0]
    );
    assert!(
        rendered > runs / 2,
        "only {rendered} of {runs} files were rendered"
    );
}

/// Bytes of a length between 16 and 400.
fn bytes(state: &mut u64) -> Vec<u8> {
    let mut next = || {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    let length = 16 + next() % 384;
    (0..length).map(|_| next().to_le_bytes()[0]).collect()
}
