//! Words that matter to caches, and whose caches are mounted.

use super::views::RunView;
use crate::commands::Commands;
use crate::mount::{CacheMount, Mount};
use crate::owner::{self, Key};
use crate::presets::PackageManager;
use crate::shell::Command;

impl<'a> RunView<'a> {
    /// Whether it is one command of a manager whose cache is mounted, which can be seen without reading it.
    pub(super) fn is_plain_call(&self) -> bool {
        let Command::Shell(shell) = &self.written.command else {
            return false;
        };
        let [text] = shell.commands.as_slice() else {
            return false;
        };
        let special = |byte: u8| b";&|()<>\n`$\"'\\".contains(&byte);
        let program = text.split(' ').next().unwrap_or(text);
        let mut rows = self.managers.iter().map(|manager| manager.row());
        rows.any(|row| {
            row.fills
                .iter()
                .any(|fills| fills.split(' ').next() == Some(program))
        }) && !text.bytes().any(special)
    }

    /// What the step runs.
    pub(super) fn commands(&self) -> &Commands<'a> {
        let escape = self.runner.escape.character();
        self.commands
            .get_or_init(|| Commands::of(&self.written.command, escape))
    }
}

/// Whether a command may hold a word that any of the rules of caches looks for. Most do not, and then nothing has to
/// be taken apart.
pub(super) fn may_matter(command: &Command, managers: &[PackageManager]) -> bool {
    let texts = match command {
        Command::Shell(shell) => shell.commands.as_slice(),
        Command::Script(text) => std::slice::from_ref(text),
        Command::Exec(_) => return false,
    };
    let matters = |word: &str| {
        word == "rm"
            || managers.iter().any(|manager| {
                let row = manager.row();
                let defeats = |defeat: &&str| match defeat.as_bytes() {
                    [b'-', ..] => word.starts_with(*defeat),
                    // The last of several words.
                    [.., end] if word.as_bytes().last() == Some(end) => {
                        let last = defeat.rsplit(' ').next().unwrap_or(defeat);
                        word.ends_with(last)
                    }
                    _ => false,
                };
                row.defeats.iter().any(defeats)
                    || row
                        .defeating_variables
                        .iter()
                        .any(|name| word.starts_with(name))
            })
    };
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b";&|()\"'\\".contains(byte);
    texts.iter().any(|text| {
        let words = text.as_bytes().split(ends);
        words
            .filter(|word| !word.is_empty())
            .filter_map(|word| std::str::from_utf8(word).ok())
            .any(matters)
    })
}

/// Whose caches are mounted, by what was seen before in the same file.
#[derive(Default)]
pub(super) struct Managers<'a> {
    /// Files name few caches, and those again and again.
    seen: Vec<(Key<'a>, Option<PackageManager>)>,
    pub(super) found: Vec<PackageManager>,
}

/// How many caches are remembered.
const REMEMBERED: usize = 8;

impl<'a> Managers<'a> {
    /// Finds out those of a step.
    pub(super) fn look(&mut self, mounts: &'a [Mount]) {
        self.found.clear();
        for mount in mounts {
            let manager = match mount {
                Mount::Preset(preset) => Some(preset.manager),
                Mount::Cache(mount) => self.of(mount),
                _ => None,
            };
            if let Some(manager) = manager.filter(|it| !self.found.contains(it)) {
                self.found.push(manager);
            }
        }
    }

    fn of(&mut self, mount: &'a CacheMount) -> Option<PackageManager> {
        let key = owner::key(mount);
        if let Some((_, manager)) = self.seen.iter().find(|(seen, _)| *seen == key) {
            return *manager;
        }
        let manager = owner::owner_of(key);
        if self.seen.len() == REMEMBERED {
            self.seen.clear();
        }
        self.seen.push((key, manager));
        manager
    }
}
