//! Rules of what a step runs, and the caches that it mounts.

use super::rules;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Bound;

use crate::check::sink::Sink;
use crate::check::views::{LateCache, Mounted, RunView};
use crate::commands::{Commands, RunAs, Simple, Word, name_of};
use crate::instruction::{Instruction, Run};
use crate::mount::{Mount, Target};
use crate::owner;
use crate::place::Place;
use crate::presets::{Glance, PackageManager, Row, callers, distribution, is_plain};
use crate::resolve::Who;
use crate::shell::Command;
use crate::text::Text;

rules! {
    #[doc = " Nothing in a step defeats a cache that it mounts."]
    CACHE_DEFEATED = "cache-defeated" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Run: cache_defeated])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install --no-cache-dir .").cache(PackageManager::Pip)))"#,
        says: "`--no-cache-dir` defeats the cache of pip, which this step mounts",
        good: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install .").cache(PackageManager::Pip)))"#
    }
    #[doc = " A step that mounts caches mounts those of every package manager that it runs."]
    OTHER_CACHE = "other-cache" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Run: other_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("node").push(Run::new("pnpm install").cache(PackageManager::Npm)))"#,
        says: "`pnpm install` runs without the cache of pnpm, and the step mounts that of npm",
        good: r#"Dockerfile::new().stage(Stage::new("node").push(Run::new("pnpm install").cache(PackageManager::Pnpm)))"#
    }
    #[doc = " A step that runs a package manager mounts its cache, if a step before it in the same stage has."]
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
    #[doc = " No program is installed into a cache, which is no part of the image."]
    INSTALLED_IN_CACHE = "installed-in-cache" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Run: installed_in_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("rust").push(Run::new("cargo install cargo-chef").cache(PackageManager::Cargo)))"#,
        says: "`cargo install` installs into the cache of cargo, and so not into the image",
        good: r#"Dockerfile::new().stage(Stage::new("rust").push(Run::new("cargo install --root /usr/local cargo-chef").cache(PackageManager::Cargo)))"#
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

const NOTHING_TO_CLEAN: &str =
    "leave it out: a cache mount is never part of the image, so nothing has to be cleaned up";

const STAY: &str = "leave it out, or name the directory that is mounted";

fn cache_defeated(view: &RunView<'_>, sink: &mut Sink<'_>) {
    let commands = &view.commands().simple;
    for manager in view.managers {
        let row = manager.row();
        for defeat in row.defeats {
            if commands.iter().any(|it| says(it, defeat, row)) {
                sink.find(
                    format!("`{defeat}` defeats the cache of {manager}, which this step mounts"),
                    NOTHING_TO_CLEAN,
                );
            }
        }
        for option in row.moves {
            let moves =
                |it: &Simple<'_>| says(it, option, row) && !names_mount(it, option, view.run);
            if commands.iter().any(moves) {
                sink.find(
                    format!(
                        "`{option}` moves the cache of {manager} away from the mount of this step"
                    ),
                    STAY,
                );
            }
        }
        let exports = row.caches.iter().flat_map(|cache| cache.exports);
        for (name, value) in exports.filter_map(|export| export.split_once('=')) {
            let moved = |(own, word): &(Cow<'_, str>, Word<'_>)| {
                let is = own == name
                    || manager == &PackageManager::Npm && own.eq_ignore_ascii_case(name);
                // It may be what it was, and more.
                is && !word.text.contains('$')
                    && word.text != value
                    && !is_mounted(&word.text, view.run)
            };
            if commands.iter().flat_map(|it| &it.variables).any(moved) {
                sink.find(
                    format!(
                        "`{name}` is set in the command, which moves the cache of {manager} away from the mount of this step"
                    ),
                    STAY,
                );
            }
        }
        for variable in row.defeating_variables {
            let set = |simple: &Simple<'_>| {
                let mut set = simple.variables.iter();
                set.any(|(name, value)| name == variable && !value.text.is_empty())
            };
            let unset = |simple: &Simple<'_>| {
                let mut names = simple.arguments().iter();
                simple.program() == Some("unset") && names.any(|word| word.text == *variable)
            };
            let inherited = view.runner.sets(variable) && !commands.iter().any(unset);
            if inherited || commands.iter().any(set) {
                sink.find(
                    format!("`{variable}` is set, which defeats the cache of {manager} that this step mounts"),
                    "leave it out, or `unset` it in this step; any value counts, `0` and `false` too",
                );
            }
        }
    }
    let home = match &view.runner.user {
        Who::Known(user) => user.known_home(),
        Who::OneOfSeveral | Who::Shown => None,
    };
    let home = home.as_ref().and_then(Text::as_literal);
    removed(view.run, commands, home, sink);
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
            format!("add it: `.cache(PackageManager::{manager:?})`"),
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
        for manager in callers(simple).filter(|it| view.managers.contains(it)) {
            if !told.contains(&manager) {
                told.push(manager);
                sink.find(
                    format!(
                        "`{}` runs as somebody else than the step, for whom its cache is made",
                        simple.called()
                    ),
                    "let the step run as that user: `.user(…)` in front of it, and the user again after it",
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
                format!(
                    "add it: `.cache(PackageManager::{manager:?})`, or ask for it once: \
                     `Stage::caches([PackageManager::{manager:?}])`"
                ),
            );
        }
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
        let is_cache = |mount: &Mount| matches!(mount, Mount::Preset(_) | Mount::Cache(_));
        let posix = matches!(run.command, Command::Exec(_)) || sink.shell.dialect.is_posix();
        if !posix || run.mounts.iter().any(is_cache) || !Glance::at(run.command.texts()).calls() {
            continue;
        }
        let commands = Commands::of(&run.command, view.escape.character());
        let calls =
            |it: &&Simple<'_>| it.user == RunAs::Step && callers(it).any(|it| it == manager);
        let Some(simple) = commands.simple.iter().find(calls) else {
            continue;
        };
        sink.find(
            format!(
                "`{}`, which a step before it runs, has no cache, and this step mounts that of {manager}: it hides what was \
                 downloaded there",
                simple.called()
            ),
            format!(
                "add it there, too: `.cache(PackageManager::{manager:?})`, or ask for it once: \
                 `Stage::caches([PackageManager::{manager:?}])`"
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
            format!(
                "install with {own} and `PackageManager::{own:?}`, or start from another image"
            ),
        );
    }
}

