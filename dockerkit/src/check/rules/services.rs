//! Rules of the services of a project, beside their Dockerfiles.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::rules;
use crate::check::built::built_stage;
use crate::check::fleet::Fleet;
use crate::check::services::{Given, GivenKind};
use crate::check::sink::Sink;
use crate::nearest;
use crate::rule;
use crate::shown::Shown as _;
use crate::stage_names::StageNames;

rules! {
    in "project":
    #[doc = " A service has a name that both bake and Compose take."]
    SERVICE_NAME = "service-name" (Refused, "https://docs.docker.com/build/bake/reference/#target", [Fleet: service_name])
    {
        bad: r#"Project::new().service(Service::new("web.api", Dockerfile::new().stage(Stage::new("alpine"))))"#,
        says: "`web.api`: the name of a service may hold only ASCII letters, digits, `-` and `_`",
        good: r#"Project::new().service(Service::new("web-api", Dockerfile::new().stage(Stage::new("alpine"))))"#
    }
    #[doc = " Each service has its own name."]
    DUPLICATE_SERVICE = "duplicate-service" (Refused, "https://docs.docker.com/build/bake/reference/#target", [Fleet: duplicate_service])
    {
        bad: r#"Project::new().service(Service::new("web", Dockerfile::new().stage(Stage::new("alpine")))).service(Service::new("web", Dockerfile::new().stage(Stage::new("debian"))).context("other"))"#,
        says: "two services are named `web`",
        good: r#"Project::new().service(Service::new("web", Dockerfile::new().stage(Stage::new("alpine")))).service(Service::new("other", Dockerfile::new().stage(Stage::new("debian"))))"#
    }
    #[doc = " The name of a service is no other service's in other case, for the file systems and image names that tell no case."]
    SERVICE_CASING = "service-casing" (Lint, "https://docs.docker.com/reference/compose-file/services/", [Fleet: service_casing])
    {
        bad: r#"Project::new().service(Service::new("web", Dockerfile::new().stage(Stage::new("alpine")))).service(Service::new("Web", Dockerfile::new().stage(Stage::new("debian"))).image("web-2"))"#,
        says: "`Web` and `web` differ by case only",
        good: r#"Project::new().service(Service::new("web", Dockerfile::new().stage(Stage::new("alpine")))).service(Service::new("web-2", Dockerfile::new().stage(Stage::new("debian"))))"#
    }
    #[doc = " A Dockerfile of two services says the same for both."]
    TWO_DOCKERFILES = "two-dockerfiles" (Refused, "https://docs.docker.com/build/bake/reference/#targetdockerfile", [Fleet: two_dockerfiles])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).context(".")).service(Service::new("b", Dockerfile::new().stage(Stage::new("debian"))).context("."))"#,
        says: "`Dockerfile` is the Dockerfile of `a`, too, and holds something else there",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).context(".")).service(Service::new("b", Dockerfile::new().stage(Stage::new("debian"))).context(".").dockerfile("b.Dockerfile"))"#
    }
    #[doc = " The stage that a service builds is there."]
    UNKNOWN_TARGET = "unknown-target" (Refused, "https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage", [Fleet: unknown_target])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::named("runtime", "alpine"))).target("runtme"))"#,
        says: "the service builds the stage `runtme`, and none is named so",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::named("runtime", "alpine"))).target("runtime"))"#
    }
    #[doc = " The image of a service has a name that it can be given. One without is named after the project and the service by Compose."]
    SERVICE_IMAGE = "service-image" (Refused, "https://docs.docker.com/reference/compose-file/services/#image", [Fleet: service_image])
    {
        bad: r#"Project::new().service(Service::new("Web", Dockerfile::new().stage(Stage::new("alpine"))))"#,
        says: "Compose names the image of `Web` after the service: an image's repository name is lowercase letters and digits, with `.` `_` `__` or `-` between them",
        good: r#"Project::new().service(Service::new("Web", Dockerfile::new().stage(Stage::new("alpine"))).image("web"))"#
    }
    #[doc = " Bake, Compose and BuildKit read the paths of a service as paths of the directory that they are given."]
    SERVICE_PATH = "service-path" (Refused, "https://docs.docker.com/build/concepts/context/#what-is-a-build-context", [Fleet: service_path])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).context("github.com/user/a"))"#,
        says: "bake reads the context `github.com/user/a` as a repository",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).context("src/github.com/user/a"))"#
    }
    #[doc = " What a service is given arrives in its build by bake and by Compose as it is."]
    SERVICE_VALUE = "service-value" (Lint, "https://docs.docker.com/build/bake/expressions/", [Fleet: service_value])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).arg("FORMAT", "%{http_code}"))"#,
        says: "the build argument `FORMAT` holds `%{`, where `docker compose build` computes something",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).arg("FORMAT", "http_code"))"#
    }
    #[doc = " A project has a service."]
    NO_SERVICE = "no-service" (Refused, "https://docs.docker.com/build/bake/reference/#target", [Fleet: no_service])
    {
        bad: "Project::new()",
        says: "the project has no service",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))))"#
    }
    #[doc = " A service that is built on the image of another one is built on one that is there, and not on its own."]
    UNKNOWN_SERVICE = "unknown-service" (Refused, "https://docs.docker.com/build/bake/contexts/#using-a-target-as-a-build-context", [Fleet: unknown_service])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("base"))).with_context("base", "target:bsae"))"#,
        says: "the service is built on `bsae`, and none is named so",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("base"))).with_context("base", "target:base")).service(Service::new("base", Dockerfile::new().stage(Stage::new("alpine"))))"#
    }
    #[doc = " Build contexts are in the directory of the project: bake asks before it reads anything outside."]
    CONTEXT_OUTSIDE = "context-outside" (Lint, "https://docs.docker.com/reference/cli/docker/buildx/bake/#allow", [Fleet: context_outside])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).context("../a"))"#,
        says: "the context `../a` is outside of the project's directory, where bake reads nothing unasked",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).context("a"))"#
    }
    #[doc = " A secret has an id that both bake and Compose take."]
    SERVICE_SECRET = "service-secret" (Refused, "https://docs.docker.com/reference/compose-file/secrets/", [Fleet: service_secret])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).secret_file("npm/token", "token"))"#,
        says: "`npm/token`: the id of a secret may hold only ASCII letters, digits, `.`, `-` and `_` in a Compose file",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).secret_file("npm-token", "token"))"#
    }
    #[doc = " A secret of one id comes from one source for all services."]
    TWO_SECRETS = "two-secrets" (Refused, "https://docs.docker.com/reference/compose-file/secrets/", [Fleet: two_secrets])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).secret_variable("token", "A_TOKEN")).service(Service::new("b", Dockerfile::new().stage(Stage::new("alpine"))).secret_variable("token", "B_TOKEN"))"#,
        says: "the secret `token` is `B_TOKEN` here and `A_TOKEN` in `a`, and Compose knows one of that name",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).secret_variable("a-token", "A_TOKEN")).service(Service::new("b", Dockerfile::new().stage(Stage::new("alpine"))).secret_variable("b-token", "B_TOKEN"))"#
    }
}

