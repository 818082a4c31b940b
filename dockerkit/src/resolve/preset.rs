//! The mounts of a preset, and the shell text that belongs in front of the command.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Instead, Problem, Runner, Who, owned};
use crate::presets::{Cache, Contents};
use crate::{
    CacheMount, Command, Escape, Mount, Preset, Run, Shell, Target, Text, TmpfsMount, shape,
};

/// The shell text in front of a command.
#[derive(Default)]
pub(super) struct Lead {
    exports: Vec<&'static str>,
    setup: Vec<&'static str>,
}

impl Lead {
    pub(super) fn is_empty(&self) -> bool {
        self.exports.is_empty() && self.setup.is_empty()
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (all, new) in [
            (&mut self.exports, &other.exports),
            (&mut self.setup, &other.setup),
        ] {
            for text in new {
                if !all.contains(text) {
                    all.push(text);
                }
            }
        }
    }

    /// `export A=b C=d; setup`
    fn text(&self, separator: &str) -> String {
        let mut parts = Vec::with_capacity(1 + self.setup.len());
        if !self.exports.is_empty() {
            parts.push(format!("export {}", self.exports.join(" ")));
        }
        parts.extend(self.setup.iter().map(|&setup| setup.to_owned()));
        parts.join(separator)
    }
}

/// The mounts of a step, in order.
#[derive(Default)]
pub(super) struct Mounts {
    all: Vec<Mount>,
    /// Those that a preset adds unless they are there: yum is dnf by another name.
    added: Vec<bool>,
}

impl Mounts {
    /// Mounts are compared one by one up to this number.
    const FEW: usize = 16;

    pub(super) fn push(&mut self, mount: Mount) {
        self.all.push(mount);
        self.added.push(false);
    }

    fn add(&mut self, mount: impl Into<Mount>) {
        self.all.push(mount.into());
        self.added.push(true);
    }

    /// Each of them once.
    pub(super) fn into_vec(mut self) -> Vec<Mount> {
        let keeps: Vec<bool> = if self.all.len() <= Self::FEW {
            let all = self.all.iter().zip(&self.added).enumerate();
            all.map(|(at, (mount, added))| !added || !self.all[..at].contains(mount))
                .collect()
        } else {
            let mut seen = HashSet::with_capacity(self.all.len());
            let all = self.all.iter().zip(&self.added);
            all.map(|(mount, added)| seen.insert(mount) || !added)
                .collect()
        };
        let mut keeps = keeps.into_iter();
        self.all.retain(|_| keeps.next().unwrap_or(true));
        self.all
    }
}

/// Adds the mounts of a preset, and returns what belongs in front of the command.
pub(super) fn preset_mounts(
    preset: &Preset,
    run: &Run,
    runner: &Runner<'_>,
    mounts: &mut Mounts,
) -> Result<Lead, Vec<Problem>> {
    let row = preset.manager.row();
    if let (true, Who::Known(user)) = (row.needs_root, &runner.user) {
        if user.known_uid() != Some(0) {
            return Err(vec![Problem::Root {
                manager: preset.manager,
                user: user.to_string(),
            }]);
        }
    }
    let mut problems = Vec::new();
    let mut lead = Lead::default();
    for directory in row.in_memory {
        mounts.add(TmpfsMount::new(Text::from_static_literal(directory)));
    }
    for cache in row.caches {
        let place = place(cache, runner);
        if place == cache.others {
            lead.exports.extend(cache.exports);
        }
        match preset_mount(preset, cache, place, runner) {
            Ok(mount) => mounts.add(mount),
            Err(problem) => problems.push(problem),
        }
    }
    lead.exports.extend(row.exports);
    lead.exports.retain(|export| !runner.says(export));
    lead.setup.extend(row.setup);
    if !lead.is_empty() {
        if let Some(instead) = instead_of_shell(&run.command, runner) {
            problems.push(Problem::Lead {
                manager: preset.manager,
                lead: lead.text("; "),
                instead,
            });
        }
    }
    if problems.is_empty() {
        Ok(lead)
    } else {
        Err(problems)
    }
}

/// Where a cache is for whoever runs the step: root's own place only for a root that is at home in `/root`, and
/// where no `ENV` says otherwise.
fn place(cache: &Cache, runner: &Runner<'_>) -> &'static str {
    let own = match &runner.user {
        Who::Known(user) => {
            user.known_uid() == Some(0)
                && user.known_home().as_ref().and_then(Text::as_literal) == Some("/root")
        }
        Who::Shown => true,
        Who::OneOfSeveral => false,
    };
    let moved = || {
        let named = cache.exports.iter().filter_map(|it| it.split('=').next());
        ["HOME", "XDG_CACHE_HOME"]
            .into_iter()
            .chain(named)
            .any(|variable| runner.sets(variable))
    };
    if own && !moved() {
        cache.root
    } else {
        cache.others
    }
}

/// What forbids to put `export …` in front of the command.
fn instead_of_shell(command: &Command, runner: &Runner<'_>) -> Option<Instead> {
    match command {
        Command::Exec(_) => Some(Instead::Exec),
        Command::Shell(shell)
            if shell
                .commands
                .first()
                .is_some_and(|text| text.starts_with("#!")) =>
        {
            Some(Instead::Script)
        }
        Command::Shell(_) if runner.shell_is_posix() => None,
        Command::Shell(_) => Some(Instead::Shell(runner.shell.unwrap_or_default().to_owned())),
    }
}

/// The command with that in front of it.
pub(super) fn led(command: &Command, lead: &Lead, escape: Escape) -> Command {
    let Command::Shell(shell) = command else {
        return command.clone();
    };
    let mut commands = shell.commands.clone();
    if let (Some(first), false) = (
        commands.first_mut().filter(|text| !text.trim().is_empty()),
        lead.is_empty(),
    ) {
        // Commands of a list have no lines of their own.
        let separator = if shell.commands.len() == 1 && shape::is_script(first, escape) {
            "\n"
        } else {
            "; "
        };
        *first = Cow::Owned(format!("{}{separator}{first}", lead.text(separator)));
    }
    Command::Shell(Shell { commands })
}

fn preset_mount(
    preset: &Preset,
    cache: &Cache,
    place: &'static str,
    runner: &Runner<'_>,
) -> Result<CacheMount, Problem> {
    let native = cache.contents == Contents::Native;
    let id = runner
        .ids
        .named(cache.id, preset.id_suffix.as_deref(), native);
    let target = match (&runner.user, place.strip_prefix("/root/")) {
        // Whose home it is is not known.
        (Who::Shown, Some(path)) => Target::Home(Text::from_static_literal(path)),
        _ => Target::Path(Text::from_static_literal(place)),
    };
    let mount = CacheMount::at(target).id(id).sharing(cache.sharing);
    owned(mount, cache.id, runner)
}
