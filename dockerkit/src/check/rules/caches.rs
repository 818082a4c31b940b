//! Rules of caches: what they need, and what defeats them.

use super::{docs, rules};
use std::collections::BTreeSet;
use std::ops::Bound;

use crate::check::sink::Sink;
use crate::check::views::RunView;
use crate::check::words::may_matter;
use crate::instruction::{Instruction, Run};
use crate::mount::{Mount, Target};
use crate::presets::Row;
use crate::resolve::{Instead, Problem, Who};
use crate::text::Text;

rules! {
    #[doc = " What a cache needs to know about the user of a step is known."]
    UNKNOWN_USER = "unknown-user" (Unwritable, docs!("#run---mounttypecache"), [Problem: unknown_user, Instruction: relative_home])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("node").user("node").push(Run::new("npm ci").cache(PackageManager::Npm)))"#,
        says: "the cache `npm-cache-shared` needs the uid of the user `node`",
        good: r#"Dockerfile::new().stage(Stage::new("node").user(User::new("node").uid(1000)).push(Run::new("npm ci").cache(PackageManager::Npm)))"#
    }
    #[doc = " A package manager that works for root only is run by root."]
    NEEDS_ROOT = "needs-root" (Refused, docs!("#user"), [Problem: needs_root])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("debian").user("1001").push(Run::new("apt-get update").cache(PackageManager::Apt)))"#,
        says: "apt works for root only, and the step runs as `1001`",
        good: r#"Dockerfile::new().stage(Stage::new("debian").push(Run::new("apt-get update").cache(PackageManager::Apt)).user("1001"))"#
    }
    #[doc = " Nothing in a step defeats a cache that it mounts."]
    CACHE_DEFEATED = "cache-defeated" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Run: cache_defeated])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install --no-cache-dir .").cache(PackageManager::Pip)))"#,
        says: "`--no-cache-dir` defeats the cache of pip, which this step mounts",
        good: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install .").cache(PackageManager::Pip)))"#
    }
    #[doc = " A preset that puts shell text in front of the command has shell text to put it in front of."]
    PRESET_NEEDS_SHELL = "preset-needs-shell" (Unwritable, docs!("#shell-form"), [Problem: preset_needs_shell])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("uv").push(Run::new(["uv", "sync"]).cache(PackageManager::Uv)))"#,
        says: "the cache of uv puts `export UV_LINK_MODE=copy` in front of the command, and this is the exec form",
        good: r#"Dockerfile::new().stage(Stage::new("uv").push(Run::new("uv sync").cache(PackageManager::Uv)))"#
    }
}

fn unknown_user(problem: &Problem, sink: &mut Sink<'_>) {
    match problem {
        Problem::Uid { user, mount } => sink.find_in(
            "--mount",
            format!("the cache `{mount}` needs the uid of the user `{user}`"),
            format!("give it: `User::new(\"{user}\").uid(1001)`"),
        ),
        Problem::Home { user, mount } => sink.find_in(
            "--mount",
            format!("the cache `{mount}` needs the home directory of the user `{user}`"),
            format!("give it: `User::new(\"{user}\").home(\"/home/…\")`"),
        ),
        Problem::User { mount } => sink.find_in(
            "--mount",
            format!("the cache `{mount}` needs to know who the stage runs as, and its base may be one of several stages"),
            "say it: `.base_user(User::new(…))`, or set `USER` first",
        ),
        Problem::Root { .. } | Problem::Trigger | Problem::Lead { .. } => {}
    }
}

fn relative_home(instruction: &Instruction, sink: &mut Sink<'_>) {
    let Instruction::User(user) = instruction else {
        return;
    };
    let home = user.home.as_ref().and_then(Text::as_literal);
    if let Some(home) = home.filter(|home| !home.starts_with('/')) {
        sink.find(
            format!(
                "the home directory `{}` is not an absolute path",
                home.escape_debug()
            ),
            "give it as `/home/appuser`",
        );
    }
}

fn needs_root(problem: &Problem, sink: &mut Sink<'_>) {
    if let Problem::Root { manager, user } = problem {
        sink.find_in(
            "--mount",
            format!("{manager} works for root only, and the step runs as `{user}`"),
            "put the step before `USER`, or write `.user(User::root())` in front of it and the user again after it",
        );
    }
}

