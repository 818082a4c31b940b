//! The services as a file for bake.
//!
//! Source: [the bake file](https://docs.docker.com/build/bake/reference/).

use super::Project;
use super::paths::slashes;
use super::service::{SecretSource, Service};
use crate::bake::{Bake, Entries, Group, Target, Value, fields};

/// The services, and the group of all that is built unless told otherwise.
pub(super) fn bake(project: &Project, mark: &str) -> Bake {
    let services = project.services.iter();
    let targets = services.map(|it| (it.name.as_str().to_owned(), target(it)));
    let names = project.services.iter().map(|it| it.name.as_str().into());
    let all = Group {
        targets: names.collect(),
    };
    Bake {
        comment: Some(mark.into()),
        group: Entries(vec![("default".to_owned(), all)]),
        variable: Entries::default(),
        target: Entries(targets.collect()),
    }
}

fn target(service: &Service) -> Target {
    let entries = |(name, value): (&str, &str)| (name.to_owned(), Value::from(value));
    let contexts = service.contexts.iter();
    Target {
        context: Some(service.context_path().into()),
        dockerfile: Some(service.file_path().into()),
        stage: service.target.as_deref().map(Value::from),
        args: Entries(service.last_args().map(entries).collect()),
        contexts: Entries(
            contexts
                .map(|(name, context)| entries((name, context)))
                .collect(),
        ),
        tags: service.image.iter().map(|it| it.as_str().into()).collect(),
        platforms: service
            .platforms
            .iter()
            .map(|it| it.as_str().into())
            .collect(),
        secret: service.secrets.iter().map(secret).collect(),
        ..Target::default()
    }
}

fn secret((id, source): &(String, SecretSource)) -> Value {
    let (key, value) = match source {
        SecretSource::File(path) => ("src", slashes(path)),
        SecretSource::Variable(name) => ("env", name.clone()),
    };
    fields([("id", id.as_str()), (key, &value)])
}