/// Whether it is the name of a target or a group that carries caches, or may be.
fn is_of_caches(name: &str) -> bool {
    let rest = ["caches-save", "caches-load", "caches-tools"];
    let mut rest = rest.iter().filter_map(|it| name.strip_prefix(it));
    rest.any(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn service_name(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for service in fleet.services() {
        let verdict = match service.name {
            "default" => Some("bake calls all services `default`"),
            name if is_of_caches(name) => Some("bake has it for the caches"),
            name => rule::service_name(name),
        };
        if let Some(verdict) = verdict {
            let message = format!("`{}`: {verdict}", service.name.shown());
            service.find(None, message, "name it `web` or `web-1`", sink);
        }
    }
}

fn duplicate_service(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    let mut names = HashMap::new();
    for service in fleet.services() {
        match names.get(service.name) {
            None => _ = names.insert(service.name, service),
            Some(first) => {
                let message = format!("two services are named `{}`", service.name.shown());
                service.find(Some(first), message, "give each its own name", sink);
            }
        }
    }
}

fn service_casing(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    let mut names = HashMap::new();
    for service in fleet.services() {
        let first = *names
            .entry(service.name.to_ascii_lowercase())
            .or_insert(service);
        if first.name != service.name {
            let (own, other) = (service.name.shown(), first.name.shown());
            let message = format!("`{own}` and `{other}` differ by case only");
            service.find(Some(first), message, "give each its own name", sink);
        }
    }
}

fn two_dockerfiles(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    let mut paths = HashMap::new();
    for service in fleet.services() {
        let first = *paths.entry(service.path.as_str()).or_insert(service);
        if first.name != service.name && first.file != service.file {
            let message = format!(
                "`{}` is the Dockerfile of `{}`, too, and holds something else there",
                service.path.shown(),
                first.name.shown()
            );
            let help = "give each its own: `.dockerfile(\"web.Dockerfile\")`, from its context";
            service.find(Some(first), message, help, sink);
        }
    }
}

fn unknown_target(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for service in fleet.services() {
        let names = StageNames::new(service.file);
        let Some(target) = service.target else {
            continue;
        };
        if built_stage(&names, Some(target)).is_some() || service.file.stages.is_empty() {
            continue;
        }
        let known = names.before(service.file.stages.len());
        let help = match nearest::suggested(target, &known) {
            Some(name) => format!("did you mean `{}`?", name.shown()),
            None => "name one of its stages".to_owned(),
        };
        let message = format!(
            "the service builds the stage `{}`, and none is named so",
            target.shown()
        );
        service.find(None, message, help, sink);
    }
}

fn service_image(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for service in fleet.services() {
        let name = service.name.shown();
        let (message, help) = match service.image.filter(|it| !it.is_empty()) {
            Some(image) => {
                let digest = image
                    .contains('@')
                    .then_some("an image that is built is given no digest");
                let Some(verdict) = digest.or_else(|| rule::image(image)) else {
                    continue;
                };
                (
                    format!("`{}`: {verdict}", image.shown()),
                    "give it a name such as `registry.example/web:1.0`".to_owned(),
                )
            }
            // What is wrong with the name itself is told of that.
            None if rule::service_name(service.name).is_some() => continue,
            None => {
                let Some(verdict) = rule::image(&format!("project-{}", service.name)) else {
                    continue;
                };
                (
                    format!("Compose names the image of `{name}` after the service: {verdict}"),
                    "name it: `.image(\"web\")`, or the service so that it can be".to_owned(),
                )
            }
        };
        service.find(None, message, help, sink);
    }
}

fn service_path(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for service in fleet.services() {
        let context = service.context.as_str();
        let first = context.split('/').next().unwrap_or_default();
        let read_as = match context {
            "-" => Some("standard input"),
            _ if first == "github.com" => Some("a repository"),
            _ => None,
        };
        if let Some(read_as) = read_as {
            let message = format!("bake reads the context `{}` as {read_as}", context.shown());
            service.find(
                None,
                message,
                "name the directory otherwise, or put it into another one",
                sink,
            );
        }
        let file = service.dockerfile.as_str();
        let is_directory = matches!(file, "." | "..") || file.ends_with("/..");
        if is_directory {
            let message = format!("the Dockerfile `{}` is a directory", file.shown());
            service.find(
                None,
                message,
                "name a file: `.dockerfile(\"Dockerfile\")`",
                sink,
            );
        } else if file == "-"
            || file.contains(|it: char| matches!(it, '\\' | '[') || it.is_control())
        {
            let message = format!(
                "BuildKit does not find the Dockerfile `{}` by its name",
                file.shown()
            );
            service.find(
                None,
                message,
                "name it without `\\`, `[` and control characters",
                sink,
            );
        }
    }
}

/// Marks that stand behind a letter, of which Unicode knows one with the mark for many.
const COMBINING: RangeInclusive<char> = '\u{300}'..='\u{36f}';

fn service_value(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for service in fleet.services() {
        for Given { what, value, kind } in &service.given {
            let computed = if value.contains("%{") {
                Some("%{")
            } else if *kind != GivenKind::Argument && value.contains("${") {
                Some("${")
            } else {
                None
            };
            let (message, help) = if let Some(opening) = computed {
                (
                    format!(
                        "{what} holds `{opening}`, where `docker compose build` computes something"
                    ),
                    "write it otherwise, or build by `docker buildx bake`, which reads it as it is",
                )
            } else if *kind == GivenKind::Secret && value.contains(['"', ',', '\n', '\r']) {
                (
                    format!(
                        "{what} holds a quote, a comma or a newline, with which `docker compose build` reads another one"
                    ),
                    "name it otherwise, or build by `docker buildx bake`, which reads it as it is",
                )
            } else if value.starts_with('\u{feff}') || value.contains(|it| COMBINING.contains(&it))
            {
                (
                    format!(
                        "{what} holds characters that bake puts together or leaves out: it writes Unicode in one form, NFC"
                    ),
                    "write it in that form",
                )
            } else {
                continue;
            };
            service.find(None, message, help, sink);
        }
    }
}

fn no_service(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    if fleet.services.as_ref().is_some_and(Vec::is_empty) {
        sink.find(
            "the project has no service",
            "add one: `.service(Service::new(…))`",
        );
    }
}

fn unknown_service(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    let names = fleet.services().iter().enumerate();
    let numbers: HashMap<_, _> = names.map(|(number, it)| (it.name, number)).collect();
    for service in fleet.services() {
        for other in &service.builds_on {
            if numbers.contains_key(other) {
                continue;
            }
            let known: Vec<_> = fleet.services().iter().map(|it| it.name).collect();
            let help = match nearest::suggested(other, &known) {
                Some(name) => format!("did you mean `{}`?", name.shown()),
                None => "add it, or name one of the project's services".to_owned(),
            };
            let message = format!(
                "the service is built on `{}`, and none is named so",
                other.shown()
            );
            service.find(None, message, help, sink);
        }
    }
    // Each is looked at once: those that wait for nobody are taken away until there are none.
    let mut waits = vec![0_usize; fleet.services().len()];
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); fleet.services().len()];
    for (number, service) in fleet.services().iter().enumerate() {
        let on = service.builds_on.iter().filter_map(|it| numbers.get(it));
        for other in on {
            if let (Some(count), Some(list)) = (waits.get_mut(number), waiting.get_mut(*other)) {
                *count += 1;
                list.push(number);
            }
        }
    }
    let ready = waits.iter().enumerate().filter(|(_, count)| **count == 0);
    let mut ready: Vec<_> = ready.map(|(number, _)| number).collect();
    while let Some(number) = ready.pop() {
        for other in waiting.get(number).into_iter().flatten() {
            if let Some(count) = waits.get_mut(*other) {
                *count -= 1;
                if *count == 0 {
                    ready.push(*other);
                }
            }
        }
    }
    let in_circle = fleet
        .services()
        .iter()
        .zip(&waits)
        .find(|(_, count)| **count > 0);
    if let Some((service, _)) = in_circle {
        let message = format!(
            "`{}` waits for its own image: its contexts are a circle",
            service.name.shown()
        );
        service.find(None, message, "take one of the contexts out", sink);
    }
}

