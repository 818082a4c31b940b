//! What defeats a cache.

use std::borrow::Cow;

use super::{Check, rules};
use crate::continued;
use crate::presets::Row;
use crate::resolve::{Runner, Who};
use crate::{CacheMount, Command, Instruction, Mount, PackageManager, Run, Target, Text};

impl Check {
    /// Looks at a step as it was written, and as it is with nothing left to decide.
    pub(super) fn caches(
        &mut self,
        written: &Instruction,
        resolved: &Instruction,
        runner: &Runner<'_>,
    ) {
        let (Instruction::Run(written), Instruction::Run(run)) = (written, resolved) else {
            return;
        };
        if !written.mounts.iter().any(is_cache) {
            return;
        }
        let mut managers: Vec<PackageManager> = Vec::new();
        for manager in written.mounts.iter().filter_map(manager_of) {
            if !managers.contains(&manager) {
                managers.push(manager);
            }
        }
        let texts = match &written.command {
            Command::Exec(_) => return,
            Command::Shell(shell) => shell.commands.as_slice(),
            Command::Script(text) => std::slice::from_ref(text),
        };
        // Comments between continued lines end no command.
        let lines: Vec<Cow<'_, str>> = texts
            .iter()
            .map(|text| {
                let line = continued::line(text, self.escape.character());
                line.unwrap_or(Cow::Borrowed(text))
            })
            .collect();
        let commands: Vec<Vec<&str>> = lines.iter().flat_map(|it| simple(it)).collect();
        for manager in managers {
            let row = manager.row();
            for defeat in row.defeats {
                if commands.iter().any(|words| says(words, defeat, row)) {
                    self.warning(
                        &rules::CACHE_DEFEATED,
                        format!("`{defeat}` defeats the cache of {manager}, which this step mounts"),
                        "leave it out: a cache mount is never part of the image, so nothing has to be cleaned up",
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
                if runner.sets(variable) || commands.iter().flatten().any(sets) {
                    self.warning(
                        &rules::CACHE_DEFEATED,
                        format!("`{variable}` is set, which defeats the cache of {manager} that this step mounts"),
                        "leave it out, or `unset` it in this step; any value counts, `0` and `false` too",
                    );
                }
            }
        }
        let home = match &runner.user {
            Who::Known(user) => user.known_home(),
            Who::OneOfSeveral | Who::Shown => None,
        };
        let home = home.as_ref().and_then(Text::as_literal);
        self.removed(run, &commands, home);
    }

    /// `rm` of what is mounted, or of what it is mounted in: it empties the cache, and fails on the mount itself.
    fn removed(&mut self, run: &Run, commands: &[Vec<&str>], home: Option<&str>) {
        let removals = commands.iter().filter_map(|words| {
            let at = words.iter().position(|word| *word == "rm")?;
            Some(&words[at + 1..])
        });
        for path in removals.flatten() {
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
            let directory = directory.trim_end_matches(['*', '/']);
            let inside = |target: &str| {
                let below = |path: &str, of: &str| {
                    path.strip_prefix(of)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                below(directory, target) || (!directory.is_empty() && below(target, directory))
            };
            if targets(run).any(inside) {
                self.warning(
                    &rules::CACHE_DEFEATED,
                    format!("`rm` of `{path}` empties the cache that is mounted there"),
                    "leave it out: a cache mount is never part of the image, so nothing has to be cleaned up",
                );
            }
        }
    }
}

fn is_cache(mount: &Mount) -> bool {
    matches!(mount, Mount::Preset(_) | Mount::Cache(_))
}

fn targets(run: &Run) -> impl Iterator<Item = &str> {
    run.mounts.iter().filter_map(|mount| match mount {
        Mount::Cache(cache) => path(cache),
        _ => None,
    })
}

fn path(mount: &CacheMount) -> Option<&str> {
    match &mount.target {
        Target::Path(path) => path.as_literal(),
        Target::Home(_) => None,
    }
}

/// Whose cache it is: said by the preset, or by the id or the directory of a mount written by hand.
fn manager_of(mount: &Mount) -> Option<PackageManager> {
    let mount = match mount {
        Mount::Preset(preset) => return Some(preset.manager),
        Mount::Cache(mount) => mount,
        _ => return None,
    };
    let id = mount.id.as_ref().and_then(|id| Text::as_literal(id.text()));
    let (path, home) = match &mount.target {
        Target::Path(path) => (path.as_literal(), None),
        Target::Home(path) => (None, path.as_literal()),
    };
    let known = |manager: &PackageManager| {
        manager.row().caches.iter().any(|cache| {
            Some(cache.id) == id
                || Some(cache.root) == path
                || Some(cache.others) == path
                || (home.is_some() && cache.root.strip_prefix("/root/") == home)
        })
    };
    PackageManager::ALL.iter().copied().find(known)
}

/// The simple commands of shell text, as words: good enough to find a word in, and nothing else.
fn simple(text: &str) -> impl Iterator<Item = Vec<&str>> {
    // A backslash at the end of a line continues it.
    let mut continued = false;
    let end = move |character: char| {
        let ends =
            matches!(character, ';' | '&' | '|' | '(' | ')') || (character == '\n' && !continued);
        continued = character == '\\';
        ends
    };
    text.split(end).map(|command| {
        command
            .split_whitespace()
            .take_while(|word| !word.starts_with('#'))
            .filter(|word| *word != "\\")
            .map(|word| word.trim_matches(['"', '\'']))
            .collect()
    })
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
    use PackageManager::{Apt, Pip, Uv};

    #[test]
    fn words_are_found_where_they_mean_it() {
        let found = |text: &str, manager: PackageManager| {
            let row = manager.row();
            let commands: Vec<_> = simple(text).collect();
            let says = |defeat: &&str| commands.iter().any(|words| says(words, defeat, row));
            row.defeats.iter().copied().find(says)
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

    #[test]
    fn variables_that_move_or_defeat_a_cache_are_looked_at() {
        for manager in PackageManager::ALL {
            let row = manager.row();
            // A cache that is always named cannot be moved.
            let moved = row.caches.iter().filter(|cache| cache.root != cache.others);
            let exports = moved.flat_map(|cache| cache.exports);
            let names = exports.filter_map(|export| export.split('=').next());
            for variable in row.defeating_variables.iter().copied().chain(names) {
                assert!(crate::resolve::concerns_caches(variable), "{variable}");
            }
        }
    }
}
