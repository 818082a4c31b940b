//! Whether an instruction can be written.

use std::time::Duration;

use super::values::Slot;
use super::{Check, rules};
use crate::instruction::mapped;
use crate::text::PieceRef;
use crate::{
    Arg, Env, Escape, Expose, Healthcheck, Instruction, Label, OrArg, Run, Text, User, Volume,
    rule, shape,
};

impl Check {
    /// The values of an instruction; stages it refers to are looked at elsewhere.
    pub(super) fn instruction(&mut self, instruction: &Instruction) {
        if self.escape != Escape::Backslash && shape::is_read_twice(instruction) {
            self.look();
        }
        match instruction {
            Instruction::Add(add) => self.add(add),
            Instruction::Arg(arg) => self.arg(arg),
            Instruction::Cmd(cmd) => self.command(&cmd.command, 0),
            Instruction::Comment(comment) => self.measure(comment.text.len()),
            Instruction::Copy(copy) => self.copy(copy),
            Instruction::Entrypoint(entrypoint) => self.command(&entrypoint.command, 0),
            Instruction::Env(env) => self.env(env),
            Instruction::Expose(expose) => self.expose(expose),
            Instruction::Healthcheck(check) => self.healthcheck(check),
            Instruction::Label(label) => self.label(label),
            Instruction::Maintainer(maintainer) => self.maintainer(&maintainer.author),
            Instruction::OnBuild(trigger) => self.onbuild(&trigger.instruction),
            Instruction::Run(run) => self.run(run),
            Instruction::Shell(shell) => self.exec(&shell.words, 1),
            Instruction::StopSignal(stop) => self.stop_signal(&stop.signal),
            Instruction::User(user) => {
                self.not_empty(&"the user", &user.spec);
                self.word(&"the user", &user.spec);
                self.home(user);
            }
            Instruction::Volume(volume) => self.volume(volume),
            Instruction::Workdir(workdir) => {
                self.not_empty(&"the directory", &workdir.path);
                self.word(&"the directory", &workdir.path);
            }
        }
    }

    pub(super) fn nothing(&mut self, what: &str) {
        let keyword = self.keyword;
        self.error(
            &rules::EMPTY,
            format!("`{keyword}` has no {what}"),
            "give it one, or leave the instruction out",
        );
    }

    fn run(&mut self, run: &Run) {
        let Run {
            command,
            mounts,
            network: _,
            security: _,
            devices,
        } = run;
        self.run_command(command);
        for mount in mounts {
            self.mount(mount);
        }
        for device in devices {
            self.raw_flag(&"the device", &device.name);
            if device.name.is_empty() {
                self.error(
                    &rules::EMPTY,
                    "the device has no name",
                    "name it: `vendor.example/class=device`",
                );
            }
        }
    }

    fn home(&mut self, user: &User) {
        let Some(home) = user.home.as_ref().and_then(Text::as_literal) else {
            return;
        };
        if !home.starts_with('/') {
            self.error(
                &rules::UNKNOWN_USER,
                format!(
                    "the home directory `{}` is no absolute path",
                    home.escape_debug()
                ),
                "give it as `/home/appuser`",
            );
        }
    }

    fn variable(&mut self, name: &crate::VariableName, problem: rule::Verdict) {
        self.measure(name.as_str().len());
        if let Some(problem) = problem {
            self.error(
                &rules::VARIABLE_NAME,
                format!("`{}`: {problem}", name.as_str().escape_debug()),
                "use letters, digits and `_`",
            );
        }
    }

    fn env(&mut self, env: &Env) {
        if env.variables.is_empty() {
            self.nothing("variable");
        }
        for (name, value) in &env.variables {
            self.variable(name, name.problem());
            self.word(&format_args!("the value of `{name}`"), value);
        }
    }

    fn arg(&mut self, arg: &Arg) {
        if arg.declarations.is_empty() {
            self.nothing("argument");
        }
        for declaration in &arg.declarations {
            let name = &declaration.name;
            self.variable(
                name,
                rule::argument_name(name.as_str(), self.escape.character()),
            );
            if let Some(default) = &declaration.default {
                self.word(
                    &format_args!("the default of `{}`", declaration.name),
                    default,
                );
            }
        }
    }

    fn label(&mut self, label: &Label) {
        if label.labels.is_empty() {
            self.nothing("label");
        }
        for (key, value) in &label.labels {
            self.not_empty(&"the key of a label", key);
            self.word(&"the key of a label", key);
            if holds(key, |character| character == '=') {
                self.error(
                    &rules::LABEL_KEY,
                    format!("the key `{key}` holds `=`, where BuildKit ends it"),
                    "use a key without `=`",
                );
            }
            self.word(&format_args!("the value of the label `{key}`"), value);
        }
    }

