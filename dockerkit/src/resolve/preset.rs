//! The mounts of a preset, and the shell text that belongs in front of the command.

use std::borrow::Cow;

use super::{Instead, Problem, Runner, Who, owned};
use crate::by_name::Names;
use crate::dialect::Dialect;
use crate::escape::Escape;
use crate::heredoc;
use crate::instruction::Run;
use crate::list::{Context, Holder};
use crate::mount::{CacheMount, Mount, Target, TmpfsMount};
use crate::or_arg::OrArg;
use crate::presets::{Cache, Contents, Preset, distribution};
use crate::shape;
use crate::shape::Form;
use crate::sharing::Sharing;
use crate::shell::{Command, Shell};
use crate::sorted;
use crate::text::Text;

/// The shell text in front of a command.
#[derive(Default)]
pub(super) struct Lead {
    exports: Vec<Cow<'static, str>>,
    setup: Vec<Cow<'static, str>>,
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
                    all.push(text.clone());
                }
            }
        }
    }

    fn export(&mut self, exports: &[&'static str]) {
        self.exports
            .extend(exports.iter().map(|it| Cow::Borrowed(*it)));
    }

    /// Exports what is set under another spelling, too.
    fn spell(&mut self, runner: &Runner<'_>) {
        let mut spelled = Vec::new();
        for export in &self.exports {
            let Some((name, value)) = export.split_once('=') else {
                continue;
            };
            let names = runner.spellings(name);
            spelled.extend(names.map(|name| Cow::Owned(format!("{name}={value}"))));
        }
        self.exports.append(&mut spelled);
    }

    /// `export A=b`, `export C=d`, `setup`: a line each.
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for export in &self.exports {
            lines.push(format!("export {export}"));
        }
        for line in &self.setup {
            lines.push(line.as_ref().to_owned());
        }
        lines
    }
}

/// The mounts of a step, in order.
#[derive(Default)]
pub(super) struct Mounts {
    all: Vec<(Mount, IsAdded)>,
}

/// Whether a preset adds a mount unless it is there: yum is dnf by another name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IsAdded {
    Yes,
    No,
}

impl Mounts {
    /// Mounts are compared one by one up to this number.
    const FEW: usize = 16;

    pub(super) fn push(&mut self, mount: Mount) {
        self.all.push((mount, IsAdded::No));
    }

    fn add(&mut self, mount: impl Into<Mount>) {
        self.all.push((mount.into(), IsAdded::Yes));
    }

    /// Each of them once.
    pub(super) fn into_vec(self) -> Vec<Mount> {
        let mut seen = Names::default();
        let many = self.all.len() > Self::FEW;
        let mut all: Vec<(Mount, IsAdded)> = Vec::with_capacity(self.all.len());
        for (mount, added) in self.all {
            let is_new = if many {
                seen.insert(format!("{mount:?}").into())
            } else {
                !all.iter().any(|(it, _)| *it == mount)
            };
            if is_new || added == IsAdded::No {
                all.push((mount, added));
            }
        }
        order_locks(&mut all);
        all.into_iter().map(|(mount, _)| mount).collect()
    }
}

/// Puts the locked caches of presets in the order of their targets, in the places that they have: BuildKit takes the locks of
/// a step in that order, other builders as they are written.
fn order_locks(mounts: &mut [(Mount, IsAdded)]) {
    let mut locked: Vec<(&str, usize)> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    for (at, (mount, added)) in mounts.iter().enumerate() {
        if let (IsAdded::Yes, Some(target)) = (added, locked_at(mount)) {
            locked.push((target, at));
            places.push(at);
        }
    }
    sorted::sort(&mut locked, &Ord::cmp);
    let mut moved: Vec<(usize, Mount)> = Vec::new();
    for ((_, from), to) in locked.iter().zip(places) {
        if let Some((mount, _)) = mounts.get(*from).filter(|_| *from != to) {
            moved.push((to, mount.clone()));
        }
    }
    for (to, mount) in moved {
        if let Some((place, _)) = mounts.get_mut(to) {
            *place = mount;
        }
    }
}

