//! A service: a Dockerfile, and how its image is built.

use std::path::{Path, PathBuf};

use crate::check::fleet::Platforms;
use crate::dockerfile::Dockerfile;
#[cfg(feature = "parse")]
use crate::error::Error;
use crate::name::name;
use crate::origin::Origin;
use crate::rule;

name! {
    /// The name of a service: ASCII letters, digits, `-` and `_`, which both bake and Compose take.
    ///
    /// ```
    /// use dockerkit::ServiceName;
    ///
    /// const WEB: ServiceName = ServiceName::from_static("web-1");
    /// assert_eq!(WEB.as_str(), "web-1");
    /// ```
    ///
    /// ```compile_fail
    /// # use dockerkit::ServiceName;
    /// const WEB: ServiceName = ServiceName::from_static("web.1"); // "the name of a service may hold only …"
    /// ```
    ///
    /// Measured with buildx 0.29.1 and Compose 2.40.3.
    ServiceName, rule::service_name
}

/// A service of a [`Project`](crate::Project): its Dockerfile, its build context, and how its image is built.
///
/// All paths are from the directory of the project, the one that [`Project::write`](crate::Project::write) is given. Unless told
/// otherwise, the context is the directory that has the service's name, and the Dockerfile is in it.
///
/// ```
/// use dockerkit::{Dockerfile, Service, Stage};
///
/// let service = Service::new("kokoro", Dockerfile::new().stage(Stage::new("alpine")))
///     .context("kokoro-build")
///     .dockerfile("docker/gpu/Dockerfile.rtx5090")
///     .arg("VERSION", "1.2");
/// assert_eq!(service.path().to_str(), Some("kokoro-build/docker/gpu/Dockerfile.rtx5090"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Service {
    /// Its name.
    pub name: ServiceName,
    /// Its Dockerfile.
    pub dockerfile: Dockerfile,
    /// Who writes that.
    pub author: Author,
    /// Its build context, from the project's directory; the directory of its name unless told otherwise.
    pub context: Option<PathBuf>,
    /// Where its Dockerfile is, from its context: `Dockerfile` unless told otherwise.
    pub file: Option<PathBuf>,
    /// The stage that is built; the last one unless told otherwise.
    pub target: Option<String>,
    /// The build arguments that it is given, in order.
    pub args: Vec<(String, String)>,
    /// The platforms that it is built for; the builder's own unless told otherwise.
    pub platforms: Vec<String>,
    /// What its image is called; bake names none unless told, Compose names it after the project and the service.
    pub image: Option<String>,
    /// Other contexts, by the names that the Dockerfile knows them by.
    pub contexts: Vec<(String, String)>,
    /// The secrets that its build is given: id and source.
    pub secrets: Vec<(String, SecretSource)>,
    /// Whoever can change what it builds, if that is told apart.
    pub trust: Option<String>,
    /// Where it was made.
    pub origin: Origin,
}

/// Who writes the Dockerfile of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Author {
    /// It is written with the project.
    #[default]
    Dockerkit,
    /// It is there already, and left alone.
    Hand,
}

/// Where a secret comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SecretSource {
    /// A file, from the project's directory.
    File(PathBuf),
    /// A variable of the environment in which the build is started.
    Variable(String),
}

impl Service {
    /// A service, whose Dockerfile is written with the project.
    #[track_caller]
    pub fn new(name: impl Into<ServiceName>, dockerfile: Dockerfile) -> Self {
        Self {
            name: name.into(),
            dockerfile,
            author: Author::Dockerkit,
            context: None,
            file: None,
            target: None,
            args: Vec::new(),
            platforms: Vec::new(),
            image: None,
            contexts: Vec::new(),
            secrets: Vec::new(),
            trust: None,
            origin: Origin::caller(),
        }
    }

    /// A service whose Dockerfile was written by hand: the file at this path, from the current directory. Its context is the
    /// file's directory. Needs the feature `parse`, too.
    ///
    /// The project's files are written in the current directory, too, or the [context](Self::context) is given anew, as it is
    /// seen from there.
    ///
    /// # Errors
    ///
    /// As [`Dockerfile::read`].
    #[cfg(feature = "parse")]
    #[track_caller]
    pub fn read(name: impl Into<ServiceName>, path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let mut service = Self::new(name, Dockerfile::read(path)?).by_hand();
        service.context = Some(path.parent().unwrap_or(Path::new("")).to_owned());
        service.file = path.file_name().map(PathBuf::from);
        Ok(service)
    }

