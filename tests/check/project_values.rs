//! What the files of bake and Compose take of a service.

use dockerkit::{Dockerfile, Level, Project, Service, Stage};

use super::{Said, fleet::only};

pub(crate) fn all(said: &mut Said) {
    names(said);
    paths(said);
    values(said);
}

#[test]
fn what_services_are_given_is_looked_at() {
    all(&mut Said::default());
}

fn plain() -> Dockerfile {
    Dockerfile::new().stage(Stage::new("alpine"))
}

fn web() -> Service {
    Service::new("web", plain())
}

#[track_caller]
fn says(said: &mut Said, service: Service, level: Level, what: [&str; 3]) {
    let name = service.name.to_string();
    let project = Project::new().service(service);
    only(said, &project, (&name, None), level, what);
}

fn names(said: &mut Said) {
    let parts = "an image's repository name is lowercase letters and digits, with `.` `_` `__` or `-` between them";
    for name in ["Web", "_web", "web_", "web-", "a___b", "a-_b"] {
        let message = format!("Compose names the image of `{name}` after the service: {parts}");
        let help = "name it: `.image(\"web\")`, or the service so that it can be";
        let service = Service::new(name, plain());
        let what = ["service-image", &message, help];
        says(said, service.clone(), Level::Error, what);
        let named = Project::new().service(service.image("a/web:1"));
        assert_eq!(named.check().to_string(), "");
    }
    for name in ["a--b", "a__b", "1", "null"] {
        let project = Project::new().service(Service::new(name, plain()));
        assert_eq!(project.check().to_string(), "");
    }
    let digest = format!("web@sha256:{}", "a".repeat(64));
    for (image, why) in [
        ("Web", parts),
        (&digest, "an image that is built is given no digest"),
        (
            "web:-1",
            "an image's tag is up to 128 letters, digits, `_`, `.` and `-`, the first no `.` or `-`",
        ),
    ] {
        let message = format!("`{image}`: {why}");
        let help = "give it a name such as `registry.example/web:1.0`";
        let what = ["service-image", &message, help];
        says(said, web().image(image), Level::Error, what);
    }

    let message = "`a b`: the id of a secret may hold only ASCII letters, digits, `.`, `-` and `_` in a Compose file";
    let help = "name it `npm-token`, here and in its mounts";
    let service = web().secret_variable("a b", "A");
    says(
        said,
        service,
        Level::Error,
        ["service-secret", message, help],
    );
    let project = Project::new().service(web().secret_variable("a.b-C_1", "A"));
    assert_eq!(project.check().to_string(), "");
}

fn paths(said: &mut Said) {
    let help = "name the directory otherwise, or put it into another one";
    for (context, message) in [
        (
            "github.com/a/b",
            "bake reads the context `github.com/a/b` as a repository",
        ),
        ("./-", "bake reads the context `-` as standard input"),
    ] {
        let what = ["service-path", message, help];
        says(said, web().context(context), Level::Error, what);
    }
    for (file, shown) in [
        ("a\\b", "a\\\\b"),
        ("[a]", "[a]"),
        ("a\nb", "a\\nb"),
        ("-", "-"),
    ] {
        let message = format!("BuildKit does not find the Dockerfile `{shown}` by its name");
        let help = "name it without `\\`, `[` and control characters";
        let what = ["service-path", &message, help];
        says(said, web().dockerfile(file), Level::Error, what);
    }
    for fine in ["src/github.com/a", "~", "git@a", "a:b", "[a]", "a-"] {
        let project = Project::new().service(web().context(fine));
        assert_eq!(project.check().to_string(), "", "{fine}");
    }

    let outside = |what: &str| {
        format!("{what} is outside of the project's directory, where bake reads nothing unasked")
    };
    let help = "write the project to a directory that holds it, or allow it: `docker buildx bake --allow=fs.read=../x`";
    let secret = web().secret_file("token", "a/../../x");
    let message = outside("the file of the secret `token`, `../x`");
    says(
        said,
        secret,
        Level::Warning,
        ["context-outside", &message, help],
    );
    let message = outside("the context `lib`, `../x`");
    let lib = web().with_context("lib", "../x");
    says(
        said,
        lib,
        Level::Warning,
        ["context-outside", &message, help],
    );
    for elsewhere in ["docker-image://a", "https://a/b.git", "git@a:b"] {
        let project = Project::new().service(web().with_context("lib", elsewhere));
        assert_eq!(project.check().to_string(), "", "{elsewhere}");
    }
}

fn values(said: &mut Said) {
    let computed = |what: &str, opening: &str| {
        format!("{what} holds `{opening}`, where `docker compose build` computes something")
    };
    let help = "write it otherwise, or build by `docker buildx bake`, which reads it as it is";
    for (service, what, opening) in [
        (web().arg("A", "a %{b"), "the build argument `A`", "%{"),
        (web().arg("%{", ""), "the name of a build argument", "%{"),
        (web().context("a${b}"), "the context", "${"),
        (web().dockerfile("%{a"), "the Dockerfile", "%{"),
        (web().with_context("lib", "${a}"), "the context `lib`", "${"),
        (
            web().secret_file("a", "${a}"),
            "the source of the secret `a`",
            "${",
        ),
    ] {
        let message = computed(what, opening);
        says(
            said,
            service,
            Level::Warning,
            ["service-value", &message, help],
        );
    }
    let message = "the source of the secret `a` holds a quote, a comma or a newline, with which `docker compose build` reads another one";
    let help = "name it otherwise, or build by `docker buildx bake`, which reads it as it is";
    let service = web().secret_file("a", "b,c");
    says(
        said,
        service,
        Level::Warning,
        ["service-value", message, help],
    );
    let message = "the build argument `A` holds characters that bake puts together or leaves out: it writes Unicode in one form, NFC";
    for value in ["e\u{301}", "\u{feff}a"] {
        let service = web().arg("A", value);
        let what = ["service-value", message, "write it in that form"];
        says(said, service, Level::Warning, what);
    }
    for fine in ["${A}", "$A", "100%", "é", "a, \"b\"", "a\u{feff}", "a\nb"] {
        let project = Project::new().service(web().arg("A", fine));
        assert_eq!(project.check().to_string(), "", "{fine}");
    }
}
