//! One stage: what is in its file system, as far as the file says.

use super::effects::{Here, Writes, writes};
use super::paths::{Paths, is_within, starts};
use crate::by_name::ByName;
use crate::commands::{Commands, Unknown};
use crate::instruction::{FileSource, Instruction};
use crate::shell::Command;
use crate::text::Text;

/// What is known of a stage.
#[derive(Default)]
pub(super) struct Layer<'a> {
    /// The stage that it starts from.
    pub(super) base: Option<usize>,
    /// Whether it may start from a stage, and nobody knows from which.
    pub(super) is_unclear: bool,
    /// The working directory.
    pub(super) directory: Option<String>,
    /// Whether something is done first in a stage that starts from here.
    pub(super) has_triggers: bool,
    /// What `COPY` and `ADD` write to, and the number of the step.
    pub(super) copied: Paths,
    /// Where caches are mounted, and by which step first.
    pub(super) targets: ByName<'static, Mounted>,
    /// Those that are no package manager's, of which there are few.
    pub(super) own: Vec<String>,
    /// What commands write to.
    pub(super) written: Paths,
    /// How many commands may write to anything.
    pub(super) wild: usize,
    /// Of those, how many mounted a cache there.
    pub(super) covered: ByName<'static, usize>,
    /// Commands that were not read yet.
    pub(super) pending: Vec<Pending<'a>>,
    /// How many steps were looked at for what changes the settings of each kind, and whether one does.
    pub(super) configured: [(usize, bool); 2],
}

/// Where a cache is mounted first.
#[derive(Clone, Copy)]
pub(super) struct Mounted {
    pub(super) step: usize,
    /// Whether it was told what it hides.
    pub(super) is_told: bool,
    /// How many files had been copied when it was looked for them.
    pub(super) looked: Option<usize>,
}

/// A command, and where it runs.
pub(super) struct Pending<'a> {
    pub(super) command: &'a Command,
    pub(super) escape: char,
    /// Whether a shell reads it whose commands are known.
    pub(super) is_read: bool,
    pub(super) directory: Option<String>,
    pub(super) targets: Vec<String>,
}

impl Layer<'_> {
    pub(super) fn here(&self) -> Here {
        Here(self.directory.clone())
    }

    pub(super) fn copy(&mut self, to: Option<&str>, number: usize) {
        if let Some(path) = to.and_then(|to| self.here().path(to)) {
            self.copied.add(path, number);
        }
    }

    /// What was copied to a directory, or below it.
    pub(super) fn copied_to(&self, target: &str) -> Option<(&str, usize)> {
        self.copied.first_in(target)
    }

    /// The cache that a path is in.
    pub(super) fn target_of(&self, path: &str) -> Option<String> {
        let mut starts = starts(path);
        let target = starts.find(|start| self.targets.names().contains(start));
        target.map(str::to_owned)
    }

    /// Reads the commands that were not read yet.
    pub(super) fn read(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            match pending.writes() {
                Writes::At(paths) => {
                    for path in paths {
                        let mut targets = pending.targets.iter();
                        if !targets.any(|target| is_within(&path, target)) {
                            self.written.add(path, 0);
                        }
                    }
                }
                Writes::Anywhere => {
                    self.wild += 1;
                    for target in &pending.targets {
                        let inner = |it: &String| it != target && is_within(target, it);
                        if pending.targets.iter().any(inner) {
                            continue;
                        }
                        let before = self.covered.get(target).copied();
                        let now = before.unwrap_or_default() + 1;
                        self.covered.insert(target.clone().into(), now);
                    }
                }
            }
        }
    }

    /// Whether a path that lies in a cache may have been written where that was not mounted.
    pub(super) fn may_write(&self, path: &str, target: &str) -> bool {
        let covered = starts(target).filter_map(|start| self.covered.get(start));
        if self.is_unclear || covered.sum::<usize>() < self.wild {
            return true;
        }
        // A pattern may be any of what is below the directory in front of it.
        let fixed = match path.find(['*', '?', '[']) {
            Some(at) => path.get(..at).unwrap_or(path),
            None => path,
        };
        let fixed = if fixed.len() < path.len() {
            fixed.rsplit_once('/').map_or("", |(before, _)| before)
        } else {
            fixed
        };
        let mut around = starts(fixed);
        if around.any(|it| self.written.has(it) || is_within(it, target) && self.copied.has(it)) {
            return true;
        }
        self.written.first_below(fixed).is_some() || self.copied.first_below(fixed).is_some()
    }
}

impl Pending<'_> {
    fn writes(&self) -> Writes {
        if !self.is_read {
            return Writes::Anywhere;
        }
        let commands = Commands::of(self.command, self.escape);
        if commands.unknown.contains(&Unknown::Deep) {
            return Writes::Anywhere;
        }
        let mut here = Here(self.directory.clone());
        let mut all = Vec::new();
        for simple in &commands.simple {
            match writes(simple, &here) {
                Writes::At(paths) => all.extend(paths),
                Writes::Anywhere => return Writes::Anywhere,
            }
            here.after(simple);
        }
        Writes::At(all)
    }
}

/// Whose settings a step may change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Settings {
    /// Where package managers of languages have their caches.
    Languages,
    /// What apt does with its packages once they are installed.
    Apt,
}

/// Whether a step may change settings.
pub(super) fn may_configure(instruction: &Instruction, settings: Settings) -> bool {
    match settings {
        Settings::Languages => may_configure_languages(instruction),
        Settings::Apt => may_configure_apt(instruction),
    }
}

fn may_configure_apt(instruction: &Instruction) -> bool {
    const WORDS: [&str; 4] = ["docker-clean", "Dir::Cache", "APT_CONFIG", "Post-Invoke"];
    let is_there = |to: &Text| match to.as_literal() {
        Some(to) => to == "/" || to.starts_with("/etc"),
        None => true,
    };
    match instruction {
        Instruction::Run(run) => run.command.texts().any(|text| {
            WORDS.iter().any(|it| text.contains(it))
                || text.contains("apt.conf.d") && text.contains("rm ")
        }),
        Instruction::Copy(copy) => is_there(&copy.destination),
        Instruction::Add(add) => is_there(&add.destination),
        _ => false,
    }
}

fn may_configure_languages(instruction: &Instruction) -> bool {
    const WORDS: [&str; 7] = [
        "config",
        "env -w",
        ".npmrc",
        "pip.conf",
        "uv.toml",
        "yarnrc",
        "/etc/environment",
    ];
    const FILES: [&str; 6] = [
        ".npmrc",
        "pip.conf",
        "uv.toml",
        ".yarnrc",
        ".yarnrc.yml",
        "config.toml",
    ];
    let names = |sources: &[FileSource]| {
        sources.iter().any(|source| match source {
            FileSource::Path(path) => {
                let path = path.text().trailing_literal().unwrap_or_default();
                FILES.iter().any(|it| path.ends_with(it))
            }
            // What is in it can be seen.
            FileSource::Inline(file) => {
                let content = file.content.as_literal();
                let may_say = |it: &str| {
                    it.contains("cache") || it.contains("store") || it.contains("prefix")
                };
                FILES.iter().any(|it| file.name.ends_with(it)) && content.is_none_or(may_say)
            }
        })
    };
    match instruction {
        Instruction::Run(run) => {
            let says = |text: &str| WORDS.iter().any(|it| text.contains(it));
            run.command.texts().any(says)
        }
        Instruction::Copy(copy) => names(&copy.sources),
        Instruction::Add(add) => names(&add.sources),
        _ => false,
    }
}
