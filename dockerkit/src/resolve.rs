//! Nothing left to decide: presets and home directories filled in for whoever a stage runs as.

mod caches;
mod mount_text;
mod normal;
mod preset;
mod runner;
mod shell;
mod variables;

use std::borrow::Cow;

use crate::dialect::{Dialect, Why};
use crate::dockerfile::Dockerfile;
use crate::instruction::{Arg, Declaration, Instruction, OnBuild, Run};
use crate::levels::Levels;
use crate::mount::{CacheMount, Mount, Target};
use crate::name::CacheId;
use crate::or_arg::OrArg;
use crate::place::Part;
use crate::presets::{CacheIds, Contents, PackageManager};
use crate::source::Source;
use crate::stage::{Stage, Step};
use crate::stage_names::{By, StageNames};
pub(crate) use caches::Given;
use normal::{Normal, Steps, end_directives, settled_stage};
use preset::{Lead, Mounts, led, preset_mounts};
use runner::Users;
pub(crate) use runner::{Runner, Who};
pub(crate) use shell::{StepShell, command, sets_error_action};
pub(crate) use variables::{Set, is_same_variable};

/// Why something could not be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A mount needs the uid of a user.
    Uid { user: String, mount: String },
    /// A mount needs the home directory of a user.
    Home { user: String, mount: String },
    /// A mount needs to know who the stage runs as.
    User { mount: String },
    /// The directories of a manager's caches are those of Linux.
    Windows { manager: PackageManager },
    /// A manager works for root only.
    Root {
        manager: PackageManager,
        user: String,
    },
    /// The command runs as somebody else than the step.
    OtherUser { command: String },
    /// A trigger's mount depends on who will run it.
    Trigger,
    /// Shell text has to stand in front of something that is no shell text.
    Lead {
        manager: PackageManager,
        lead: String,
        instead: Instead,
    },
    /// A value cannot be put into the text where it stands.
    Value {
        value: String,
        why: Why,
        /// The shell that reads it, or the program; nothing, if it is not known.
        shell: String,
        dialect: Dialect,
    },
    /// A command cannot be joined to the others of its list.
    Unlisted {
        command: String,
        what: String,
        dialect: Dialect,
    },
}

/// What stands where a preset needs text for a POSIX shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instead {
    Exec,
    Script,
    Shell(String),
}

impl Dockerfile {
    /// The same file with nothing left to decide: presets and home-relative targets filled in for whoever each
    /// stage runs as, and facts that are not written dropped (a user's home, the [levels](Self::level) of rules). It
    /// renders to the same text, and two files that render to the same text are equal once they are resolved.
    ///
    /// What cannot be decided stays as it is, and [`check`](Self::check) says why.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, Instruction, Mount, PackageManager, Run, Stage};
    ///
    /// let run = Run::new("pip install .").cache(PackageManager::Pip);
    /// let file = Dockerfile::new().stage(Stage::new("python:3.12").push(run)).resolved();
    /// let Instruction::Run(run) = &file.stages[0].steps[0].instruction else { unreachable!() };
    /// let Mount::Cache(mount) = &run.mounts[0] else { unreachable!() };
    /// assert_eq!(mount.directory().unwrap().key, "/pip-cache-shared");
    /// ```
    #[must_use]
    pub fn resolved(&self) -> Self {
        let mut file = Self {
            directives: self.directives.clone(),
            globals: Vec::new(),
            cache_ids: self.cache_ids.clone(),
            levels: Levels::new(),
            stages: Vec::new(),
        };
        let mut globals = Steps::new(true);
        let written = self.globals.iter();
        for step in written.filter(|it| !matches!(it.instruction, Instruction::Caches(_))) {
            globals.push(step.instruction.clone(), &step.origin);
        }
        let names = StageNames::new(self);
        let mut normal = Normal {
            escape: self.directives.escape,
            decided: true,
            names: &names,
            stages: Vec::with_capacity(self.stages.len()),
        };
        each_step(self, &names, &mut normal);
        let resolved = self.stages.iter().zip(normal.stages);
        for (index, (stage, steps)) in resolved.enumerate() {
            let mut settled = settled_stage(stage, steps.end());
            if let Source::Stage(base) = &stage.source {
                if let Some(base) = names.written(base, By::From, index) {
                    settled.source = base.into();
                }
            }
            file.stages.push(settled);
        }
        file.globals = globals.end();
        end_directives(&mut file);
        // What is still open needs what is known of the users, and how ids are named.
        if normal.decided {
            file.stages.iter_mut().for_each(forget_users);
            file.cache_ids = CacheIds::new();
        }
        file
    }
}

