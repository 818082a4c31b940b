//! What a service is given arrives in its build as it is.

use std::fs;

use dockerkit::{Arg, Dockerfile, Project, Run, SecretMount, Service, Stage};

use crate::{
    BUSYBOX, Builds, file, run,
    support::{engine::Engine, scratch::unique},
};

/// What one of many readers might take for something else.
const VALUES: [&str; 34] = [
    "a b",
    " a ",
    "\"a\"",
    "'a'",
    "`a`",
    "\\",
    "a\\nb",
    "\\\"",
    "$HOME",
    "${HOME}",
    "$$",
    "$${A}",
    "$",
    "${",
    "#a",
    "a: b",
    "a=b",
    "a,b",
    "true",
    "null",
    "~",
    "1e3",
    "- a",
    "{a}",
    "[a]",
    "a\nb",
    "a\tb",
    "\r",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "é→😀",
    "100%",
];

/// What Compose hands on to bake as a template, and what bake writes otherwise.
const FOUND: [&str; 5] = ["%{if}", "%%{a}", "%{", "e\u{301}", "\u{feff}a"];

fn prints(values: &[&str]) -> Dockerfile {
    let mut stage = Stage::new(BUSYBOX);
    let mut commands = Vec::new();
    for number in 0..values.len() {
        stage = stage.push(Arg::new(format!("V{number}")));
        commands.push(format!(
            "echo \"V{number}=$(printf %s \"$V{number}\" | od -An -v -tx1 | tr -d ' \\n').\""
        ));
    }
    stage = stage.push(Arg::new("BUILDKIT_SANDBOX_HOSTNAME"));
    file(stage.push(Run::all(commands)))
}

fn given(values: &[&str]) -> Project {
    let mut service = Service::new("a", prints(values)).image(unique("given"));
    for (number, value) in values.iter().enumerate() {
        service = service.arg(format!("V{number}"), (*value).to_owned());
    }
    Project::new().service(service)
}

/// The values that did not arrive.
fn lost<'a>(values: &[&'a str], said: &str) -> Vec<&'a str> {
    let mut lost = Vec::new();
    for (number, value) in values.iter().enumerate() {
        let bytes: Vec<_> = value.bytes().map(|byte| format!("{byte:02x}")).collect();
        let hex = bytes.concat();
        if !said.contains(&format!("V{number}={hex}.")) {
            lost.push(*value);
        }
    }
    lost
}

/// How the files are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Bake,
    BakeOfCompose,
    Compose,
}

fn built(engine: &Engine, by: By, builds: &Builds<'_>, project: &Project) -> (bool, String) {
    let fresh = format!(
        "services:\n  a:\n    build:\n      network: host\n      args:\n        BUILDKIT_SANDBOX_HOSTNAME: {}\n",
        unique("fresh")
    );
    fs::write(builds.path().join("compose.override.yaml"), fresh).unwrap();
    let mut docker = engine.docker();
    let files = ["-f", "compose.yaml", "-f", "compose.override.yaml"];
    match by {
        By::Bake => return builds.try_bake(&["a"], &[]),
        By::BakeOfCompose => docker
            .args(["buildx", "bake", "--allow=network.host", "--progress=plain"])
            .args(files)
            .arg("--set=*.output=type=cacheonly"),
        By::Compose => docker
            .args(["compose", "--progress=plain"])
            .args(files)
            .arg("build"),
    };
    let said = run(&mut docker, builds.path());
    if by == By::Compose {
        let image = project.services[0].image.clone().unwrap();
        engine.images().add(image);
    }
    said
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn arguments_arrive_as_they_are() {
    let engine = Engine::connect();
    let project = given(&VALUES);
    assert_eq!(project.check().to_string(), "");
    let builds = Builds::of(&engine, project.clone());
    for by in [By::Bake, By::BakeOfCompose, By::Compose] {
        let (worked, said) = built(&engine, by, &builds, &project);
        assert!(worked, "{by:?}: {said}");
        assert!(
            lost(&VALUES, &said).is_empty(),
            "{by:?}: {:?}",
            lost(&VALUES, &said)
        );
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_is_found_does_not_arrive_everywhere() {
    let engine = Engine::connect();
    for value in FOUND {
        let project = given(&[value]);
        let report = project.check();
        assert!(
            report
                .findings
                .iter()
                .any(|it| it.rule.name == "service-value"),
            "{value:?}: {report}"
        );
        let builds = Builds::of(&engine, project.clone());
        let arrives = [By::Bake, By::Compose].map(|by| {
            let (worked, said) = built(&engine, by, &builds, &project);
            worked && lost(&[value], &said).is_empty()
        });
        let by_bake = value.contains("%{");
        assert_eq!(arrives, [by_bake, false], "{value:?}");
    }
}

/// Contexts and secrets, at paths that are read as something else by one of the readers.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn contexts_and_secrets_arrive_as_they_are() {
    let engine = Engine::connect();
    let project = |path: &str| {
        let stage = Stage::new(BUSYBOX)
            .push(Arg::new("BUILDKIT_SANDBOX_HOSTNAME"))
            .push(
                Run::new("cat /mnt/mark && sed 's/^/secret-/' /run/secrets/token")
                    .mount(dockerkit::BindMount::new("/mnt").from_image("lib"))
                    .mount(SecretMount::new("token").required()),
            );
        let service = Service::new("a", file(stage))
            .image(unique("given"))
            .with_context("lib", path.to_owned())
            .secret_file("token", format!("{path}/token"));
        Project::new().service(service)
    };
    for (path, found) in [
        ("lib", false),
        ("a b", false),
        ("~", false),
        ("~a", false),
        ("$A", false),
        ("é", false),
        ("#a", false),
        ("a:b", false),
        ("a=b", false),
        ("a'b", false),
        ("100%", false),
        ("a,b", true),
        ("a\"b", true),
        ("${A}", true),
        ("%{if}", true),
    ] {
        let project = project(path);
        let report = project.check();
        assert_eq!(
            report
                .findings
                .iter()
                .any(|it| it.rule.name == "service-value"),
            found,
            "{path}: {report}"
        );
        let builds = Builds::of(&engine, project.clone());
        let place = builds.path().join(path);
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join("mark"), "the+mark\n").unwrap();
        fs::write(place.join("token"), "it\n").unwrap();
        for by in [By::Bake, By::Compose] {
            let (worked, said) = built(&engine, by, &builds, &project);
            let arrived = worked && said.contains("the+mark") && said.contains("secret-it");
            assert_eq!(arrived, !found || by == By::Bake, "{by:?} {path}: {said}");
        }
    }
}
