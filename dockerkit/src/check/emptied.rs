//! Caches that the settings of an image empty.

use super::elsewhere::caches;
use crate::commands::Commands;
use crate::instruction::Run;
use crate::mount::Mount;
use crate::presets::{PackageManager, callers};
use crate::resolve::Runner;

/// The cache of apt in an image of Debian or Ubuntu, whose settings delete each package once it is installed.
///
/// Source: `/etc/apt/apt.conf.d/docker-clean` of `debian:13` and `ubuntu:24.04`.
pub(crate) struct Emptied {
    /// What installs.
    pub(super) command: String,
    pub(super) target: String,
}

/// Where apt keeps the packages that it has downloaded, and the directory that holds that.
const ARCHIVES: [&str; 2] = ["/var/cache/apt", "/var/cache/apt/archives"];

/// The commands that download packages to there.
const INSTALLS: [&str; 6] = [
    "build-dep",
    "dist-upgrade",
    "full-upgrade",
    "install",
    "satisfy",
    "upgrade",
];

/// The cache of a step that is emptied, unless something in front of it has changed the settings.
pub(super) fn emptied(run: &Run, commands: &Commands<'_>, runner: &Runner<'_>) -> Option<Emptied> {
    let distribution = runner.distribution()?;
    if !distribution.managers.contains(&PackageManager::Apt) || runner.may_set("APT_CONFIG") {
        return None;
    }
    // Settings of its own may be mounted over the image's.
    let is_of_apt = |mount: &Mount| match mount {
        Mount::Bind(bind) => match bind.target.as_literal() {
            Some(target) => target.starts_with("/etc"),
            None => true,
        },
        _ => false,
    };
    if run.mounts.iter().any(is_of_apt) {
        return None;
    }
    // A preset in the step has apt store its packages in a cache of its own.
    let own = |target: &str| {
        let mut caches = PackageManager::Apt.row().caches.iter();
        caches.any(|it| !it.exports.is_empty() && it.root == target)
    };
    if caches(run).any(|(_, target)| own(target)) {
        return None;
    }
    let (_, target) = caches(run).find(|(_, target)| ARCHIVES.contains(target))?;
    let installs = commands.simple.iter().find(|it| {
        it.said().any(|word| INSTALLS.contains(&word)) && callers(it).contains(&PackageManager::Apt)
    });
    Some(Emptied {
        command: installs?.called(),
        target: target.to_owned(),
    })
}
