//! The services of a project, beside their Dockerfiles.

use dockerkit::{Dockerfile, Level, Project, Service, Stage};

use super::{
    Said,
    fleet::{only, plain},
};

pub(crate) fn all(said: &mut Said) {
    services(said);
    whole(said);
}

#[test]
fn services_are_looked_at() {
    all(&mut Said::default());
}

fn services(said: &mut Said) {
    let error = Level::Error;
    for (name, why) in [
        ("", "the name of a service must not be empty"),
        (
            "a.b",
            "the name of a service may hold only ASCII letters, digits, `-` and `_`",
        ),
        (
            "-a",
            "the name of a service must not begin with `-`, as an option does",
        ),
        ("default", "bake calls all services `default`"),
        ("caches-save", "bake has it for the caches"),
        ("caches-load-pip", "bake has it for the caches"),
    ] {
        let project = Project::new().service(Service::new(name, plain()).context("x"));
        let message = format!("`{name}`: {why}");
        let what = ["service-name", &message, "name it `web` or `web-1`"];
        only(said, &project, (name, None), error, what);
    }

    let twice = Project::new()
        .service(Service::new("web", plain()))
        .service(Service::new("web", plain()).context("other"));
    let what = [
        "duplicate-service",
        "two services are named `web`",
        "give each its own name",
    ];
    only(said, &twice, ("web", Some("web")), error, what);

    let casing = Project::new()
        .service(Service::new("web", plain()))
        .service(Service::new("Web", plain()).image("web-2"));
    let message = "`Web` and `web` differ by case only";
    let what = ["service-casing", message, "give each its own name"];
    only(said, &casing, ("Web", Some("web")), Level::Warning, what);

    let other = Dockerfile::new().stage(Stage::new("debian"));
    let at_one = |other: Dockerfile| {
        Project::new()
            .service(Service::new("a", plain()).context("x/../."))
            .service(Service::new("b", other).context("."))
    };
    let message = "`Dockerfile` is the Dockerfile of `a`, too, and holds something else there";
    let help = "give each its own: `.dockerfile(\"web.Dockerfile\")`, from its context";
    let what = ["two-dockerfiles", message, help];
    only(said, &at_one(other), ("b", Some("a")), error, what);
    // One file with two targets is fine.
    assert!(at_one(plain()).check().is_ok());

    let staged = || {
        let stages = Dockerfile::new().stage(Stage::named("build", "alpine"));
        Service::new("a", stages.stage(Stage::named("runtime", "alpine")))
    };
    for (target, help) in [
        ("runtme", "did you mean `runtime`?"),
        ("nothing-like-it", "name one of its stages"),
        ("0", "name one of its stages"),
    ] {
        let project = Project::new().service(staged().target(target));
        let message = format!("the service builds the stage `{target}`, and none is named so");
        only(
            said,
            &project,
            ("a", None),
            error,
            ["unknown-target", &message, help],
        );
    }
    for target in ["BUILD", "runtime", ""] {
        let project = Project::new().service(staged().target(target));
        assert_eq!(project.check().to_string(), "", "{target}");
    }

    for (context, shown) in [("../a", "../a"), ("x/../../a", "../a"), ("/srv", "/srv")] {
        let project = Project::new().service(Service::new("a", plain()).context(context));
        let message = format!(
            "the context `{shown}` is outside of the project's directory, where bake reads nothing unasked"
        );
        let help = format!(
            "write the project to a directory that holds it, or allow it: `docker buildx bake --allow=fs.read={shown}`"
        );
        let what = ["context-outside", message.as_str(), help.as_str()];
        only(said, &project, ("a", None), Level::Warning, what);
    }
}

fn whole(said: &mut Said) {
    let error = Level::Error;
    let report = Project::new().check();
    let said_of_all: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    let expected =
        "error[no-service]: the project has no service; add one: `.service(Service::new(…))`";
    assert_eq!(said_of_all, [expected]);
    said.0.insert("no-service");

    let on = |name: &'static str, other: &'static str| {
        Service::new(name, plain()).with_context("base", other)
    };
    for (other, help) in [
        ("target:base-2", "did you mean `base-1`?"),
        (
            "service:nope",
            "add it, or name one of the project's services",
        ),
    ] {
        let base = Service::new("base-1", plain());
        let project = Project::new().service(base).service(on("a", other));
        let (_, name) = other.split_once(':').unwrap();
        let message = format!("the service is built on `{name}`, and none is named so");
        only(
            said,
            &project,
            ("a", None),
            error,
            ["unknown-service", &message, help],
        );
    }
    let circle = Project::new()
        .service(on("c", "target:a"))
        .service(on("a", "target:b"))
        .service(on("b", "service:a"));
    let message = "`c` waits for its own image: its contexts are a circle";
    let what = ["unknown-service", message, "take one of the contexts out"];
    only(said, &circle, ("c", None), error, what);

    let secret = |name: &'static str, variable: &'static str| {
        Service::new(name, plain()).secret_variable("token", variable)
    };
    let project = Project::new()
        .service(secret("a", "A"))
        .service(secret("b", "B"));
    let message =
        "the secret `token` is `B` here and `A` in `a`, and Compose knows one of that name";
    let what = ["two-secrets", message, "give each its own id"];
    only(said, &project, ("b", Some("a")), error, what);
    let project = Project::new()
        .service(secret("a", "A"))
        .service(secret("b", "A"));
    assert_eq!(project.check().to_string(), "");
}
