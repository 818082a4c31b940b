//! Several builds that use one cache at once.

use dockerkit::{CacheMount, Dockerfile, Level, PackageManager, Run, Sharing, Stage};

use super::{
    Said,
    stages::{alpine, file},
};

pub(crate) fn all(said: &mut Said) {
    unsafe_sharing(said);
    lock_order(said);
}

#[test]
fn sharing_is_looked_at() {
    all(&mut Said::default());
}

fn mount(target: &'static str) -> CacheMount {
    CacheMount::new(target)
}

fn make(mount: CacheMount) -> Run {
    Run::new("make").mount(mount)
}

fn unsafe_sharing(said: &mut Said) {
    let unnamed = "names no sharing mode, and so is `shared`";
    let breaks = "breaks when two builds use it at once";
    for (mount, manager, variant, named, why) in [
        (mount("/var/cache/yarn"), "yarn", "Yarn", unnamed, breaks),
        (
            mount("/c")
                .id("composer-cache-shared")
                .sharing(Sharing::Shared),
            "composer",
            "Composer",
            "is `shared`",
            breaks,
        ),
        (mount("/var/cache/apt"), "apt", "Apt", unnamed, breaks),
        (
            mount("/usr/local/cargo/registry/"),
            "cargo",
            "Cargo",
            unnamed,
            breaks,
        ),
        (
            CacheMount::in_home(".cargo/registry"),
            "cargo",
            "Cargo",
            unnamed,
            breaks,
        ),
        (
            mount("/root/.m2"),
            "maven",
            "Maven",
            unnamed,
            "is not made for two builds at once",
        ),
    ] {
        said.only(
            &file(alpine().push(make(mount))),
            Level::Warning,
            "unsafe-sharing",
            &format!("the cache of {manager} {named}: {manager} {why}"),
            &format!(
                "lock it: `.sharing(Sharing::Locked)`, or leave it to the preset: `.cache(PackageManager::{variant})`"
            ),
        );
    }
    for fine in [
        mount("/var/cache/yarn").sharing(Sharing::Locked),
        mount("/var/cache/yarn").sharing(Sharing::Private),
        mount("/var/cache/yarn").sharing("$SHARING"),
        mount("/var/cache/yarn").read_only(),
        mount("/root/.cache/pip"),
        // Its locks are in it.
        mount("/var/cache/cargo"),
        mount("/usr/local/cargo/registry/cache"),
    ] {
        assert_eq!(file(alpine().push(make(fine))).check().to_string(), "");
    }
    for manager in PackageManager::ALL {
        let run = Run::new("make").cache(*manager);
        let report = file(Stage::new("image").push(run)).check();
        let told = report
            .findings
            .iter()
            .any(|it| it.rule.name == "unsafe-sharing");
        assert!(!told, "{report}");
    }
}

fn lock_order(said: &mut Said) {
    let locked = |id: &'static str, target: &'static str| {
        CacheMount::new(target).id(id).sharing(Sharing::Locked)
    };
    let step = |one: CacheMount, other: CacheMount| make(one).mount(other);
    let first = || step(locked("a", "/1"), locked("b", "/2"));
    let crossed = || step(locked("a", "/2"), locked("b", "/1"));
    let help = "mount each of them at one target everywhere: BuildKit takes the locks of a step in the order of the targets";
    let message = "the step locks the cache `b` at `/1` before `a` at `/2`, and another step the other way round: two builds wait \
                   for each other for ever";
    let other = || Stage::named("other", "alpine");
    for file in [
        file(alpine().push(first()).push(crossed())),
        // Stages that do not depend on each other.
        Dockerfile::new()
            .stage(alpine().push(first()))
            .stage(other().push(crossed())),
        // The order in which they are written is none.
        file(
            alpine()
                .push(step(locked("b", "/2"), locked("a", "/1")))
                .push(crossed()),
        ),
    ] {
        let finding = said.only(&file, Level::Warning, "lock-order", message, help);
        assert!(finding.related.is_some());
    }
    let shared = || CacheMount::new("/1").id("b");
    for fine in [
        file(alpine().push(first()).push(first())),
        file(
            alpine()
                .push(first())
                .push(step(locked("a", "/2"), shared())),
        ),
        file(
            alpine()
                .push(first())
                .push(step(locked("a", "/2").uid(1), locked("b", "/1").uid(1))),
        ),
        file(
            alpine()
                .push(first())
                .push(step(locked("a", "/2"), locked("$B", "/1"))),
        ),
    ] {
        let report = fine.check();
        let told = report
            .findings
            .iter()
            .any(|it| it.rule.name == "lock-order");
        assert!(!told, "{report}");
    }
}
