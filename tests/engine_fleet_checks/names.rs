//! Services that bake, Compose or BuildKit refuse: what the files would say that are not written, written by hand.

use std::fs;

use dockerkit::{Dockerfile, Project, Service, Stage};
use serde_json::json;

use crate::{
    BUSYBOX, Builds, file, judged, run,
    support::{engine::Engine, scratch::Scratch},
    taken, two,
};

/// A context that takes no time to build.
fn context(scratch: &Scratch, name: &str) {
    scratch.write(
        format!("{name}/Dockerfile"),
        "FROM scratch\nCOPY Dockerfile /\n",
    );
}

/// What bake and Compose say of a service of this name: `None` where they take it.
struct Said {
    bake: Option<String>,
    compose: Option<String>,
    /// Its image, which is not named.
    image: Option<String>,
}

fn said_of(engine: &Engine, name: &str) -> Said {
    let scratch = Scratch::new();
    context(&scratch, "it");
    let targets =
        json!({"group": {"default": {"targets": [name]}}, "target": {name: {"context": "it"}}});
    scratch.write("docker-bake.json", targets.to_string());
    let compose = json!({"name": "named", "services": {name: {"build": "it"}}});
    scratch.write("compose.yaml", compose.to_string());
    let asked = |arguments: &[&str]| {
        let (worked, said) = run(engine.docker().args(arguments), scratch.path());
        (!worked).then_some(said)
    };
    let said = Said {
        bake: asked(&["buildx", "bake", "-f", "docker-bake.json", "--print"]),
        compose: asked(&["compose", "config", "--quiet"]),
        image: asked(&["compose", "build"]),
    };
    run(
        engine.docker().args(["compose", "down", "--rmi=all"]),
        scratch.path(),
    );
    said
}

fn plain() -> Dockerfile {
    file(Stage::new(BUSYBOX))
}

fn named(name: &str) -> Project {
    Project::new().service(Service::new(name.to_owned(), plain()).context("it"))
}

/// Whether a rule is broken.
fn breaks(project: &Project, rule: &str) -> bool {
    project
        .check()
        .findings
        .iter()
        .any(|it| it.rule.name == rule)
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn names_are_those_that_both_take() {
    let engine = Engine::connect();
    let long = "x".repeat(300);
    for name in ["", "a.b", "a/b", "é", "a b", "=", "a:b"] {
        assert!(breaks(&named(name), "service-name"), "{name}");
        let said = said_of(&engine, name);
        // With a dot it is one to Compose, but not to bake.
        assert!(said.bake.is_some(), "{name}");
        assert_eq!(
            said.compose.is_none(),
            name == "a.b",
            "{name}: {:?}",
            said.compose
        );
    }
    for name in ["Web", "_a", "a_", "a-", "a___b", "a-_b", &long] {
        assert!(!breaks(&named(name), "service-name"), "{name}");
        assert!(breaks(&named(name), "service-image"), "{name}");
        let said = said_of(&engine, name);
        assert_eq!((said.bake, said.compose), (None, None), "{name}");
        let image = said.image.unwrap();
        assert!(image.contains("invalid"), "{name}: {image}");
    }
    for name in [
        "web",
        "a--b",
        "a__b",
        "1",
        "0x10",
        "null",
        "true",
        "2024-01-01",
        "no",
    ] {
        assert_eq!(named(name).check().to_string(), "");
        let said = said_of(&engine, name);
        assert_eq!(
            (said.bake, said.compose, said.image),
            (None, None, None),
            "{name}"
        );
        // As text, whatever YAML would make of it.
        Builds::of(&engine, named(name));
    }
    // An image of its own has the name that it is given.
    let images = ["Web", "_a", "a___b"].map(|name| Service::new(name, plain()).image("a/b:1"));
    let images = Project::new().services(images);
    assert_eq!(images.check().to_string(), "");
    Builds::of(&engine, images);
}

/// Files may call a service so, commands cannot.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_begins_like_an_option_is_one() {
    let engine = Engine::connect();
    assert!(breaks(&named("-a"), "service-name"));
    let scratch = Scratch::new();
    context(&scratch, "it");
    scratch.write(
        "docker-bake.json",
        json!({"target": {"-a": {"context": "it"}}}).to_string(),
    );
    let bake = ["buildx", "bake", "-f", "docker-bake.json", "--print"];
    let (worked, said) = run(engine.docker().args(bake).arg("-a"), scratch.path());
    assert!(!worked && said.contains("unknown shorthand flag"), "{said}");
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn default_is_everything() {
    let engine = Engine::connect();
    assert!(breaks(&named("default"), "service-name"));
    let scratch = Scratch::new();
    context(&scratch, "it");
    let targets = json!({
        "group": {"default": {"targets": ["default", "other"]}},
        "target": {"default": {"context": "it"}, "other": {"context": "it"}},
    });
    scratch.write("docker-bake.json", targets.to_string());
    let bake = [
        "buildx",
        "bake",
        "-f",
        "docker-bake.json",
        "--print",
        "default",
    ];
    let (worked, said) = run(engine.docker().args(bake), scratch.path());
    assert!(worked && said.contains("\"other\""), "{said}");
}

/// Of two targets of one name bake makes one, without a word; Compose refuses them.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn two_services_of_one_name_are_one() {
    let engine = Engine::connect();
    let bad = Project::new()
        .service(Service::new("web", plain()).context("one"))
        .service(Service::new("web", plain()).context("two"));
    judged("duplicate-service", &bad, &two(plain(), plain()));
    let scratch = Scratch::new();
    let targets =
        r#"{"target": {"web": {"context": "one", "target": "x"}, "web": {"context": "two"}}}"#;
    scratch.write("docker-bake.json", targets);
    let bake = ["buildx", "bake", "-f", "docker-bake.json", "--print", "web"];
    let (worked, said) = run(engine.docker().args(bake), scratch.path());
    // A mixture of both: the context of the second, the stage of the first.
    let mixed = ["\"context\": \"two\"", "\"target\": \"x\""];
    assert!(worked && mixed.iter().all(|it| said.contains(it)), "{said}");
    scratch.write(
        "compose.yaml",
        "services:\n  web:\n    build: one\n  web:\n    build: two\n",
    );
    let (worked, said) = run(
        engine.docker().args(["compose", "config", "-q"]),
        scratch.path(),
    );
    assert!(!worked && said.contains("already defined"), "{said}");
}

