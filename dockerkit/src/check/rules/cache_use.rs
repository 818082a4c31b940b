//! Rules of what a step runs, and the caches that it mounts.

use super::caches::as_that_user;
use super::defeats::defeat_of;
use super::rules;
use crate::check::sink::Sink;
use crate::check::views::{LateCache, Mounted, RunView};
use crate::commands::{Commands, RunAs, Simple};
use crate::help::Help;
use crate::instruction::Instruction;
use crate::mount::Mount;
use crate::owner;
use crate::place::Place;
use crate::presets::{Cache, Glance, PackageManager, callers, distribution, is_plain};
use crate::resolve::{Runner, Who};
use crate::shell::Command;

rules! {
    #[doc = " A step that mounts caches mounts those of every package manager that it runs."]
    OTHER_CACHE = "other-cache" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Run: other_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("node").push(Run::new("pnpm install").cache(PackageManager::Npm)))"#,
        says: "`pnpm install` runs without the cache of pnpm, and the step mounts that of npm",
        good: r#"Dockerfile::new().stage(Stage::new("node").push(Run::new("pnpm install").cache(PackageManager::Pnpm)))"#
    }
    #[doc = " A step that runs a package manager mounts its cache, if another step of the same stage does."]
    MISSING_CACHE = "missing-cache" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Run: missing_cache, Late: late_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("golang").push(Run::new("go mod download").cache(PackageManager::Go)).run("go build ."))"#,
        says: "`go build` runs without the cache of go, which a step before it has mounted",
        good: r#"Dockerfile::new().stage(Stage::new("golang").caches([PackageManager::Go]).run("go mod download").run("go build ."))"#
    }
    #[doc = " A distribution has the package manager whose cache is mounted."]
    NO_SUCH_MANAGER = "no-such-manager" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Mounted: no_such_manager])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("apt-get install curl").cache(PackageManager::Apt)))"#,
        says: "the step mounts the cache of apt, and its image has apk",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("apk add curl").cache(PackageManager::Apk)))"#
    }
    #[doc = " A package manager runs as whoever runs the step: its cache is made for them."]
    OTHER_USER = "other-user" (Lint, "https://docs.docker.com/reference/dockerfile/#user", [Run: other_user])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("node").push(Run::new("su node -c 'npm ci'").cache(PackageManager::Npm)))"#,
        says: "`npm ci` runs as somebody else than the step, for whom its cache is made",
        good: r#"Dockerfile::new().stage(Stage::new("node").user(User::new("node").uid(1000)).push(Run::new("npm ci").cache(PackageManager::Npm)))"#
    }
    #[doc = " A step runs a command of each package manager whose cache it mounts."]
    UNUSED_CACHE = "unused-cache" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Run: unused_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("node").push(Run::new("mkdir /app").cache(PackageManager::Npm)))"#,
        says: "the step mounts the cache of npm, and runs no command that needs it",
        good: r#"Dockerfile::new().stage(Stage::new("node").push(Run::new("mkdir /app && npm ci").cache(PackageManager::Npm)))"#
    }
}

fn other_cache(view: &RunView<'_>, sink: &mut Sink<'_>) {
    if view.managers.is_empty() {
        return;
    }
    for (manager, simple) in without(view) {
        if view.filled.contains(&manager) {
            continue;
        }
        let own: Vec<_> = view.managers.iter().map(|it| it.as_str()).collect();
        sink.find(
            format!(
                "`{}` runs without the cache of {manager}, and the step mounts that of {}",
                simple.called(),
                own.join(" and ")
            ),
            Help::either(
                format!("add it: `.cache(PackageManager::{manager:?})`"),
                format!("add it: {}", mounts_of(manager, view.runner)),
            ),
        );
    }
}

fn other_user(view: &RunView<'_>, sink: &mut Sink<'_>) {
    if view.managers.is_empty() || !view.glance.may_call() || !view.runner.shell_is_posix() {
        return;
    }
    let mut told: Vec<PackageManager> = Vec::new();
    for simple in &view.commands().simple {
        if !view.runner.is_another(simple.user) {
            continue;
        }
        for manager in callers(simple) {
            if view.managers.contains(&manager) && !told.contains(&manager) {
                told.push(manager);
                sink.find(
                    format!(
                        "`{}` runs as somebody else than the step, for whom its cache is made",
                        simple.called()
                    ),
                    as_that_user(),
                );
            }
        }
    }
}

fn missing_cache(view: &RunView<'_>, sink: &mut Sink<'_>) {
    if view.filled.is_empty() {
        return;
    }
    for (manager, simple) in without(view) {
        if view.filled.contains(&manager) {
            sink.find(
                format!(
                    "`{}` runs without the cache of {manager}, which a step before it has mounted",
                    simple.called()
                ),
                add_it(manager, view),
            );
        }
    }
}

/// How a step gets the cache of a manager.
pub(super) fn add_it(manager: PackageManager, view: &RunView<'_>) -> Help {
    let help = Help::either(
        format!(
            "add it: `.cache(PackageManager::{manager:?})`, or ask for it once: \
             `Stage::caches([PackageManager::{manager:?}])`"
        ),
        format!("add it: {}", mounts_of(manager, view.runner)),
    );
    match defeat_of(manager, &view.commands().simple) {
        Some(defeat) => help.and(format!("; and leave out `{defeat}`, which defeats it")),
        None => help,
    }
}

