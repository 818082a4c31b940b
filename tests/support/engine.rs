//! A real Docker Engine: the one that `.ci/engine start` starts.
//!
//! Base images are there already: `dockerkit-test/busybox:1` and `dockerkit-test/python:1`, see `.ci/images`.
//! None can be pulled, so a Dockerfile is built here without `# syntax=`, and other names of bases are given with
//! [`Engine::tag`]. Steps use the host's network; the engine has no other.
//!
//! Every build runs its RUN steps anew. Two steps that differ only in the id of a cache mount are one step to
//! BuildKit's layer cache, so a test would otherwise see what an earlier run of itself left. `--no-cache` is no way to
//! get there: it empties cache mounts too, those of tests running at the same time included.

mod bake;
mod build;
mod cache;
mod guard;
mod second;

use std::{
    env, fmt,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use super::scratch::unique;

pub use bake::{Bake, Baked, Target};
pub use build::{Build, Built, Checked, Exported, Warning};
pub use cache::CacheRecord;
pub use guard::{Images, Namespace};
pub use second::{Registry, Second};

/// The engine, reached through its own client.
#[derive(Debug, Clone)]
pub struct Engine {
    docker: PathBuf,
}

/// A build that failed, with everything the client said. Its `Debug` is that text, so that `unwrap` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Failed {
    /// The client's output, progress included.
    pub log: String,
}

impl Engine {
    /// Reaches the engine through the client that `DOCKERKIT_DOCKER` names.
    ///
    /// # Panics
    ///
    /// Without that variable, or if no engine answers: a test that needs the engine fails without it.
    #[track_caller]
    pub fn connect() -> Self {
        let docker = env::var_os("DOCKERKIT_DOCKER").unwrap_or_else(|| {
            panic!("this test needs a Docker Engine; run `.ci/engine start` and export the line it prints, DOCKERKIT_DOCKER=…")
        });
        let engine = Self {
            docker: docker.into(),
        };
        let output = engine
            .docker()
            .args(["version", "--format", "{{ .Server.Version }}"])
            .output();
        match output {
            Ok(output) if output.status.success() => engine,
            Ok(output) => {
                panic!(
                    "the Docker Engine does not answer; run `.ci/engine start`: {}",
                    said(&output)
                )
            }
            Err(error) => {
                panic!(
                    "cannot run {}: {error}; run `.ci/engine start`",
                    engine.docker.display()
                )
            }
        }
    }

    /// The engine's own `docker`, with buildx and compose, without arguments yet.
    pub fn docker(&self) -> Command {
        let mut command = Command::new(&self.docker);
        command.stdin(Stdio::null());
        command
    }

    /// A build of this Dockerfile, to be given a context and the like, then run, exported or checked.
    pub fn build(&self, dockerfile: impl Into<String>) -> Build<'_> {
        Build::new(self, dockerfile.into())
    }

    /// A build of several targets at once by `docker buildx bake`.
    pub fn bake(&self) -> Bake<'_> {
        Bake::new(self)
    }

    /// What `docker image inspect` says about an image, given by tag or id.
    ///
    /// # Panics
    ///
    /// If there is no such image.
    #[track_caller]
    pub fn inspect(&self, image: &str) -> Value {
        self.inspect_all([image]).remove(0)
    }

    /// The same for many images by one call, in their order.
    ///
    /// # Panics
    ///
    /// If one is missing.
    #[track_caller]
    pub fn inspect_all<'a>(&self, images: impl IntoIterator<Item = &'a str>) -> Vec<Value> {
        let output = must(self.docker().args(["image", "inspect"]).args(images));
        serde_json::from_str(&output)
            .unwrap_or_else(|error| panic!("docker image inspect: {error}: {output}"))
    }

    /// Gives an image one more name, such as that of a base which a Dockerfile names and nobody can pull here.
    ///
    /// # Panics
    ///
    /// If there is no such image, or the name is not a valid one.
    #[track_caller]
    pub fn tag(&self, image: &str, name: &str) {
        must(self.docker().args(["image", "tag", image, name]));
    }

    /// Takes a name from an image, and removes it with its last name.
    ///
    /// # Panics
    ///
    /// If there is no such image.
    #[track_caller]
    pub fn remove_image(&self, name: &str) {
        must(self.docker().args(["image", "rm", name]));
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.log)
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the build failed:\n{}", self.log)
    }
}

/// A host name for the steps of one build. It is part of what BuildKit knows a RUN step by, and nothing else changes.
fn fresh() -> (&'static str, String) {
    ("BUILDKIT_SANDBOX_HOSTNAME", unique("fresh"))
}

/// Runs a client command to its end, whatever that is.
#[track_caller]
fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"))
}

/// What a command that has to work prints.
#[track_caller]
fn must(command: &mut Command) -> String {
    let output = run(command);
    assert!(
        output.status.success(),
        "{command:?} failed: {}",
        said(&output)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Everything a command said.
fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
