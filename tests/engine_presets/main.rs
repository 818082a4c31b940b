//! The presets on a real engine: what they save, and what happens when several builds use them at once.
//!
//! `DOCKERKIT_ONLY=npm,go` looks at those managers only; `DOCKERKIT_ROUNDS=10` builds that many times at once, for root
//! and for another user, instead of once.

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

use dockerkit::{PackageManager, Sharing};
use service::Subject;
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
    // One manager at a time. With two, BuildKit lost one of go's directories while another build made mounts of the same
    // owner: the race of moby/buildkit issue 2053.
    for subject in asked() {
        print(&matrix::lines(&engine, subject));
    }
}

/// How often several builds are started at once, for each user.
fn rounds() -> usize {
    std::env::var("DOCKERKIT_ROUNDS").map_or(1, |rounds| rounds.parse().expect("a number"))
}

const HEAD: &str = "\n| manager | user | sharing | rounds | builds | failed | a round takes |\n\
                    | --- | --- | --- | --- | --- | --- | --- |\n";

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn builds_at_once_do_not_disturb_each_other() {
    let engine = Engine::connect();
    print(HEAD);
    for subject in asked() {
        print(&concurrency::lines(&engine, subject, rounds()));
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_is_locked_is_locked_for_a_reason() {
    let engine = Engine::connect();
    print(HEAD);
    let measured = std::env::var_os("DOCKERKIT_ROUNDS").is_some();
    for subject in asked() {
        // With the others it takes luck, which shows nothing but in a table.
        let sure = [PackageManager::Yarn, PackageManager::Apt].contains(&subject.manager);
        if subject.manager.row().sharing() == Sharing::Locked && (sure || measured) {
            let most = (if sure { 10 } else { 3 } * rounds()).min(30);
            let (lines, failed) = concurrency::hazard(&engine, subject, most);
            print(&lines);
            assert!(failed > 0 || !sure, "{} needs no lock", subject.manager);
        }
    }
}
