//! The services as a file for Compose.
//!
//! Source: [the build section of Compose files](https://docs.docker.com/reference/compose-file/build/).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Project;
use super::paths::slashes;
use super::service::{SecretSource, Service};

/// The file, below the comment that marks it. It is YAML whose text is all in double quotes.
pub(super) fn text(project: &Project, mark: &str) -> String {
    let mut text = format!("# {mark}\n");
    if project.services.is_empty() {
        text.push_str("services: {}\n");
        return text;
    }
    text.push_str("services:\n");
    let mut secrets: BTreeMap<&str, &SecretSource> = BTreeMap::new();
    for service in &project.services {
        one(service, &mut text);
        secrets.extend(
            service
                .secrets
                .iter()
                .map(|(id, source)| (id.as_str(), source)),
        );
    }
    if !secrets.is_empty() {
        text.push_str("secrets:\n");
    }
    for (id, source) in secrets {
        let (key, value) = match source {
            SecretSource::File(path) => ("file", slashes(path)),
            SecretSource::Variable(name) => ("environment", name.clone()),
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {}:\n    {key}: {}", quoted(id), quoted(&value));
    }
    text
}

fn one(service: &Service, text: &mut String) {
    let mut line = |indent: usize, key: &str, value: &str| {
        let blanks = " ".repeat(indent);
        let value = if value.is_empty() {
            String::new()
        } else {
            format!(" {value}")
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{blanks}{key}:{value}");
    };
    line(2, service.name.as_str(), "");
    if let Some(image) = &service.image {
        line(4, "image", &quoted(image));
    }
    line(4, "build", "");
    line(6, "context", &quoted(&service.context_path()));
    line(6, "dockerfile", &quoted(&service.file_path()));
    if let Some(target) = &service.target {
        line(6, "target", &quoted(target));
    }
    if !service.args.is_empty() {
        line(6, "args", "");
    }
    for (name, value) in service.last_args() {
        line(8, &quoted(name), &quoted(value));
    }
    if !service.contexts.is_empty() {
        line(6, "additional_contexts", "");
    }
    for (name, context) in &service.contexts {
        let context = match context.strip_prefix("target:") {
            Some(other) => format!("service:{other}"),
            None => context.clone(),
        };
        line(8, &quoted(name), &quoted(&context));
    }
    if !service.platforms.is_empty() {
        let platforms: Vec<_> = service.platforms.iter().map(|it| quoted(it)).collect();
        line(6, "platforms", &format!("[{}]", platforms.join(", ")));
    }
    if !service.secrets.is_empty() {
        let ids: Vec<_> = service.secrets.iter().map(|(id, _)| quoted(id)).collect();
        line(6, "secrets", &format!("[{}]", ids.join(", ")));
    }
}

/// Text in double quotes: YAML reads those of JSON, and Compose a `$` where there are two.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text.replace('$', "$$")).to_string()
}
