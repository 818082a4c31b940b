//! Instructions as statements of `dockerfile!`.

use std::borrow::Cow;

use crate::duration::push_duration;
use crate::instruction::{
    AddFiles, Caches, CopyFiles, Device, FileSource, Healthcheck, InlineFile, Instruction, Network,
    OnBuild, Run, Security,
};
use crate::mount::Mount;
use crate::presets::Preset;
use crate::rule;
use crate::shell::Command;
use crate::shell_text::ShellText;
use crate::source::Source;
use crate::stage_names::By;
use crate::text::Text;
use crate::user::User;

use super::layout::Expr;
use super::literal::{self, looks_interpolated};
use super::rustfmt::TAB;
use super::spelling::{is_bare, word};
use super::statements::{Statement, Statements};
use super::steps::octal;
use super::values::{self, Said, said};

impl Statements<'_, '_> {
    /// The statement of an instruction, if the macro has one for it.
    pub(super) fn statement(&mut self, instruction: &Instruction) -> Option<Statement> {
        let one = |head, value| Some(Statement::new(head, vec![value]));
        match instruction {
            Instruction::Add(add) => self.add_files(add),
            Instruction::Arg(arg) => {
                let pairs = arg.declarations.iter();
                let pairs = pairs.map(|it| (it.name.text(), it.default.as_ref()));
                self.pairs("ARG", pairs, true)
            }
            Instruction::Caches(caches) => self.caches(caches),
            Instruction::Cmd(cmd) => self.commanded("CMD", &cmd.command),
            Instruction::Copy(copy) => self.copy(copy),
            Instruction::Entrypoint(entrypoint) => {
                self.commanded("ENTRYPOINT", &entrypoint.command)
            }
            Instruction::Env(env) => {
                let pairs = env.variables.iter();
                let pairs = pairs.map(|(name, value)| (name.text(), Some(value)));
                self.pairs("ENV", pairs, true)
            }
            Instruction::Expose(expose) => {
                let port = |port| {
                    self.spelling
                        .or_arg(port, |port: crate::instruction::Port| port.to_string())
                };
                let ports = expose.ports.iter().map(port).collect();
                listed("EXPOSE", ports)
            }
            Instruction::Healthcheck(check) => self.healthcheck(check),
            Instruction::Label(label) => {
                let pairs = label.labels.iter();
                self.pairs("LABEL", pairs.map(|(key, value)| (key, Some(value))), false)
            }
            Instruction::Maintainer(maintainer) => {
                one("MAINTAINER", literal::line(&maintainer.author))
            }
            Instruction::OnBuild(trigger) => self.on_build(trigger),
            Instruction::Run(run) => self.run(run),
            Instruction::Shell(shell) if shell.words.is_empty() => None,
            Instruction::Shell(shell) => one("SHELL", self.words("SHELL", &shell.words)),
            Instruction::StopSignal(stop) => one("STOPSIGNAL", self.spelling.text(&stop.signal)),
            Instruction::User(user) => one("USER", self.user(user)),
            Instruction::Volume(volume) => {
                let paths = volume.paths.iter().map(|path| self.spelling.text(path));
                let paths = paths.collect();
                listed("VOLUME", paths)
            }
            Instruction::Workdir(workdir) => one("WORKDIR", self.spelling.text(&workdir.path)),
            Instruction::BlankLine | Instruction::Comment(_) | Instruction::Trigger(_) => None,
        }
    }

    pub(super) fn user(&mut self, user: &User) -> String {
        if user.uid.is_none() && user.gid.is_none() && user.home.is_none() {
            return self.spelling.text(&user.spec);
        }
        self.spelling.expr(&values::user(user))
    }

    fn on_build(&mut self, trigger: &OnBuild) -> Option<Statement> {
        if let Instruction::Trigger(text) = &*trigger.instruction {
            return Some(Statement::new("ONBUILD", vec![literal::line(&text.text)]));
        }
        let refused = matches!(
            *trigger.instruction,
            Instruction::OnBuild(_) | Instruction::Maintainer(_) | Instruction::Caches(_)
        );
        if refused {
            return None;
        }
        let mut statement = self.statement(&trigger.instruction)?;
        statement.head.insert_str(0, "ONBUILD ");
        Some(statement)
    }

    fn caches(&mut self, caches: &Caches) -> Option<Statement> {
        if values::is_all(&caches.presets) {
            return Some(Statement::new("CACHES", vec!["all".to_owned()]));
        }
        let presets = caches.presets.iter().map(|it| self.preset(it)).collect();
        listed("CACHES", presets)
    }

    fn preset(&mut self, preset: &Preset) -> String {
        let manager = preset.manager.as_str();
        let Some(suffix) = &preset.id_suffix else {
            return manager.to_owned();
        };
        let suffix = self.spelling.checked(suffix.text(), rule::cache_id);
        if suffix.starts_with('(') {
            return self.spelling.expr(&values::preset(preset));
        }
        format!("{manager}(suffix = {suffix})")
    }

