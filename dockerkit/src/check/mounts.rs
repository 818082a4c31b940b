//! Whether a mount can be written.

use super::{Check, rules};
use crate::or_arg::Written;
use crate::{
    BindMount, CacheMount, CachePrefix, Mode, Mount, OrArg, SecretMount, SshMount, Target, Text,
    TmpfsMount, rule,
};

impl Check {
    pub(super) fn mount(&mut self, mount: &Mount) {
        match mount {
            // What could not be resolved has its own finding.
            Mount::Preset(_) => {}
            Mount::Cache(cache) => self.cache(cache),
            Mount::Bind(bind) => self.bind(bind),
            Mount::Tmpfs(tmpfs) => self.tmpfs(tmpfs),
            Mount::Secret(secret) => self.secret(secret),
            Mount::Ssh(ssh) => self.ssh(ssh),
        }
    }

    pub(super) fn cache_prefix(&mut self, prefix: &CachePrefix) {
        if let Some(problem) = prefix.problem() {
            self.error(
                &rules::CACHE_PREFIX,
                format!("`{}`: {problem}", prefix.as_str().escape_debug()),
                "use a name such as `team-a/`, or what your host asks for, such as `s/4711-`",
            );
        }
    }

    fn cache(&mut self, mount: &CacheMount) {
        let CacheMount {
            id,
            target,
            sharing,
            uid,
            gid,
            mode,
            from,
            source,
            read_only: _,
        } = mount;
        if let Some(id) = id {
            match id.problem() {
                Some(problem) => self.error(
                    &rules::CACHE_ID,
                    format!("`{}`: {problem}", id.to_string().escape_debug()),
                    "use a name such as `pip-cache-shared`, or leave the id out",
                ),
                None => self.flag(&"the cache id", id.text()),
            }
        }
        match target {
            Target::Path(path) => self.target(path),
            Target::Home(path) => self.flag(&"the target", path),
        }
        self.option(
            "sharing",
            sharing.as_ref(),
            "`shared`, `private` or `locked`",
        );
        self.owner(uid.as_ref(), gid.as_ref(), mode.as_ref());
        if let Some(source) = source {
            self.flag(&"the source", source);
            self.not_empty(&"the source", source);
            if from.is_none()
                && source
                    .as_literal()
                    .is_none_or(|path| !rule::is_root(&format!("/{path}")))
            {
                self.error(
                    &rules::CACHE_SOURCE,
                    format!("the cache begins with `{source}` of nothing"),
                    "say of which stage or image: `.from(&stage)`, `.from_image(…)`",
                );
            }
        }
    }

    fn bind(&mut self, mount: &BindMount) {
        let BindMount {
            target,
            source,
            from,
            read_write: _,
        } = mount;
        self.target(target);
        if let Some(source) = source {
            self.flag(&"the source", source);
            self.not_empty(&"the source", source);
            if let (None, Some(problem)) = (from, rule::unfindable(&source.literals())) {
                self.error(
                    &rules::CONTEXT_NAME,
                    format!(
                        "the source `{}`: {problem}",
                        source.to_string().escape_debug()
                    ),
                    "mount the directory that holds it, or rename the file",
                );
            }
        }
    }

    fn tmpfs(&mut self, mount: &TmpfsMount) {
        let TmpfsMount { target, size } = mount;
        self.target(target);
        if let Some(size) = size {
            self.flag(&"`size`", size);
            if size.as_literal().is_some_and(|size| !rule::is_size(size)) {
                self.error(
                    &rules::MOUNT_OPTION,
                    format!("`{}` is no `size`", size.to_string().escape_debug()),
                    "use a decimal number of bytes, or one with a unit such as `512m`",
                );
            }
        }
    }

    fn secret(&mut self, mount: &SecretMount) {
        let SecretMount {
            id,
            source,
            target,
            env,
            required: _,
            mode,
            uid,
            gid,
        } = mount;
        for (what, value) in [
            ("the secret's id", id),
            ("the secret's source", source),
            ("the target", target),
            ("`env`", env),
        ] {
            if let Some(value) = value {
                self.flag(&what, value);
                self.not_empty(&what, value);
            }
        }
        if id.is_none() && source.is_none() && target.is_none() {
            self.error(
                &rules::SECRET,
                "the secret has no id",
                "name it: `SecretMount::new(\"token\")`",
            );
        }
        if id.is_some() && source.is_some() {
            self.error(
                &rules::SECRET,
                "the secret has both an id and a source",
                "leave out the source, which is the old name of the id",
            );
        }
        self.owner(uid.as_ref(), gid.as_ref(), mode.as_ref());
    }

    fn ssh(&mut self, mount: &SshMount) {
        let SshMount {
            id,
            target,
            required: _,
            mode,
            uid,
            gid,
        } = mount;
        for (what, value) in [("the agent's id", id), ("the target", target)] {
            if let Some(value) = value {
                self.flag(&what, value);
                self.not_empty(&what, value);
            }
        }
        self.owner(uid.as_ref(), gid.as_ref(), mode.as_ref());
    }

    fn owner(
        &mut self,
        uid: Option<&OrArg<u32>>,
        gid: Option<&OrArg<u32>>,
        mode: Option<&OrArg<Mode>>,
    ) {
        self.option("uid", uid, "a decimal number up to 4294967295");
        self.option("gid", gid, "a decimal number up to 4294967295");
        self.option("mode", mode, "octal digits up to `37777777777`");
    }

    fn option<T: Written>(&mut self, name: &str, option: Option<&OrArg<T>>, known: &str) {
        let Some(OrArg::Text(text)) = option else {
            return;
        };
        self.flag(&format_args!("`{name}`"), text);
        if text.as_literal().is_some() && option.and_then(OrArg::value).is_none() {
            self.error(
                &rules::MOUNT_OPTION,
                format!("`{}` is no `{name}`", text.to_string().escape_debug()),
                format!("use {known}"),
            );
        }
    }

    fn target(&mut self, target: &Text) {
        self.flag(&"the target", target);
        let start = target.leading_literal().unwrap_or_default();
        let help = "give it a path such as `/root/.cache/pip`";
        if target.is_empty() {
            self.error(&rules::MOUNT_TARGET, "the mount has no target", help);
        } else if target.as_literal().is_some_and(rule::is_root) {
            self.error(
                &rules::MOUNT_TARGET,
                format!("nothing can be mounted at `{target}`"),
                help,
            );
        } else if self.leads_to_root(target) {
            self.error(
                &rules::MOUNT_TARGET,
                format!("nothing can be mounted at `{target}`, which is `/` from the working directory of this step"),
                help,
            );
        } else if start == "~" || start.starts_with("~/") {
            self.error(
                &rules::MOUNT_TARGET,
                format!("`~` in the target `{target}` is not expanded"),
                "use `CacheMount::in_home(…)` for the home directory of whoever the stage runs as",
            );
        }
    }

    /// Whether a relative target is `/`, taken from the working directory.
    fn leads_to_root(&self, target: &Text) -> bool {
        match (self.depth, target.as_literal()) {
            (Some(from), Some(target)) => {
                !target.starts_with('/') && rule::depth(from, target) == 0
            }
            _ => false,
        }
    }
}