    /// Says that its Dockerfile is there already, and is not written.
    #[must_use]
    pub fn by_hand(mut self) -> Self {
        self.author = Author::Hand;
        self
    }

    /// Sets its build context, from the project's directory: `.` is that directory.
    ///
    /// `docker build CONTEXT`
    #[must_use]
    pub fn context(mut self, path: impl Into<PathBuf>) -> Self {
        self.context = Some(path.into());
        self
    }

    /// Sets where its Dockerfile is, from its context.
    ///
    /// `docker build --file CONTEXT/FILE`
    #[must_use]
    pub fn dockerfile(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Builds the stage of this name instead of the last one; numbers are no names to `--target`.
    ///
    /// `docker build --target STAGE`
    #[must_use]
    pub fn target(mut self, stage: impl Into<String>) -> Self {
        self.target = Some(stage.into());
        self
    }

    /// Gives its build an argument.
    ///
    /// `docker build --build-arg NAME=VALUE`
    ///
    /// `BUILDKIT_CACHE_MOUNT_NS` puts all of its caches into a namespace of its own.
    #[must_use]
    pub fn arg(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.args.push((name.into(), value.into()));
        self
    }

    /// Sets the platforms that it is built for, such as `linux/arm64`.
    ///
    /// `docker buildx build --platform linux/amd64,linux/arm64`: for several the engine needs the containerd image store, or another
    /// builder than its own.
    #[must_use]
    pub fn platforms<P: Into<String>>(mut self, platforms: impl IntoIterator<Item = P>) -> Self {
        self.platforms = platforms.into_iter().map(Into::into).collect();
        self
    }

    /// Sets what its image is called.
    ///
    /// `docker build --tag NAME`
    #[must_use]
    pub fn image(mut self, name: impl Into<String>) -> Self {
        self.image = Some(name.into());
        self
    }

    /// Gives its build another context: a directory, from the project's, `docker-image://…`, or `target:` and the name of another service.
    ///
    /// `docker buildx build --build-context NAME=CONTEXT`, for `COPY --from=NAME` and `FROM NAME`.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, Project, Service, Stage};
    ///
    /// let base = Service::new("base", Dockerfile::new().stage(Stage::new("alpine")));
    /// let web = Service::new("web", Dockerfile::new().stage(Stage::new("base"))).with_context("base", "target:base");
    /// let files = Project::new().service(base).service(web).output(".").files()?;
    /// assert!(files[2].1.contains(r#""base": "target:base""#));
    /// assert!(files[3].1.contains(r#""service:base""#));
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    #[must_use]
    pub fn with_context(mut self, name: impl Into<String>, context: impl Into<String>) -> Self {
        self.contexts.push((name.into(), context.into()));
        self
    }

    /// Gives its build a secret that is in a file, from the project's directory.
    ///
    /// `docker build --secret id=ID,src=PATH`
    #[must_use]
    pub fn secret_file(mut self, id: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.secrets
            .push((id.into(), SecretSource::File(path.into())));
        self
    }

    /// Gives its build a secret that is in a variable of the environment.
    ///
    /// `docker build --secret id=ID,env=VARIABLE`
    #[must_use]
    pub fn secret_variable(mut self, id: impl Into<String>, variable: impl Into<String>) -> Self {
        self.secrets
            .push((id.into(), SecretSource::Variable(variable.into())));
        self
    }

    /// Says who can change what it builds. Services of different people are to share no cache; see the rule
    /// [`shared-across-trust`](crate::rules::SHARED_ACROSS_TRUST). Those of which nothing is said are trusted by all.
    #[must_use]
    pub fn trust(mut self, domain: impl Into<String>) -> Self {
        self.trust = Some(domain.into());
        self
    }

    /// Where its Dockerfile is, from the project's directory.
    pub fn path(&self) -> PathBuf {
        let file = self.file.as_deref();
        self.directory()
            .join(file.unwrap_or(Path::new("Dockerfile")))
    }

    /// Its build context, from the project's directory.
    pub fn directory(&self) -> &Path {
        let named = || Path::new(self.name.as_str());
        self.context.as_deref().unwrap_or_else(named)
    }

    pub(super) fn built_for(&self) -> Platforms {
        if self.platforms.len() > 1 {
            Platforms::Several
        } else {
            Platforms::One
        }
    }
}
