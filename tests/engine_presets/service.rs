//! Two services with packages in common, as Dockerfiles.

use dockerkit::{
    CacheMount, CopyFiles, Dockerfile, InlineFile, Instruction, Mount, PackageManager, Run,
    Sharing, Stage, User, literal, presets::Evidence,
};

use crate::support::{
    engine::{Build, Engine},
    registry::Registry,
    services::{self, KOKORO, Manager, WHISPER},
};

/// What the first and what the second service needs besides what they have in common.
pub(crate) const OWN: [[&str; 3]; 2] = [WHISPER, KOKORO];

/// A manager's row, and how services are installed by it.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    pub(crate) manager: PackageManager,
    pub(crate) recipe: &'static Manager,
}

impl Subject {
    /// All managers whose row is measured.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let measured =
            |manager: &PackageManager| matches!(manager.row().evidence, Evidence::Measured(_));
        let managers = PackageManager::ALL.iter().copied().filter(measured);
        managers.map(|manager| Self {
            manager,
            recipe: services::manager(manager.as_str()),
        })
    }

    /// A registry with all packages; nothing for what compilers made.
    pub(crate) fn registry(self) -> Option<Registry> {
        let format = self.recipe.format?;
        Some(Registry::serve(format, services::all()))
    }

    /// The first service.
    pub(crate) fn service(self, installer: Installer, caching: Caching) -> Service {
        Service {
            subject: self,
            number: 0,
            installer,
            caching,
        }
    }
}

/// Who installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Installer {
    Root,
    /// Uid 1001, who has no `~/.cache` yet.
    AppUser,
}

/// Which cache mounts the step has that installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caching {
    No,
    Preset,
    /// The preset's, but with this sharing mode.
    Mode(Sharing),
}

/// One of the two services.
#[derive(Clone, Copy)]
pub(crate) struct Service {
    pub(crate) subject: Subject,
    pub(crate) number: usize,
    pub(crate) installer: Installer,
    pub(crate) caching: Caching,
}

impl Installer {
    /// Those who can use this manager.
    pub(crate) fn of(manager: PackageManager) -> &'static [Self] {
        if manager.row().needs_root {
            &[Self::Root]
        } else {
            &[Self::Root, Self::AppUser]
        }
    }

    /// As the tables name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::AppUser => "1001",
        }
    }

    pub(crate) fn user(self) -> User {
        match self {
            Self::Root => User::root(),
            Self::AppUser => User::new("appuser").uid(1001),
        }
    }
}

impl Service {
    pub(crate) fn packages(&self) -> Vec<&'static str> {
        services::needs(OWN[self.number])
    }

    /// Its Dockerfile: installs in one step, looks at everything in the next, which has no mount.
    pub(crate) fn file(&self, registry: Option<&Registry>) -> Dockerfile {
        let url = registry.map(Registry::url).unwrap_or_default();
        let project = self.subject.recipe.project(&self.packages(), &url);
        let mut stage = Stage::new("dockerkit-test/managers:1")
            .user(self.installer.user())
            .workdir("/app");
        for (name, value) in project.env {
            stage = stage.env(name, literal(value));
        }
        for (path, content) in project.files {
            let (directory, name) = path.rsplit_once('/').unwrap_or((".", &path));
            let file = InlineFile::new(name.to_owned(), content);
            let to = literal(format!("/app/{directory}/"));
            stage = stage.push(CopyFiles::file(file, to).chown("1001:1001"));
        }
        let mut commands = project.install;
        // Whatever is written beside a cache.
        commands.push("mkdir -p ~/.cache/beside ~/.config/beside ~/.local/share/beside".to_owned());
        let mut run = Run::all(commands);
        if self.caching != Caching::No {
            run = run.cache(self.subject.manager);
        }
        let stage = stage.push(run).run(project.verify);
        let mut file = Dockerfile::new().without_syntax().stage(stage);
        if let Caching::Mode(mode) = self.caching {
            file = file.resolved();
            for mount in caches(&mut file) {
                mount.sharing = Some(mode.into());
            }
        }
        file
    }

    pub(crate) fn build<'engine>(
        &self,
        engine: &'engine Engine,
        registry: Option<&Registry>,
        namespace: &str,
    ) -> Build<'engine> {
        let text = self.file(registry).render().expect("a valid Dockerfile");
        engine.build(text).arg("BUILDKIT_CACHE_MOUNT_NS", namespace)
    }
}

/// The cache mounts of a file.
pub(crate) fn caches(file: &mut Dockerfile) -> impl Iterator<Item = &mut CacheMount> {
    let steps = file.stages.iter_mut().flat_map(|stage| &mut stage.steps);
    let mounts = steps.flat_map(|step| match &mut step.instruction {
        Instruction::Run(run) => run.mounts.as_mut_slice(),
        _ => &mut [],
    });
    mounts.filter_map(|mount| match mount {
        Mount::Cache(cache) => Some(cache.as_mut()),
        _ => None,
    })
}
