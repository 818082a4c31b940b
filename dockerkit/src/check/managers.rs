//! Whose commands a step runs, whose caches it mounts, and what steps before it have mounted.

use super::views::RunView;
use crate::commands::Commands;
use crate::mount::{CacheMount, Meaning, Mount, Target};
use crate::or_arg::OrArg;
use crate::owner::{self, Key};
use crate::presets::{Glance, PackageManager};
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

    /// What is seen of the command without reading it.
    pub(super) fn glance(&self) -> Glance {
        *self.glance.get_or_init(|| Glance::at(self.command.texts()))
    }

    /// What the step runs.
    pub(super) fn commands(&self) -> &Commands<'a> {
        let escape = self.runner.escape.character();
        let read = || Commands::of(self.command, escape);
        self.read.unwrap_or_else(|| self.commands.get_or_init(read))
    }
}

/// Whose caches the steps mount, by what was seen before in the same file.
#[derive(Default)]
pub(super) struct Managers<'a> {
    /// Files have few cache mounts, and those again and again.
    seen: Vec<Seen<'a>>,
    pub(super) found: Vec<PackageManager>,
}

/// A cache mount that was seen before, by its values that are text.
struct Seen<'a> {
    key: Key<'a>,
    manager: Option<PackageManager>,
    /// Whether they are known to be right, wherever it is mounted.
    sound: bool,
}

/// How many mounts are remembered.
const REMEMBERED: usize = 8;

/// More bytes than a number, a word or a switch takes as an option of a mount.
const OPTION: usize = 24;

impl<'a> Managers<'a> {
    /// Finds out those of a step. If nothing is wrong with all its mounts, it says how many bytes they take.
    pub(super) fn look(&mut self, mounts: &'a [Mount]) -> Option<usize> {
        self.found.clear();
        let mut bytes = Some(0);
        for mount in mounts {
            let manager = match mount {
                Mount::Preset(preset) => {
                    bytes = None;
                    Some(preset.manager)
                }
                Mount::Cache(mount) => {
                    let (manager, sound) = self.seen(mount);
                    let own = if sound { length(mount) } else { None };
                    bytes = bytes.zip(own).map(|(all, own)| all + own);
                    manager
                }
                _ => {
                    bytes = None;
                    None
                }
            };
            if let Some(manager) = manager.filter(|it| !self.found.contains(it)) {
                self.found.push(manager);
            }
        }
        bytes
    }

    /// Whose cache it is, and whether its values are known to be right.
    fn seen(&mut self, mount: &'a CacheMount) -> (Option<PackageManager>, bool) {
        let key = owner::key(mount);
        if let Some(seen) = self.seen.iter().find(|seen| seen.key == key) {
            return (seen.manager, seen.sound);
        }
        if self.seen.len() == REMEMBERED {
            self.seen.clear();
        }
        let manager = owner::owner_of(key);
        self.seen.push(Seen {
            key,
            manager,
            sound: false,
        });
        (manager, false)
    }

    /// Nothing was found wrong with the mounts that were looked at last.
    pub(super) fn are_sound(&mut self, mounts: &[Mount]) {
        for mount in mounts {
            let Mount::Cache(mount) = mount else { continue };
            if length(mount).is_some() {
                let (mut seen, key) = (self.seen.iter_mut(), owner::key(mount));
                if let Some(seen) = seen.find(|seen| seen.key == key) {
                    seen.sound = true;
                }
            }
        }
    }
}

/// The bytes of a mount, or more, if what it is does not depend on where it is mounted.
fn length(mount: &CacheMount) -> Option<usize> {
    let (Target::Path(target), None, None) = (&mount.target, &mount.from, &mount.source) else {
        return None;
    };
    let numbers = [&mount.uid, &mount.gid].into_iter().flatten();
    let is_text = numbers.fold(false, |is, number| is | number.is_text())
        || mount.mode.as_ref().is_some_and(OrArg::is_text)
        || mount.sharing.as_ref().is_some_and(OrArg::is_text)
        || !matches!(mount.read_only.meaning(), Meaning::Known(_));
    let target = target.as_literal().filter(|path| path.starts_with('/'))?;
    let id = match &mount.id {
        Some(id) => id.text().as_literal()?,
        None => "",
    };
    (!is_text).then_some(target.len() + id.len() + 6 * OPTION)
}

/// The managers whose caches the steps of a stage have mounted, those of the stages it starts from included.
#[derive(Default)]
pub(super) struct Filled {
    pub(super) so_far: Vec<PackageManager>,
    /// What the stages before have ended with.
    ends: Vec<Vec<PackageManager>>,
    begun: bool,
}

impl Filled {
    /// The next stage begins, which starts from this one.
    pub(super) fn stage(&mut self, base: Option<usize>) {
        let before = std::mem::take(&mut self.so_far);
        if std::mem::replace(&mut self.begun, true) {
            self.ends.push(before);
        }
        if let Some(filled) = base.and_then(|base| self.ends.get(base)) {
            self.so_far.clone_from(filled);
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
