//! The parts of an image's name.

/// An image's name, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ImageName<'a> {
    /// The repository, without the registry and the namespace that are meant anyway: `node`, `ghcr.io/a/b`.
    pub(crate) repository: &'a str,
    /// The tag, if there is one.
    pub(crate) tag: Option<&'a str>,
}

impl<'a> ImageName<'a> {
    /// Takes a name apart; a digest is left out.
    pub(crate) fn of(image: &'a str) -> Self {
        let image = image.split('@').next().unwrap_or(image);
        // The colon of a registry's port stands in front of a slash.
        let last = image.rfind('/').map_or(0, |slash| slash + 1);
        let (path, tag) = match image.get(last..).and_then(|name| name.find(':')) {
            Some(colon) => (
                image.get(..last + colon).unwrap_or(image),
                image.get(last + colon + 1..),
            ),
            None => (image, None),
        };
        let path = path.strip_prefix("docker.io/").unwrap_or(path);
        let repository = path.strip_prefix("library/").unwrap_or(path);
        Self { repository, tag }
    }

    /// The name among Docker's own images, mirrors of them included: `node` of `mirror.example/library/node`.
    pub(crate) fn official(&self) -> Option<&'a str> {
        match self.repository.rsplit_once('/') {
            None => Some(self.repository),
            Some((path, name)) => path.ends_with("/library").then_some(name),
        }
    }
}

/// The repositories of images that set a `SHELL`; what ends in `/` is the start of others.
const WITH_SHELL: [&str; 5] = [
    "cimg/",
    "jupyter/",
    "mambaorg/micromamba",
    "mcr.microsoft.com/dotnet/framework/",
    "quay.io/jupyter/",
];

/// Whether an image is known to set a `SHELL`, which the stages have that start from it.
///
/// Sources: the images' own Dockerfiles, of [CircleCI](https://github.com/CircleCI-Public/cimg-base),
/// [Jupyter](https://github.com/jupyter/docker-stacks), [micromamba](https://github.com/mamba-org/micromamba-docker) and the
/// [.NET Framework](https://github.com/microsoft/dotnet-framework-docker).
pub(crate) fn sets_shell(image: &str) -> bool {
    let repository = ImageName::of(image).repository;
    WITH_SHELL.into_iter().any(|known| {
        let more = repository.strip_prefix(known);
        more.is_some_and(|more| more.is_empty() != known.ends_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::{ImageName, sets_shell};

    #[test]
    fn shells_of_images_are_told_by_their_repositories() {
        for image in [
            "mambaorg/micromamba:2",
            "docker.io/jupyter/scipy-notebook",
            "cimg/go:1.25",
        ] {
            assert!(sets_shell(image), "{image}");
        }
        for image in ["", "alpine", "jupyter", "mambaorg/micromamba2"] {
            assert!(!sets_shell(image), "{image}");
        }
    }

    #[test]
    fn names_are_taken_apart() {
        for (image, repository, tag, official) in [
            ("node", "node", None, Some("node")),
            (
                "node:22-slim@sha256:aa",
                "node",
                Some("22-slim"),
                Some("node"),
            ),
            (
                "docker.io/library/node:22",
                "node",
                Some("22"),
                Some("node"),
            ),
            ("localhost:5000/node", "localhost:5000/node", None, None),
            (
                "m.example:5000/library/node:1",
                "m.example:5000/library/node",
                Some("1"),
                Some("node"),
            ),
            ("ghcr.io/a/b:c", "ghcr.io/a/b", Some("c"), None),
            ("debian:", "debian", Some(""), Some("debian")),
            ("", "", None, Some("")),
        ] {
            let name = ImageName::of(image);
            assert_eq!((name.repository, name.tag), (repository, tag), "{image}");
            assert_eq!(name.official(), official, "{image}");
        }
    }
}