fn installed_in_cache(view: &RunView<'_>, sink: &mut Sink<'_>) {
    let rows = view.managers.iter().map(|manager| (manager, manager.row()));
    let installs = rows.flat_map(|(manager, row)| {
        let installs = row.installs.iter();
        installs.map(move |install| (manager, row, install))
    });
    let mut installs = installs.peekable();
    if installs.peek().is_none() || !view.runner.shell_is_posix() {
        return;
    }
    let commands = &view.commands().simple;
    for (manager, row, install) in installs {
        let sent = |it: &Simple<'_>| {
            let mut words = it.arguments().iter().map(|word| word.text.as_ref());
            let option = install.elsewhere;
            option.is_some_and(|option| words.any(|word| word.starts_with(option)))
        };
        let is_set = install.variable.is_some_and(|name| {
            let mut variables = commands.iter().flat_map(|it| &it.variables);
            view.runner.sets(name) || variables.any(|(own, _)| own == name)
        });
        let mut installing = commands
            .iter()
            .filter(|it| !is_set && says(it, install.command, row) && !sent(it));
        if installing.next().is_some() {
            sink.find(
                format!(
                    "`{}` installs into the cache of {manager}, and so not into the image",
                    install.command
                ),
                install.help,
            );
        }
    }
    // The script that fetches `rustup-init`.
    let rustup = |word: &Word<'_>| {
        let mut parts = word.text.split(['/', ':', '@', '?', '#']);
        parts.any(|part| part == "sh.rustup.rs")
    };
    let fetched = commands.iter().flat_map(Simple::arguments).any(rustup);
    if fetched && view.managers.contains(&PackageManager::Cargo) {
        sink.find(
            "the installer of rustup installs into the cache of cargo, and so not into the image",
            "install Rust in a step without this cache",
        );
    }
}

/// Whether an option names the very directory of a cache that is mounted: `-Dmaven.repo.local=/var/cache/maven`.
fn names_mount(simple: &Simple<'_>, option: &str, run: &Run) -> bool {
    let words = simple.arguments();
    let mut named =
        words
            .iter()
            .enumerate()
            .filter_map(|(at, word)| match word.text.strip_prefix(option)? {
                "" => words.get(at + 1).map(|next| next.text.as_ref()),
                rest => rest.strip_prefix('='),
            });
    let mut any = false;
    let all = named.all(|directory| {
        any = true;
        is_mounted(directory, run)
    });
    any && all
}

/// Whether a cache is mounted at this directory.
fn is_mounted(directory: &str, run: &Run) -> bool {
    let directory = directory.trim_end_matches('/');
    run.mounts.iter().any(|mount| match mount {
        Mount::Cache(cache) => match &cache.target {
            Target::Path(path) => path.as_literal() == Some(directory),
            Target::Home(_) => false,
        },
        _ => false,
    })
}