fn context_outside(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for service in fleet.services() {
        for (what, outside) in &service.outside {
            let outside = outside.shown();
            let message = format!(
                "{what} `{outside}` is outside of the project's directory, where bake reads nothing unasked"
            );
            let help = format!(
                "write the project to a directory that holds it, or allow it: `docker buildx bake --allow=fs.read={outside}`"
            );
            service.find(None, message, help, sink);
        }
    }
}

fn service_secret(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for service in fleet.services() {
        for (id, _) in &service.secrets {
            let known = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
            if id.is_empty() || !id.chars().all(known) {
                let message = format!(
                    "`{}`: the id of a secret may hold only ASCII letters, digits, `.`, `-` and `_` in a Compose file",
                    id.shown()
                );
                service.find(
                    None,
                    message,
                    "name it `npm-token`, here and in its mounts",
                    sink,
                );
            }
        }
    }
}

fn two_secrets(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    let mut sources = HashMap::new();
    for service in fleet.services() {
        for (id, source) in &service.secrets {
            let (first, known) = *sources.entry(*id).or_insert((service, source));
            if known != source {
                let message = format!(
                    "the secret `{}` is `{}` here and `{}` in `{}`, and Compose knows one of that name",
                    id.shown(),
                    source.shown(),
                    known.shown(),
                    first.name.shown()
                );
                service.find(Some(first), message, "give each its own id", sink);
            }
        }
    }
}
