//! Instructions, as expressions of the builder.

use std::borrow::Cow;

use crate::duration::push_duration;
use crate::instruction::{
    AddFiles, Arg, CopyFiles, Declaration, Env, FileSource, Healthcheck, Instruction, Label,
    Network, OnBuild, Run, Security,
};
use crate::mount::Mount;
use crate::shell::Command;
use crate::shell_text::ShellText;
use crate::stage_names::By;
use crate::text::Text;

use super::layout::Expr;
use super::stages::Stages;
use super::values::{self, text};

impl Stages<'_> {
    /// The calls that add an instruction to a stage.
    pub(super) fn add(&self, stage: Expr, instruction: &Instruction) -> Expr {
        let words = |command: &Command| values::command(command);
        match instruction {
            Instruction::Arg(arg) => match arg.declarations.as_slice() {
                [one] => declare(stage, one),
                _ => stage.then("push", [args(arg)]),
            },
            Instruction::BlankLine => stage.then("blank_line", []),
            Instruction::Caches(caches) => stage.then("caches", [values::presets(&caches.presets)]),
            Instruction::Cmd(cmd) if !is_none(&cmd.command) => {
                stage.then("cmd", [words(&cmd.command)])
            }
            Instruction::Entrypoint(entrypoint) if !is_none(&entrypoint.command) => {
                stage.then("entrypoint", [words(&entrypoint.command)])
            }
            Instruction::Comment(comment) if comment.checks => {
                stage.then("comment", [values::comment(comment)])
            }
            Instruction::Comment(comment) => {
                let lines = comment.text.split('\n').map(str::trim_end);
                lines.fold(stage, |stage, line| {
                    stage.then("comment", [Expr::text(line)])
                })
            }
            Instruction::Copy(copy) if is_plain_copy(copy) => {
                let to = text(&copy.destination);
                stage.then("copy", [values::sources(&copy.sources), to])
            }
            Instruction::Add(add) if is_plain_add(add) => {
                let to = text(&add.destination);
                stage.then("add_files", [values::sources(&add.sources), to])
            }
            Instruction::Env(Env { variables }) if variables.len() == 1 => {
                variables.iter().fold(stage, |stage, (name, value)| {
                    stage.then("env", [text(name.text()), text(value)])
                })
            }
            Instruction::Label(Label { labels }) if labels.len() == 1 => {
                labels.iter().fold(stage, |stage, (key, value)| {
                    stage.then("label", [text(key), text(value)])
                })
            }
            Instruction::Expose(expose) if expose.ports.len() == 1 => {
                stage.then("expose", values::ports(&expose.ports))
            }
            Instruction::Volume(volume) if volume.paths.len() == 1 => {
                stage.then("volume", values::texts(volume.paths.iter()))
            }
            Instruction::Run(run) if is_plain_run(run) => stage.then("run", [words(&run.command)]),
            Instruction::User(user) => stage.then("user", [values::user(user)]),
            Instruction::Workdir(workdir) => stage.then("workdir", [text(&workdir.path)]),
            other => stage.then("push", [self.instruction(other)]),
        }
    }

    /// The instruction by itself.
    pub(super) fn instruction(&self, instruction: &Instruction) -> Expr {
        match instruction {
            Instruction::Add(add) => add_files(add),
            Instruction::Copy(copy) => self.copy(copy),
            Instruction::Run(run) => self.run(run),
            Instruction::Arg(arg) => args(arg),
            Instruction::BlankLine => Expr::word("BlankLine"),
            Instruction::Caches(caches) if values::is_all(&caches.presets) => {
                Expr::call("Caches::all", [])
            }
            Instruction::Caches(caches) if caches.presets.is_empty() => {
                Expr::call("Caches::default", [])
            }
            Instruction::Caches(caches) => {
                Expr::call("Caches::new", [values::presets(&caches.presets)])
            }
            Instruction::Cmd(cmd) => commanded("Cmd", &cmd.command),
            Instruction::Entrypoint(entrypoint) => commanded("Entrypoint", &entrypoint.command),
            Instruction::Comment(comment) => values::comment(comment),
            Instruction::Env(env) => env_or_label(
                "Env",
                env.variables
                    .iter()
                    .map(|(name, value)| (name.text(), value)),
            ),
            Instruction::Label(label) => env_or_label(
                "Label",
                label.labels.iter().map(|(key, value)| (key, value)),
            ),
            Instruction::Expose(expose) => {
                list("Expose::new", values::ports(&expose.ports), "OrArg::<Port>")
            }
            Instruction::Volume(volume) => {
                list("Volume::new", values::texts(volume.paths.iter()), "Text")
            }
            Instruction::Healthcheck(check) => healthcheck(check),
            Instruction::Maintainer(maintainer) => {
                Expr::call("Maintainer::new", [Expr::text(&maintainer.author)])
            }
            Instruction::OnBuild(trigger) => self.on_build(trigger),
            Instruction::Shell(shell) => {
                Expr::call("DefaultShell::new", [values::words(&shell.words)])
            }
            Instruction::StopSignal(stop) => Expr::call("StopSignal::new", [text(&stop.signal)]),
            // A text is no instruction of its own, which is an error.
            Instruction::Trigger(trigger) => {
                Expr::call("OnBuild::text", [Expr::text(&trigger.text)])
            }
            Instruction::User(user) => match values::user(user) {
                user @ (Expr::Text(_) | Expr::Word(_)) => Expr::call("User::new", [user]),
                Expr::Call(call) if !call.callee.starts_with("User") => {
                    Expr::call("User::new", [Expr::Call(call)])
                }
                user => user,
            },
            Instruction::Workdir(workdir) => Expr::call("Workdir::new", [text(&workdir.path)]),
        }
    }

    fn on_build(&self, trigger: &OnBuild) -> Expr {
        let inner = trigger.innermost();
        let once = match inner {
            Instruction::Trigger(text) => Expr::call("OnBuild::text", [Expr::text(&text.text)]),
            other => Expr::call("OnBuild::new", [self.instruction(other)]),
        };
        // However deep it is, it is refused.
        if matches!(*trigger.instruction, Instruction::OnBuild(_)) {
            Expr::call("OnBuild::new", [once])
        } else {
            once
        }
    }

    fn run(&self, run: &Run) -> Expr {
        let new = match &run.command {
            Command::Script(text) => Expr::call("Run::script", [values::shell_text(text)]),
            Command::Shell(shell)
                if shell.commands.len() > 1
                    && !shell.commands.iter().any(ShellText::has_values) =>
            {
                let commands = shell.commands.iter().map(values::shell_text);
                Expr::call("Run::all", [Expr::Array(commands.collect())])
            }
            command => Expr::call("Run::new", [values::command(command)]),
        };
        let mut expr = run.mounts.iter().fold(new, |run, mount| match mount {
            Mount::Preset(preset) => run.then("cache", [values::preset(preset)]),
            other => run.then("mount", [self.mount(other)]),
        });
        if let Some(network) = run.network {
            let network = match network {
                Network::Default => "Network::Default",
                Network::None => "Network::None",
                Network::Host => "Network::Host",
            };
            expr = expr.then("network", [Expr::word(network)]);
        }
        if let Some(security) = run.security {
            let security = match security {
                Security::Sandbox => "Security::Sandbox",
                Security::Insecure => "Security::Insecure",
            };
            expr = expr.then("security", [Expr::word(security)]);
        }
        run.devices.iter().fold(expr, |run, device| {
            let name = Expr::text(&device.name);
            let device = if device.required {
                Expr::call("Device::new", [name]).then("required", [])
            } else {
                name
            };
            run.then("device", [device])
        })
    }

    fn copy(&self, copy: &CopyFiles) -> Expr {
        let to = text(&copy.destination);
        let new = match copy.sources.as_slice() {
            [FileSource::Inline(file)] => Expr::call("CopyFiles::file", [values::inline(file), to]),
            sources => Expr::call("CopyFiles::new", [values::sources(sources), to]),
        };
        let expr = self.from(new, copy.from.as_ref(), By::Copy);
        let expr = flag(expr, "parents", copy.parents);
        let expr = owned(expr, copy.chown.as_ref(), copy.chmod.as_ref());
        excluded(flag(expr, "link", copy.link), &copy.exclude)
    }
}

