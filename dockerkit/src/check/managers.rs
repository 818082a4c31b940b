//! Whose commands a step runs, whose caches it mounts, and what steps before it have mounted.

use super::views::RunView;
use crate::commands::Commands;
use crate::mount::{CacheMount, Mount};
use crate::owner::{self, Key};
use crate::presets::{Glance, PackageManager, distribution};
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
        let is = |fills: &&str| {
            let rest = fills.strip_prefix(program);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        !text.bytes().any(special) && rows.any(|row| row.fills.iter().any(is))
    }

    /// What is seen of the command without reading it.
    pub(super) fn glance(&self) -> Glance {
        *self
            .glance
            .get_or_init(|| Glance::at(self.written.command.texts()))
    }

    /// What the step runs.
    pub(super) fn commands(&self) -> &Commands<'a> {
        let escape = self.runner.escape.character();
        let read = || Commands::of(&self.written.command, escape);
        self.read.unwrap_or_else(|| self.commands.get_or_init(read))
    }
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

/// The managers whose caches the steps of a stage have mounted, those of the stages it starts from included.
#[derive(Default)]
pub(super) struct Filled {
    pub(super) so_far: Vec<PackageManager>,
    /// The managers of the distribution that the stage is of, if that is known.
    pub(super) distribution: Option<&'static [PackageManager]>,
    /// What the stages before have ended with.
    ends: Vec<End>,
    begun: bool,
}

type End = (Vec<PackageManager>, Option<&'static [PackageManager]>);

impl Filled {
    /// The next stage begins, which starts from this one, or from this image.
    pub(super) fn stage(&mut self, base: Option<usize>, image: Option<&str>) {
        let before = std::mem::take(&mut self.so_far);
        if std::mem::replace(&mut self.begun, true) {
            self.ends.push((before, self.distribution));
        }
        self.distribution = image.and_then(distribution::of_image);
        if let Some((filled, distribution)) = base.and_then(|base| self.ends.get(base)) {
            self.so_far.clone_from(filled);
            self.distribution = *distribution;
        }
    }

    pub(super) fn add(&mut self, managers: &[PackageManager]) {
        for manager in managers {
            if !self.so_far.contains(manager) {
                self.so_far.push(*manager);
            }
        }
    }
}