fn preset_needs_shell(problem: &Problem, sink: &mut Sink<'_>) {
    let Problem::Lead {
        manager,
        lead,
        instead,
    } = problem
    else {
        return;
    };
    let (what, help) = match instead {
        Instead::Exec => (
            "the exec form".to_owned(),
            "write the command as text".to_owned(),
        ),
        Instead::Script => (
            "a script with `#!`".to_owned(),
            format!("take `#!` off and begin with `{lead}`"),
        ),
        Instead::Shell(shell) => (
            format!("for the shell `{shell}`"),
            format!("do what `{lead}` does in that shell and add the mounts with `CacheMount`"),
        ),
    };
    sink.find(
        format!("the cache of {manager} puts `{lead}` in front of the command, and this is {what}"),
        help,
    );
}

const NOTHING_TO_CLEAN: &str =
    "leave it out: a cache mount is never part of the image, so nothing has to be cleaned up";

fn cache_defeated(view: &RunView<'_>, sink: &mut Sink<'_>) {
    let sets = |name: &&str| view.runner.sets(name);
    let mut managers = view.managers.iter();
    let set = managers.any(|manager| manager.row().defeating_variables.iter().any(sets));
    if !set && !may_matter(&view.written.command, view.managers) {
        return;
    }
    let commands = view.commands();
    for manager in view.managers {
        let row = manager.row();
        for defeat in row.defeats {
            if commands.iter().any(|words| says(words, defeat, row)) {
                sink.find(
                    format!("`{defeat}` defeats the cache of {manager}, which this step mounts"),
                    NOTHING_TO_CLEAN,
                );
            }
        }
        for variable in row.defeating_variables {
            let sets = |word: &&str| {
                let value = word
                    .strip_prefix(variable)
                    .and_then(|it| it.strip_prefix('='));
                value.is_some_and(|value| !value.is_empty())
            };
            if view.runner.sets(variable) || commands.iter().flatten().any(sets) {
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

/// `rm` of what is mounted, or of what it is mounted in: it empties the cache, and fails on the mount itself.
fn removed(run: &Run, commands: &[Vec<&str>], home: Option<&str>, sink: &mut Sink<'_>) {
    let removals = commands.iter().filter_map(|words| {
        let at = words.iter().position(|word| *word == "rm")?;
        words.get(at + 1..)
    });
    let mut removals = removals.flatten().peekable();
    if removals.peek().is_none() {
        return;
    }
    let targets = Targets::of(run);
    for path in removals {
        let below_home = ["~", "$HOME", "${HOME}"]
            .iter()
            .find_map(|it| path.strip_prefix(it));
        let directory = match (below_home, home) {
            (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
                format!("{home}{rest}")
            }
            _ => (*path).to_owned(),
        };
        if !directory.starts_with('/') {
            continue;
        }
        if targets.touch(directory.trim_end_matches(['*', '/'])) {
            sink.find(
                format!("`rm` of `{path}` empties the cache that is mounted there"),
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
        // The parts of a path sort right behind those of what holds it.
        let holds = !directory.is_empty()
            && self
                .0
                .range::<[&str], _>((Bound::Included(parts.as_slice()), Bound::Unbounded))
                .next()
                .is_some_and(|target| target.starts_with(&parts));
        within || holds
    }
}

/// Whether a command says this: a command of several words, or an option of one of the manager's commands.
fn says(words: &[&str], defeat: &str, row: &Row) -> bool {
    if !defeat.starts_with('-') {
        let mut wanted = defeat.split(' ').peekable();
        // In this order, with options between them.
        for word in words {
            let name = word.rsplit('/').next().unwrap_or(word);
            wanted.next_if(|it| it == word || *it == name);
        }
        return wanted.peek().is_none();
    }
    let option = |word: &&str| {
        word.strip_prefix(defeat)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    let program = |word: &&str| {
        let name = word.rsplit('/').next().unwrap_or(word);
        row.fills.iter().any(|fills| {
            let program = fills.split(' ').next().unwrap_or(fills);
            name.strip_prefix(program).is_some_and(|version| {
                version
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.')
            })
        })
    };
    words.iter().any(option) && words.iter().any(program)
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::words::simple;
    use crate::presets::PackageManager::{self, Apt, Pip, Uv};
    use crate::shell::{Command, Shell};

    #[test]
    fn words_are_found_where_they_mean_it() {
        let found = |text: &str, manager: PackageManager| {
            let row = manager.row();
            let commands: Vec<_> = simple(text).collect();
            let says = |defeat: &&str| commands.iter().any(|words| says(words, defeat, row));
            let found = row.defeats.iter().copied().find(says);
            let shell = Shell::new(text.to_owned());
            assert!(found.is_none() || may_matter(&Command::Shell(shell), &[manager]));
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
