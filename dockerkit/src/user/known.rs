//! The users that well-known images bring.

use super::User;
use crate::rule::ImageName;
use crate::text::Text;

/// A user of an image.
struct Known {
    /// The repositories, without registry and tag of those on Docker Hub; what ends in `/` is the start of others.
    images: &'static [&'static str],
    name: &'static str,
    uid: &'static str,
    gid: &'static str,
    home: &'static str,
    /// Whether the image runs as this user.
    runs: bool,
}

/// Their sources are named where they can be asked for: [`User::of_image`].
static KNOWN: &[Known] = &[
    Known {
        images: &["node"],
        name: "node",
        uid: "1000",
        gid: "1000",
        home: "/home/node",
        runs: false,
    },
    Known {
        images: &["jupyter/", "quay.io/jupyter/"],
        name: "jovyan",
        uid: "1000",
        gid: "100",
        home: "/home/jovyan",
        runs: true,
    },
    Known {
        images: &["mcr.microsoft.com/dotnet/"],
        name: "app",
        uid: "1654",
        gid: "1654",
        home: "/home/app",
        runs: false,
    },
    Known {
        images: &["mambaorg/micromamba"],
        name: "mambauser",
        uid: "$MAMBA_USER_ID",
        gid: "$MAMBA_USER_GID",
        home: "/home/mambauser",
        runs: true,
    },
    Known {
        images: &["gcr.io/distroless/"],
        name: "nonroot",
        uid: "65532",
        gid: "65532",
        home: "/home/nonroot",
        runs: false,
    },
    Known {
        images: &["oven/bun"],
        name: "bun",
        uid: "1000",
        gid: "1000",
        home: "/home/bun",
        runs: false,
    },
    Known {
        images: &["apache/airflow"],
        name: "airflow",
        uid: "50000",
        gid: "0",
        home: "/home/airflow",
        runs: true,
    },
    Known {
        images: &["jenkins/jenkins"],
        name: "jenkins",
        uid: "1000",
        gid: "1000",
        home: "/var/jenkins_home",
        runs: true,
    },
    Known {
        images: &["gradle"],
        name: "gradle",
        uid: "1000",
        gid: "1000",
        home: "/home/gradle",
        runs: false,
    },
];

impl Known {
    fn user(&self) -> User {
        User::new(self.name)
            .uid(self.uid)
            .gid(self.gid)
            .home(Text::from(self.home))
    }

    fn is_of(&self, repository: &str) -> bool {
        self.images.iter().any(|image| {
            let more = repository.strip_prefix(image);
            more.is_some_and(|more| more.is_empty() != image.ends_with('/'))
        })
    }
}

impl User {
    /// The user that a well-known image brings beside root, if dockerkit knows one: those of `node`, of Jupyter's
    /// notebooks, of .NET, of micromamba, of distroless images, of Bun, of Airflow, of Jenkins and of Gradle.
    ///
    /// `USER node`
    ///
    /// ```
    /// use dockerkit::User;
    ///
    /// let node = User::of_image("node:22-slim").unwrap();
    /// assert_eq!((node.to_string(), node.known_uid()), ("node".to_owned(), Some(1000)));
    /// assert_eq!(User::of_image("alpine"), None);
    /// ```
    ///
    /// Sources: the images' own Dockerfiles, of [node](https://github.com/nodejs/docker-node),
    /// [Jupyter](https://jupyter-docker-stacks.readthedocs.io/en/latest/using/common.html),
    /// [.NET](https://github.com/dotnet/dotnet-docker),
    /// [micromamba](https://micromamba-docker.readthedocs.io/en/latest/advanced_usage.html), which leaves the uid to a
    /// variable of the image because it has changed, [distroless](https://github.com/GoogleContainerTools/distroless),
    /// [Bun](https://github.com/oven-sh/bun/tree/main/dockerhub),
    /// [Airflow](https://airflow.apache.org/docs/docker-stack/entrypoint.html),
    /// [Jenkins](https://github.com/jenkinsci/docker) and [Gradle](https://github.com/gradle/docker-gradle).
    ///
    /// A stage that starts from an image which runs as its user (a notebook, micromamba, Airflow, Jenkins) runs as that one, unless
    /// [`Stage::base_user`](crate::Stage::base_user) says otherwise.
    #[must_use]
    pub fn of_image(image: &str) -> Option<Self> {
        let repository = ImageName::of(image).repository;
        let known = KNOWN.iter().find(|known| known.is_of(repository));
        known.map(Known::user)
    }

    /// Who an image runs as, if that is not root.
    pub(crate) fn run_by_image(image: &str) -> Option<Self> {
        let repository = ImageName::of(image).repository;
        let mut known = KNOWN.iter();
        let known = known.find(|known| known.runs && known.is_of(repository));
        known.map(Known::user)
    }

    /// The images that bring a user of this name, and how it is said.
    pub(crate) fn image_of(name: &str) -> Option<(&'static str, String, &'static str)> {
        let known = KNOWN.iter().find(|known| known.name == name)?;
        let image = known.images.first()?;
        let quoted = |id: &str| match id.parse::<u32>() {
            Ok(id) => id.to_string(),
            Err(_) => format!("\"{id}\""),
        };
        let gid = if known.gid == known.uid {
            String::new()
        } else {
            format!(".gid({})", quoted(known.gid))
        };
        let says = format!("User::new(\"{name}\").uid({}){gid}", quoted(known.uid));
        Some((image.trim_end_matches('/'), says, known.uid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_told_by_their_repositories() {
        for (image, name) in [
            ("node", Some("node")),
            ("docker.io/library/node:22@sha256:aa", Some("node")),
            ("localhost:5000/node", None),
            ("nodes", None),
            ("quay.io/jupyter/base-notebook:x", Some("jovyan")),
            ("jupyter", None),
            ("mcr.microsoft.com/dotnet/sdk:8.0", Some("app")),
            ("mambaorg/micromamba:2", Some("mambauser")),
            ("", None),
        ] {
            let user = User::of_image(image).map(|user| user.to_string());
            assert_eq!(user.as_deref(), name, "{image}");
        }
        assert!(User::run_by_image("jupyter/scipy-notebook").is_some());
        assert!(User::run_by_image("node").is_none());
    }
}
