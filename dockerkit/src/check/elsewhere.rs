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
        let mut called = callers(simple);
        let (Some(manager), None) = (called.next(), called.next()) else {
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
    let anybodys = caches(run).filter(|(mount, _)| owner::kept_in(mount).is_none());
    let targets: Vec<_> = anybodys.map(|(_, target)| target).take(LOOKED_AT).collect();
    if targets.is_empty() {
        return false;
    }
    let says = simple.arguments().iter().map(|it| &it.text);
    let sets = simple.variables.iter().map(|(_, value)| &value.text);
    // `--cache /c`, `--cache-dir=/c`, `GOPATH=/c`.
    let mut named = says.chain(sets).filter_map(|word| {
        let value = word.rsplit('=').next()?.trim_end_matches('/');
        (!value.is_empty()).then_some(value)
    });
    let is_named = named.any(|value| {
        let mut targets = targets.iter();
        value.starts_with('/') && targets.any(|target| is_within(target, value))
    });
    is_named
        || looks::ALL.iter().any(|looks| {
            let is_there = |(place, _): (Where, _)| targets.iter().any(|it| place.may_be_at(it));
            // What the command sets itself was compared.
            let is_set = simple.variables.iter().any(|(own, _)| {
                let mut named = looks.variables.iter();
                named.any(|(name, _)| is_same_variable(name, own))
            });
            looks.manager == manager && !is_set && place(looks, runner).is_some_and(is_there)
        })
}

/// So many mounts of a step are compared with each of its words.
const LOOKED_AT: usize = 16;

/// The cache mounts of a step whose targets are known, without a slash at the end.
fn caches(run: &Run) -> impl Iterator<Item = (&CacheMount, &str)> {
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
    let looks = || looks::ALL.iter().filter(|it| it.manager == manager);
    let exports = manager.row().caches.iter().flat_map(|it| it.exports);
    let exports: Vec<_> = exports.filter_map(|it| it.split('=').next()).collect();
    let concerns = |name: &str| {
        name == "HOME"
            || exports.iter().any(|it| is_same_variable(it, name))
            || looks().any(|it| {
                let mut named = it.variables.iter().map(|(it, _)| it).chain(it.unsure);
                named.any(|it| is_same_variable(it, name))
            })
    };
    let options = manager.row().moves;
    commands.simple.iter().any(|simple| {
        let mut words = simple.arguments().iter().map(|it| it.text.as_ref());
        simple.program() == Some("unset")
            || simple.variables.iter().any(|(name, _)| concerns(name))
            || words.any(|word| {
                let option = |it: &&str| word.starts_with(*it);
                options.iter().any(option)
                    || word.starts_with("--cache")
                    || word.contains("store-dir")
            })
    })
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
    for looks in looks::ALL.iter().filter(|it| it.manager == manager) {
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
