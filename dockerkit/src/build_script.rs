//! Generating Dockerfiles from a `build.rs`.

mod cargo;
mod package;
#[cfg(feature = "project")]
mod services;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::check::Report;
use crate::check::fleet::{Fleet, Member};
use crate::dockerfile::Dockerfile;
use crate::error::{Action, Error, Kind};
use crate::write;
use cargo::Lines;
use package::{Beside, Package};

/// Generates Dockerfiles from a `build.rs`, next to the manifest of its package.
///
/// ```no_run
/// use dockerkit::{Dockerfile, Stage};
///
/// fn main() -> Result<(), dockerkit::Error> {
///     let dockerfile = Dockerfile::new().stage(Stage::new("alpine:3.20").cmd(["date"]));
///     dockerkit::build_script().file("Dockerfile", dockerfile).run()
/// }
/// ```
///
/// - In a working checkout `cargo build` writes the files. They are meant to be committed.
/// - With `DOCKERKIT_VERIFY=1` in the environment, as in CI, it writes none of them, and fails with the difference
///   if one is missing or stale. Newlines that Git changed [do not count](crate::Output) where BuildKit reads them alike.
/// - When the package is being packaged, comes from a registry or a Git dependency or is vendored, nothing next to the
///   manifest is written or verified: cargo forbids the first, and the second is not its user's business. Where the
///   checkout cannot be written to, nothing is written either.
/// - Each file is always in `OUT_DIR`, too, for
///   `include_str!(concat!(env!("OUT_DIR"), "/Dockerfile"))`.
///
/// Cargo runs the script again when it or what it is built from changes, not when somebody edits or deletes what was
/// generated, unless it is told to [watch](BuildScript::watch) that: a second `cargo build` does nothing. Who reads further
/// files there prints `cargo::rerun-if-changed` for them. A file that somebody edited, or merged, is not written over:
/// delete it, and the next run generates it again.
/// What `check` finds is told to cargo, which prints it and fails where there is an error; of several files also which of their
/// cache mounts look shared and are not.
pub fn build_script() -> BuildScript {
    BuildScript {
        files: Vec::new(),
        #[cfg(feature = "project")]
        project: None,
        source: Cow::Borrowed("build.rs"),
        overwrite: false,
        watch: false,
    }
}

/// The Dockerfiles of a build script; got from [`build_script`].
///
/// ```no_run
/// use dockerkit::{Dockerfile, Shell, Stage};
///
/// fn service(name: &'static str) -> Dockerfile {
///     Dockerfile::new().stage(Stage::new("rust:1.90").run(Shell::new("cargo build --bin ").arg(name)))
/// }
///
/// fn main() -> Result<(), dockerkit::Error> {
///     dockerkit::build_script()
///         .file("web.Dockerfile", service("web"))
///         .file("worker.Dockerfile", service("worker"))
///         .generated_from("services/build.rs")
///         .run()
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing happens before `run`"]
pub struct BuildScript {
    files: Vec<(PathBuf, Dockerfile)>,
    #[cfg(feature = "project")]
    project: Option<(PathBuf, crate::project::Project)>,
    source: Cow<'static, str>,
    overwrite: bool,
    watch: bool,
}

impl BuildScript {
    /// Adds a Dockerfile, at a path from the package's manifest; missing directories are created.
    ///
    /// In `OUT_DIR` it has the same path, with `_` for each `..`.
    pub fn file(mut self, path: impl Into<PathBuf>, dockerfile: Dockerfile) -> Self {
        self.files.push((path.into(), dockerfile));
        self
    }

    /// Sets what the mark says the files are generated from: `build.rs` unless told otherwise.
    pub fn generated_from(mut self, source: impl Into<Cow<'static, str>>) -> Self {
        self.source = source.into();
        self
    }

    /// Lets the files replace some that dockerkit did not generate, that were edited since, or that are read-only.
    ///
    /// All of them and for all times: later edits are lost without a word. To let one go, delete the file.
    pub fn overwrite(mut self) -> Self {
        self.overwrite = true;
        self
    }

