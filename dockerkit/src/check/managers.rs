//! Whose commands a step runs, and whose caches steps before it have mounted.

use super::views::RunView;
use crate::commands::Commands;
use crate::presets::{PackageManager, finds_all};
use crate::shell::Command;

impl<'a> RunView<'a> {
    /// Whether it is one command of a manager whose cache is mounted, which can be seen without reading it.
    pub(super) fn is_plain_call(&self) -> bool {
        let Command::Shell(shell) = self.command else {
            return false;
        };
        let [text] = shell.commands.as_slice() else {
            return false;
        };
        let text = text.text();
        let special = |byte: u8| b";&|()<>\n`$\"'\\".contains(&byte);
        let program = text.split(' ').next().unwrap_or(text);
        let mut rows = self.managers.iter().map(|manager| manager.row());
        let is = |fills: &&str| {
            let rest = fills.strip_prefix(program);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        !text.bytes().any(special) && rows.any(|row| row.fills.iter().any(is))
    }

    /// Whether nothing in it has to do with caches.
    pub(super) fn is_quiet(&self) -> bool {
        self.glance.is_empty() && !self.runner.sets_any()
    }

    /// The managers whose downloads it leaves in the image, where later steps find all that they need.
    pub(super) fn left_in_image(&self) -> Vec<PackageManager> {
        if !self.glance.may_call() || !self.managers.is_empty() || !self.runner.shell_is_posix() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for simple in &self.commands().simple {
            if !self.runner.is_another(simple.user) {
                found.append(&mut finds_all(simple));
            }
        }
        found
    }

    /// What the step runs.
    pub(super) fn commands(&self) -> &Commands<'a> {
        let escape = self.runner.escape.character();
        let read = || Commands::of(self.command, escape);
        self.read.unwrap_or_else(|| self.commands.get_or_init(read))
    }
}

/// The managers whose caches the steps of a stage have mounted, those of the stages it starts from included.
#[derive(Default)]
pub(super) struct Filled {
    pub(super) so_far: Vec<PackageManager>,
    /// Those whose caches steps of this stage were to get and could not have, which was told.
    pub(super) left_out: Vec<PackageManager>,
    /// Those whose downloads steps without a cache have left in the image, where later steps find them.
    pub(super) in_image: Vec<PackageManager>,
    /// What the stages before have ended with: `so_far` and `in_image`.
    ends: Vec<[Vec<PackageManager>; 2]>,
    begun: bool,
}

impl Filled {
    /// The next stage begins, which starts from this one.
    pub(super) fn stage(&mut self, base: Option<usize>) {
        self.left_out.clear();
        let before = [&mut self.so_far, &mut self.in_image].map(std::mem::take);
        if std::mem::replace(&mut self.begun, true) {
            self.ends.push(before);
        }
        if let Some([filled, in_image]) = base.and_then(|base| self.ends.get(base)) {
            self.so_far.clone_from(filled);
            self.in_image.clone_from(in_image);
        }
    }

    /// A step has left the downloads of these in the image.
    pub(super) fn leave_in_image(&mut self, managers: Vec<PackageManager>) {
        for manager in managers {
            if !self.in_image.contains(&manager) {
                self.in_image.push(manager);
            }
        }
    }

    /// A step could not have these.
    pub(super) fn leave_out(&mut self, managers: impl Iterator<Item = PackageManager>) {
        for manager in managers {
            if !self.left_out.contains(&manager) {
                self.left_out.push(manager);
            }
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
