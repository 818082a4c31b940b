//! The files of a project, generated from a `build.rs`.

use std::collections::HashSet;
use std::path::PathBuf;

use super::cargo::Lines;
use super::package::{Beside, Package};
use super::{BuildScript, put};
use crate::error::{Error, Kind};
use crate::project::{Author, Project, ProjectOutput, compare};
use crate::write;

impl BuildScript {
    /// Generates the files of a project, too: its Dockerfiles, `docker-bake.json` and `compose.yaml`. The project's directory is given
    /// from the package's manifest: `""` is the directory of that, `"../.."` that of a workspace.
    ///
    /// They are written all or none. What is found in the whole is told to cargo, and so are Dockerfiles that were generated for
    /// services which are no longer there. Cargo watches the Dockerfiles that were written by hand.
    ///
    /// ```no_run
    /// use dockerkit::{Dockerfile, PackageManager, Project, Service, Stage};
    ///
    /// fn main() -> Result<(), dockerkit::Error> {
    ///     let file = || Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install torch"));
    ///     let project = Project::new().service(Service::new("asr", file())).service(Service::new("tts", file()));
    ///     dockerkit::build_script().project("../..", project).run()
    /// }
    /// ```
    pub fn project(mut self, directory: impl Into<PathBuf>, project: Project) -> Self {
        self.project = Some((directory.into(), project));
        self
    }

    pub(super) fn services(
        &self,
        package: &Package,
        beside: Beside,
        taken: &mut HashSet<PathBuf>,
        lines: &mut Lines,
    ) {
        let Some((directory, project)) = &self.project else {
            return;
        };
        for service in &project.services {
            if service.author == Author::Hand {
                lines.watch(&directory.join(service.path()));
            }
        }
        let output = project
            .output(package.directory.join(directory))
            .generated_from(self.source.clone());
        if let Err(error) = self.write_services(&output, package, beside, taken, lines) {
            match error.report() {
                Some(report) => lines.whole(report),
                None => lines.error(&error),
            }
        }
    }

    fn write_services(
        &self,
        output: &ProjectOutput<'_>,
        package: &Package,
        beside: Beside,
        taken: &mut HashSet<PathBuf>,
        lines: &mut Lines,
    ) -> Result<(), Error> {
        let (files, report) = output.made()?;
        lines.whole(&report);
        for (path, text) in &files {
            let own = path.strip_prefix(&package.directory).unwrap_or(path);
            let places = [package.cleaned(own), package.below_out(own)];
            if places.iter().any(|place| taken.contains(place)) {
                let path = own.to_owned();
                return Err(Kind::Twice { path }.into());
            }
            taken.extend(places);
            if beside == Beside::Verify || self.watch && beside == Beside::Write && path.exists() {
                lines.watch(own);
            }
            put(&package.below_out(own), text, true)?;
        }
        if beside != Beside::Leave {
            for path in output.left_over() {
                lines.left_over(&path);
            }
        }
        match beside {
            Beside::Leave => Ok(()),
            Beside::Verify => compare(&files),
            Beside::Write => match write::put_all(&files, self.overwrite) {
                Err(error) if error.is_read_only() => {
                    let stale = files.iter().filter(|(path, _)| path.exists());
                    stale.for_each(|(path, _)| lines.stale(path));
                    Ok(())
                }
                other => other.map(drop),
            },
        }
    }
}
