//! Rules of the services of a project, beside their Dockerfiles.

use std::collections::HashMap;

use super::rules;
use crate::check::built::built_stage;
use crate::check::fleet::Fleet;
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
        bad: r#"Project::new().service(Service::new("web", Dockerfile::new().stage(Stage::new("alpine")))).service(Service::new("Web", Dockerfile::new().stage(Stage::new("debian"))))"#,
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
    #[doc = " Build contexts are in the directory of the project: bake asks before it reads anything outside."]
    CONTEXT_OUTSIDE = "context-outside" (Lint, "https://docs.docker.com/reference/cli/docker/buildx/bake/#allow", [Fleet: context_outside])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).context("../a"))"#,
        says: "the context `../a` is outside of the project's directory, where bake reads nothing unasked",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).context("a"))"#
    }
    #[doc = " A secret of one id comes from one source for all services."]
    TWO_SECRETS = "two-secrets" (Refused, "https://docs.docker.com/reference/compose-file/secrets/", [Fleet: two_secrets])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).secret_variable("token", "A_TOKEN")).service(Service::new("b", Dockerfile::new().stage(Stage::new("alpine"))).secret_variable("token", "B_TOKEN"))"#,
        says: "the secret `token` is `B_TOKEN` here and `A_TOKEN` in `a`, and Compose knows one of that name",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine"))).secret_variable("a-token", "A_TOKEN")).service(Service::new("b", Dockerfile::new().stage(Stage::new("alpine"))).secret_variable("b-token", "B_TOKEN"))"#
    }
}

fn service_name(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for service in &fleet.services {
        let verdict = match service.name {
            "default" => Some("bake calls all services `default`"),
            "caches-save" | "caches-load" => Some("bake has it for the caches"),
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
    for service in &fleet.services {
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
    for service in &fleet.services {
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
    for service in &fleet.services {
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
    for service in &fleet.services {
        let names = StageNames::new(service.file);
        let Some(target) = service.target else {
            continue;
        };
        if built_stage(&names, Some(target)).is_some() || service.file.stages.is_empty() {
            continue;
        }
        let known = names.before(service.file.stages.len());
        let help = match nearest::suggested(target, known.iter().copied()) {
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

fn context_outside(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for service in &fleet.services {
        if let Some(outside) = &service.outside {
            let outside = outside.shown();
            let message = format!(
                "the context `{outside}` is outside of the project's directory, where bake reads nothing unasked"
            );
            let help = format!(
                "write the project to a directory that holds it, or allow it: `docker buildx bake --allow=fs.read={outside}`"
            );
            service.find(None, message, help, sink);
        }
    }
}

fn two_secrets(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    let mut sources = HashMap::new();
    for service in &fleet.services {
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