/// The target of a locked cache, where that is known.
fn locked_at(mount: &Mount) -> Option<&str> {
    let Mount::Cache(cache) = mount else {
        return None;
    };
    match &cache.target {
        Target::Path(path) if cache.sharing == Some(OrArg::Value(Sharing::Locked)) => {
            path.as_literal()
        }
        Target::Path(_) | Target::Home(_) => None,
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
    if runner.on_windows {
        return Err(vec![Problem::Windows {
            manager: preset.manager,
        }]);
    }
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
            lead.export(cache.exports);
        }
        match preset_mount(preset, cache, place, runner) {
            Ok(mount) => mounts.add(mount),
            Err(problem) => problems.push(problem),
        }
    }
    lead.export(row.exports);
    lead.exports.retain(|export| !runner.says(export));
    lead.spell(runner);
    lead.setup
        .extend(row.setup.iter().map(|it| Cow::Borrowed(*it)));
    if !lead.is_empty() {
        if let Some(instead) = instead_of_shell(&run.command, runner) {
            problems.push(Problem::Lead {
                manager: preset.manager,
                lead: lead.lines().join("; "),
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
            .any(|variable| runner.may_set(variable))
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
        Command::Script(text) if text.text().starts_with("#!") => Some(Instead::Script),
        Command::Shell(shell)
            if shell.commands.first().is_some_and(|first| {
                let text = first.text();
                let pasted = heredoc::pasted(text).and_then(Result::ok);
                pasted.as_deref().unwrap_or(text).starts_with("#!")
            }) =>
        {
            Some(Instead::Script)
        }
        _ if runner.shell_is_posix() => None,
        _ => Some(Instead::Shell(runner.shell().name().to_owned())),
    }
}

/// The command with that in front of it, a line each; what `check` refuses stays as it is.
pub(super) fn led(command: &Command, lead: &Lead, escape: Escape) -> Command {
    let context = Context {
        holder: Holder::Run,
        escape,
        dialect: Dialect::Posix,
    };
    let script = |body: &str| {
        let mut lines = lead.lines();
        lines.push(body.to_owned());
        Command::Script(lines.join("\n").into())
    };
    if lead.is_empty() {
        return command.clone();
    }
    match command {
        Command::Script(text) if !text.text().trim().is_empty() => script(text.text()),
        Command::Shell(shell) if !shape::refuses(shell, context) => {
            let mut text = String::new();
            for line in lead.lines() {
                text += &line;
                text.push_str("; ");
                text.push(escape.character());
                text.push_str("\n    ");
            }
            match shape::form(shell, Holder::Run, escape) {
                Form::Script(body) => return script(&body),
                Form::Line(line) => text += &line,
                Form::Documents(line) => text += line,
                Form::List(commands) => shape::push_list(&mut text, commands, escape),
            }
            Command::Shell(Shell::new(text))
        }
        other => other.clone(),
    }
}

fn preset_mount(
    preset: &Preset,
    cache: &Cache,
    place: &'static str,
    runner: &Runner<'_>,
) -> Result<CacheMount, Problem> {
    let native = cache.contents == Contents::Native;
    let suffix = match &preset.id_suffix {
        Some(suffix) => Some(suffix.text().clone()),
        // Each release has packages of its own, and other ones under the same names.
        None if distribution::has(preset.manager) => {
            let distribution = runner.distribution();
            distribution.map(|it| Text::new_literal(it.suffix().into_owned()))
        }
        None => None,
    };
    let id = runner
        .ids
        .named(cache.id, suffix, native, runner.platform());
    let target = match (&runner.user, place.strip_prefix("/root/")) {
        // Whose home it is is not known.
        (Who::Shown, Some(path)) => Target::Home(Text::from_static_literal(path)),
        _ => Target::Path(Text::from_static_literal(place)),
    };
    let mount = CacheMount::at(target)
        .id(id)
        .sharing(runner.ids.sharing(cache.sharing));
    owned(mount, cache.id, runner)
}
