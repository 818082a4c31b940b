//! Writing the files of a project, and comparing them.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::paths::cleaned;
use super::policy::COMPOSE;
use super::service::Author;
use super::{CacheReport, Project, compose, targets};
use crate::carry::{Cache, CacheStore, LeftOut, Parts};
use crate::check::Report;
use crate::error::{Error, Kind, Together};
use crate::write::{self, Written};

/// What else Compose reads unless told otherwise, if there is no [`COMPOSE`].
const OTHER_COMPOSE: [&str; 3] = ["compose.yml", "docker-compose.yml", "docker-compose.yaml"];

impl Project {
    /// Writes all files of the project below a directory: `self.output(directory).write()`.
    ///
    /// # Errors
    ///
    /// As [`ProjectOutput::write`].
    pub fn write(&self, directory: impl Into<PathBuf>) -> Result<Vec<(PathBuf, Written)>, Error> {
        self.output(directory).write()
    }

    /// The files of the project below a directory, to be [written](ProjectOutput::write) or [verified](ProjectOutput::verify).
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Project, Service, Stage, Written};
    ///
    /// # let directory = std::env::temp_dir().join(format!("dockerkit-doc-project-{}", std::process::id()));
    /// let file = Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install torch"));
    /// let project = Project::new()
    ///     .service(Service::new("asr", file.clone()).context("services/asr"))
    ///     .service(Service::new("tts", file).context("services/tts").image("tts:dev"));
    ///
    /// let written = project.output(&directory).generated_from("deploy/main.rs").write()?;
    /// let paths: Vec<_> = written.iter().filter_map(|(path, _)| path.strip_prefix(&directory).ok()?.to_str()).collect();
    /// assert_eq!(paths, ["services/asr/Dockerfile", "services/tts/Dockerfile", "docker-bake.json", "compose.yaml"]);
    ///
    /// let compose = std::fs::read_to_string(directory.join("compose.yaml"))?;
    /// assert!(compose.ends_with(
    ///     r#"
    ///   tts:
    ///     image: "tts:dev"
    ///     build:
    ///       context: "services/tts"
    ///       dockerfile: "Dockerfile"
    /// "#,
    /// ));
    /// project.output(&directory).generated_from("deploy/main.rs").verify()?;
    /// # std::fs::remove_dir_all(&directory)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn output(&self, directory: impl Into<PathBuf>) -> ProjectOutput<'_> {
        ProjectOutput {
            project: self,
            directory: directory.into(),
            source: Cow::Borrowed("Rust code"),
            overwrite: false,
            store: None,
        }
    }
}

/// Paths and texts.
pub(crate) type Files = Vec<(PathBuf, String)>;

/// Where the files of a project are written, and how; got from [`Project::output`].
///
/// They are the Dockerfiles that are not written by hand, a `docker-bake.json` and a `compose.yaml` (or what the
/// [policy](crate::Policy::compose_file) says):
///
/// ```text
/// docker buildx bake              # all services, side by side: what they have in common is downloaded once
/// docker buildx bake asr          # one of them
/// docker compose build
/// ```
///
/// Paths in `docker-bake.json` are from the directory in which bake is started, those in `compose.yaml` from its own; both are
/// those of the project's directory. What else a build needs is for `docker-bake.override.json` and
/// `compose.override.yaml`, which are read over them:
///
/// ```json
/// {"target": {"asr": {"network": "host", "cache-from": ["type=registry,ref=registry.example.com/asr:cache"]}}}
/// ```
///
/// ```yaml
/// services:
///   asr:
///     ports: ["9000:9000"]
/// ```
///
/// Each file has a [mark](crate::Output) by which dockerkit knows it again.
///
/// Measured with buildx 0.29.1 and Compose 2.40.3.
#[derive(Clone, Debug)]
#[must_use = "nothing happens before `write` or `verify`"]
pub struct ProjectOutput<'a> {
    project: &'a Project,
    directory: PathBuf,
    source: Cow<'static, str>,
    overwrite: bool,
    store: Option<CacheStore>,
}