    fn maintainer(&mut self, author: &str) {
        self.measure(author.len());
        self.one_line(&"the author", author);
        if author.trim() != author
            || author.is_empty()
            || author.starts_with("--")
            || author.ends_with(['\\', self.escape.character()])
        {
            self.error(
                &rules::MAINTAINER,
                format!("the author `{}` cannot be written", author.escape_debug()),
                "take off blanks at its ends, a leading `--` and a trailing backslash, or use a label",
            );
        }
    }

    fn expose(&mut self, expose: &Expose) {
        if expose.ports.is_empty() {
            self.nothing("port");
        }
        for port in &expose.ports {
            self.measure("65535-65535/sctp ".len());
            match port {
                OrArg::Value(port) if port.first <= port.last => {}
                OrArg::Text(text) if text.as_literal().is_none() => {
                    self.plain(&rules::PORT, &"the port", text);
                    self.modified_port(text);
                }
                OrArg::Text(text) if text.as_literal().is_some_and(|it| mapped(it).is_some()) => {
                    self.warning(
                        &rules::PORT,
                        format!("`{text}` publishes nothing: BuildKit leaves out all but the last part"),
                        "write the container's port alone, and publish it where the container is started",
                    );
                }
                other if other.value().is_none_or(|port| port.first > port.last) => {
                    let shown = other.to_string();
                    self.error(
                        &rules::PORT,
                        format!("`{}` is no port", shown.escape_debug()),
                        "a port is `80`, `8000-8010` or `53/udp`, from 0 to 65535",
                    );
                }
                OrArg::Value(_) | OrArg::Text(_) => {}
            }
        }
    }

    /// Frontends from syntax 1.9 on forget the word before a `${…}` in which they read another one.
    fn modified_port(&mut self, text: &Text) {
        let forgotten = text.pieces().skip(1).any(
            |piece| matches!(piece, PieceRef::Reference(reference) if reference.modifier.is_some()),
        );
        if forgotten {
            self.error(
                &rules::PORT,
                format!("`{text}`: BuildKit drops what stands before a `${{…}}` with a modifier"),
                "set an `ARG` to the whole port, and refer to it",
            );
        }
    }

    fn volume(&mut self, volume: &Volume) {
        if volume.paths.is_empty() {
            self.nothing("path");
        }
        for path in &volume.paths {
            self.not_empty(&"the path", path);
            self.text(&"the path", path, Slot::Path);
        }
    }

    fn healthcheck(&mut self, check: &Healthcheck) {
        let Healthcheck {
            command,
            interval,
            timeout,
            start_period,
            start_interval,
            retries,
        } = check;
        let durations = [*interval, *timeout, *start_period, *start_interval];
        match command {
            Some(command) => self.command(command, 1),
            None if durations.iter().any(Option::is_some) || retries.is_some() => {
                self.error(
                    &rules::HEALTHCHECK,
                    "`HEALTHCHECK NONE` takes no options",
                    "leave them out, or give a command",
                );
            }
            None => {}
        }
        for duration in durations.into_iter().flatten() {
            let too_long = i64::try_from(duration.as_nanos()).is_err();
            if too_long || (!duration.is_zero() && duration < Duration::from_millis(1)) {
                self.error(
                    &rules::HEALTHCHECK,
                    format!("the time {duration:?} is out of range"),
                    "use 0, or from 1 ms to 292 years",
                );
            }
        }
        if retries.is_some_and(|retries| i32::try_from(retries).is_err()) {
            self.error(
                &rules::HEALTHCHECK,
                "the number of retries is out of range",
                "use up to 2147483647",
            );
        }
    }

    fn stop_signal(&mut self, signal: &Text) {
        self.word(&"the signal", signal);
        if let Some(text) = signal.as_literal() {
            if !rule::is_signal(text) {
                self.error(
                    &rules::SIGNAL,
                    format!("`{}` is no signal", text.escape_debug()),
                    "use a name such as `SIGQUIT` or a number such as `9`",
                );
            }
        }
    }

    fn onbuild(&mut self, trigger: &Instruction) {
        match trigger {
            Instruction::OnBuild(_) | Instruction::Maintainer(_) | Instruction::Comment(_) => {
                let keyword = match trigger {
                    Instruction::Comment(_) => "a comment".to_owned(),
                    other => format!("`{}`", other.keyword()),
                };
                self.error(
                    &rules::ONBUILD,
                    format!("`ONBUILD` cannot hold {keyword}"),
                    "write it as an instruction of its own",
                );
            }
            trigger => {
                // It is carried out in a directory of another Dockerfile.
                self.depth = None;
                self.instruction(trigger);
            }
        }
    }
}

/// Whether it holds such a character outside of what is expanded, or in the other word of a reference.
pub(super) fn holds(text: &Text, found: impl Fn(char) -> bool) -> bool {
    text.to_string().contains(&found)
}