/// A step with nothing left to decide, and what is known where it stands.
pub(crate) struct Resolving<'a, 'r> {
    /// The number of its stage.
    pub(crate) index: usize,
    /// Its number in the stage.
    pub(crate) number: usize,
    pub(crate) step: &'a Step,
    /// What had to be decided; nothing of most steps.
    pub(crate) decided: Option<Box<Decided<'a>>>,
    pub(crate) runner: &'r Runner<'a>,
}

/// What was decided of a step.
pub(crate) struct Decided<'a> {
    /// The `ARG` that it needs in front of it.
    pub(crate) args: Option<Instruction>,
    /// The instruction as it was given, with its values quoted.
    pub(crate) quoted: Cow<'a, Instruction>,
    /// The instruction, but for what could not be decided; its references to stages are as they were given.
    pub(crate) instruction: Cow<'a, Instruction>,
    pub(crate) problems: Vec<Problem>,
    /// What it got because of what it runs.
    pub(crate) given: Option<Given<'a>>,
}

impl Resolving<'_, '_> {
    /// The instruction as it was given, with its values quoted.
    pub(crate) fn quoted(&self) -> &Instruction {
        let decided = self.decided.as_ref();
        decided.map_or(&self.step.instruction, |it| &it.quoted)
    }

    /// The instruction, but for what could not be decided.
    pub(crate) fn instruction(&self) -> &Instruction {
        let decided = self.decided.as_ref();
        decided.map_or(&self.step.instruction, |it| &it.instruction)
    }
}

/// Whoever reads what the stages of a file are resolved to.
pub(crate) trait Reader<'a> {
    fn stage(&mut self, index: usize, stage: &'a Stage);

    fn step(&mut self, step: Resolving<'a, '_>);
}

/// The one pass that resolves a file: its stages in order, and who runs each of their steps.
pub(crate) fn each_step<'a>(
    file: &'a Dockerfile,
    names: &StageNames<'a>,
    reader: &mut impl Reader<'a>,
) {
    let mut users = Users::new(file, names);
    for (index, stage) in file.stages.iter().enumerate() {
        reader.stage(index, stage);
        let mut runner = users.start(stage);
        for (number, step) in stage.steps.iter().enumerate() {
            let decided = if is_decided(&step.instruction, &runner) {
                None
            } else {
                Some(Box::new(decide(&step.instruction, &mut runner)))
            };
            reader.step(Resolving {
                index,
                number,
                step,
                decided,
                runner: &runner,
            });
            runner.after(&step.instruction);
        }
        users.end(runner);
    }
}

/// Whether there is nothing to decide of an instruction.
#[inline]
fn is_decided(instruction: &Instruction, runner: &Runner<'_>) -> bool {
    match instruction {
        Instruction::Run(run) => {
            let is_open = |mount: &Mount| is_open(mount, runner, uid_but_root);
            runner.caches.is_empty()
                && shell::is_as_read(&run.command)
                && !run.mounts.iter().any(is_open)
        }
        Instruction::Cmd(_)
        | Instruction::Entrypoint(_)
        | Instruction::Healthcheck(_)
        | Instruction::OnBuild(_) => false,
        _ => true,
    }
}

/// Decides what is left open.
fn decide<'a>(written: &'a Instruction, runner: &mut Runner<'a>) -> Decided<'a> {
    let (quoted, mut problems) = match shell::quoted(written, runner) {
        Ok(quoted) => (quoted, Vec::new()),
        Err(problem) => (Cow::Borrowed(written), vec![problem]),
    };
    let given = caches::given(&quoted, runner);
    let own = given.as_ref().and_then(|given| given.add_to(&quoted));
    let args = platform_args(own.as_ref().unwrap_or(&quoted), runner);
    let resolved = match (&own, &quoted) {
        (None, Cow::Borrowed(given)) => instruction(given, runner),
        (own, quoted) => instruction(own.as_ref().unwrap_or(quoted), runner)
            .map(|it| Cow::Owned(it.into_owned())),
    };
    let instruction = resolved.unwrap_or_else(|mut open| {
        problems.append(&mut open);
        quoted.clone()
    });
    Decided {
        args,
        quoted,
        instruction,
        problems,
        given,
    }
}