/// A step in front of the first that mounts a cache, whose downloads the mount hides.
fn late_cache(view: &LateCache<'_>, sink: &mut Sink<'_>) {
    let manager = view.manager;
    let steps = view.stage.steps.iter().enumerate().take(view.number);
    for (at, step) in steps {
        let Instruction::Run(run) = &step.instruction else {
            continue;
        };
        let posix = matches!(run.command, Command::Exec(_)) || sink.shell.dialect.is_posix();
        if !posix
            || run.mounts.iter().any(Mount::is_cache)
            || !Glance::at(run.command.texts()).calls()
        {
            continue;
        }
        let commands = Commands::of(&run.command, view.escape.character());
        let calls = |it: &&Simple<'_>| it.user == RunAs::Step && callers(it).contains(&manager);
        let Some(simple) = commands.simple.iter().find(calls) else {
            continue;
        };
        sink.find(
            format!(
                "`{}`, which a step before it runs, has no cache, and this step mounts that of {manager}: it hides what was \
                 downloaded there",
                simple.called()
            ),
            Help::either(
                format!(
                    "add it there, too: `.cache(PackageManager::{manager:?})`, or ask for it once: \
                     `Stage::caches([PackageManager::{manager:?}])`"
                ),
                "mount it there, too",
            ),
        );
        sink.relate(Place::of_step(view.stage, (view.index, at), step));
        return;
    }
}

fn no_such_manager(view: &Mounted<'_>, sink: &mut Sink<'_>) {
    let managers = view.managers.iter();
    let mut managers = managers.filter(|it| distribution::has(**it)).peekable();
    if managers.peek().is_none() {
        return;
    }
    let own = view.runner.distribution().map_or(&[][..], |it| it.managers);
    let foreign = managers.find(|it| !own.contains(it));
    if let (Some(foreign), Some(own)) = (foreign, own.first()) {
        sink.find(
            format!("the step mounts the cache of {foreign}, and its image has {own}"),
            Help::either(
                format!(
                    "install with {own} and `PackageManager::{own:?}`, or start from another image"
                ),
                format!("install with {own}, or start from another image"),
            ),
        );
    }
}

/// The mounts of a manager for whoever runs the step, as they are written.
fn mounts_of(manager: PackageManager, runner: &Runner<'_>) -> String {
    let row = manager.row();
    let user = match &runner.user {
        Who::Known(user) if !user.is_root() && !row.needs_root => Some(user),
        _ => None,
    };
    let owner = user.map_or(String::new(), |user| match (user.owner(), user.group()) {
        (Some(uid), Some(gid)) => format!(",uid={uid},gid={gid}"),
        _ => ",uid=…,gid=…".to_owned(),
    });
    let place = |cache: &Cache| match user {
        Some(_) => cache.others,
        None => cache.root,
    };
    let (mut mounts, mut exports) = (Vec::new(), Vec::new());
    for cache in row.caches {
        let (id, target, sharing) = (cache.id, place(cache), cache.sharing);
        mounts.push(format!(
            "--mount=type=cache,id={id},target={target},sharing={sharing}{owner}"
        ));
        if target == cache.others {
            exports.extend_from_slice(cache.exports);
        }
    }
    exports.extend_from_slice(row.exports);
    let mounts = mounts.join(" ");
    let mut lead: Vec<String> = Vec::new();
    for export in exports {
        lead.push(format!("export {export};"));
    }
    for line in row.setup {
        lead.push(format!("{line};"));
    }
    if lead.is_empty() {
        return format!("`{mounts}`");
    }
    let lead = lead.join(" ");
    format!("`{mounts}`, and `{lead}` in front of the command")
}

/// The managers that a step runs without their caches, each once, and what it runs of them.
pub(super) fn without<'v>(view: &'v RunView<'_>) -> Vec<(PackageManager, &'v Simple<'v>)> {
    let mut found: Vec<(PackageManager, &Simple<'_>)> = Vec::new();
    if !view.glance.may_call() || view.is_plain_call() || !view.runner.shell_is_posix() {
        return found;
    }
    for simple in &view.commands().simple {
        let needed = callers(simple);
        let filled = needed.iter().find(|it| view.filled.contains(it));
        let Some(manager) = filled.or(needed.first()) else {
            continue;
        };
        let left_out = |it: &PackageManager| view.left_out.iter().any(|(out, _)| out == it);
        if needed.iter().any(left_out) || view.runner.is_another(simple.user) {
            // It has a finding of its own.
            continue;
        }
        let own = |it: &PackageManager| {
            view.run.mounts.iter().any(|mount| match mount {
                Mount::Cache(mount) => owner::meets(mount, *it),
                _ => false,
            })
        };
        let mounted = needed
            .iter()
            .any(|it| view.managers.contains(it) || own(it));
        if !mounted && !found.iter().any(|(it, _)| it == manager) {
            found.push((*manager, simple));
        }
    }
    found
}

fn unused_cache(view: &RunView<'_>, sink: &mut Sink<'_>) {
    if !view.glance.may_be_plain() || !view.runner.shell_is_posix() {
        return;
    }
    let commands = view.commands();
    let is_plain = |it: &Simple<'_>| it.program().is_none_or(is_plain);
    let known = commands.unknown.is_empty() && !commands.simple.is_empty();
    if !known || !commands.simple.iter().all(is_plain) {
        return;
    }
    for manager in view.managers {
        sink.find(
            format!("the step mounts the cache of {manager}, and runs no command that needs it"),
            "leave the cache out, or add it to the step that runs the manager",
        );
    }
}
