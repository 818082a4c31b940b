//! Caches that are mounted where their managers do not look: everything is downloaded again.

use dockerkit::{
    CacheMount, Dockerfile,
    PackageManager::{self, Go, Npm, Pip, Pnpm, Uv},
    Run, Sharing, Shell, Stage, User, literal,
};

use crate::support::{
    engine::Engine,
    registry::{Format, Registry},
    scratch::unique,
    services::{self, COMMON, KOKORO, WHISPER},
};
use crate::{MANAGERS, broken, build, with_project};

/// A stage in front of the step, and its mounts.
struct Case {
    manager: PackageManager,
    /// The image whose name the base has.
    image: &'static str,
    before: fn(Stage) -> Stage,
    mounts: [&'static str; 2],
    /// Whose the directory is.
    uid: Option<u32>,
}

fn same(stage: Stage) -> Stage {
    stage
}

fn as_1001(stage: Stage) -> Stage {
    stage.user(User::new("appuser").uid(1001).home("/home/appuser"))
}

const CASES: [Case; 6] = [
    Case {
        manager: Pip,
        image: "python",
        before: |stage| stage.env("PIP_CACHE_DIR", "/opt/pip"),
        mounts: ["/root/.cache/pip", "/opt/pip"],
        uid: None,
    },
    Case {
        manager: Uv,
        image: "python",
        before: |stage| stage.env("XDG_CACHE_HOME", "/opt/cache"),
        mounts: ["/root/.cache/uv", "/opt/cache"],
        uid: None,
    },
    Case {
        manager: Npm,
        image: "node",
        before: |stage| stage.env("NPM_CONFIG_CACHE", "/opt/npm"),
        mounts: ["/root/.npm", "/opt/npm"],
        uid: None,
    },
    Case {
        manager: Pip,
        image: "python",
        before: as_1001,
        mounts: ["/root/.cache/pip", "/home/appuser/.cache/pip"],
        uid: Some(1001),
    },
    Case {
        manager: Go,
        image: "debian",
        before: same,
        mounts: ["/go/pkg/mod", "/root/go/pkg/mod"],
        uid: None,
    },
    Case {
        manager: Pnpm,
        image: "node",
        before: same,
        mounts: ["/root/.cache/pnpm", "/root/.local/share/pnpm/store"],
        uid: None,
    },
];

impl Case {
    fn file(
        &self,
        image: &str,
        target: &'static str,
        registry: &Registry,
        own: [&'static str; 3],
    ) -> Dockerfile {
        let recipe = services::manager(self.manager.as_str());
        let project = recipe.project(&services::needs(own), &registry.url());
        let mut mount = CacheMount::new(target).id(format!("elsewhere-{}", self.manager));
        if let Some(uid) = self.uid {
            mount = mount.uid(uid).gid(uid);
        }
        let stage = Stage::new(dockerkit::Image::new(image.to_owned()));
        let stage = (self.before)(stage).env("STEP", literal(own[0]));
        let run = Run::all(project.install.clone()).mount(mount);
        Dockerfile::new().stage(with_project(stage, &project).push(run))
    }

    /// How many packages that both services need the second one fetches again.
    fn again(&self, engine: &Engine, image: &str, target: &'static str) -> usize {
        let recipe = services::manager(self.manager.as_str());
        let registry = Registry::serve(recipe.format.unwrap(), services::all());
        let namespace = engine.namespace("rules");
        let mut images = engine.images();
        let mut fetched = 0;
        for own in [WHISPER, KOKORO] {
            let file = self.file(image, target, &registry, own);
            images.add(build(engine, &file, &namespace).run().unwrap().image);
            let traffic = registry.reset();
            let common = registry.paths_of(&COMMON);
            fetched = traffic.fetched().filter(|it| common.contains(it)).count();
        }
        fetched
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_a_manager_does_not_find_it_fetches_again() {
    let engine = Engine::connect();
    let mut images = engine.images();
    for case in CASES {
        // By its name it is known what the image sets.
        let image = format!("{}:{}", case.image, unique("rules"));
        images.tag(MANAGERS, &image);
        let recipe = services::manager(case.manager.as_str());
        let registry = Registry::serve(recipe.format.unwrap(), services::all());
        let [bad, good] = case.mounts;
        let names = |target| broken(&case.file(&image, target, &registry, WHISPER));
        assert!(
            names(bad).contains(&"cache-elsewhere"),
            "{}: {:?}",
            case.manager,
            names(bad)
        );
        assert!(
            !names(good).contains(&"cache-elsewhere"),
            "{}",
            case.manager
        );
        assert_eq!(
            case.again(&engine, &image, bad),
            COMMON.len(),
            "{} at {bad}",
            case.manager
        );
        assert_eq!(
            case.again(&engine, &image, good),
            0,
            "{} at {good}",
            case.manager
        );
    }
    // Not a test of its own, which would make mounts of the same owner at the same time.
    pip_that_root_runs_uses_no_cache_of_another_user(&engine);
}

/// Docker's images of Debian have apt delete each package that it has installed.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_an_image_empties_is_fetched_again() {
    let engine = Engine::connect();
    let registry = Registry::serve(Format::Debs, [("alpha", 100_000)]);
    let mut images = engine.images();
    let host = unique("emptied");
    let image = format!("localhost/{host}/library/debian:bookworm");
    images.tag(MANAGERS, &image);
    let file = |before: &'static str, service: &'static str| {
        let command = Shell {
            commands: vec![
                before.into(),
                format!(
                    "echo 'deb [trusted=yes] {} stable main' > /etc/apt/sources.list.d/a.list",
                    registry.url()
                )
                .into(),
                "apt-get update && apt-get install -y alpha".into(),
            ],
        };
        let mount = CacheMount::new("/var/cache/apt")
            .id("apt")
            .sharing(Sharing::Locked);
        let stage = Stage::new(image.clone()).env("SERVICE", service);
        Dockerfile::new().stage(stage.push(Run::new(command).mount(mount)))
    };
    let keeps = "rm -f /etc/apt/apt.conf.d/docker-clean";
    for (before, again) in [("true", 1), (keeps, 0)] {
        let rules = broken(&file(before, "a"));
        assert_eq!(rules.contains(&"emptied-cache"), again > 0, "{rules:?}");
        let namespace = engine.namespace("rules");
        for service in ["a", "b"] {
            registry.reset();
            let built = build(&engine, &file(before, service), &namespace).run();
            images.add(built.unwrap().image);
        }
        let fetched = registry.traffic().path(registry.path_of("alpha")).bytes;
        assert_eq!(fetched, again * registry.size_of("alpha"), "{before}");
    }
}

/// pip says of such a directory that its cache has been disabled.
fn pip_that_root_runs_uses_no_cache_of_another_user(engine: &Engine) {
    let mut images = engine.images();
    let image = format!("python:{}", unique("rules"));
    images.tag(MANAGERS, &image);
    let registry = Registry::serve(Format::Pypi, services::all());
    let target = "/root/.cache/pip";
    for (uid, again) in [(Some(1001), COMMON.len()), (None, 0)] {
        let case = Case {
            manager: Pip,
            image: "python",
            before: same,
            mounts: [target; 2],
            uid,
        };
        let rules = broken(&case.file(&image, target, &registry, WHISPER));
        assert_eq!(rules.contains(&"cache-defeated"), again > 0, "{rules:?}");
        assert_eq!(case.again(engine, &image, target), again, "{uid:?}");
    }
}
