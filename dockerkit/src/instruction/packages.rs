//! The step that installs packages of the distribution.

use std::collections::BTreeSet;

use crate::instruction::Run;
use crate::presets::Preset;
use crate::shell::Shell;
use crate::text::Value;

/// What stands in front of each package. Where the file has another escape character, the shell joins the lines.
const PACKAGE: &str = " \\\n        ";

impl Run {
    /// Installs packages of the distribution: updates the lists, installs without recommended packages, sorted, each once
    /// and on a line of its own, and cleans nothing up: downloads and lists are in cache mounts, never in the image.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Run, Stage};
    ///
    /// let run = Run::install(PackageManager::Apt.id_suffix("trixie"), ["git", "curl", "git"]);
    /// let stage = Stage::new("debian:trixie-slim").push(run);
    /// assert!(Dockerfile::new().stage(stage).render().unwrap().ends_with(
    ///     "; \\\n    apt-get update && \\\n    \
    ///      DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \\\n        \
    ///      curl \\\n        git\n",
    /// ));
    /// let run = Run::install(PackageManager::Apk, ["curl"]);
    /// assert!(run.to_string().ends_with("    apk add --update-cache \\\n        curl"));
    /// ```
    ///
    /// Names are quoted for the shell, and cannot become options. For [managers](crate::PackageManager) of anything else, and
    /// without packages, the step has no command, which [`check`](crate::Dockerfile::check) refuses.
    pub fn install<P: Value>(
        preset: impl Into<Preset>,
        packages: impl IntoIterator<Item = P>,
    ) -> Self {
        let preset = preset.into();
        let names: BTreeSet<String> = packages
            .into_iter()
            .map(|name| {
                let name = name.into_literal();
                // A path that is not Unicode stays marked, so that `check` can refuse it.
                name.as_literal().unwrap_or("\0").to_owned()
            })
            .collect();
        let commands = preset.manager.row().install;
        let mut shell = Shell::default();
        if let (Some((last, before)), false) = (commands.split_last(), names.is_empty()) {
            shell.commands = before.iter().map(|command| (*command).into()).collect();
            let mut install = Shell::new(*last);
            if names.iter().any(|name| name.starts_with('-')) {
                install = install.text(" --");
            }
            shell = shell.and(
                names
                    .into_iter()
                    .fold(install, |command, name| command.text(PACKAGE).arg(name)),
            );
        }
        Self::new(shell).cache(preset)
    }
}
