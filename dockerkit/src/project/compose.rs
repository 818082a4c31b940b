//! The services as a file for Compose.
//!
//! Source: [the build section of Compose files](https://docs.docker.com/reference/compose-file/build/).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Project;
use super::paths::{secret_path, shared_context};
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
        let own = service.last_secrets();
        secrets.extend(own.map(|(id, source)| (id.as_str(), source)));
    }
    if !secrets.is_empty() {
        text.push_str("secrets:\n");
    }
    for (id, source) in secrets {
        let (key, value) = match source {
            SecretSource::File(path) => ("file", secret_path(path)),
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
    line(2, &key(service.name.as_str()), "");
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
    for (name, context) in service.last_contexts() {
        let context = match context.strip_prefix("target:") {
            Some(other) => format!("service:{other}").into(),
            None => shared_context(context),
        };
        line(8, &quoted(name), &quoted(&context));
    }
    if !service.platforms.is_empty() {
        let platforms: Vec<_> = service.platforms.iter().map(|it| quoted(it)).collect();
        line(6, "platforms", &format!("[{}]", platforms.join(", ")));
    }
    if !service.secrets.is_empty() {
        let ids: Vec<_> = service.last_secrets().map(|(id, _)| quoted(id)).collect();
        line(6, "secrets", &format!("[{}]", ids.join(", ")));
    }
}

/// The name of a service, in quotes where YAML would read something else: `1`, `true`, `2024-01-01`.
fn key(name: &str) -> String {
    let word = name.to_ascii_lowercase();
    let is_value = matches!(
        word.as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "null"
    );
    if is_value || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        quoted(name)
    } else {
        name.to_owned()
    }
}

/// Text in double quotes, for Compose, which reads a `$` where there are two.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '$' => quoted.push_str("$$"),
            '"' | '\\' => quoted.extend(['\\', character]),
            // YAML takes no other control characters than tabs, and some for line ends, even in quotes.
            _ if character.is_control()
                || "\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}".contains(character) =>
            {
                // Writing to a string does not fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_yaml_reads_as_such() {
        assert_eq!(quoted("a \"b\" \\ $A"), r#""a \"b\" \\ $$A""#);
        assert_eq!(
            quoted("\n\t\u{7f}\u{85}\u{2028}é😀"),
            r#""\u000a\u0009\u007f\u0085\u2028é😀""#
        );
        for name in ["1", "0x10", "2024-01-01", "_a", "True", "null", "no", "y"] {
            assert_eq!(key(name), format!("\"{name}\""));
        }
        for name in ["web", "e1", "Null-1", "nothing"] {
            assert_eq!(key(name), name);
        }
    }
}
