//! Mounts as `dockerfile!` has them: `cache(id = "models", target = "/models", sharing = locked)`.

use crate::mode::Mode;
use crate::mount::{
    BindMount, CacheMount, Meaning, Mount, SecretMount, SshMount, Switch, Target, TmpfsMount,
};
use crate::or_arg::OrArg;
use crate::rule;
use crate::sharing::Sharing;
use crate::source::Source;
use crate::stage_names::By;
use crate::text::Text;

use super::literal::{self, looks_interpolated};
use super::mounts::has_methods;
use super::statements::Statements;
use super::values::{Said, said};

/// The options of a mount.
#[derive(Default)]
struct Options(Vec<String>);

impl Options {
    fn set(&mut self, name: &str, value: &str) {
        self.0.push(format!("{name} = {value}"));
    }
}

impl Statements<'_, '_> {
    /// What stands behind `--mount=`.
    pub(super) fn mount(&mut self, mount: &Mount) -> String {
        let mut options = Options::default();
        let kind = match mount {
            Mount::Cache(mount) => self.cache(&mut options, mount).map(|()| "cache"),
            Mount::Bind(mount) => {
                self.bind(&mut options, mount);
                Some("bind")
            }
            Mount::Tmpfs(mount) => {
                self.tmpfs(&mut options, mount);
                Some("tmpfs")
            }
            Mount::Secret(mount) if has_methods(mount) => {
                self.secret(&mut options, mount);
                Some("secret")
            }
            Mount::Ssh(mount) => {
                self.ssh(&mut options, mount);
                Some("ssh")
            }
            Mount::Secret(_) | Mount::Other(_) | Mount::Preset(_) => None,
        };
        let Some(kind) = kind else {
            let expr = self.stages.mount(mount);
            return self.spelling.expr(&expr);
        };
        if options.0.is_empty() {
            return kind.to_owned();
        }
        format!("{kind}({})", options.0.join(", "))
    }

    fn cache(&mut self, options: &mut Options, mount: &CacheMount) -> Option<()> {
        if let Some(id) = &mount.id {
            let id = self.spelling.checked(id.text(), rule::cache_id);
            options.set("id", &id);
        }
        let target = match &mount.target {
            Target::Home(path) => match said(path) {
                Said::Author(path) if !looks_interpolated(&path) => {
                    literal::line(&format!("~/{path}"))
                }
                _ => return None,
            },
            Target::Path(path) => {
                // In a string it would be one in the home directory.
                let is_home = path
                    .leading_literal()
                    .is_some_and(|it| it.starts_with("~/"));
                if is_home {
                    self.spelling.whole(path)
                } else {
                    self.spelling.text(path)
                }
            }
        };
        options.set("target", &target);
        if let Some(sharing) = &mount.sharing {
            let sharing = self.spelling.or_arg(sharing, |it: Sharing| it.to_string());
            options.set("sharing", &sharing);
        }
        self.owner_of_mount(options, mount.uid.as_ref(), mount.gid.as_ref());
        self.mode(options, mount.mode.as_ref());
        self.mounted_from(options, mount.from.as_ref());
        self.option(options, "source", mount.source.as_ref());
        self.switch(options, ("readonly", "readwrite"), &mount.read_only);
        Some(())
    }

    fn bind(&mut self, options: &mut Options, mount: &BindMount) {
        self.mounted_from(options, mount.from.as_ref());
        self.option(options, "source", mount.source.as_ref());
        let target = Some(&mount.target).filter(|target| !target.is_empty());
        self.option(options, "target", target);
        self.switch(options, ("readwrite", "readonly"), &mount.read_write);
    }

    fn tmpfs(&mut self, options: &mut Options, mount: &TmpfsMount) {
        self.option(options, "target", Some(&mount.target));
        self.option(options, "size", mount.size.as_ref());
        self.switch(options, ("readonly", "readwrite"), &mount.read_only);
    }

    fn secret(&mut self, options: &mut Options, mount: &SecretMount) {
        self.option(options, "id", mount.id.as_ref());
        self.option(options, "target", mount.target.as_ref());
        self.option(options, "env", mount.env.as_ref());
        self.required(options, &mount.required);
        self.mode(options, mount.mode.as_ref());
        self.owner_of_mount(options, mount.uid.as_ref(), mount.gid.as_ref());
    }

    fn ssh(&mut self, options: &mut Options, mount: &SshMount) {
        self.option(options, "id", mount.id.as_ref());
        self.option(options, "target", mount.target.as_ref());
        self.required(options, &mount.required);
        self.mode(options, mount.mode.as_ref());
        self.owner_of_mount(options, mount.uid.as_ref(), mount.gid.as_ref());
    }

    fn option(&mut self, options: &mut Options, name: &str, value: Option<&Text>) {
        if let Some(value) = value {
            options.set(name, &self.spelling.text(value));
        }
    }

    fn owner_of_mount(
        &mut self,
        options: &mut Options,
        uid: Option<&OrArg<u32>>,
        gid: Option<&OrArg<u32>>,
    ) {
        for (name, id) in [("uid", uid), ("gid", gid)] {
            if let Some(id) = id {
                let id = self.spelling.or_arg(id, |number: u32| number.to_string());
                options.set(name, &id);
            }
        }
    }

    fn mode(&mut self, options: &mut Options, mode: Option<&OrArg<Mode>>) {
        if let Some(mode) = mode {
            let mode = self.spelling.or_arg(mode, |mode: Mode| mode.to_string());
            options.set("mode", &mode);
        }
    }

    fn mounted_from(&mut self, options: &mut Options, from: Option<&Source>) {
        if let Some(from) = from {
            let from = self.source(from, By::Mount);
            options.set("from", &from);
        }
    }

    fn required(&mut self, options: &mut Options, required: &OrArg<bool>) {
        match required.meaning() {
            Ok(false) => {}
            Ok(true) => options.0.push("required".to_owned()),
            Err(text) => options.set("required", &self.spelling.variable(text)),
        }
    }

    /// A switch by its name, and by that of its opposite.
    fn switch(&mut self, options: &mut Options, (on, off): (&str, &str), switch: &Switch) {
        match switch.meaning() {
            Meaning::Known(false) => {}
            Meaning::Known(true) => options.0.push(on.to_owned()),
            Meaning::If(text) => options.set(on, &self.spelling.variable(text)),
            Meaning::Unless(text) => options.set(off, &self.spelling.variable(text)),
        }
    }
}