fn add_files(add: &AddFiles) -> Expr {
    let to = text(&add.destination);
    let new = Expr::call("AddFiles::new", [values::sources(&add.sources), to]);
    let expr = flag(new, "keep_git_dir", add.keep_git_dir);
    let expr = said(expr, "checksum", add.checksum.as_ref());
    let expr = flag(expr, "unpack", add.unpack == Some(true));
    let expr = flag(expr, "keep_packed", add.unpack == Some(false));
    let expr = owned(expr, add.chown.as_ref(), add.chmod.as_ref());
    excluded(flag(expr, "link", add.link), &add.exclude)
}

fn flag(expr: Expr, method: &str, on: bool) -> Expr {
    if on { expr.then(method, []) } else { expr }
}

fn said(expr: Expr, method: &str, value: Option<&Text>) -> Expr {
    match value {
        Some(value) => expr.then(method, [text(value)]),
        None => expr,
    }
}

fn owned(expr: Expr, chown: Option<&Text>, chmod: Option<&Text>) -> Expr {
    let expr = said(expr, "chown", chown);
    match chmod {
        Some(mode) => match octal(mode) {
            Some(mode) => expr.then("chmod", [Expr::word(format!("0o{mode}"))]),
            None => expr.then("chmod", [text(mode)]),
        },
        None => expr,
    }
}

