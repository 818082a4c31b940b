//! Caches that are mounted where their managers do not look.

use super::paths::is_within;
use crate::commands::{Commands, RunAs, Simple};
use crate::instruction::Run;
use crate::mount::{CacheMount, Mount, Target};
use crate::owner::{self, Kept};
use crate::presets::looks::{self, Looks};
use crate::presets::{PackageManager, callers};
use crate::resolve::{Runner, Set, Who, is_same_variable};
use crate::user::User;

/// A cache that is mounted where its manager does not look.
#[derive(Debug)]
pub(crate) struct Elsewhere {
    pub(super) manager: PackageManager,
    /// Where it is mounted.
    pub(super) target: String,
    pub(super) looks: Where,
    /// The variable that says where.
    pub(super) variable: Option<&'static str>,
}

/// Where a manager looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Where {
    At(String),
    /// Somewhere in the home directory of who runs the step, who is not root.
    HomeOf(String),
    /// There, and what it downloads is elsewhere.
    OnlyMetadata,
}

/// Directories that hold less of pnpm than its packages, and directories around its store, which then is elsewhere: of
/// pnpm 9, 10 and 12 each downloaded everything again.
const NO_STORE: [&str; 4] = [
    "/pnpm",
    "/root/.cache/pnpm",
    "/root/.local/share/pnpm",
    "/root/.pnpm",
];

/// The caches of a step that its managers do not use, one of each.
pub(super) fn elsewhere(run: &Run, commands: &Commands<'_>, runner: &Runner<'_>) -> Vec<Elsewhere> {
    let mut found: Vec<Elsewhere> = Vec::new();
    let mut seen: Vec<PackageManager> = Vec::new();
    for simple in &commands.simple {
        let [manager] = callers(simple)[..] else {
            continue;
        };
        if seen.contains(&manager) {
            continue;
        }
        seen.push(manager);
        if simple.user != RunAs::Step || moves(manager, commands) {
            continue;
        }
        found.extend(of_manager(manager, run, runner));
    }
    found
}

/// Whether a manager may look for its cache where the step mounts one of which it is not known whose it is.
pub(super) fn may_look(
    manager: PackageManager,
    simple: &Simple<'_>,
    run: &Run,
    runner: &Runner<'_>,
) -> bool {
    let mut targets: Vec<&str> = Vec::new();
    for (mount, target) in caches(run) {
        if targets.len() < LOOKED_AT && owner::kept_in(mount).is_none() {
            targets.push(target);
        }
    }
    if targets.is_empty() {
        return false;
    }
    // `--cache /c`, `--cache-dir=/c`, `GOPATH=/c`.
    let is_there = |word: &str| {
        let value = word.rsplit_once('=').map_or(word, |(_, value)| value);
        let value = value.trim_end_matches('/');
        value.starts_with('/') && targets.iter().any(|it| is_within(it, value))
    };
    if simple.said().any(is_there) || simple.variables.iter().any(|(_, it)| is_there(&it.text)) {
        return true;
    }
    for looks in looks::of(manager) {
        // What the command sets itself was compared.
        if simple.variables.iter().any(|(own, _)| goes_by(looks, own)) {
            continue;
        }
        if let Some((place, _)) = place(looks, runner) {
            if targets.iter().any(|it| place.may_be_at(it)) {
                return true;
            }
        }
    }
    false
}

/// So many mounts of a step are compared with each of its words.
const LOOKED_AT: usize = 16;

/// The cache mounts of a step whose targets are known, without a slash at the end.
pub(super) fn caches(run: &Run) -> impl Iterator<Item = (&CacheMount, &str)> {
    run.mounts.iter().filter_map(|mount| match mount {
        Mount::Cache(mount) => match &mount.target {
            Target::Path(path) => {
                let path = path.as_literal().filter(|it| it.starts_with('/'))?;
                Some((mount.as_ref(), path.trim_end_matches('/')))
            }
            Target::Home(_) => None,
        },
        _ => None,
    })
}

/// Whether the commands themselves say where the cache of a manager is.
fn moves(manager: PackageManager, commands: &Commands<'_>) -> bool {
    let options = manager.row().moves;
    let moves = |word: &str| {
        options.iter().any(|it| word.starts_with(it))
            || word.starts_with("--cache")
            || word.contains("store-dir")
    };
    commands.simple.iter().any(|simple| {
        simple.program() == Some("unset")
            || simple.variables.iter().any(|(it, _)| concerns(manager, it))
            || simple.said().any(moves)
    })
}

