//! Nothing left to decide: presets and home directories filled in for whoever a stage runs as.

mod runner;

use std::borrow::Cow;

use crate::preset::{Cache, Location};
use crate::{
    CacheId, CacheMount, Command, Dockerfile, Escape, Instruction, Mount, OnBuild, OrArg,
    PackageManager, Run, Shell, Stage, Target, Text, shape,
};
pub(crate) use runner::{Runner, Users, Who};

/// Why something could not be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A mount needs the uid of a user.
    Uid { user: String, mount: String },
    /// A mount needs the home directory of a user.
    Home { user: String, mount: String },
    /// A mount needs to know who the stage runs as.
    User { mount: String },
    /// A trigger's mount depends on who will run it.
    Trigger,
    /// Variables have to be exported in front of something that is no shell text.
    Exports {
        manager: PackageManager,
        instead: Instead,
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
    /// stage runs as, and facts that are not written (a user's home) dropped. It renders to the same text.
    ///
    /// What cannot be decided stays as it is, and [`check`](Self::check) says why.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, Instruction, Mount, PackageManager, Run, Stage};
    ///
    /// let run = Run::new("pip install .").cache(PackageManager::Pip);
    /// let file = Dockerfile::new().stage(Stage::from_image("python:3.12").push(run)).resolved();
    /// let Instruction::Run(run) = &file.stages[0].steps[0].instruction else { unreachable!() };
    /// let Mount::Cache(mount) = &run.mounts[0] else { unreachable!() };
    /// assert_eq!(mount.directory().unwrap().key, "/pip-cache-shared");
    /// ```
    #[must_use]
    pub fn resolved(&self) -> Self {
        let mut file = self.clone();
        let mut users = Users::new(self);
        let mut decided = true;
        for (stage, resolved) in self.stages.iter().zip(&mut file.stages) {
            let mut runner = users.start(stage);
            for (step, resolved) in stage.steps.iter().zip(&mut resolved.steps) {
                match instruction(&step.instruction, &runner) {
                    Ok(Cow::Owned(instruction)) => resolved.instruction = instruction,
                    Ok(Cow::Borrowed(_)) => {}
                    Err(_) => decided = false,
                }
                settle(&mut resolved.instruction, self.directives.escape);
                runner.after(&step.instruction);
            }
            users.end(runner);
        }
        // What is still open needs what is known of the users.
        if decided {
            file.stages.iter_mut().for_each(forget_users);
        }
        file
    }
}

/// Drops what is known of users and not written.
fn forget_users(stage: &mut Stage) {
    fn forget(instruction: &mut Instruction) {
        match instruction {
            Instruction::User(user) => (user.uid, user.gid, user.home) = (None, None, None),
            Instruction::OnBuild(trigger) => forget(&mut trigger.instruction),
            _ => {}
        }
    }
    stage.base_user = None;
    for step in &mut stage.steps {
        forget(&mut step.instruction);
    }
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
        Instruction::Run(run) if run.mounts.iter().any(is_open) => {
            resolved_run(run, runner).map(|run| Cow::Owned(Instruction::Run(Box::new(run))))
        }
        // A trigger runs at the start of another stage, as whoever that one's base ends as.
        Instruction::OnBuild(trigger) => match trigger.instruction.as_ref() {
            Instruction::Run(run) if !runner.is_shown() && run.mounts.iter().any(is_open) => {
                Err(vec![Problem::Trigger])
            }
            inner => Ok(match self::instruction(inner, runner)? {
                Cow::Borrowed(_) => Cow::Borrowed(instruction),
                Cow::Owned(inner) => Cow::Owned(OnBuild::new(inner).into()),
            }),
        },
        _ => Ok(Cow::Borrowed(instruction)),
    }
}

/// The instructions of a file that depended on who runs them, with nothing left to decide, in the file's order.
pub(crate) type Resolved = Vec<(crate::spot::Spot, Instruction)>;

/// Whether a mount depends on who runs the step.
fn is_open(mount: &Mount) -> bool {
    match mount {
        Mount::Preset(_) => true,
        Mount::Cache(cache) => matches!(cache.target, Target::Home(_)),
        Mount::Bind(_) | Mount::Tmpfs(_) | Mount::Secret(_) | Mount::Ssh(_) => false,
    }
}

