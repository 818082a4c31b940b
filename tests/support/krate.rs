//! Crates that cargo builds: kept below cargo's target directory, so that what they depend on is built once.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use super::namespace::said;

/// A crate outside any workspace.
#[derive(Debug)]
pub struct Krate {
    name: &'static str,
    path: PathBuf,
}

impl Krate {
    /// Makes a crate of a name that no other test uses, as if it had never been there.
    ///
    /// `manifest` follows `[package]` with name and version.
    #[track_caller]
    pub fn new(name: &'static str, manifest: &str, files: &[(&str, &str)]) -> Self {
        let krate = Self {
            name,
            path: root().join(name),
        };
        let _ = fs::remove_dir_all(&krate.path);
        krate.forget();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{manifest}\n[workspace]\n"
        );
        krate.write("Cargo.toml", manifest);
        for (name, content) in files {
            krate.write(name, content);
        }
        // The versions that are downloaded already.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
        krate.write(
            "Cargo.lock",
            fs::read(&lock)
                .unwrap_or_else(|error| panic!("cannot read {}: {error}", lock.display())),
        );
        krate
    }

    /// A crate that was made before.
    pub fn open(name: &'static str, path: PathBuf) -> Self {
        Self { name, path }
    }

    /// A path below the crate's directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file of the crate, with the directories it needs.
    #[track_caller]
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        let parent = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(parent)
            .unwrap_or_else(|error| panic!("cannot create {}: {error}", parent.display()));
        fs::write(&path, content)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
    }

    /// Has the next build run the build script again.
    pub fn forget(&self) {
        for directory in ["debug/.fingerprint", "debug/build"].map(|name| target().join(name)) {
            for entry in self.entries(&directory) {
                let _ = fs::remove_dir_all(entry);
            }
        }
        let _ = fs::remove_dir_all(self.packaged());
    }

    fn entries(&self, directory: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(directory)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path());
        let prefix = format!("{}-", self.name);
        entries
            .filter(|path| {
                path.file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with(&prefix))
            })
            .collect()
    }

    /// What the build script wrote to this file in its `OUT_DIR`, for each that there is.
    pub fn out(&self, name: &str) -> Vec<String> {
        let outs = self
            .entries(&target().join("debug/build"))
            .into_iter()
            .map(|path| path.join("out").join(name));
        outs.filter_map(|path| fs::read_to_string(path).ok())
            .collect()
    }

    /// Where `cargo package` unpacks the crate to verify it.
    pub fn packaged(&self) -> PathBuf {
        target()
            .join("package")
            .join(format!("{}-0.1.0", self.name))
    }

    /// Cargo, in the crate's directory, with what is downloaded already.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(arguments)
            .current_dir(&self.path)
            .stdin(Stdio::null());
        command
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never");
        command
    }
}

/// Where the crates are.
fn root() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates")
}

/// Where they are built.
fn target() -> PathBuf {
    root().join("target")
}

/// What a command that has to work says.
#[track_caller]
pub fn works(command: &mut Command) -> String {
    let output = run(command);
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}",
        said(&output)
    );
    said(&output)
}

/// What a command that has to fail says.
#[track_caller]
pub fn fails(command: &mut Command) -> String {
    let output = run(command);
    assert!(
        !output.status.success(),
        "{command:?} works:\n{}",
        said(&output)
    );
    said(&output)
}

#[track_caller]
fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}; is it installed?"))
}
