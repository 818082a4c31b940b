//! Mounts, as expressions of the builder.

use crate::mount::{
    BindMount, CacheMount, Meaning, Mount, OtherMount, SecretMount, SshMount, Switch, Target,
    TmpfsMount,
};
use crate::or_arg::{Notation, OrArg};
use crate::stage_names::By;
use crate::text::Text;

use super::layout::Expr;
use super::stages::Stages;
use super::values;

/// A chain of calls, each of which is there where something is said.
struct Builder(Expr);

impl Builder {
    fn new(callee: &str, arguments: impl Into<Vec<Expr>>) -> Self {
        Self(Expr::call(callee, arguments))
    }

    fn and<T>(self, method: &str, value: Option<T>, expr: impl FnOnce(T) -> Expr) -> Self {
        match value {
            Some(value) => Self(self.0.then(method, [expr(value)])),
            None => self,
        }
    }

    fn flag(self, method: &str, on: bool) -> Self {
        if on {
            Self(self.0.then(method, []))
        } else {
            self
        }
    }

    /// A switch, and the methods for it.
    fn switch(self, on: &str, on_if: &str, off_if: &str, switch: &Switch) -> Self {
        match switch.meaning() {
            Meaning::Known(known) => self.flag(on, known),
            Meaning::If(text) => self.and(on_if, Some(text), values::text),
            Meaning::Unless(text) => self.and(off_if, Some(text), values::text),
        }
    }

    fn required(self, required: &OrArg<bool>) -> Self {
        match required.meaning() {
            Ok(known) => self.flag("required", known),
            Err(text) => self.and("required_if", Some(text), values::text),
        }
    }
}

/// Whether there are methods for all that a mount says.
pub(super) fn has_methods(mount: &SecretMount) -> bool {
    mount.id.is_some() && mount.source.is_none()
}

impl Stages<'_> {
    /// A mount that is no preset's.
    pub(super) fn mount(&self, mount: &Mount) -> Expr {
        match mount {
            Mount::Preset(preset) => values::preset(preset),
            Mount::Cache(mount) => self.cache(mount),
            Mount::Bind(mount) => self.bind(mount),
            Mount::Tmpfs(mount) => tmpfs(mount),
            Mount::Secret(mount) if has_methods(mount) => secret(mount),
            Mount::Secret(mount) => self.other(&as_options(mount)),
            Mount::Ssh(mount) => ssh(mount),
            Mount::Other(mount) => self.other(mount),
        }
    }

    fn cache(&self, mount: &CacheMount) -> Expr {
        let new = match &mount.target {
            Target::Path(path) => Builder::new("CacheMount::new", [values::text(path)]),
            Target::Home(path) => Builder::new("CacheMount::in_home", [values::text(path)]),
        };
        let said = new
            .and("id", mount.id.as_ref(), |id| values::text(id.text()))
            .and("sharing", mount.sharing.as_ref(), values::sharing)
            .and("uid", mount.uid.as_ref(), values::id)
            .and("gid", mount.gid.as_ref(), values::id)
            .and("mode", mount.mode.as_ref(), values::mode);
        let said = Builder(self.from(said.0, mount.from.as_ref(), By::Mount));
        let said = said.and("source", mount.source.as_ref(), values::text);
        said.switch(
            "read_only",
            "read_only_if",
            "read_write_if",
            &mount.read_only,
        )
        .0
    }

    fn bind(&self, mount: &BindMount) -> Expr {
        let new = if mount.target.is_empty() {
            Builder::new("BindMount::at_workdir", [])
        } else {
            Builder::new("BindMount::new", [values::text(&mount.target)])
        };
        let said = Builder(self.from(new.0, mount.from.as_ref(), By::Mount));
        let said = said.and("source", mount.source.as_ref(), values::text);
        said.switch(
            "read_write",
            "read_write_if",
            "read_only_if",
            &mount.read_write,
        )
        .0
    }

    fn other(&self, mount: &OtherMount) -> Expr {
        let new = Expr::call("OtherMount::new", [values::text(&mount.kind)]);
        let said = self.from(new, mount.from.as_ref(), By::Mount);
        mount.options.iter().fold(said, |said, option| {
            let name = Expr::text(&option.name);
            match &option.value {
                Some(value) => said.then("option", [name, values::text(value)]),
                None => said.then("switch", [name]),
            }
        })
    }
}

fn tmpfs(mount: &TmpfsMount) -> Expr {
    Builder::new("TmpfsMount::new", [values::text(&mount.target)])
        .and("size", mount.size.as_ref(), values::text)
        .switch(
            "read_only",
            "read_only_if",
            "read_write_if",
            &mount.read_only,
        )
        .0
}

fn secret(mount: &SecretMount) -> Expr {
    let id = mount.id.as_ref().map(values::text);
    Builder::new("SecretMount::new", id.into_iter().collect::<Vec<_>>())
        .and("target", mount.target.as_ref(), values::text)
        .and("env", mount.env.as_ref(), values::text)
        .required(&mount.required)
        .and("mode", mount.mode.as_ref(), values::mode)
        .and("uid", mount.uid.as_ref(), values::id)
        .and("gid", mount.gid.as_ref(), values::id)
        .0
}

fn ssh(mount: &SshMount) -> Expr {
    Builder::new("SshMount::new", [])
        .and("id", mount.id.as_ref(), values::text)
        .and("target", mount.target.as_ref(), values::text)
        .required(&mount.required)
        .and("mode", mount.mode.as_ref(), values::mode)
        .and("uid", mount.uid.as_ref(), values::id)
        .and("gid", mount.gid.as_ref(), values::id)
        .0
}

/// A secret without an id, or with one in its old spelling, as the options that it has.
fn as_options(mount: &SecretMount) -> OtherMount {
    fn text<T: Notation>(value: &OrArg<T>) -> Text {
        match value.meaning() {
            Err(text) => text.clone(),
            Ok(value) => {
                let mut text = String::new();
                value.write(&mut text);
                Text::new_literal(text)
            }
        }
    }
    let SecretMount {
        id,
        source,
        target,
        env,
        required,
        mode,
        uid,
        gid,
    } = mount;
    let required = (required.value() != Some(false)).then(|| text(required));
    let options = [
        ("id", id.clone()),
        ("source", source.clone()),
        ("target", target.clone()),
        ("env", env.clone()),
        ("required", required),
        ("mode", mode.as_ref().map(text)),
        ("uid", uid.as_ref().map(text)),
        ("gid", gid.as_ref().map(text)),
    ];
    let said = options
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    said.fold(OtherMount::new("secret"), |mount, (name, value)| {
        mount.option(name, value)
    })
}