/// On this file system and to both programs they are two; images cannot have the one name, nor directories elsewhere.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn names_that_differ_by_case_are_two_here() {
    let engine = Engine::connect();
    let bad = Project::new()
        .service(Service::new("web", plain()))
        .service(Service::new("Web", plain()).image("web-2"));
    judged("service-casing", &bad, &two(plain(), plain()));
    Builds::of(&engine, bad).bake(&["web", "Web"]);
}

/// What is written last is what both build.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn one_dockerfile_is_of_the_one_that_is_written_last() {
    let engine = Engine::connect();
    let says = |word: &str| file(Stage::new(BUSYBOX).run(format!("echo {word} | tr - +")));
    let service =
        |name: &'static str| Service::new(name, says(&format!("i-am-{name}"))).context(".");
    let both = |other: Service| Project::new().service(service("a")).service(other);
    let good = both(service("b").dockerfile("b.Dockerfile"));
    judged("two-dockerfiles", &both(service("b")), &good);
    let builds = Builds::of(&engine, good);
    assert!(builds.bake(&["a"]).contains("i+am+a"));
    assert!(builds.bake(&["b"]).contains("i+am+b"));
    says("i-am-b")
        .write(builds.path().join("Dockerfile"))
        .unwrap();
    assert!(builds.bake(&["a"]).contains("i+am+b"));
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_stage_that_is_not_there_cannot_be_built() {
    let engine = Engine::connect();
    let project = |target: &'static str| {
        let file = Dockerfile::new()
            .without_syntax()
            .stage(Stage::named("runtime", BUSYBOX));
        Project::new().service(Service::new("a", file).target(target))
    };
    judged("unknown-target", &project("runtme"), &project("runtime"));
    for (target, there) in [
        ("runtime", true),
        ("RUNTIME", true),
        ("0", false),
        ("", true),
        ("runtme", false),
        ("1", false),
    ] {
        assert_eq!(!breaks(&project(target), "unknown-target"), there);
        let builds = Builds::of(&engine, project("runtime"));
        let (worked, said) = builds.try_bake(&["a"], &[&format!("--set=a.target={target}")]);
        assert_eq!(worked, there, "{target}: {said}");
        assert!(there || said.contains("could not be found"), "{said}");
    }
}

/// Bake asks, and gives up where there is nobody to answer. Compose reads them.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_is_outside_is_asked_for() {
    let engine = Engine::connect();
    let outside = Scratch::new();
    outside.write("mark", "x");
    let path = outside.path().to_str().unwrap();
    let cases: [(&str, Service, Service); 3] = [
        (
            "context",
            Service::new("a", plain()).context(path),
            Service::new("a", plain()),
        ),
        (
            "another context",
            Service::new("a", plain()).with_context("lib", path),
            Service::new("a", plain()).with_context("lib", "a"),
        ),
        (
            "secret",
            Service::new("a", plain()).secret_file("token", outside.path().join("mark")),
            Service::new("a", plain()).secret_file("token", "a/secret"),
        ),
    ];
    for (what, bad, good) in cases {
        let (bad, good) = (Project::new().service(bad), Project::new().service(good));
        judged("context-outside", &bad, &good);
        let builds = Builds::of(&engine, bad);
        let (worked, said) = builds.try_bake(&["a"], &[]);
        assert!(
            !worked && said.contains("additional privileges requested"),
            "{what}: {said}"
        );
        builds.bake_with(&["a"], &[&format!("--allow=fs.read={path}")]);
        Builds::of(&engine, good).bake(&["a"]);
    }
}

