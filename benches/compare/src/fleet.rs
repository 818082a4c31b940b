//! Several services: what it costs to look at them together.

use std::hint::black_box;
use std::time::{Duration, Instant};

use dockerkit::{
    CacheMount, Dockerfile, Env, PackageManager, Policy, Project, Run, Service, Sharing, Stage,
    User, literal,
};

/// How many times each is done; the median counts.
const ROUNDS: usize = 11;
/// How many steps a service has.
const STEPS: usize = 50;

/// A service: two stages, a fifth of the steps with caches, and some that share nothing.
fn service(number: usize) -> Service {
    let managers = [
        (PackageManager::Pip, "pip install -r requirements.txt"),
        (PackageManager::Npm, "npm ci"),
        (PackageManager::Go, "go build ./..."),
        (PackageManager::Cargo, "cargo build --release"),
        (PackageManager::Uv, "uv sync"),
    ];
    let (manager, install) = managers[number % managers.len()];
    let mut build = Stage::named("build", "debian:bookworm").workdir("/app");
    if number % 3 == 0 {
        build = build.user(User::new("app").uid(1001).home("/home/app"));
    }
    for step in 0..STEPS / 5 {
        let own = CacheMount::new("/models")
            .id(format!("models-{}", number % 100))
            .sharing(Sharing::Locked);
        build = build
            .push(Run::new(install).cache(manager))
            .push(Run::new("fetch-models --to /models").mount(own))
            .push(Env::new("STEP", literal(step.to_string())))
            .copy("src", "src")
            .run("make all && make test");
    }
    Service::new(format!("service-{number}"), Dockerfile::new().stage(build))
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

pub(crate) fn print() {
    println!("milliseconds, medians of {ROUNDS} rounds; {STEPS} steps a service\n");
    println!(
        "| services | check each by itself | check together | caches | its table | its picture |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    for count in [10, 100, 1_000, 10_000] {
        let project = Project::new()
            .policy(Policy::new())
            .services((0..count).map(service));
        let alone = median(|| {
            for service in &project.services {
                black_box(service.dockerfile.check());
            }
        });
        let together = median(|| drop(black_box(project.check())));
        let caches = median(|| drop(black_box(project.caches())));
        let report = project.caches();
        let table = median(|| drop(black_box(report.to_string())));
        let picture = median(|| drop(black_box(report.mermaid())));
        let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
        println!(
            "| {count} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            ms(alone),
            ms(together),
            ms(caches),
            ms(table),
            ms(picture)
        );
    }
}
