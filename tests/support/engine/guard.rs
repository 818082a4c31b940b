//! What a test makes on the engine and takes away when it ends, failed or not.

use std::{
    io::Read as _,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use super::{Engine, run};
use crate::support::scratch::unique;

/// A namespace of cache mounts, for the build argument `BUILDKIT_CACHE_MOUNT_NS`. No other test, and no other run of
/// this one, has it. Its cache mounts are removed when it is dropped, as far as no build is using them.
///
/// Only one process has some at a time; others wait. See [`Turn`].
#[derive(Debug)]
pub struct Namespace<'engine> {
    engine: &'engine Engine,
    name: String,
    _turn: Arc<Turn>,
}

/// That no other test binary makes cache mounts of its own, while this one does: a directory with an owner was once lost between
/// two builds while others made mounts of the same owner, most likely by the race of moby/buildkit issue 2053. What the tests of
/// one process do at the same time is their own business.
#[derive(Debug)]
struct Turn {
    /// Has the lock until its input ends: when this goes, or the process does, however that ends.
    holder: Child,
}

/// Names of images that are removed when this is dropped.
#[derive(Debug)]
pub struct Images<'engine> {
    engine: &'engine Engine,
    names: Vec<String>,
}

impl Engine {
    /// A new namespace of cache mounts.
    pub fn namespace(&self, prefix: &str) -> Namespace<'_> {
        Namespace {
            engine: self,
            name: unique(prefix),
            _turn: Turn::here(),
        }
    }

    /// Images by tag or id that go when the value does.
    pub fn images(&self) -> Images<'_> {
        Images {
            engine: self,
            names: Vec::new(),
        }
    }
}

impl Turn {
    /// The turn of this process, which it has or waits for.
    fn here() -> Arc<Self> {
        static TURN: Mutex<Weak<Turn>> = Mutex::new(Weak::new());
        let mut turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        turn.upgrade().unwrap_or_else(|| {
            let new = Arc::new(Self::take());
            *turn = Arc::downgrade(&new);
            new
        })
    }

    #[track_caller]
    fn take() -> Self {
        let lock = Path::new(env!("CARGO_TARGET_TMPDIR")).join("namespaces.lock");
        let mut holder = Command::new("flock")
            .arg(&lock)
            .args(["sh", "-c", "echo; exec cat"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run flock: {error}"));
        let mut told = holder.stdout.take().expect("it is piped");
        told.read_exact(&mut [0])
            .unwrap_or_else(|error| panic!("cannot lock {}: {error}", lock.display()));
        Self { holder }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}

impl Namespace<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Images<'_> {
    /// One more that goes.
    pub fn add(&mut self, name: impl Into<String>) {
        self.names.push(name.into());
    }

    /// Gives an image one more name, and takes it away later.
    ///
    /// # Panics
    ///
    /// If there is no such image, or the name is not a valid one.
    #[track_caller]
    pub fn tag(&mut self, image: &str, name: &str) {
        self.engine.tag(image, name);
        self.add(name);
    }
}

impl Drop for Namespace<'_> {
    fn drop(&mut self) {
        // Nothing here fails: a test that failed says why, not this. The name is unique, and so is in the descriptions of
        // its own mounts only.
        let of_it = format!("description~={}/", self.name);
        run(self
            .engine
            .docker()
            .args(["buildx", "prune", "--force"])
            .args(["--filter=type=exec.cachemount", "--filter", &of_it]));
    }
}

impl Drop for Images<'_> {
    fn drop(&mut self) {
        for some in self.names.chunks(100) {
            run(self
                .engine
                .docker()
                .args(["image", "rm", "--force"])
                .args(some));
        }
    }
}
