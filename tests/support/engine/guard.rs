//! What a test makes on the engine and takes away when it ends, failed or not.

use super::{Engine, run};
use crate::support::scratch::unique;

/// A namespace of cache mounts, for the build argument `BUILDKIT_CACHE_MOUNT_NS`. No other test, and no other run of
/// this one, has it. Its cache mounts are removed when it is dropped, as far as no build is using them.
#[derive(Debug)]
pub struct Namespace<'engine> {
    engine: &'engine Engine,
    name: String,
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