/// The managers that a step runs without their caches, each once, and what it runs of them.
fn without<'v>(view: &'v RunView<'_>) -> Vec<(PackageManager, &'v Simple<'v>)> {
    let mut found: Vec<(PackageManager, &Simple<'_>)> = Vec::new();
    if !view.glance.may_call() || view.is_plain_call() || !view.runner.shell_is_posix() {
        return found;
    }
    for simple in &view.commands().simple {
        let needed: Vec<_> = callers(simple).collect();
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

/// `rm` of what is mounted, or of what it is mounted in: it empties the cache, and fails on the mount itself.
fn removed(run: &Run, commands: &[Simple<'_>], home: Option<&str>, sink: &mut Sink<'_>) {
    let removals = commands.iter().filter(|it| it.program() == Some("rm"));
    let removed = removals.flat_map(Simple::arguments);
    let mut paths = removed.map(|word| word.text.as_ref()).peekable();
    if paths.peek().is_none() {
        return;
    }
    let targets = Targets::of(run);
    for path in paths {
        let below_home = ["~", "$HOME", "${HOME}"]
            .iter()
            .find_map(|it| path.strip_prefix(it));
        let directory = match (below_home, home) {
            (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
                format!("{home}{rest}")
            }
            _ => path.to_owned(),
        };
        if !directory.starts_with('/') {
            continue;
        }
        let fails = !directory.ends_with('*');
        let directory = directory.trim_end_matches(['*', '/']);
        if targets.touch(directory) {
            let fails = if fails && targets.hold(directory) {
                ", and fails, as what is mounted stays"
            } else {
                ""
            };
            sink.find(
                format!("`rm` of `{path}` empties the cache that is mounted there{fails}"),
                NOTHING_TO_CLEAN,
            );
        }
    }
}

/// The directories of a step's caches, to be looked up however many there are.
struct Targets<'a>(BTreeSet<Vec<&'a str>>);

impl<'a> Targets<'a> {
    fn of(run: &'a Run) -> Self {
        let paths = run.mounts.iter().filter_map(|mount| match mount {
            Mount::Cache(cache) => match &cache.target {
                Target::Path(path) => path.as_literal(),
                Target::Home(_) => None,
            },
            _ => None,
        });
        Self(paths.map(|path| path.split('/').collect()).collect())
    }

    /// Whether a directory is in one of them, or holds one.
    fn touch(&self, directory: &str) -> bool {
        let parts: Vec<_> = directory.split('/').collect();
        let within = (1..=parts.len()).any(|length| {
            parts
                .get(..length)
                .is_some_and(|start| self.0.contains(start))
        });
        within || self.hold(directory)
    }

    /// Whether a directory is one of them, or holds one.
    fn hold(&self, directory: &str) -> bool {
        let parts: Vec<_> = directory.split('/').collect();
        // The parts of a path sort right behind those of what holds it.
        let mut behind = self
            .0
            .range::<[&str], _>((Bound::Included(parts.as_slice()), Bound::Unbounded));
        !directory.is_empty() && behind.next().is_some_and(|it| it.starts_with(&parts))
    }
}

/// Whether a command says this: a command of several words, or an option of one of the manager's commands.
fn says(simple: &Simple<'_>, defeat: &str, row: &Row) -> bool {
    let Some(program) = simple.program() else {
        return false;
    };
    let is = |wanted: &str| program == wanted || name_of(program) == wanted;
    let words = || simple.arguments().iter().map(|word| word.text.as_ref());
    if defeat.starts_with('-') {
        let option = |word: &str| {
            word.strip_prefix(defeat)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        };
        let mut programs = row.fills.iter().filter_map(|fills| fills.split(' ').next());
        return words().any(option) && programs.any(is);
    }
    let mut wanted = defeat.split(' ').peekable();
    // In this order, with options between them.
    if wanted.next_if(|it| is(it)).is_none() {
        return false;
    }
    for word in words() {
        wanted.next_if(|it| *it == word);
    }
    wanted.peek().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Commands;
    use crate::presets::Glance;
    use crate::presets::PackageManager::{Apt, Pip, Uv};

    #[test]
    fn words_are_found_where_they_mean_it() {
        let found = |text: &str, manager: PackageManager| {
            let row = manager.row();
            let commands = Commands::read(text).simple;
            let says = |defeat: &&str| commands.iter().any(|it| says(it, defeat, row));
            let found = row.defeats.iter().copied().find(says);
            assert!(found.is_none() || Glance::at([text].into_iter()).may_call());
            found
        };
        for (text, manager, defeat) in [
            ("pip install --no-cache-dir x", Pip, Some("--no-cache-dir")),
            (
                "python -m pip3.12 install --no-cache-dir=1 x",
                Pip,
                Some("--no-cache-dir"),
            ),
            (
                "cd x && /usr/bin/pip -q cache purge",
                Pip,
                Some("pip cache purge"),
            ),
            ("pip install cache purge-all", Pip, None),
            ("echo --no-cache-dir; pip install x", Pip, None),
            ("docker build --no-cache . && uv sync", Uv, None),
            ("uv sync \\\n  --no-cache", Uv, Some("--no-cache")),
            ("uv --no-cache sync", Uv, Some("--no-cache")),
            (
                "apt-get update && apt-get install -y x && apt-get clean",
                Apt,
                Some("apt-get clean"),
            ),
        ] {
            assert_eq!(found(text, manager), defeat, "{text}");
        }
    }
}