/// A Compose file has one list of secrets for all services, in which an id stands once.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn compose_knows_one_secret_of_an_id() {
    let engine = Engine::connect();
    let project = |ids: [&'static str; 2]| {
        let service = |name: &'static str, id: &'static str, variable: &'static str| {
            Service::new(name, plain()).secret_variable(id, variable)
        };
        let [one, other] = ids;
        Project::new()
            .service(service("a", one, "A"))
            .service(service("b", other, "B"))
    };
    let good = project(["a-token", "b-token"]);
    judged("two-secrets", &project(["token", "token"]), &good);
    Builds::of(&engine, good);
    let scratch = Scratch::new();
    let compose =
        "services: {}\nsecrets:\n  token:\n    environment: A\n  token:\n    environment: B\n";
    scratch.write("compose.yaml", compose);
    let (worked, said) = run(
        engine.docker().args(["compose", "config", "-q"]),
        scratch.path(),
    );
    assert!(!worked && said.contains("already defined"), "{said}");
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn compose_takes_no_other_ids_of_secrets() {
    let engine = Engine::connect();
    let project =
        |id: &str| Project::new().service(Service::new("a", plain()).secret_variable(id, "A"));
    for (id, good) in [
        ("", false),
        ("a b", false),
        ("a/b", false),
        ("$a", false),
        ("é", false),
        ("a,b", false),
        ("a=b", false),
        ("a.b-C_1", true),
        ("1", true),
        ("null", true),
        ("-", true),
    ] {
        assert_eq!(!breaks(&project(id), "service-secret"), good, "{id}");
        let scratch = Scratch::new();
        context(&scratch, "a");
        let id = id.replace('$', "$$");
        let compose = json!({"services": {"a": {"build": {"context": "a", "secrets": [&id]}}}, "secrets": {&id: {"environment": "A"}}});
        scratch.write("compose.yaml", compose.to_string());
        let (worked, said) = run(
            engine.docker().args(["compose", "config", "-q"]),
            scratch.path(),
        );
        assert_eq!(worked, good, "{id}: {said}");
    }
    for id in ["a.b-C_1", "1", "null", "-"] {
        Builds::of(&engine, project(id));
    }
}

/// Paths that are read as something else.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn paths_that_are_none_are_not_built() {
    let engine = Engine::connect();
    let at =
        |context: &str, name: &str| Service::new("a", plain()).context(context).dockerfile(name);
    let cases = [
        ("github.com/user/a", "Dockerfile"),
        ("-", "Dockerfile"),
        ("it", "-"),
        ("it", "a\\b"),
        ("it", "[ab]"),
        ("it", "a\nb"),
    ];
    for (context, name) in cases {
        assert!(
            breaks(&Project::new().service(at(context, name)), "service-path"),
            "{context} {name}"
        );
        // As it would be written.
        let scratch = Scratch::new();
        scratch.write(format!("{context}/{name}"), "FROM scratch\nCOPY . /\n");
        let targets = json!({"target": {"a": {"context": context, "dockerfile": name}}});
        scratch.write("docker-bake.json", targets.to_string());
        let bake = [
            "buildx",
            "bake",
            "-f",
            "docker-bake.json",
            "--set=*.output=type=cacheonly",
            "a",
        ];
        let (worked, said) = run(engine.docker().args(bake), scratch.path());
        assert!(!worked, "{context} {name}: {said}");
    }
    let files = [
        "a b", "~a", "a*b", "é", "#a", "a:b", "a'b", "a\"b", "a,b", "a@b", "a]b", "a?b", "$A",
    ];
    let files = files.into_iter().enumerate().map(|(number, name)| {
        let own = Service::new(format!("file-{number}"), plain());
        own.context("it").dockerfile(name)
    });
    let contexts = [
        "~",
        "~a/b",
        "git@a",
        "service:a",
        "a b",
        "[a]",
        "a\"b",
        "$A",
        "a#b",
        "%a",
        "docker-image:",
        "target:b",
        "a,b",
    ];
    let contexts = contexts
        .into_iter()
        .enumerate()
        .map(|(number, name)| Service::new(format!("context-{number}"), plain()).context(name));
    let good = Project::new().services(files).services(contexts);
    assert_eq!(good.check().to_string(), "");
    let names: Vec<_> = good.services.iter().map(|it| it.name.to_string()).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let builds = Builds::of(&engine, good);
    builds.bake(&names);
    // Compose is given no names of images here, and makes its own.
    fs::write(builds.path().join("compose.override.yaml"), "name: paths\n").unwrap();
    let (worked, said) = run(engine.docker().args(["compose", "build"]), builds.path());
    run(
        engine.docker().args(["compose", "down", "--rmi=all"]),
        builds.path(),
    );
    assert!(worked, "{said}");
    taken(&engine, builds.path());
}
