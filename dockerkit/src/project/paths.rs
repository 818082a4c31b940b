//! Paths as bake and Compose read them.

use std::path::{Component, Path, PathBuf};

use super::service::Service;

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
    /// Its build context, as bake and Compose read it.
    pub(super) fn context_path(&self) -> String {
        slashes(&cleaned(self.directory()))
    }

    /// Its Dockerfile, from its context.
    pub(super) fn file_path(&self) -> String {
        slashes(self.file.as_deref().unwrap_or(Path::new("Dockerfile")))
    }

    /// The arguments of its build, each once: the last of a name counts.
    pub(super) fn last_args(&self) -> impl Iterator<Item = (&str, &str)> {
        let args = self.args.iter().enumerate();
        let last = args.filter(|(at, (name, _))| {
            let mut behind = self.args.iter().skip(at + 1);
            !behind.any(|(other, _)| other == name)
        });
        last.map(|(_, (name, value))| (name.as_str(), value.as_str()))
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
        ] {
            let path = Path::new(path);
            assert_eq!(slashes(&cleaned(path)), expected, "{}", path.display());
            assert_eq!(is_outside(path), outside, "{}", path.display());
        }
    }
}