/// Drops what is known of users and not written.
fn forget_users(stage: &mut Stage) {
    fn forget(instruction: &mut Instruction) {
        match instruction {
            Instruction::User(user) => (user.uid, user.gid, user.home) = (None, None, None),
            Instruction::OnBuild(trigger) => forget(trigger.innermost_mut()),
            _ => {}
        }
    }
    stage.base_user = None;
    for step in &mut stage.steps {
        forget(&mut step.instruction);
    }
}

/// An instruction by itself with its values quoted for `sh`, or why that cannot be.
pub(crate) fn alone(instruction: &Instruction) -> Result<Cow<'_, Instruction>, Problem> {
    shell::quoted(instruction, &Runner::shown())
}

/// One instruction with nothing left to decide, or everything that could not be decided.
#[inline]
pub(crate) fn instruction<'a>(
    instruction: &'a Instruction,
    runner: &Runner<'_>,
) -> Result<Cow<'a, Instruction>, Vec<Problem>> {
    match instruction {
        Instruction::Run(run) if run.mounts.is_empty() => Ok(Cow::Borrowed(instruction)),
        Instruction::Run(_) | Instruction::OnBuild(_) => open_instruction(instruction, runner),
        _ => Ok(Cow::Borrowed(instruction)),
    }
}

fn open_instruction<'a>(
    instruction: &'a Instruction,
    runner: &Runner<'_>,
) -> Result<Cow<'a, Instruction>, Vec<Problem>> {
    match instruction {
        Instruction::Run(run) => Ok(match open_run(run, runner, uid_but_root)? {
            Some(run) => Cow::Owned(run),
            None => Cow::Borrowed(instruction),
        }),
        // A trigger runs at the start of another stage, as whoever that one's base ends as.
        Instruction::OnBuild(trigger) => match trigger.instruction.as_ref() {
            Instruction::Run(run) if !runner.is_shown() && run.mounts.iter().any(needs_user) => {
                Err(vec![Problem::Trigger])
            }
            Instruction::Run(run) => Ok(match open_run(run, runner, |_| None)? {
                Some(run) => Cow::Owned(OnBuild::new(run).into()),
                None => Cow::Borrowed(instruction),
            }),
            // What may be held has nothing to decide.
            _ => Ok(Cow::Borrowed(instruction)),
        },
        _ => Ok(Cow::Borrowed(instruction)),
    }
}

