//! The services as a file for bake.
//!
//! Source: [the bake file](https://docs.docker.com/build/bake/reference/).

use std::path::{Path, PathBuf};

use super::Project;
use super::paths::{secret_path, shared_context};
use super::service::{SecretSource, Service};
use crate::bake::{Bake, Entries, Group, Target, Value, fields, plain};

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
    let args = service.last_args();
    let contexts = service.last_contexts();
    let contexts = contexts.map(|(name, context)| {
        let context = match context.strip_prefix("service:") {
            Some(other) => format!("target:{other}").into(),
            None => shared_context(context),
        };
        (name.to_owned(), context.as_ref().into())
    });
    Target {
        context: Some(service.context_path().into()),
        dockerfile: Some(service.file_path().into()),
        stage: service.target.as_deref().map(Value::from),
        args: Entries(
            args.map(|(name, value)| (name.to_owned(), value.into()))
                .collect(),
        ),
        contexts: Entries(contexts.collect()),
        tags: service.image.iter().map(|it| it.as_str().into()).collect(),
        platforms: service
            .platforms
            .iter()
            .map(|it| it.as_str().into())
            .collect(),
        secret: service.last_secrets().map(secret).collect(),
        ..Target::default()
    }
}

fn secret((id, source): &(String, SecretSource)) -> Value {
    let (key, value) = match source {
        SecretSource::File(path) => ("src", secret_path(path)),
        SecretSource::Variable(name) => ("env", name.clone()),
    };
    fields([("id", id.as_str()), (key, &value)])
}

/// Where the Dockerfiles are of a bake file that was written here, from the project's directory.
pub(super) fn dockerfiles(text: &[u8]) -> Vec<PathBuf> {
    let file: serde_json::Value = serde_json::from_slice(text).unwrap_or_default();
    let targets = file.get("target").and_then(|it| it.as_object());
    let paths = targets.into_iter().flatten().filter_map(|(_, target)| {
        let text = |key| Some(plain(target.get(key)?.as_str()?));
        Some(Path::new(&text("context")?).join(text("dockerfile")?))
    });
    paths.collect()
}
