//! Several services that are built on one builder.

mod compose;
mod output;
mod paths;
mod policy;
mod report;
mod savings;
mod service;
mod targets;
mod view;

pub use output::ProjectOutput;
pub(crate) use output::compare;
pub use policy::{Comments, Policy};
pub use report::{CacheReport, OpenedDirectory, OpenedMount, SplitCache};
pub use savings::{Downloads, Needs, Savings};
pub use service::{Author, SecretSource, Service, ServiceName};

use std::borrow::Cow;

use crate::check::fleet::{Fleet, Member};
use crate::check::{self, Report};
use crate::dockerfile::Dockerfile;
use crate::verdict::Checked;

/// Services whose images are built on one builder, and which share caches there if they ask for the same ones.
///
/// ```
/// use dockerkit::{Dockerfile, PackageManager, Project, Service, Stage};
///
/// let install = |image: &'static str| {
///     Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new(image).run("pip install torch"))
/// };
/// let project = Project::new()
///     .service(Service::new("whisperx", install("python:3.12")))
///     .service(Service::new("kokoro", install("python:3.13")));
///
/// assert_eq!(project.check().to_string(), "");
/// let caches = project.caches();
/// assert_eq!(caches.directories.len(), 1);
/// assert_eq!(caches.directories[0].services().collect::<Vec<_>>(), ["kokoro", "whisperx"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Project {
    /// What holds for all of them.
    pub policy: Policy,
    /// The services, in the order in which they are written.
    pub services: Vec<Service>,
}

impl Project {
    /// No services yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a service.
    #[must_use]
    pub fn service(mut self, service: Service) -> Self {
        self.services.push(service);
        self
    }

    /// Adds several services.
    #[must_use]
    pub fn services(mut self, services: impl IntoIterator<Item = Service>) -> Self {
        self.services.extend(services);
        self
    }

    /// Sets what holds for all of them.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Finds every problem of the services and of what they share, each with its place and a way out.
    ///
    /// That is what [`Dockerfile::check`] finds in each of them, and what only the whole can know, such as
    /// [`split-cache`](crate::rules::SPLIT_CACHE), [`mixed-sharing`](crate::rules::MIXED_SHARING) and [`no-cache`](crate::rules::NO_CACHE).
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Project, Service, Stage};
    ///
    /// let root = Stage::new("python:3.12").run("pip install torch");
    /// let app = Stage::new("python:3.12").user("1001").run("pip install torch");
    /// let file = |stage| Dockerfile::new().caches([PackageManager::Pip]).stage(stage);
    /// let project = Project::new()
    ///     .service(Service::new("asr", file(root)))
    ///     .service(Service::new("tts", file(app)));
    /// let report = project.check();
    /// assert_eq!(report.findings[0].rule.name, "split-cache");
    /// assert_eq!(report.findings[0].place.service.as_deref(), Some("tts"));
    /// ```
    pub fn check(&self) -> Report {
        let files = self.files();
        self.looked_at(&files).report()
    }

    /// Which directories the cache mounts of the services open on one builder, and who shares what.
    ///
    /// Stages that a service does not build count for nothing. Variables are known by the build arguments that the
    /// [service](Service::arg) is given and by their defaults.
    pub fn caches(&self) -> CacheReport {
        let files = self.files();
        let looked = self.looked_at(&files);
        CacheReport::of(&looked.fleet).with(looked.report().findings)
    }

    /// The Dockerfiles as the policy makes them.
    fn files(&self) -> Vec<Cow<'_, Dockerfile>> {
        let services = self.services.iter();
        services
            .map(|service| self.policy.file_of(service))
            .collect()
    }

    /// Looks at each of the files, and at the whole.
    fn looked_at<'a>(&'a self, files: &'a [Cow<'_, Dockerfile>]) -> Looked<'a> {
        Looked {
            services: &self.services,
            checked: files.iter().map(|it| it.looked_at_in_project()).collect(),
            fleet: self.fleet(files),
        }
    }

    fn fleet<'a>(&'a self, files: &'a [Cow<'_, Dockerfile>]) -> Fleet<'a> {
        let services = self.services.iter().zip(files);
        let members = services.map(|(service, file)| Member {
            name: service.name.as_str(),
            build: check::uses::Build {
                file,
                target: service.target.as_deref(),
                args: &service.args,
                stages: check::uses::Stages::Needed,
            },
            platforms: service.built_for(),
            trust: service.trust.as_deref(),
        });
        let mut fleet = Fleet::of(members.collect(), self.policy.ids_begin_with.as_deref());
        let services = self.services.iter().zip(files);
        fleet.services = Some(services.map(|(it, file)| it.view(file)).collect());
        fleet
    }
}

/// What was seen of a project.
struct Looked<'a> {
    services: &'a [Service],
    /// What was found in the file of each.
    checked: Vec<Checked<'a>>,
    fleet: Fleet<'a>,
}

impl Looked<'_> {
    /// Everything that was found, with the service in its places.
    fn report(&self) -> Report {
        let mut findings = Vec::new();
        for (service, checked) in self.services.iter().zip(&self.checked) {
            let mut own = checked.report().findings.clone();
            for finding in &mut own {
                let places = [Some(&mut finding.place), finding.related.as_mut()];
                for place in places.into_iter().flatten() {
                    place.service = Some(service.name.as_str().to_owned());
                }
            }
            findings.append(&mut own);
        }
        findings.append(&mut self.fleet.findings());
        Report { findings }
    }
}