    /// Has cargo run the script again when one of the files is deleted or edited, too.
    ///
    /// A build that wrote a file is followed by one that runs the script, and finds nothing to write: for cargo the file is
    /// newer than the run that wrote it.
    ///
    /// ```no_run
    /// # use dockerkit::{Dockerfile, Stage};
    /// # let dockerfile = Dockerfile::new().stage(Stage::new("alpine:3.20"));
    /// dockerkit::build_script().file("Dockerfile", dockerfile).watch().run()?;
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    pub fn watch(mut self) -> Self {
        self.watch = true;
        self
    }

    /// Writes the files, or verifies them, and tells cargo on the standard output: what to watch, each warning, and
    /// each error, because of which it fails the build.
    ///
    /// # Errors
    ///
    /// Only if there is no cargo to tell: if this is not a build script, or the standard output is closed. Anything
    /// else that goes wrong, with any of the files, is a `cargo::error=` line, and is not returned to be printed once more.
    pub fn run(self) -> Result<(), Error> {
        let package = Package::from_environment()?;
        let mut lines = Lines::new();
        if package.directory.join("build.rs").is_file() {
            lines.watch(Path::new("build.rs"));
        }
        lines.watch_variable(package::VERIFY);
        match package.beside() {
            Ok(beside) => self.files(&package, beside, &mut lines),
            Err(error) => lines.error(&error),
        }
        lines.tell()
    }

    fn files(&self, package: &Package, beside: Beside, lines: &mut Lines) {
        let mut taken = HashSet::new();
        for (path, dockerfile) in &self.files {
            // One beside the manifest, and one in `OUT_DIR`, which have `..` of their own.
            let places = [package.cleaned(path), package.below_out(path)];
            if places.iter().any(|place| taken.contains(place)) {
                lines.error(&Kind::Twice { path: path.clone() }.into());
                continue;
            }
            taken.extend(places);
            if beside == Beside::Verify {
                lines.watch(path);
            }
            let watched = self.watch && beside == Beside::Write;
            if let Err(error) = self.one(package, beside, path, dockerfile, lines) {
                match error.report() {
                    Some(report) => lines.findings(path, report),
                    None => lines.error(&error),
                }
            }
            // Cargo would run a script that watches a missing file each time.
            if watched && package.directory.join(path).exists() {
                lines.watch(path);
            }
        }
        self.together(lines);
        #[cfg(feature = "project")]
        self.services(package, beside, &mut taken, lines);
    }

    /// What the files are for each other on one builder.
    fn together(&self, lines: &mut Lines) {
        if self.files.len() < 2 {
            return;
        }
        let mut names: Vec<String> = Vec::new();
        for (path, _) in &self.files {
            names.push(path.display().to_string());
        }
        let mut members: Vec<Member<'_>> = Vec::new();
        for (name, (_, file)) in names.iter().zip(&self.files) {
            members.push(Member::plain(name, file));
        }
        for mut finding in Fleet::of(members, None).findings() {
            if let Some(name) = finding.place.service.take() {
                let findings = vec![finding];
                lines.findings(Path::new(&name), &Report { findings });
            }
        }
    }

    fn one(
        &self,
        package: &Package,
        beside: Beside,
        path: &Path,
        dockerfile: &Dockerfile,
        lines: &mut Lines,
    ) -> Result<(), Error> {
        let checked = dockerfile.checked()?;
        lines.findings(path, checked.report());
        let text = write::text(&checked, &self.source)?;
        put(&package.below_out(path), &text, true)?;
        let path = package.directory.join(path);
        match beside {
            Beside::Leave => Ok(()),
            Beside::Verify => write::compare(&path, &text),
            Beside::Write => match put(&path, &text, self.overwrite) {
                Err(error) if error.is_read_only() => {
                    if path.exists() {
                        lines.stale(&path);
                    }
                    Ok(())
                }
                other => other,
            },
        }
    }
}

/// Writes a file, and the directories it needs.
fn put(path: &Path, text: &str, overwrite: bool) -> Result<(), Error> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(|error| Error::io(Action::Write, path, error))?;
    }
    write::put(path, text, overwrite).map(drop)
}