/// Whether a variable has to do with where the caches of a manager are.
fn concerns(manager: PackageManager, name: &str) -> bool {
    for export in manager.row().caches.iter().flat_map(|it| it.exports) {
        if export
            .split_once('=')
            .is_some_and(|(own, _)| is_same_variable(own, name))
        {
            return true;
        }
    }
    let is_unsure = |it: &Looks| it.unsure.iter().any(|it| is_same_variable(it, name));
    name == "HOME" || looks::of(manager).any(|it| goes_by(it, name) || is_unsure(it))
}

/// Whether a variable says where a manager looks.
fn goes_by(looks: &Looks, name: &str) -> bool {
    let mut variables = looks.variables.iter();
    variables.any(|(own, _)| is_same_variable(own, name))
}

fn of_manager(manager: PackageManager, run: &Run, runner: &Runner<'_>) -> Option<Elsewhere> {
    if manager == PackageManager::Pnpm {
        let sets = ["npm_config_store_dir", "pnpm_config_store_dir"];
        let store = |(_, path): (&CacheMount, &str)| path.contains("store") || path == "/root";
        if sets.iter().any(|it| runner.may_set(it)) || caches(run).any(store) {
            return None;
        }
        let (_, target) = caches(run).find(|(_, path)| NO_STORE.contains(path))?;
        return Some(Elsewhere {
            manager,
            target: target.to_owned(),
            looks: Where::OnlyMetadata,
            variable: None,
        });
    }
    let mut all = Vec::new();
    for looks in looks::of(manager) {
        // What is not known may be right.
        all.push((looks, place(looks, runner)?));
    }
    for (mount, target) in caches(run) {
        let Some(Kept {
            manager: own,
            which,
            ..
        }) = owner::kept_in(mount)
        else {
            continue;
        };
        if own != manager || all.iter().any(|(_, (it, _))| it.may_be_at(target)) {
            continue;
        }
        let (_, (looks, variable)) = all.iter().find(|(it, _)| it.id == which).or(all.first())?;
        // Whose it is is told by another rule.
        let is_told = !mount.names_owner() && !is_root(runner);
        return (!is_told).then(|| Elsewhere {
            manager,
            target: target.to_owned(),
            looks: looks.clone(),
            variable: *variable,
        });
    }
    None
}

impl Where {
    /// Whether a manager that looks there may find what is mounted at a directory.
    fn may_be_at(&self, target: &str) -> bool {
        match self {
            Self::At(place) => is_within(place, target) || is_within(target, place),
            Self::HomeOf(_) => !is_within(target, "/root"),
            Self::OnlyMetadata => false,
        }
    }
}

/// Where a manager looks for a cache, and which variable says so; nothing if that is not known.
fn place(looks: &Looks, runner: &Runner<'_>) -> Option<(Where, Option<&'static str>)> {
    if looks.unsure.iter().any(|it| runner.set(it) != Set::No) {
        return None;
    }
    for (name, behind) in looks.variables {
        match runner.set(name) {
            Set::No => {}
            Set::To(value) if value.starts_with('/') => {
                let place = format!("{}{behind}", value.trim_end_matches('/'));
                return Some((Where::At(place), Some(name)));
            }
            Set::To(_) | Set::Unknown => return None,
        }
    }
    if let (Some(root), true) = (looks.root, is_root(runner)) {
        return Some((Where::At(root.to_owned()), None));
    }
    let below = looks.home?;
    let user = match &runner.user {
        Who::Known(user) => user,
        Who::OneOfSeveral | Who::Shown => return None,
    };
    let home = match runner.set("HOME") {
        Set::No => user.known_home(),
        Set::To(home) => {
            return Some((
                Where::At(format!("{}/{below}", home.trim_end_matches('/'))),
                Some("HOME"),
            ));
        }
        Set::Unknown => return None,
    };
    match home {
        Some(home) => {
            let home = home.as_literal()?.trim_end_matches('/');
            Some((Where::At(format!("{home}/{below}")), None))
        }
        None => is_somebody(user).then(|| (Where::HomeOf(user.to_string()), None)),
    }
}

fn is_root(runner: &Runner<'_>) -> bool {
    matches!(&runner.user, Who::Known(user) if user.is_root())
}

/// Whether it is known that it is not root.
fn is_somebody(user: &User) -> bool {
    !user.is_root() && !user.to_string().contains('$')
}
