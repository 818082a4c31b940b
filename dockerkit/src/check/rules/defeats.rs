//! Rules of commands that make a cache useless, or put into it what belongs into the image.

use super::rules;
use std::borrow::Cow;

use crate::check::paths::Paths;
use crate::check::sink::Sink;
use crate::check::views::RunView;
use crate::commands::{RunAs, Simple, Word, name_of};
use crate::help::Help;
use crate::instruction::Run;
use crate::mount::{Mount, Target};
use crate::or_arg::OrArg;
use crate::owner;
use crate::presets::{PackageManager, Row, fillers};
use crate::resolve::{Who, is_same_variable};
use crate::text::Text;

rules! {
    #[doc = " Nothing in a step defeats a cache that it mounts."]
    CACHE_DEFEATED = "cache-defeated" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Run: cache_defeated])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install --no-cache-dir .").cache(PackageManager::Pip)))"#,
        says: "`--no-cache-dir` defeats the cache of pip, which this step mounts",
        good: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install .").cache(PackageManager::Pip)))"#
    }
    #[doc = " No program is installed into a cache, which is no part of the image."]
    INSTALLED_IN_CACHE = "installed-in-cache" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Run: installed_in_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("rust").push(Run::new("cargo install cargo-chef").cache(PackageManager::Cargo)))"#,
        says: "`cargo install` installs into the cache of cargo, and so not into the image",
        good: r#"Dockerfile::new().stage(Stage::new("rust").push(Run::new("cargo install --root /usr/local cargo-chef").cache(PackageManager::Cargo)))"#
    }
}

const NOTHING_TO_CLEAN: &str =
    "leave it out: a cache mount is never part of the image, so nothing has to be cleaned up";

const STAY: &str = "leave it out, or name the directory that is mounted";

fn cache_defeated(view: &RunView<'_>, sink: &mut Sink<'_>) {
    let commands = &view.commands().simple;
    not_roots(view, sink);
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
        for export in row.caches.iter().flat_map(|cache| cache.exports) {
            let Some((name, value)) = export.split_once('=') else {
                continue;
            };
            let moved = |(own, word): &(Cow<'_, str>, Word<'_>)| {
                // It may be what it was, and more.
                is_same_variable(name, own)
                    && !word.text.contains('$')
                    && word.text != value
                    && !is_mounted(&word.text, view.run)
            };
            if commands.iter().any(|it| it.variables.iter().any(moved)) {
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
                simple.program() == Some("unset") && simple.said().any(|word| word == *variable)
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

/// What of a step would defeat the cache of a manager.
pub(super) fn defeat_of(manager: PackageManager, commands: &[Simple<'_>]) -> Option<&'static str> {
    let row = manager.row();
    let mut defeats = row.defeats.iter().copied();
    defeats.find(|defeat| commands.iter().any(|it| says(it, defeat, row)))
}

/// pip that root runs uses no cache of anybody else.
///
/// Source: `check_path_owner` in pip's `src/pip/_internal/utils/filesystem.py`.
fn not_roots(view: &RunView<'_>, sink: &mut Sink<'_>) {
    let pip = PackageManager::Pip;
    let by_root = matches!(&view.runner.user, Who::Known(user) if user.is_root());
    if !by_root || !view.managers.contains(&pip) {
        return;
    }
    for mount in &view.run.mounts {
        let Mount::Cache(mount) = mount else { continue };
        let uid = mount.uid.as_ref().and_then(OrArg::value);
        let Some(uid) = uid.filter(|uid| *uid != 0) else {
            continue;
        };
        if owner::owner(mount) != Some(pip) {
            continue;
        }
        let mut commands = view.commands().simple.iter();
        if commands.any(|it| it.user == RunAs::Step && fillers(it).contains(&pip)) {
            sink.find_in(
                "--mount",
                format!("the cache belongs to `{uid}`, and pip, which root runs, uses none that is not root's"),
                Help::either(
                    format!("leave out `uid` and `gid`, or run the step as that user: `.user(\"{uid}\")`"),
                    format!("leave out `uid` and `gid`, or run the step as that user: `USER {uid}`"),
                ),
            );
        }
    }
}

fn installed_in_cache(view: &RunView<'_>, sink: &mut Sink<'_>) {
    let mut managers = view.managers.iter();
    if managers.all(|it| it.row().installs.is_empty()) || !view.runner.shell_is_posix() {
        return;
    }
    let commands = &view.commands().simple;
    for manager in view.managers {
        let row = manager.row();
        for install in row.installs {
            let sent = |it: &Simple<'_>| match install.elsewhere {
                Some(option) => it.said().any(|word| word.starts_with(option)),
                None => false,
            };
            let is_set = install.variable.is_some_and(|name| {
                let sets = |it: &Simple<'_>| it.variables.iter().any(|(own, _)| own == name);
                view.runner.sets(name) || commands.iter().any(sets)
            });
            let installs = |it: &Simple<'_>| says(it, install.command, row) && !sent(it);
            if !is_set && commands.iter().any(installs) {
                sink.find(
                    format!(
                        "`{}` installs into the cache of {manager}, and so not into the image",
                        install.command
                    ),
                    install.help,
                );
            }
        }
    }
    // The script that fetches `rustup-init`.
    let rustup = |word: &str| {
        let mut parts = word.split(['/', ':', '@', '?', '#']);
        parts.any(|part| part == "sh.rustup.rs")
    };
    let fetched = commands.iter().any(|it| it.said().any(rustup));
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

/// `rm` of what is mounted, or of what it is mounted in: it empties the cache, and fails on the mount itself.
fn removed(run: &Run, commands: &[Simple<'_>], home: Option<&str>, sink: &mut Sink<'_>) {
    let mut paths: Vec<&str> = Vec::new();
    for simple in commands {
        if simple.program() == Some("rm") {
            paths.extend(simple.said());
        }
    }
    if paths.is_empty() {
        return;
    }
    let targets = targets_of(run);
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
        if !directory.is_empty() && targets.touch(directory) {
            let fails = if fails && targets.first_in(directory).is_some() {
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

/// The directories of a step's caches.
fn targets_of(run: &Run) -> Paths {
    let mut targets = Paths::default();
    for mount in &run.mounts {
        if let Mount::Cache(cache) = mount {
            if let Target::Path(path) = &cache.target {
                if let Some(path) = path.as_literal() {
                    targets.add(path.to_owned(), 0);
                }
            }
        }
    }
    targets
}

/// Whether a command says this: a command of several words, or an option of one of the manager's commands.
fn says(simple: &Simple<'_>, defeat: &str, row: &Row) -> bool {
    let Some(program) = simple.program() else {
        return false;
    };
    let is = |wanted: &str| program == wanted || name_of(program) == wanted;
    let words = || simple.said();
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