    /// Names and values. The names of variables are looked at when the program is compiled.
    fn pairs<'t>(
        &mut self,
        head: &str,
        pairs: impl Iterator<Item = (&'t Text, Option<&'t Text>)>,
        variables: bool,
    ) -> Option<Statement> {
        let pair = |(name, value): (&Text, Option<&Text>)| {
            let name = if variables {
                self.spelling.name(name, rule::variable_name)
            } else {
                self.spelling.name(name, |_| None)
            };
            match value {
                Some(value) => format!("{name} = {}", self.spelling.text(value)),
                None => name,
            }
        };
        let pairs = pairs.map(pair).collect();
        listed(head, pairs)
    }

    fn commanded(&mut self, head: &str, command: &Command) -> Option<Statement> {
        let parts = self.command(head, command)?;
        Some(Statement::new(head, parts))
    }

    fn healthcheck(&mut self, check: &Healthcheck) -> Option<Statement> {
        let Some(command) = &check.command else {
            return Some(Statement::new("HEALTHCHECK", vec!["NONE".to_owned()]));
        };
        let mut statement = Statement::new("HEALTHCHECK", Vec::new());
        let times = [
            ("interval", check.interval),
            ("timeout", check.timeout),
            ("start-period", check.start_period),
            ("start-interval", check.start_interval),
        ];
        for (flag, time) in times {
            if let Some(time) = time {
                let mut text = String::new();
                push_duration(&mut text, time);
                statement.flags.push(format!("--{flag}={text}"));
            }
        }
        if let Some(retries) = check.retries {
            statement.flags.push(format!("--retries={retries}"));
        }
        let mut parts = self.command("HEALTHCHECK", command)?;
        if let Some(first) = parts.first_mut() {
            first.insert_str(0, "CMD ");
        }
        statement.parts = parts;
        Some(statement)
    }

    /// A command: its commands, or its words.
    fn command(&mut self, head: &str, command: &Command) -> Option<Vec<String>> {
        match command {
            Command::Exec(words) if words.is_empty() => ["CMD", "ENTRYPOINT"]
                .contains(&head)
                .then(|| vec!["[]".to_owned()]),
            Command::Exec(words) => Some(vec![self.words(head, words)]),
            Command::Shell(shell) if !shell.commands.is_empty() => {
                let commands = shell.commands.iter().enumerate();
                let part = |(at, text): (usize, &ShellText)| {
                    let text = self.shell_text(text);
                    if at > 0 { format!("&& {text}") } else { text }
                };
                Some(commands.map(part).collect())
            }
            other => Some(vec![self.spelling.expr(&values::command(other))]),
        }
    }

    /// Shell text as it was typed, where the macro lets that be.
    fn shell_text(&mut self, text: &ShellText) -> String {
        let Some(plain) = text.as_text() else {
            return self.spelling.expr(&values::as_shell(text));
        };
        match self.several_lines(plain) {
            Some(lines) => lines,
            None if plain.is_empty() || plain.starts_with('\n') || looks_interpolated(plain) => {
                self.spelling.expr(&values::as_shell(text))
            }
            None => literal::line(plain),
        }
    }

    /// The literal of a text of several lines, which are indented as the statement is.
    fn several_lines(&self, text: &str) -> Option<String> {
        literal::indented(text, self.indent + TAB)
    }

    /// `["python", "-m", "app"]`
    fn words(&self, head: &str, words: &[Cow<'static, str>]) -> String {
        let words: Vec<String> = words.iter().map(|it| word(it)).collect();
        let line = format!("[{}]", words.join(", "));
        if self.indent + head.len() + line.chars().count() < 99 {
            return line;
        }
        let margin = format!("\n{}", " ".repeat(self.indent));
        let mut out = String::from("[");
        for word in words {
            out.extend([&margin, &" ".repeat(TAB), &word, ","].map(|it: &str| it));
        }
        out + &margin + "]"
    }

    fn run(&mut self, run: &Run) -> Option<Statement> {
        let parts = self.command("RUN", &run.command)?;
        let is_value = parts.first().is_some_and(|it| it.starts_with('('));
        let mut flags = Vec::new();
        for mount in &run.mounts {
            flags.push(match mount {
                Mount::Preset(preset) => format!("--cache={}", self.preset(preset)),
                other => {
                    let mut mount = self.mount(other);
                    if is_value && !mount.ends_with(')') {
                        // The value would be taken for its options.
                        mount.push_str("()");
                    }
                    format!("--mount={mount}")
                }
            });
        }
        if let Some(network) = run.network {
            flags.push(format!("--network={}", Network::as_str(network)));
        }
        if let Some(security) = run.security {
            flags.push(format!("--security={}", Security::as_str(security)));
        }
        flags.extend(run.devices.iter().map(|device| self.device(device)));
        Some(Statement {
            head: "RUN".to_owned(),
            flags,
            parts,
        })
    }

    fn device(&mut self, device: &Device) -> String {
        if device.required || looks_interpolated(&device.name) {
            let mut expr = Expr::call("Device::new", [Expr::text(&device.name)]);
            if device.required {
                expr = expr.then("required", []);
            }
            return format!("--device={}", self.spelling.expr(&expr));
        }
        format!("--device={}", literal::line(&device.name))
    }

    /// What stands behind `--from=`, or `from =` in a mount.
    pub(super) fn source(&mut self, source: &Source, by: By) -> String {
        match source {
            Source::Image(image) => self.image(image.text()),
            Source::Stage(stage) => self.stage_name(stage, by).unwrap_or_else(|| {
                let expr = self.stages.stage_ref(stage, by);
                self.spelling.expr(&expr)
            }),
        }
    }

    fn copy(&mut self, copy: &CopyFiles) -> Option<Statement> {
        let mut flags = Vec::new();
        if let Some(from) = &copy.from {
            flags.push(format!("--from={}", self.source(from, By::Copy)));
        }
        if copy.parents {
            flags.push("--parents".to_owned());
        }
        self.owner(&mut flags, copy.chown.as_ref(), copy.chmod.as_ref());
        if copy.link {
            flags.push("--link".to_owned());
        }
        flags.extend(excluded(&copy.exclude));
        self.files("COPY", flags, &copy.sources, &copy.destination)
    }

    fn add_files(&mut self, add: &AddFiles) -> Option<Statement> {
        let mut flags = Vec::new();
        if add.keep_git_dir {
            flags.push("--keep-git-dir".to_owned());
        }
        if let Some(checksum) = &add.checksum {
            flags.push(format!("--checksum={}", self.spelling.text(checksum)));
        }
        match add.unpack {
            Some(true) => flags.push("--unpack".to_owned()),
            Some(false) => flags.push("--unpack=false".to_owned()),
            None => {}
        }
        self.owner(&mut flags, add.chown.as_ref(), add.chmod.as_ref());
        if add.link {
            flags.push("--link".to_owned());
        }
        flags.extend(excluded(&add.exclude));
        self.files("ADD", flags, &add.sources, &add.destination)
    }

    fn owner(&mut self, flags: &mut Vec<String>, chown: Option<&Text>, chmod: Option<&Text>) {
        if let Some(chown) = chown {
            flags.push(format!("--chown={}", self.spelling.text(chown)));
        }
        if let Some(chmod) = chmod {
            let mode = match octal(chmod) {
                Some(digits) => format!("0{digits}"),
                // A mode in octal of Rust would be written anew.
                None if chmod.as_literal().is_some_and(|it| it.starts_with("0o")) => {
                    self.spelling.whole(chmod)
                }
                None => self.spelling.text(chmod),
            };
            flags.push(format!("--chmod={mode}"));
        }
    }

    fn files(
        &mut self,
        head: &str,
        flags: Vec<String>,
        sources: &[FileSource],
        to: &Text,
    ) -> Option<Statement> {
        let sources = sources.iter().map(|source| self.file_source(source));
        let mut parts = separated(sources.collect())?;
        parts.push(format!("=> {}", self.spelling.text(to)));
        Some(Statement {
            head: head.to_owned(),
            flags,
            parts,
        })
    }

    fn file_source(&mut self, source: &FileSource) -> String {
        match source {
            FileSource::Path(path) => match said(path.text()) {
                Said::Author(path) if !looks_interpolated(&path) => literal::line(&path),
                _ => self.spelling.expr(&values::pattern(path)),
            },
            FileSource::Inline(file) => self.inline(file),
        }
    }

    fn inline(&mut self, file: &InlineFile) -> String {
        let literal = |text: &str| match self.several_lines(text) {
            Some(lines) => Some(lines),
            None => (!text.starts_with('\n')).then(|| literal::line(text)),
        };
        if let Some(content) = file.content.as_literal() {
            let text = literal(content);
            let text = text.unwrap_or_else(|| format!("({})", literal::line(content)));
            return format!("<<{} {text}", literal::line(&file.name));
        }
        match said(&file.content) {
            Said::Author(content) if is_bare(&file.name) => match literal(&content) {
                Some(text) => format!("<<{} {text}", file.name),
                None => self.spelling.expr(&values::inline(file)),
            },
            _ => self.spelling.expr(&values::inline(file)),
        }
    }
}

fn excluded(patterns: &[Cow<'static, str>]) -> impl Iterator<Item = String> {
    patterns.iter().map(|it| format!("--exclude={}", word(it)))
}

/// A list with commas, if there is something in it.
fn listed(head: &str, items: Vec<String>) -> Option<Statement> {
    Some(Statement::new(head, separated(items)?))
}

fn separated(mut items: Vec<String>) -> Option<Vec<String>> {
    let (_, others) = items.split_last_mut()?;
    for item in others {
        item.push(',');
    }
    Some(items)
}
