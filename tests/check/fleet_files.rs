//! Projects of Dockerfiles that somebody wrote by hand.

use dockerkit::{Dockerfile, Project, Service};

fn service(name: &'static str, text: &str) -> Service {
    Service::new(name, Dockerfile::parse(text).unwrap())
}

/// The ids of the caches that a service opens.
fn ids(service: Service) -> Vec<String> {
    let caches = Project::new().service(service).caches();
    caches.directories.into_iter().map(|it| it.id).collect()
}

/// What `no-cache` finds: the line, what runs, and the help.
fn without_cache(text: &str) -> Vec<(u32, String, String)> {
    let report = Project::new().service(service("a", text)).check();
    let findings = report.findings.into_iter();
    let findings = findings.filter(|it| it.rule.name == "no-cache");
    let found = findings.map(|it| {
        let (line, _) = it.place.origin.line_and_column().unwrap();
        let what = it.message.split('`').nth(1).unwrap().to_owned();
        (line, what, it.help.clone())
    });
    found.collect()
}

fn steps(text: &str) -> Vec<(u32, String)> {
    let found = without_cache(text).into_iter();
    found.map(|(line, what, _)| (line, what)).collect()
}

#[test]
fn a_stage_is_reached_through_arguments() {
    let text = "\
ARG BASE=with
FROM alpine AS with
RUN --mount=type=cache,id=with,target=/c ls
FROM alpine AS without
RUN --mount=type=cache,id=without,target=/c ls
FROM ${BASE} AS base
FROM base
";
    assert_eq!(ids(service("a", text)), ["with"]);
    assert_eq!(ids(service("a", text).arg("BASE", "without")), ["without"]);
    assert!(ids(service("a", text).arg("BASE", "debian")).is_empty());
    // The platform decides: on some builders it is one, on some the other.
    let text = "\
FROM alpine AS base-amd64
RUN --mount=type=cache,id=amd64,target=/c ls
FROM alpine AS base-arm64
RUN --mount=type=cache,id=arm64,target=/c ls
FROM alpine AS base-riscv
RUN --mount=type=cache,id=riscv,target=/c ls
FROM base-$TARGETARCH
";
    assert_eq!(ids(service("a", text)), ["amd64", "arm64"]);
}

#[test]
fn a_step_that_finds_all_in_the_image_needs_no_cache() {
    for (first, second) in [
        ("dotnet restore", "dotnet publish -c Release"),
        ("mvn dependency:go-offline", "mvn -B clean package"),
        ("go mod download", "go build -o /app ."),
        ("cargo fetch", "cargo build --release"),
    ] {
        let program = |text: &str| text.split(' ').next().unwrap().to_owned();
        let text = format!("FROM a AS b\nRUN {first}\nCOPY . .\nFROM b\nRUN {second}\n");
        let found = steps(&text);
        assert_eq!(found.len(), 1, "{text}{found:?}");
        assert_eq!(found[0].0, 2);
        assert_eq!(program(&found[0].1), program(first));
        // In a stage of its own it does.
        let found = steps(&text.replace("FROM b", "FROM a"));
        assert_eq!(found.len(), 2, "{text}{found:?}");
    }
    // Each has other packages.
    let text = "FROM rust\nRUN cargo install a\nRUN cargo install b\nRUN cargo build --offline\n";
    let expected = [
        (2, "cargo install".to_owned()),
        (3, "cargo install".to_owned()),
    ];
    assert_eq!(steps(text), expected);
    let text = "FROM node\nRUN npm ci\nRUN npm install x\n";
    assert_eq!(steps(text).len(), 2);
    // Then the first step has its cache, and hides nothing.
    let text =
        "FROM golang\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\nRUN go build .\n";
    let report = Project::new().service(service("a", text)).check();
    let rules: Vec<_> = report.findings.iter().map(|it| it.rule.name).collect();
    assert_eq!(rules, ["missing-cache"]);
}

#[test]
fn the_cache_to_add_is_that_of_whoever_runs_the_step() {
    let help = |text: &str| {
        let mut found = without_cache(text);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0).2
    };
    assert_eq!(
        help("FROM python\nRUN pip install x\n"),
        "add it: `--mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared`"
    );
    assert_eq!(
        help("FROM python\nUSER 1001:1002\nRUN pip install x\n"),
        "add it: `--mount=type=cache,id=pip-cache-shared,target=/var/cache/pip,sharing=shared,uid=1001,gid=1002`, and \
         `export PIP_CACHE_DIR=/var/cache/pip;` in front of the command"
    );
    assert_eq!(
        help("FROM python\nUSER app\nRUN pip install --no-cache-dir x\n"),
        "add it: `--mount=type=cache,id=pip-cache-shared,target=/var/cache/pip,sharing=shared,uid=…,gid=…`, and \
         `export PIP_CACHE_DIR=/var/cache/pip;` in front of the command; and leave out `--no-cache-dir`, which defeats it"
    );
    assert_eq!(
        help("FROM alpine\nRUN apk --no-cache add x\n"),
        "add it: `--mount=type=cache,id=apk-cache-shared,target=/etc/apk/cache,sharing=locked`; and leave out `--no-cache`, \
         which defeats it"
    );
}
