//! `--mount`.

use std::fmt::Write;

use crate::mount::{
    BindMount, CacheMount, Meaning, Mount, OtherMount, SecretMount, SshMount, Switch, Target,
    TmpfsMount,
};
use crate::or_arg::{Notation, OrArg};
use crate::source::Source;
use crate::text::Text;

use super::Writer;

/// Writes a mount's value.
struct Fields<'w> {
    writer: &'w mut Writer,
    plain: bool,
}

impl Fields<'_> {
    #[inline]
    fn text(&mut self, key: &str, value: &Text) {
        self.plain &= self.writer.field(key, value);
    }

    /// An option that BuildKit takes no notice of where it is empty.
    #[inline]
    fn option(&mut self, key: &str, value: Option<&Text>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.text(key, value);
        }
    }

    #[inline]
    fn known<T: Notation>(&mut self, key: &str, value: Option<&OrArg<T>>) {
        if let Some(value) = value {
            self.or_arg(key, value);
        }
    }

    fn or_arg<T: Notation>(&mut self, key: &str, value: &OrArg<T>) {
        match value.meaning() {
            Ok(known) if !known.is_written() => {}
            Ok(known) => {
                self.writer.text.push_str(key);
                known.write(&mut self.writer.text);
            }
            Err(text) => self.text(key, text),
        }
    }

    fn from(&mut self, from: Option<&Source>) {
        if let Some(from) = from {
            // Writing to a string cannot fail; `check` lets only plain text through.
            let _ = write!(self.writer.text, ",from={from}");
        }
    }

    fn word(&mut self, word: &str) {
        self.writer.text.push_str(word);
    }

    /// A switch, as it is written where it is on, and with the text that says whether it is on or off.
    #[inline]
    fn switch(&mut self, on: &str, on_if: &str, off_if: &str, switch: &Switch) {
        match switch.meaning() {
            Meaning::Known(true) => self.word(on),
            Meaning::Known(false) => {}
            Meaning::If(text) => self.text(on_if, text),
            Meaning::Unless(text) => self.text(off_if, text),
        }
    }
}

impl Writer {
    pub(super) fn mount(&mut self, mount: &Mount) {
        self.text.push_str("--mount=");
        let start = self.text.len();
        let mut fields = Fields {
            writer: self,
            plain: true,
        };
        match mount {
            // Only where there is no stage to resolve it in, or one in which it cannot be.
            Mount::Preset(preset) => {
                let _ = write!(fields.writer.text, "type=cache,preset={}", preset.manager);
            }
            Mount::Cache(cache) => fields.cache(cache),
            Mount::Bind(bind) => fields.bind(bind),
            Mount::Tmpfs(tmpfs) => fields.tmpfs(tmpfs),
            Mount::Secret(secret) => fields.secret(secret),
            Mount::Ssh(ssh) => fields.ssh(ssh),
            Mount::Other(other) => fields.other(other),
        }
        if !fields.plain {
            self.quote_flag(start);
        }
    }
}

impl Fields<'_> {
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
            read_only,
        } = mount;
        self.word("type=cache");
        self.option(",id=", id.as_ref().map(crate::name::CacheId::text));
        match target {
            Target::Path(path) => self.option(",target=", Some(path)),
            Target::Home(path) => self.text(",target=~/", path),
        }
        self.known(",sharing=", sharing.as_ref());
        self.known(",uid=", uid.as_ref());
        self.known(",gid=", gid.as_ref());
        self.known(",mode=", mode.as_ref());
        self.from(from.as_ref());
        self.option(",source=", source.as_ref());
        self.switch(",ro", ",ro=", ",rw=", read_only);
    }

    fn bind(&mut self, mount: &BindMount) {
        let BindMount {
            target,
            source,
            from,
            read_write,
        } = mount;
        self.word("type=bind");
        self.from(from.as_ref());
        self.option(",source=", source.as_ref());
        self.option(",target=", Some(target));
        self.switch(",rw", ",rw=", ",ro=", read_write);
    }

    fn tmpfs(&mut self, mount: &TmpfsMount) {
        let TmpfsMount {
            target,
            size,
            read_only,
        } = mount;
        self.word("type=tmpfs");
        self.option(",target=", Some(target));
        if let Some(size) = size {
            self.text(",size=", size);
        }
        self.switch(",ro", ",ro=", ",rw=", read_only);
    }

    fn secret(&mut self, mount: &SecretMount) {
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
        self.word("type=secret");
        self.option(",id=", id.as_ref());
        self.option(",source=", source.as_ref());
        self.option(",target=", target.as_ref());
        self.option(",env=", env.as_ref());
        self.or_arg(",required=", required);
        self.known(",mode=", mode.as_ref());
        self.known(",uid=", uid.as_ref());
        self.known(",gid=", gid.as_ref());
    }

    fn ssh(&mut self, mount: &SshMount) {
        let SshMount {
            id,
            target,
            required,
            mode,
            uid,
            gid,
        } = mount;
        self.word("type=ssh");
        self.option(",id=", id.as_ref());
        self.option(",target=", target.as_ref());
        self.or_arg(",required=", required);
        self.known(",mode=", mode.as_ref());
        self.known(",uid=", uid.as_ref());
        self.known(",gid=", gid.as_ref());
    }

    fn other(&mut self, mount: &OtherMount) {
        let OtherMount {
            kind,
            from,
            options,
        } = mount;
        self.text("type=", kind);
        self.from(from.as_ref());
        for option in options {
            if let Some(value) = &option.value {
                self.text(&format!(",{}=", option.name), value);
            } else {
                self.word(",");
                self.word(&option.name);
            }
        }
    }
}