impl ProjectOutput<'_> {
    /// Sets what the marks say the files are generated from, in one line: a path in the repository, a command.
    pub fn generated_from(mut self, source: impl Into<Cow<'static, str>>) -> Self {
        self.source = source.into();
        self
    }

    /// Lets [`write`](Self::write) replace files that dockerkit did not generate, that were edited since, or that are read-only.
    ///
    /// All of them and for all times: later edits are lost without a word. To let one go, delete the file.
    pub fn overwrite(mut self) -> Self {
        self.overwrite = true;
        self
    }

    /// Adds targets to `docker-bake.json` that carry the caches of the services between builders; see [`carrying`](crate::carrying).
    ///
    /// `docker buildx bake caches-save`<br>`docker buildx bake caches-load`
    ///
    /// ```
    /// use dockerkit::{CacheStore, Dockerfile, PackageManager, Project, Service, Stage};
    ///
    /// let file = Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install torch"));
    /// let project = Project::new().service(Service::new("asr", file));
    /// let output = project.output(".").carry_caches(CacheStore::registry("registry.example.com/team/caches"));
    /// assert_eq!(output.left_out()?, []);
    /// let files = output.files()?;
    /// assert!(files[1].1.contains(r#""caches-load-pip-cache-shared""#));
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    ///
    /// The namespace is that of each service, whatever the store says.
    pub fn carry_caches(mut self, store: CacheStore) -> Self {
        self.store = Some(store);
        self
    }

    /// The caches of the services that are [not carried](Self::carry_caches), each with why.
    ///
    /// # Errors
    ///
    /// If the image of the tools or the repository is none.
    pub fn left_out(&self) -> Result<Vec<LeftOut>, Error> {
        let files = self.project.files();
        let report = CacheReport::of(&self.project.fleet(&files));
        Ok(self.parts(&report)?.left_out)
    }

    fn parts(&self, report: &CacheReport) -> Result<Parts, Error> {
        let Some(store) = &self.store else {
            return Ok(Parts::default());
        };
        let mut left_out = Vec::new();
        let mut caches = Vec::new();
        for opened in &report.directories {
            let Some(directory) = &opened.directory else {
                left_out.push(opened.left_out());
                continue;
            };
            let modes = opened.mounts.iter().map(|it| it.sharing);
            match modes.collect::<Option<Vec<_>>>() {
                Some(modes) => caches.extend(modes.into_iter().map(|sharing| Cache {
                    directory: directory.clone(),
                    sharing,
                })),
                None => left_out.push(opened.left_out()),
            }
        }
        let mut parts = store.parts(caches)?;
        parts.left_out.splice(0..0, left_out);
        Ok(parts)
    }

    /// Writes the files, all of them or none, and says what that did to each.
    ///
    /// Each is complete beside its place before the first one takes it. Should that fail half-way, those that did are put
    /// back as they were. Only a process that is killed in between leaves new files beside old ones, each of them whole.
    /// Missing directories are created.
    ///
    /// # Errors
    ///
    /// If [`check`](Project::check) finds an error; if a Dockerfile that was [written by hand](crate::Service::by_hand) is not
    /// there; and as [`Output::write`](crate::Output::write) for each of the files.
    pub fn write(&self) -> Result<Vec<(PathBuf, Written)>, Error> {
        let files = self.files()?;
        let written = write::put_all(&files, self.overwrite)?;
        let paths = files.into_iter().map(|(path, _)| path);
        Ok(paths.zip(written).collect())
    }

    /// Compares the files with what [`write`](Self::write) would write, and writes nothing: what CI does.
    ///
    /// # Errors
    ///
    /// If [`check`](Project::check) finds an error; if a file is missing or holds anything else:
    /// [`Error::difference`] has the lines of all of them.
    pub fn verify(&self) -> Result<(), Error> {
        compare(&self.files()?)
    }

    /// The Dockerfiles that were generated for services that are no longer there, by what the bake file says that was written last.
    ///
    /// Nobody removes them but you. It is asked before the files are written anew.
    pub fn left_over(&self) -> Vec<PathBuf> {
        let bake = self.project.policy.bake_file.as_ref();
        let text = bake.and_then(|path| fs::read(self.place(path)).ok());
        let text = text
            .filter(|text| write::is_generated(text))
            .unwrap_or_default();
        let written = targets::dockerfiles(&text).into_iter();
        let kept = self
            .project
            .services
            .iter()
            .map(|it| self.place(&it.path()));
        let kept: HashSet<_> = kept.collect();
        let written = written.map(|path| self.place(&path));
        let gone = written.filter(|path| {
            let generated = || fs::read(path).is_ok_and(|text| write::is_generated(&text));
            !kept.contains(path) && generated()
        });
        gone.collect()
    }

    /// The files with their texts, in the order in which they are written.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write), but for what concerns the places of the files.
    pub fn files(&self) -> Result<Vec<(PathBuf, String)>, Error> {
        self.made().map(|(files, _)| files)
    }

    /// The files, and what was found, of which nothing is an error.
    pub(crate) fn made(&self) -> Result<(Files, Report), Error> {
        let project = self.project;
        let files = project.files();
        let looked = project.looked_at(&files);
        let report = looked.report();
        if !report.is_ok() {
            return Err(Together::Invalid { report }.into());
        }
        let mut texts = Vec::new();
        let mut taken = HashSet::new();
        for (service, checked) in project.services.iter().zip(&looked.checked) {
            let path = self.place(&service.path());
            self.refuse_twice(&path)?;
            if service.author == Author::Hand {
                if !path.is_file() {
                    let service = service.name.to_string();
                    return Err(Together::NoDockerfile { service, path }.into());
                }
            } else if taken.insert(path.clone()) {
                texts.push((path, write::text(checked, &self.source)?));
            }
        }
        let mark = write::comment(&self.source)?;
        if let Some(path) = &project.policy.bake_file {
            let mut bake = targets::bake(project, &mark);
            let mut parts = self.parts(&CacheReport::of(&looked.fleet))?;
            bake.group.0.append(&mut parts.groups);
            bake.target.0.append(&mut parts.targets);
            texts.push((self.place(path), write::sign(bake.text())));
        }
        if let Some(path) = &project.policy.compose_file {
            self.refuse_to_hide(path)?;
            let compose = compose::text(project, &mark);
            texts.push((self.place(path), write::sign(compose)));
        }
        Ok((texts, report))
    }

    /// The Dockerfile of a service, and the place of another file of the project.
    fn refuse_twice(&self, path: &Path) -> Result<(), Error> {
        let policy = &self.project.policy;
        let others = [&policy.bake_file, &policy.compose_file];
        let mut others = others.into_iter().flatten().map(|it| self.place(it));
        if others.any(|other| other == path) {
            let path = path.to_owned();
            return Err(Kind::Twice { path }.into());
        }
        Ok(())
    }

    /// Compose would read the new file, and no longer the one that is there.
    fn refuse_to_hide(&self, path: &Path) -> Result<(), Error> {
        if path != Path::new(COMPOSE) {
            return Ok(());
        }
        let others = OTHER_COMPOSE.map(|name| self.place(Path::new(name)));
        match others.into_iter().find(|path| path.is_file()) {
            Some(path) => Err(Together::HidesCompose { path }.into()),
            None => Ok(()),
        }
    }

    fn place(&self, path: &Path) -> PathBuf {
        self.directory.join(cleaned(path))
    }
}

/// Compares files with what they are to hold.
pub(crate) fn compare(files: &Files) -> Result<(), Error> {
    let compared = files.iter().map(|(path, text)| write::compare(path, text));
    let mut errors: Vec<_> = compared.filter_map(Result::err).collect();
    if errors.len() < 2 {
        return errors.pop().map_or(Ok(()), Err);
    }
    let differences: Vec<_> = errors.iter().filter_map(Error::difference).collect();
    let difference = differences.join("\n");
    Err(Together::Several { errors, difference }.into())
}
