//! Whether an instruction can be written.

use std::time::Duration;

use super::values::Slot;
use super::{Check, rules};
use crate::instruction::FileSource;
use crate::{
    AddFiles, Arg, CopyFiles, Env, Escape, Expose, Healthcheck, InlineFile, Instruction, Label, OrArg, Run, Text, Volume, rule,
    shape,
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
            Instruction::Cmd(cmd) => self.command(&cmd.command),
            Instruction::Comment(comment) => self.measure(comment.text.len()),
            Instruction::Copy(copy) => self.copy(copy),
            Instruction::Entrypoint(entrypoint) => self.command(&entrypoint.command),
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
            }
            Instruction::Volume(volume) => self.volume(volume),
            Instruction::Workdir(workdir) => {
                self.not_empty(&"the directory", &workdir.path);
                self.word(&"the directory", &workdir.path);
            }
        }
    }

    fn nothing(&mut self, what: &str) {
        let keyword = self.keyword;
        self.error(&rules::EMPTY, format!("`{keyword}` has no {what}"), "give it one, or leave the instruction out");
    }

    fn run(&mut self, run: &Run) {
        let Run { command, mounts, network: _, security: _, devices } = run;
        self.run_command(command);
        mounts.iter().for_each(|mount| self.mount(mount));
        for device in devices {
            self.raw_flag(&"the device", &device.name);
            if device.name.is_empty() {
                self.error(&rules::EMPTY, "the device has no name", "name it: `vendor.example/class=device`");
            }
        }
    }

    fn variable(&mut self, name: &crate::VariableName) {
        if let Some(problem) = name.problem() {
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
            self.variable(name);
            self.word(&format_args!("the value of `{name}`"), value);
        }
    }

    fn arg(&mut self, arg: &Arg) {
        if arg.declarations.is_empty() {
            self.nothing("argument");
        }
        for declaration in &arg.declarations {
            self.variable(&declaration.name);
            if let Some(default) = &declaration.default {
                self.word(&format_args!("the default of `{}`", declaration.name), default);
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
                OrArg::Text(text) if text.as_literal().is_none() => self.plain(&rules::PORT, &"the port", text),
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

    fn volume(&mut self, volume: &Volume) {
        if volume.paths.is_empty() {
            self.nothing("path");
        }
        for path in &volume.paths {
            self.not_empty(&"the path", path);
            self.word(&"the path", path);
            let (head, tail) = (path.leading_literal().unwrap_or(""), path.trailing_literal().unwrap_or(""));
            if head.trim_start() != head || tail.trim_end() != tail {
                self.error(
                    &rules::VOLUME_BLANKS,
                    format!("the path `{path}` begins or ends with blanks, which BuildKit cuts off"),
                    "use a path without them",
                );
            }
        }
    }

    fn healthcheck(&mut self, check: &Healthcheck) {
        let Healthcheck { command, interval, timeout, start_period, start_interval, retries } = check;
        let durations = [*interval, *timeout, *start_period, *start_interval];
        match command {
            Some(command) => self.command(command),
            None if durations.iter().any(Option::is_some) || retries.is_some() => {
                self.error(&rules::HEALTHCHECK, "`HEALTHCHECK NONE` takes no options", "leave them out, or give a command");
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
            self.error(&rules::HEALTHCHECK, "the number of retries is out of range", "use up to 2147483647");
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
                self.error(&rules::ONBUILD, format!("`ONBUILD` cannot hold {keyword}"), "write it as an instruction of its own");
            }
            trigger => self.instruction(trigger),
        }
    }

    fn copy(&mut self, copy: &CopyFiles) {
        let CopyFiles { sources, destination, from: _, chown, chmod, link: _, parents: _, exclude } = copy;
        self.files(sources, destination, chown.as_ref(), chmod.as_ref(), exclude);
        for source in sources {
            if let FileSource::Path(path) = source {
                if path.is_remote() {
                    self.error(
                        &rules::REMOTE_COPY,
                        format!("`COPY` cannot fetch `{}`", path.text()),
                        "use `ADD`: `AddFiles::new([…], …)`",
                    );
                }
            }
        }
    }

    fn add(&mut self, add: &AddFiles) {
        let AddFiles { sources, destination, keep_git_dir: _, checksum, chown, chmod, link: _, unpack: _, exclude } = add;
        self.files(sources, destination, chown.as_ref(), chmod.as_ref(), exclude);
        let Some(checksum) = checksum else { return };
        self.flag(&"`--checksum`", checksum);
        self.not_empty(&"`--checksum`", checksum);
        let remote = match sources.as_slice() {
            [FileSource::Path(path)] => path.is_remote() || path.text().leading_literal().is_none(),
            _ => false,
        };
        if !remote {
            self.error(
                &rules::CHECKSUM,
                "`--checksum` is for one source that is fetched",
                "give it exactly one address, `https://…` or a Git repository",
            );
        }
    }

    fn files(
        &mut self,
        sources: &[FileSource],
        destination: &Text,
        chown: Option<&Text>,
        chmod: Option<&Text>,
        exclude: &[std::borrow::Cow<'static, str>],
    ) {
        if sources.is_empty() {
            self.nothing("source");
        }
        self.not_empty(&"the destination", destination);
        self.word(&"the destination", destination);
        let inline = sources.iter().any(|source| matches!(source, FileSource::Inline(_)));
        if inline && holds(destination, char::is_whitespace) {
            self.blank_beside_inline(destination);
        }
        let mut names: Vec<&str> = Vec::new();
        for source in sources {
            match source {
                FileSource::Path(path) => {
                    self.not_empty(&"a source", path.text());
                    self.word(&"a source", path.text());
                    if inline && holds(path.text(), char::is_whitespace) {
                        self.blank_beside_inline(path.text());
                    }
                }
                FileSource::Inline(file) => {
                    self.inline(file);
                    if names.contains(&file.name.as_ref()) {
                        self.error(
                            &rules::INLINE_FILE,
                            format!("two inline files are named `{}`", file.name),
                            "give them different names",
                        );
                    }
                    names.push(&file.name);
                }
            }
        }
        if let Some(owner) = chown {
            self.flag(&"`--chown`", owner);
        }
        if let Some(mode) = chmod {
            self.flag(&"`--chmod`", mode);
            if let Some(literal) = mode.as_literal() {
                if !rule::is_file_mode(literal) {
                    self.error(
                        &rules::CHMOD,
                        format!("`{}` are no permissions", literal.escape_debug()),
                        "use octal digits up to `7777`, or letters such as `u=rwX,go=rX`",
                    );
                }
            }
        }
        for pattern in exclude {
            self.raw_flag(&"`--exclude`", pattern);
        }
    }

    fn blank_beside_inline(&mut self, path: &Text) {
        self.error(
            &rules::INLINE_FILE,
            format!("the path `{path}` holds a blank, which cannot be written beside an inline file"),
            "copy the inline file to a path without blanks, or in an instruction of its own",
        );
    }

    fn inline(&mut self, file: &InlineFile) {
        if let Some(problem) = rule::heredoc_name(&file.name) {
            self.error(&rules::INLINE_FILE, format!("`{}`: {problem}", file.name.escape_debug()), "give it a plain file name");
        }
        self.text(&format_args!("the content of `{}`", file.name), &file.content, Slot::Body);
        // What is expanded is no line of its own here.
        let body: String = file.content.to_string();
        if shape::ends_heredoc(&file.name, &body) {
            self.error(
                &rules::INLINE_FILE,
                format!("a line of the file `{}` is its name, where BuildKit would end it", file.name),
                "give it another name, or copy it from the build context",
            );
        }
    }
}

/// Whether it holds such a character outside of what is expanded, or in the other word of a reference.
fn holds(text: &Text, found: impl Fn(char) -> bool) -> bool {
    text.to_string().contains(&found)
}
