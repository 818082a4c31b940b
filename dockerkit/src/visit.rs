//! One walk over every field of the model, in the order in which they are written.
//!
//! Checks (references to stages among them) and syntax versions are visitors. Beside this walk only `render` matches on all
//! instructions and mounts: there separators, quoting and folding belong to the whole line.

mod field;
mod fields;
mod mounts;
#[cfg(test)]
mod tests;

pub(crate) use field::{Empty, Field, Since, Slot};
pub(crate) use fields::*;
pub(crate) use mounts::CACHE_ID;

use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

use crate::dockerfile::Directives;
use crate::instruction::{AddFiles, CopyFiles, FileSource, Healthcheck, Instruction, Run};
use crate::mount::{Mount, Target};
use crate::name::CacheId;
use crate::or_arg::{Notation, OrArg};
use crate::shell::Command;
use crate::source::Source;
use crate::stage::Stage;
use crate::text::Text;

/// Whoever looks at fields. Every method does nothing unless it is told to.
pub(crate) trait Visitor<'a> {
    /// A value in which BuildKit expands variables.
    fn text(&mut self, _field: &'static Field, _text: &'a Text) {}

    /// A value in which nothing is expanded.
    fn raw(&mut self, _field: &'static Field, _text: &'a str) {}

    /// A switch that is on, a number, or a word of a closed set.
    fn set(&mut self, _field: &'static Field) {}

    /// A stage or an image.
    fn source(&mut self, _field: &'static Field, _source: &'a Source) {}

    /// A command, in either form.
    fn command(&mut self, _field: &'static Field, _command: &'a Command) {}

    /// Words that are JSON.
    fn words(&mut self, _field: &'static Field, _words: &'a [Cow<'static, str>]) {}

    /// How many of a field there are, before they come.
    fn count(&mut self, _field: &'static Field, _number: usize) {}

    /// The key that the next values belong to.
    fn key(&mut self, _key: &'a dyn Display) {}

    /// The mounts of a step.
    fn mounts(&mut self, mounts: &'a [Mount]) {
        each_mount(mounts, self);
    }

    /// What `COPY` and `ADD` take; all of it together decides in which form it stands.
    fn paths(&mut self, sources: &'a [FileSource], destination: &'a Text) {
        each_path(sources, destination, self);
    }
}

/// How a value shows itself to a visitor.
trait Show {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V);

    /// Shows itself as one of its fields, where it can be written in several ways.
    fn show_as<'a, V: Visitor<'a> + ?Sized>(&'a self, fields: &'static [Field], visitor: &mut V) {
        if let [field, ..] = fields {
            self.show(field, visitor);
        }
    }
}

impl<T: Show> Show for Option<T> {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V) {
        if let Some(value) = self {
            value.show(field, visitor);
        }
    }
}

impl Show for Text {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V) {
        visitor.text(field, self);
    }
}

impl<T: Notation> Show for OrArg<T> {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V) {
        match (self.value(), self) {
            (None, Self::Text(text)) => visitor.text(field, text),
            (Some(value), _) if !value.is_written() => {}
            _ => visitor.set(field),
        }
    }

    fn show_as<'a, V: Visitor<'a> + ?Sized>(&'a self, fields: &'static [Field], visitor: &mut V) {
        match fields {
            [_, field, ..] if self.value().is_none() => self.show(field, visitor),
            [field, ..] => self.show(field, visitor),
            [] => {}
        }
    }
}

impl Show for CacheId {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V) {
        visitor.text(field, self.text());
    }
}

impl Show for Target {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V) {
        let (Self::Path(path) | Self::Home(path)) = self;
        visitor.text(field, path);
    }
}

impl Show for Source {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V) {
        visitor.source(field, self);
    }
}

impl Show for bool {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V) {
        if *self {
            visitor.set(field);
        }
    }
}

impl Show for Duration {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V) {
        visitor.set(field);
    }
}

impl Show for u32 {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V) {
        visitor.set(field);
    }
}

