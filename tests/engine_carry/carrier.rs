//! A bake file that carries caches, in a directory of its own, and looks into the caches themselves.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use dockerkit::{CacheMount, CacheStore, Dockerfile, Run, Stage};

use crate::support::{engine::Engine, scratch::Scratch};

/// The tools of the tests.
pub(crate) const TOOLS: &str = "dockerkit-test/busybox:1";

/// Name, owner, mode, kind and links of everything, what a link points to, and size, time and content of files. Of directories and
/// links the time is not kept.
const LIST: &str = "find . ! -path . -exec stat -c '%N %u:%g %a %F %h' {} + | sort; find . -type f -exec stat -c '%n %s %Y' {} + | sort; \
     find . -type f -exec sha256sum {} + | sort";

/// Fails with what one has and the other has not.
#[track_caller]
pub(crate) fn assert_same(left: &[String], right: &[String]) {
    let missing = |of: &[String], from: &[String]| {
        let missing = of.iter().filter(|line| !from.contains(line));
        missing.take(10).cloned().collect::<Vec<_>>()
    };
    if left != right {
        let (left, right) = (missing(left, right), missing(right, left));
        panic!("only left: {left:#?}\nonly right: {right:#?}");
    }
}

pub(crate) struct Carrier {
    store: CacheStore,
    mounts: Vec<CacheMount>,
    scratch: Scratch,
}

impl Carrier {
    pub(crate) fn new(store: CacheStore, mounts: &[CacheMount]) -> Self {
        let store = store.tools(TOOLS);
        let carried = store.bake_file(mounts).unwrap();
        assert_eq!(carried.left_out, []);
        let scratch = Scratch::new();
        scratch.write("bake.json", &carried.text);
        Self {
            store,
            mounts: mounts.to_vec(),
            scratch,
        }
    }

    /// The directory in which bake runs.
    pub(crate) fn path(&self) -> &Path {
        self.scratch.path()
    }

    /// `docker buildx bake TARGET`, not started.
    pub(crate) fn bake(&self, engine: &Engine, target: &str) -> Command {
        let mut command = engine.docker();
        command.current_dir(self.path()).args([
            "buildx",
            "bake",
            "--progress=plain",
            "--file=bake.json",
            target,
        ]);
        command
    }

    /// What it says, as an error if it fails.
    fn run(&self, engine: &Engine, target: &str) -> Result<String, String> {
        let output = self.bake(engine, target).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            Ok(said)
        } else {
            Err(said)
        }
    }

    pub(crate) fn save(&self, engine: &Engine) -> Result<String, String> {
        // A directory that is not there yet is made.
        self.run(engine, "caches-save")
    }

    pub(crate) fn load(&self, engine: &Engine) -> Result<String, String> {
        self.run(engine, "caches-load")
    }

    /// Starts to build a target, kills the client after a while, and says whether it was still there.
    pub(crate) fn interrupt(&self, engine: &Engine, target: &str, after: Duration) -> bool {
        let mut command = self.bake(engine, target);
        let mut client = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while begun.elapsed() < after {
            if client.try_wait().unwrap().is_some() {
                return false;
            }
            thread::sleep(Duration::from_millis(5));
        }
        // As a machine that is switched off: no word to the builder.
        client.kill().unwrap();
        client.wait().unwrap();
        // It finds that out by itself, and lets go of the caches.
        let begun = Instant::now();
        while engine.cache_mounts().iter().any(|record| record.in_use) {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "the builder goes on with what nobody waits for"
            );
            thread::sleep(Duration::from_millis(50));
        }
        true
    }

    /// The archives in the directory `saved`, sorted.
    pub(crate) fn archives(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path().join("saved")).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut paths: Vec<_> = paths
            .filter(|path| path.extension().is_some_and(|it| it == "tar"))
            .collect();
        paths.sort();
        paths
    }

    /// Runs a command in every cache, as root, and returns what it prints.
    pub(crate) fn step(&self, engine: &Engine, command: &str) -> Vec<String> {
        let built = engine.build(self.dockerfile(command));
        let built = built
            .arg("BUILDKIT_CACHE_MOUNT_NS", &self.store.namespace)
            .run();
        let built = built.unwrap_or_else(|failed| panic!("{failed}"));
        engine.images().add(&built.image);
        built.printed().into_iter().map(str::to_owned).collect()
    }

    /// A file with a step for every cache, which runs the command in it.
    pub(crate) fn dockerfile(&self, command: &str) -> String {
        let mut stage = Stage::new(TOOLS);
        for mount in &self.mounts {
            let mut mount = mount.clone();
            mount.target = CacheMount::new("/cache").target;
            let words = ["sh", "-euc", &format!("cd /cache; {command}")].map(str::to_owned);
            stage = stage.push(Run::new(words).mount(mount));
        }
        Dockerfile::new()
            .without_syntax()
            .stage(stage)
            .render()
            .unwrap()
    }

    /// All that is in the caches, but for the times of directories and links, which `tar` does not keep.
    pub(crate) fn contents(&self, engine: &Engine) -> Vec<String> {
        self.step(engine, LIST)
    }

    /// All that is in the caches, and when it changed.
    pub(crate) fn exact_contents(&self, engine: &Engine) -> Vec<String> {
        self.step(engine, "find . -exec stat -c '%n %i %Y %Z' {} + | sort")
    }
}