fn resolved_run(run: &Run, runner: &Runner<'_>) -> Result<Run, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut mounts = Vec::with_capacity(run.mounts.len() + 1);
    let mut exports: Vec<&'static str> = Vec::new();
    for mount in &run.mounts {
        match mount {
            Mount::Preset(manager) => {
                for cache in manager.caches() {
                    match preset_mount(cache, runner) {
                        Ok(mount) => mounts.push(Mount::Cache(Box::new(mount))),
                        Err(problem) => problems.push(problem),
                    }
                }
                match manager.exports() {
                    [] => {}
                    own => match instead_of_shell(&run.command, runner) {
                        Some(instead) => problems.push(Problem::Exports {
                            manager: *manager,
                            instead,
                        }),
                        None => exports.extend(
                            own.iter()
                                .filter(|export| !exports.contains(export))
                                .collect::<Vec<_>>(),
                        ),
                    },
                }
            }
            Mount::Cache(cache) => match home_mount(cache, runner) {
                Ok(mount) => mounts.push(Mount::Cache(Box::new(mount))),
                Err(problem) => problems.push(problem),
            },
            other => mounts.push(other.clone()),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Run {
        command: exporting(&run.command, &exports, runner.escape),
        mounts,
        ..run.clone()
    })
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

fn exporting(command: &Command, exports: &[&str], escape: Escape) -> Command {
    let Command::Shell(shell) = command else {
        return command.clone();
    };
    let mut commands = shell.commands.clone();
    if let (Some(first), false) = (
        commands.first_mut().filter(|text| !text.trim().is_empty()),
        exports.is_empty(),
    ) {
        let separator = if shape::is_script(first, escape) {
            "\n"
        } else {
            "; "
        };
        *first = Cow::Owned(format!("export {}{separator}{first}", exports.join(" ")));
    }
    Command::Shell(Shell { commands })
}

fn preset_mount(cache: &Cache, runner: &Runner<'_>) -> Result<CacheMount, Problem> {
    let is_root = matches!(&runner.user, Who::Known(user) if user.known_uid() == Some(0));
    let target = match cache.location {
        Location::RootOrHome { root, .. } if is_root => {
            Target::Path(Text::from_static_literal(root))
        }
        Location::Home(path) | Location::RootOrHome { home: path, .. } => {
            Target::Home(Text::from_static_literal(path))
        }
        Location::Told(path) => Target::Path(Text::from_static_literal(path)),
    };
    let mount = CacheMount::at(target)
        .id(CacheId::from(cache.id))
        .sharing(cache.sharing);
    owned(home(mount, cache.id, runner)?, cache.id, runner)
}

fn home_mount(mount: &CacheMount, runner: &Runner<'_>) -> Result<CacheMount, Problem> {
    let Target::Home(path) = &mount.target else {
        return Ok(mount.clone());
    };
    let shown = mount
        .id
        .as_ref()
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
    match (user.known_uid(), user.known_gid()) {
        (Some(0), _) => {}
        (Some(uid), Some(gid)) => {
            mount.uid = Some(OrArg::Value(uid));
            mount.gid = Some(OrArg::Value(gid));
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

/// Reads fixed text where a value stands, and says script text as it is read back.
fn settle(instruction: &mut Instruction, escape: Escape) {
    match instruction {
        Instruction::Run(run) => {
            run.mounts.iter_mut().for_each(settle_mount);
            if let Command::Shell(shell) = &mut run.command {
                shape::settle_script(shell, escape);
            }
        }
        Instruction::Expose(expose) => expose.ports.iter_mut().for_each(OrArg::resolved),
        Instruction::OnBuild(trigger) => settle(&mut trigger.instruction, escape),
        _ => {}
    }
}

fn settle_mount(mount: &mut Mount) {
    fn known<T>(value: &mut Option<OrArg<T>>)
    where
        T: crate::or_arg::Written,
    {
        if let Some(value) = value {
            value.resolved();
        }
    }
    match mount {
        Mount::Cache(cache) => {
            known(&mut cache.sharing);
            known(&mut cache.uid);
            known(&mut cache.gid);
            known(&mut cache.mode);
        }
        Mount::Secret(secret) => {
            known(&mut secret.uid);
            known(&mut secret.gid);
            known(&mut secret.mode);
        }
        Mount::Ssh(ssh) => {
            known(&mut ssh.uid);
            known(&mut ssh.gid);
            known(&mut ssh.mode);
        }
        Mount::Preset(_) | Mount::Bind(_) | Mount::Tmpfs(_) => {}
    }
}