impl Instruction {
    /// Shows its fields; those of a trigger are those of what it holds.
    pub(crate) fn visit<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        match self {
            Self::Add(add) => add.visit(visitor),
            Self::Arg(arg) => {
                visitor.count(&ARGUMENTS, arg.declarations.len());
                for declaration in &arg.declarations {
                    match declaration.name.as_literal() {
                        Some(name) => visitor.raw(&ARGUMENT_NAME, name),
                        None => visitor.text(&ARGUMENT_KEY, declaration.name.text()),
                    }
                    visitor.key(&declaration.name);
                    declaration.default.show(&ARGUMENT_DEFAULT, visitor);
                }
            }
            Self::BlankLine | Self::Caches(_) => {}
            Self::Cmd(cmd) => visitor.command(&RESET_COMMAND, &cmd.command),
            Self::Comment(comment) => visitor.raw(&COMMENT, &comment.text),
            Self::Copy(copy) => copy.visit(visitor),
            Self::Entrypoint(entrypoint) => visitor.command(&RESET_COMMAND, &entrypoint.command),
            Self::Env(env) => {
                visitor.count(&VARIABLES, env.variables.len());
                for (name, value) in &env.variables {
                    match name.as_literal() {
                        Some(name) => visitor.raw(&VARIABLE_NAME, name),
                        None => visitor.text(&VARIABLE_KEY, name.text()),
                    }
                    visitor.key(name);
                    visitor.text(&VARIABLE_VALUE, value);
                }
            }
            Self::Expose(expose) => {
                visitor.count(&PORTS, expose.ports.len());
                for port in &expose.ports {
                    port.show(&PORT, visitor);
                }
            }
            Self::Healthcheck(check) => check.visit(visitor),
            Self::Label(label) => {
                visitor.count(&LABELS, label.labels.len());
                for (key, value) in &label.labels {
                    visitor.text(&LABEL_KEY, key);
                    visitor.key(key);
                    visitor.text(&LABEL_VALUE, value);
                }
            }
            Self::Maintainer(maintainer) => visitor.raw(&AUTHOR, &maintainer.author),
            Self::OnBuild(trigger) => trigger.innermost().visit(visitor),
            Self::Run(run) => run.visit(visitor),
            Self::Shell(shell) => visitor.words(&SHELL, &shell.words),
            Self::StopSignal(stop) => visitor.text(&SIGNAL, &stop.signal),
            Self::Trigger(trigger) => visitor.raw(&TRIGGER, &trigger.text),
            Self::User(user) => visitor.text(&USER, &user.spec),
            Self::Volume(volume) => {
                visitor.count(&VOLUMES, volume.paths.len());
                for path in &volume.paths {
                    visitor.text(&VOLUME, path);
                }
            }
            Self::Workdir(workdir) => visitor.text(&DIRECTORY, &workdir.path),
        }
    }
}

impl Run {
    fn visit<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        let Self {
            command,
            mounts,
            network,
            security,
            devices,
        } = self;
        visitor.mounts(mounts);
        if network.is_some() {
            visitor.set(&NETWORK);
        }
        if security.is_some() {
            visitor.set(&SECURITY);
        }
        for device in devices {
            visitor.raw(&DEVICE, &device.name);
        }
        visitor.command(&COMMAND, command);
    }
}

impl CopyFiles {
    fn visit<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        let Self {
            sources,
            destination,
            from,
            chown,
            chmod,
            link,
            parents,
            exclude,
        } = self;
        from.show(&FROM, visitor);
        chown.show(&CHOWN, visitor);
        chmod.show(&CHMOD, visitor);
        link.show(&LINK, visitor);
        parents.show(&PARENTS, visitor);
        for pattern in exclude {
            visitor.raw(&EXCLUDE, pattern);
        }
        visitor.paths(sources, destination);
    }
}

impl AddFiles {
    fn visit<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        let Self {
            sources,
            destination,
            keep_git_dir,
            checksum,
            chown,
            chmod,
            link,
            unpack,
            exclude,
        } = self;
        keep_git_dir.show(&KEEP_GIT_DIR, visitor);
        checksum.show(&CHECKSUM, visitor);
        chown.show(&CHOWN, visitor);
        chmod.show(&CHMOD, visitor);
        link.show(&LINK, visitor);
        if unpack.is_some() {
            visitor.set(&UNPACK);
        }
        for pattern in exclude {
            visitor.raw(&EXCLUDE, pattern);
        }
        visitor.paths(sources, destination);
    }
}

/// The mounts of a step, each by itself.
pub(crate) fn each_mount<'a, V: Visitor<'a> + ?Sized>(mounts: &'a [Mount], visitor: &mut V) {
    for mount in mounts {
        visitor.set(&MOUNT);
        mount.visit(visitor);
    }
}

/// The operands of `COPY` and `ADD`, each by itself.
pub(crate) fn each_path<'a, V: Visitor<'a> + ?Sized>(
    sources: &'a [FileSource],
    destination: &'a Text,
    visitor: &mut V,
) {
    visitor.count(&SOURCES, sources.len());
    for source in sources {
        match source {
            FileSource::Path(path) => visitor.text(&SOURCE, path.text()),
            FileSource::Inline(file) => {
                visitor.raw(&INLINE_FILE, &file.name);
                visitor.key(&file.name);
                visitor.text(&INLINE_CONTENT, &file.content);
            }
        }
    }
    visitor.text(&DESTINATION, destination);
}

impl Healthcheck {
    fn visit<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        let Self {
            command,
            interval,
            timeout,
            start_period,
            start_interval,
            retries,
        } = self;
        // `NONE` is written without options, which do nothing there.
        let Some(command) = command else { return };
        interval.show(&INTERVAL, visitor);
        timeout.show(&TIMEOUT, visitor);
        start_period.show(&START_PERIOD, visitor);
        start_interval.show(&START_INTERVAL, visitor);
        retries.show(&RETRIES, visitor);
        visitor.command(&CONTAINER_COMMAND, command);
    }
}

impl Stage {
    /// The fields of its `FROM`.
    pub(crate) fn visit_from<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        if let Some(comment) = &self.comment {
            visitor.raw(&COMMENT, &comment.text);
        }
        if let Some(platform) = &self.platform {
            visitor.text(&PLATFORM, platform.text());
        }
        visitor.source(&BASE, &self.source);
        if let Some(name) = &self.name {
            visitor.raw(&STAGE_NAME, name.as_str());
        }
    }
}

impl Directives {
    pub(crate) fn visit<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        for (field, value) in [(&SYNTAX, &self.syntax), (&CHECK, &self.check)] {
            if let Some(value) = value {
                visitor.raw(field, value);
            }
        }
    }
}
