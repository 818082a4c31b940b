//! The presets on a real engine: what they save, and what happens when several builds use them at once.
//!
//! `DOCKERKIT_ONLY=npm,go` looks at those managers only. `DOCKERKIT_ROUNDS=10` has several builds at once that many times,
//! for root and for another user: that is `.ci/stress`, and takes about an hour. CI looks at each manager for root or for the
//! other user, and has several builds at once of some managers; what it leaves out is printed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod concurrency;
mod matrix;
mod service;
#[path = "../support/mod.rs"]
mod support;

use std::io::Write as _;

use concurrency::Rounds;
use dockerkit::{PackageManager, Sharing};
use service::{Installer, Subject};
use support::engine::Engine;

/// Prints past the test runner, which would keep it to itself.
fn print(text: &str) {
    std::io::stdout().write_all(text.as_bytes()).unwrap();
}

/// The managers that are asked for: all, unless `DOCKERKIT_ONLY` names some.
fn asked() -> Vec<Subject> {
    let only = std::env::var("DOCKERKIT_ONLY").ok();
    let wanted = |subject: &Subject| {
        only.as_ref()
            .is_none_or(|only| only.split(',').any(|name| name == subject.manager.as_str()))
    };
    let asked: Vec<_> = Subject::all().filter(wanted).collect();
    assert!(!asked.is_empty(), "no such manager: {only:?}");
    asked
}

/// What a manager says of its version.
fn version(manager: &str) -> String {
    match manager {
        "go" => "go version".to_owned(),
        "apt" => "apt-get --version".to_owned(),
        "bundler" => "bundle --version".to_owned(),
        _ => format!("{manager} --version"),
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn versions_of_all_managers() {
    let engine = Engine::connect();
    let commands: Vec<_> = asked()
        .iter()
        .map(|subject| version(subject.manager.as_str()) + " 2>&1 | head -n 1")
        .collect();
    let text = format!(
        "FROM dockerkit-test/managers:1\nRUN {}\n",
        commands.join("; ")
    );
    let built = engine.build(text).run().unwrap();
    let printed = built.printed();
    assert_eq!(printed.len(), commands.len(), "{}", built.log);
    print("\n| manager | version |\n| --- | --- |\n");
    for (subject, version) in asked().iter().zip(printed) {
        print(&format!("| {} | {version} |\n", subject.manager));
    }
    engine.images().add(built.image.clone());
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn the_second_service_fetches_nothing_that_the_first_has_fetched() {
    let engine = Engine::connect();
    print(
        "\n| manager | user | without: files / bytes | with: files / bytes | hits | index pages |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    tell("root or the other user, whichever is not shown here");
    for (number, subject) in asked().into_iter().enumerate() {
        let all = Installer::of(subject.manager);
        let one = number % all.len();
        let installers = measured().map_or(&all[one..=one], |_| all);
        print(&matrix::lines(&engine, subject, installers));
    }
}

/// How often several builds are started at once for each user, if all is to be measured.
fn measured() -> Option<usize> {
    let rounds = std::env::var("DOCKERKIT_ROUNDS").ok()?;
    Some(rounds.parse().expect("a number"))
}

/// Says what is left out where not all is measured.
fn tell(left_out: &str) {
    if measured().is_none() {
        print(&format!("\nnot here, but in `.ci/stress`: {left_out}\n"));
    }
}

/// A manager of each kind of cache, of those whose builds do not take long: files by their digests, one that is locked, an
/// index and files.
const AT_ONCE: [PackageManager; 3] = [
    PackageManager::Npm,
    PackageManager::Yarn,
    PackageManager::Cargo,
];

const HEAD: &str = "\n| manager | user | sharing | rounds | builds | failed | a round takes |\n\
                    | --- | --- | --- | --- | --- | --- | --- |\n";

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn builds_at_once_do_not_disturb_each_other() {
    let engine = Engine::connect();
    tell(
        "ten rounds of every manager, for root and for 1001; any of those that are not shown here",
    );
    print(HEAD);
    for (number, subject) in asked().into_iter().enumerate() {
        let left_out = !AT_ONCE.contains(&subject.manager);
        let rounds = match measured() {
            Some(rounds) => Rounds::Each(rounds),
            None if left_out => continue,
            None => Rounds::One(number),
        };
        print(&concurrency::lines(&engine, subject, rounds));
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_is_locked_is_locked_for_a_reason() {
    let engine = Engine::connect();
    tell("composer and bundler, which fail without the lock in some rounds only");
    print(HEAD);
    for subject in asked() {
        // With the others it takes luck, which shows nothing but in a table.
        let sure = [PackageManager::Yarn, PackageManager::Apt].contains(&subject.manager);
        if subject.manager.row().sharing() == Sharing::Locked && (sure || measured().is_some()) {
            let most = (if sure { 10 } else { 3 } * measured().unwrap_or(1)).min(30);
            let (lines, failed) = concurrency::hazard(&engine, subject, most);
            print(&lines);
            assert!(failed > 0 || !sure, "{} needs no lock", subject.manager);
        }
    }
}
