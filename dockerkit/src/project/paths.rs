//! Paths as bake and Compose read them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::service::{SecretSource, Service};

/// A path with `/` between its parts, on every system.
pub(super) fn slashes(path: &Path) -> String {
    let mut text = String::new();
    for part in path.components() {
        let separator = if text.is_empty() || text.ends_with('/') {
            ""
        } else {
            "/"
        };
        match part {
            Component::RootDir => text.push('/'),
            Component::CurDir if !text.is_empty() => {}
            part => {
                text.push_str(separator);
                text.push_str(&part.as_os_str().to_string_lossy());
            }
        }
    }
    if text.is_empty() {
        text.push('.');
    }
    text
}

/// A path without `.`, and without `..` where that can be.
pub(super) fn cleaned(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(cleaned.components().next_back(), Some(Component::Normal(_))) =>
            {
                cleaned.pop();
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}

/// Whether a path leads out of the directory that it is seen from.
pub(super) fn is_outside(path: &Path) -> bool {
    let path = cleaned(path);
    path.is_absolute() || path.components().next() == Some(Component::ParentDir)
}

impl Service {
    /// Its build context, as bake and Compose read it: none but a path.
    pub(super) fn context_path(&self) -> String {
        let path = slashes(&cleaned(self.directory()));
        // `~` is a home to Compose; `git@…` and `service:…` are something else to it, too.
        let first = path.split('/').next().unwrap_or_default();
        if first.starts_with('~') || first.contains([':', '@']) {
            format!("./{path}")
        } else {
            path
        }
    }

    /// The other contexts of its build, each once: the last of a name counts.
    pub(super) fn last_contexts(&self) -> impl Iterator<Item = (&str, &str)> {
        let contexts = last_of_each(&self.contexts);
        contexts.map(|(name, context)| (name.as_str(), context.as_str()))
    }

    /// The secrets of its build, each once.
    pub(super) fn last_secrets(&self) -> impl Iterator<Item = &(String, SecretSource)> {
        last_of_each(&self.secrets)
    }

    /// Its Dockerfile, from its context.
    pub(super) fn file_path(&self) -> String {
        slashes(self.file.as_deref().unwrap_or(Path::new("Dockerfile")))
    }

    /// The arguments of its build, each once: the last of a name counts.
    pub(super) fn last_args(&self) -> impl Iterator<Item = (&str, &str)> {
        let args = last_of_each(&self.args);
        args.map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// The entries of which there is no later one of that name, in their order.
fn last_of_each<T>(entries: &[(String, T)]) -> impl Iterator<Item = &(String, T)> {
    let places = entries.iter().enumerate();
    let last: HashMap<_, _> = places.map(|(at, (name, _))| (name.as_str(), at)).collect();
    let places = entries.iter().enumerate();
    places
        .filter(move |(at, (name, _))| last.get(name.as_str()) == Some(at))
        .map(|(_, entry)| entry)
}

/// Whether a context is a directory, and not an image, a target or something on another machine.
///
/// Source: `Contexts` in `build/opt.go` of buildx.
pub(super) fn is_local(context: &str) -> bool {
    let remote = [
        "http:",
        "https:",
        "git:",
        "ssh:",
        "docker-image:",
        "oci-layout:",
        "target:",
        "service:",
        "input:",
    ];
    !remote.iter().any(|it| context.starts_with(it)) && !context.starts_with("git@")
}

/// Where a secret is, as bake and Compose read it.
pub(super) fn secret_path(path: &Path) -> String {
    shared_context(&slashes(path)).into_owned()
}

/// A context as bake and Compose read it: to Compose `~` is a home.
pub(super) fn shared_context(context: &str) -> Cow<'_, str> {
    if context.starts_with('~') {
        format!("./{context}").into()
    } else {
        context.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned() {
        for (path, expected, outside) in [
            ("", ".", false),
            (".", ".", false),
            ("./a/./b/", "a/b", false),
            ("a/../b", "b", false),
            ("a/../../b", "../b", true),
            ("../../b", "../../b", true),
            ("/a/b", "/a/b", true),
            ("..a/b", "..a/b", false),
            ("~/a", "~/a", false),
        ] {
            let path = Path::new(path);
            assert_eq!(slashes(&cleaned(path)), expected, "{}", path.display());
            assert_eq!(is_outside(path), outside, "{}", path.display());
        }
    }

    #[test]
    fn a_context_is_a_path_to_compose() {
        use crate::dockerfile::Dockerfile;

        for (context, expected) in [
            ("a", "a"),
            ("~", "./~"),
            ("~a/b", "./~a/b"),
            ("a/~", "a/~"),
            ("git@a", "./git@a"),
            ("service:a", "./service:a"),
            ("a/b:c", "a/b:c"),
            ("../~", "../~"),
            ("/a:b", "/a:b"),
        ] {
            let service = Service::new("web", Dockerfile::new()).context(context);
            assert_eq!(service.context_path(), expected);
        }
        for (context, local) in [
            ("~/a", true),
            ("a:b", true),
            ("git@a:b", false),
            ("target:a", false),
        ] {
            assert_eq!(is_local(context), local, "{context}");
        }
        assert_eq!(shared_context("~/a"), "./~/a");
    }

    #[test]
    fn the_last_of_a_name_counts() {
        let entry = |name: &str, value| (name.to_owned(), value);
        let entries = [entry("a", 1), entry("b", 2), entry("a", 3)];
        let last: Vec<_> = last_of_each(&entries).cloned().collect();
        assert_eq!(last, [entry("b", 2), entry("a", 3)]);
    }
}
