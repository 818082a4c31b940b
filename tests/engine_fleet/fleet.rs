//! Services of four ecosystems, two of each with packages in common.

use std::{fmt::Write as _, fs, path::Path, time::Duration};

use dockerkit::{
    CacheIds, CopyFiles, Dockerfile, InlineFile, Level, PackageManager, Policy, Project, Run,
    Service, Stage, User, literal,
};

use crate::support::{
    registry::Registry,
    scratch::unique,
    services::{self, KOKORO, WHISPER},
};

/// The managers, who installs, and what a Dockerfile that is written by hand says for the second service; `MODE` is how the
/// caches are shared.
const MANAGERS: [(&str, u32, Option<&str>); 4] = [
    (
        "pip",
        0,
        Some(
            "RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=MODE \\\n    \
             pip install -r requirements.txt\n",
        ),
    ),
    (
        "npm",
        1001,
        Some(
            "ARG OWNER=1001\nUSER $OWNER\nENV npm_config_cache=/var/cache/npm\n\
             RUN --mount=type=cache,id=npm-cache-shared,target=/var/cache/npm,uid=$OWNER,gid=${OWNER},sharing=MODE \\\n    \
             npm install\n",
        ),
    ),
    (
        "go",
        0,
        Some(
            "ENV GOMODCACHE=/go/pkg/mod\n\
             RUN --mount=type=cache,id=go-cache-shared,target=/go/pkg/mod,sharing=MODE \\\n    \
             --mount=type=cache,id=go-build-cache-shared,target=/root/.cache/go-build,sharing=MODE \\\n    \
             go mod download && go build -o service .\n",
        ),
    ),
    ("cargo", 1001, None),
];

/// The registries, and how the caches are named.
pub(crate) struct Fleet {
    registries: Vec<Registry>,
    ids: CacheIds,
}

impl Fleet {
    pub(crate) fn new(ids: CacheIds) -> Self {
        let registries = MANAGERS.iter().map(|(name, ..)| {
            let format = services::manager(name).format.unwrap();
            let registry = Registry::serve(format, services::all());
            // So that services that are built at the same time meet each other.
            registry.slow_down(Duration::from_millis(10));
            registry
        });
        Self {
            registries: registries.collect(),
            ids,
        }
    }

    pub(crate) fn registries(&self) -> Vec<&Registry> {
        self.registries.iter().collect()
    }

    pub(crate) fn reset(&self) {
        for registry in &self.registries {
            registry.reset();
        }
    }

    /// The services, whose caches are in a namespace. What is written by hand is written there.
    pub(crate) fn project(&self, directory: &Path, namespace: &str) -> Project {
        // What looks at a service is a program of its own.
        let policy = Policy::new()
            .cache_ids(self.ids.clone())
            .level("unknown-commands", Level::Off);
        let mut project = Project::new().policy(policy);
        for ((name, uid, by_hand), registry) in MANAGERS.iter().zip(&self.registries) {
            for (number, own) in [WHISPER, KOKORO].into_iter().enumerate() {
                let recipe =
                    services::manager(name).project(&services::needs(own), &registry.url());
                let called = format!("{name}-{number}");
                let service = match by_hand {
                    Some(text) if number == 1 => {
                        let context = directory.join(&called);
                        self.write_by_hand(&context, text, &recipe);
                        Service::read(called, context.join("Dockerfile"))
                            .unwrap()
                            .context(format!("{name}-{number}"))
                    }
                    _ => {
                        fs::create_dir_all(directory.join(&called)).unwrap();
                        Service::new(called, generated(name, *uid, recipe))
                    }
                };
                // The name of a host is part of what a step is known by: no layer cache is in the way.
                let fresh = unique("fresh");
                project = project.service(
                    service
                        .arg("BUILDKIT_CACHE_MOUNT_NS", namespace)
                        .arg("BUILDKIT_SANDBOX_HOSTNAME", fresh),
                );
            }
        }
        project
    }

    fn write_by_hand(&self, context: &Path, install: &str, recipe: &services::Project) {
        for (path, content) in &recipe.files {
            let path = context.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let mode = if self.ids.locked { "locked" } else { "shared" };
        let mut text = "FROM dockerkit-test/managers:1\nWORKDIR /app\n".to_owned();
        for (name, value) in &recipe.env {
            writeln!(text, "ENV {name}=\"{value}\"").unwrap();
        }
        text += "COPY --chown=1001:1001 . .\nRUN chown 1001:1001 .\n";
        text += &install.replace("MODE", mode);
        writeln!(text, "RUN {}", recipe.verify).unwrap();
        fs::write(context.join("Dockerfile"), text).unwrap();
    }
}

/// A service as a program writes it: installs in one step, looks at everything in the next, which has no mount.
fn generated(manager: &str, uid: u32, recipe: services::Project) -> Dockerfile {
    let manager: PackageManager = manager.parse().unwrap();
    let mut stage = Stage::new("dockerkit-test/managers:1")
        .workdir("/app")
        .run("chown 1001:1001 .");
    for (name, value) in recipe.env {
        stage = stage.env(name, literal(value));
    }
    for (path, content) in recipe.files {
        let (directory, name) = path.rsplit_once('/').unwrap_or((".", &path));
        let file = InlineFile::new(name.to_owned(), content);
        let to = literal(format!("/app/{directory}/"));
        stage = stage.push(CopyFiles::file(file, to).chown("1001:1001"));
    }
    if uid != 0 {
        stage = stage.user(User::new("appuser").uid(uid));
    }
    let install = Run::all(recipe.install);
    Dockerfile::new()
        .without_syntax()
        .caches([manager])
        .stage(stage.push(install).run(recipe.verify))
}

/// The same services, which are given one argument more.
pub(crate) fn with_argument(mut project: Project, name: &str, value: &str) -> Project {
    for service in &mut project.services {
        service.args.push((name.to_owned(), value.to_owned()));
    }
    project
}