/// Who reads what only its owner can read, if that is known and not root.
type WhoReads = fn(&Runner<'_>) -> Option<OrArg<u32>>;

fn uid_but_root(runner: &Runner<'_>) -> Option<OrArg<u32>> {
    let Who::Known(user) = &runner.user else {
        return None;
    };
    if user.is_root() {
        return None;
    }
    user.owner()
}

/// The step with nothing left to decide, if there was something.
fn open_run(
    run: &Run,
    runner: &Runner<'_>,
    reader: WhoReads,
) -> Result<Option<Instruction>, Vec<Problem>> {
    if run.mounts.iter().any(|it| is_open(it, runner, reader)) {
        let run = resolved_run(run, runner, reader)?;
        return Ok(Some(Instruction::Run(Box::new(run))));
    }
    Ok(None)
}

/// The instructions of a file that depended on who runs them, with nothing left to decide, in the file's order.
pub(crate) type Resolved = Vec<(Part, Instruction)>;

/// The `ARG` that a step needs in front of it, where ids name the platform and the stage does not know it yet.
fn platform_args(instruction: &Instruction, runner: &mut Runner<'_>) -> Option<Instruction> {
    let Instruction::Run(run) = instruction else {
        return None;
    };
    let native = |mount: &Mount| match mount {
        Mount::Preset(preset) => {
            let mut caches = preset.manager.row().caches.iter();
            caches.any(|cache| cache.contents == Contents::Native)
        }
        _ => false,
    };
    if !runner.ids.by_platform || !run.mounts.iter().any(native) {
        return None;
    }
    let declarations: Vec<_> = runner
        .undeclared_platform()
        .map(|name| Declaration {
            name: name.into(),
            default: None,
        })
        .collect();
    runner.declare_platform();
    (!declarations.is_empty()).then(|| Arg { declarations }.into())
}

/// Whether a mount depends on who runs the step.
fn needs_user(mount: &Mount) -> bool {
    match mount {
        Mount::Preset(_) => true,
        Mount::Cache(cache) => matches!(cache.target, Target::Home(_)),
        Mount::Bind(_) | Mount::Tmpfs(_) | Mount::Secret(_) | Mount::Ssh(_) | Mount::Other(_) => {
            false
        }
    }
}

/// Whether a mount depends on that, or on how ids are named, or is text that one of the others says, too.
fn is_open(mount: &Mount, runner: &Runner<'_>, reader: WhoReads) -> bool {
    match mount {
        Mount::Other(other) => mount_text::named(other).is_some(),
        Mount::Cache(_) if runner.ids.prefix.is_some() => true,
        Mount::Secret(_) | Mount::Ssh(_) => reader(runner).is_some(),
        _ => needs_user(mount),
    }
}

fn resolved_run(run: &Run, runner: &Runner<'_>, reader: WhoReads) -> Result<Run, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut mounts = Mounts::default();
    let mut lead = Lead::default();
    for mount in &run.mounts {
        let mount = match mount {
            Mount::Other(other) => &mount_text::named(other).unwrap_or_else(|| mount.clone()),
            mount => mount,
        };
        match mount {
            Mount::Preset(preset) => match preset_mounts(preset, run, runner, &mut mounts) {
                Ok(own) => lead.add(&own),
                Err(mut own) => problems.append(&mut own),
            },
            Mount::Cache(cache) => match home_mount(cache, runner) {
                Ok(mount) => mounts.push(Mount::Cache(Box::new(named(mount, runner)))),
                Err(problem) => problems.push(problem),
            },
            other => mounts.push(readable(other.clone(), reader(runner))),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Run {
        command: led(&run.command, &lead, runner.escape),
        mounts: mounts.into_vec(),
        ..run.clone()
    })
}

/// The mount with the prefix that the file's ids have.
fn named(mut mount: CacheMount, runner: &Runner<'_>) -> CacheMount {
    if runner.ids.prefix.is_some() {
        let given = mount.id.take().filter(|id| !id.text().is_empty());
        let id = given.or_else(|| match &mount.target {
            Target::Path(path) => Some(CacheId::from(path.clone())),
            Target::Home(_) => None,
        });
        mount.id = id.map(|id| runner.ids.prefixed(id));
    }
    mount
}

/// A secret or a socket of which nothing is said, for whoever runs the step: only its owner can read it.
fn readable(mut mount: Mount, uid: Option<OrArg<u32>>) -> Mount {
    match &mut mount {
        Mount::Secret(secret) if secret.is_file() && !secret.names_owner() => secret.uid = uid,
        Mount::Ssh(ssh) if !ssh.names_owner() => ssh.uid = uid,
        _ => {}
    }
    mount
}

fn home_mount(mount: &CacheMount, runner: &Runner<'_>) -> Result<CacheMount, Problem> {
    let Target::Home(path) = &mount.target else {
        return Ok(mount.clone());
    };
    let shown = mount
        .id
        .as_ref()
        .filter(|id| !id.text().is_empty())
        .map_or_else(|| format!("~/{path}"), ToString::to_string);
    let settled = home(mount.clone(), &shown, runner)?;
    if mount.names_owner() || mount.from.is_some() {
        Ok(settled)
    } else {
        owned(settled, &shown, runner)
    }
}

/// The same mount with a path for a target.
fn home(mut mount: CacheMount, shown: &str, runner: &Runner<'_>) -> Result<CacheMount, Problem> {
    let Target::Home(path) = &mount.target else {
        return Ok(mount);
    };
    let home = match &runner.user {
        Who::Known(user) => user.known_home().ok_or_else(|| Problem::Home {
            user: user.to_string(),
            mount: shown.to_owned(),
        })?,
        Who::OneOfSeveral => {
            return Err(Problem::User {
                mount: shown.to_owned(),
            });
        }
        Who::Shown => return Ok(mount),
    };
    let slash = if home
        .trailing_literal()
        .is_some_and(|text| text.ends_with('/'))
    {
        ""
    } else {
        "/"
    };
    mount.target = Target::Path(home.then(slash).then(path));
    Ok(mount)
}

/// The same mount with its user as the owner: nothing for root, both ids for anybody else.
fn owned(mut mount: CacheMount, shown: &str, runner: &Runner<'_>) -> Result<CacheMount, Problem> {
    let user = match &runner.user {
        Who::Known(user) => user,
        Who::OneOfSeveral => {
            return Err(Problem::User {
                mount: shown.to_owned(),
            });
        }
        Who::Shown => return Ok(mount),
    };
    match (user.owner(), user.group()) {
        (Some(uid), _) if uid.value() == Some(0) => {}
        (Some(uid), Some(gid)) => {
            mount.uid = Some(uid);
            mount.gid = Some(gid);
        }
        _ => {
            return Err(Problem::Uid {
                user: user.to_string(),
                mount: shown.to_owned(),
            });
        }
    }
    Ok(mount)
}