/// The digits of permissions that are written as a number would be.
pub(super) fn octal(mode: &Text) -> Option<&str> {
    let digits = mode.as_literal()?.strip_prefix('0')?;
    let is_octal = digits.len() == 3 && digits.bytes().all(|it| (b'0'..=b'7').contains(&it));
    is_octal.then_some(digits)
}

fn excluded(expr: Expr, patterns: &[Cow<'static, str>]) -> Expr {
    let exclude = |expr: Expr, pattern| expr.then("exclude", [Expr::text(pattern)]);
    patterns.iter().map(AsRef::as_ref).fold(expr, exclude)
}

/// An instruction that takes a list, of which there may be nothing.
fn list(callee: &str, items: Vec<Expr>, kind: &str) -> Expr {
    if items.is_empty() {
        let empty = Expr::call(&format!("Vec::<{kind}>::new"), []);
        return Expr::call(callee, [empty]);
    }
    Expr::call(callee, [Expr::Array(items)])
}

fn is_none(command: &Command) -> bool {
    matches!(command, Command::Exec(words) if words.is_empty())
}

fn commanded(kind: &str, command: &Command) -> Expr {
    if is_none(command) {
        return Expr::call(&format!("{kind}::none"), []);
    }
    Expr::call(&format!("{kind}::new"), [values::command(command)])
}

fn declare(expr: Expr, declaration: &Declaration) -> Expr {
    let name = text(declaration.name.text());
    match &declaration.default {
        Some(default) => expr.then("arg_with_default", [name, text(default)]),
        None => expr.then("arg", [name]),
    }
}

/// Several arguments, or one by itself.
pub(super) fn args(arg: &Arg) -> Expr {
    let one = |declaration: &Declaration| {
        let name = text(declaration.name.text());
        match &declaration.default {
            Some(default) => Expr::call("Arg::with_default", [name, text(default)]),
            None => Expr::call("Arg::new", [name]),
        }
    };
    let mut all = arg.declarations.iter().map(one);
    let first = all
        .next()
        .unwrap_or_else(|| Expr::call("Arg::new", [Expr::text("")]));
    all.fold(first, |arg, next| arg.then("and", [next]))
}

fn env_or_label<'t>(kind: &str, mut pairs: impl Iterator<Item = (&'t Text, &'t Text)>) -> Expr {
    let Some((name, value)) = pairs.next() else {
        let none = Expr::call("Vec::<(Text, Text)>::new", []);
        return Expr::call(&format!("{kind}::from_iter"), [none]);
    };
    let first = Expr::call(&format!("{kind}::new"), [text(name), text(value)]);
    pairs.fold(first, |all, (name, value)| {
        all.then("and", [text(name), text(value)])
    })
}

fn healthcheck(check: &Healthcheck) -> Expr {
    let Some(command) = &check.command else {
        return Expr::call("Healthcheck::none", []);
    };
    let mut expr = Expr::call("Healthcheck::new", [values::command(command)]);
    let times = [
        ("interval", check.interval),
        ("timeout", check.timeout),
        ("start_period", check.start_period),
        ("start_interval", check.start_interval),
    ];
    for (method, time) in times {
        if let Some(time) = time {
            let mut text = String::new();
            push_duration(&mut text, time);
            expr = expr.then(method, [Expr::text(&text)]);
        }
    }
    match check.retries {
        Some(retries) => expr.then("retries", [Expr::word(retries.to_string())]),
        None => expr,
    }
}

fn is_plain_copy(copy: &CopyFiles) -> bool {
    let inline = matches!(copy.sources.as_slice(), [FileSource::Inline(_)]);
    !inline
        && copy.from.is_none()
        && copy.chown.is_none()
        && copy.chmod.is_none()
        && !copy.link
        && !copy.parents
        && copy.exclude.is_empty()
}

fn is_plain_add(add: &AddFiles) -> bool {
    !add.keep_git_dir
        && add.checksum.is_none()
        && add.chown.is_none()
        && add.chmod.is_none()
        && !add.link
        && add.unpack.is_none()
        && add.exclude.is_empty()
}

fn is_plain_run(run: &Run) -> bool {
    let several = matches!(&run.command, Command::Shell(shell) if shell.commands.len() > 1 && !shell.commands.iter().any(ShellText::has_values));
    !several
        && !matches!(run.command, Command::Script(_))
        && run.mounts.is_empty()
        && run.network.is_none()
        && run.security.is_none()
        && run.devices.is_empty()
}
