//! Mounts that are text, as the mounts that they name.

use crate::mount::{
    BindMount, CacheMount, Key, Kind, Mount, OtherMount, SecretMount, SshMount, Switch, TmpfsMount,
};
use crate::or_arg::OrArg;
use crate::source::Source;
use crate::text::Text;

/// The mount of the type that it names, if that can say all of it.
pub(super) fn named(mount: &OtherMount) -> Option<Mount> {
    let kind = mount.kind()?;
    let mut options = Options::default();
    for option in &mount.options {
        options.take(Key::read(&option.name)?, option.value.as_ref())?;
    }
    let from = mount.from.clone();
    match kind {
        Kind::Cache => options.cache(from),
        Kind::Bind => options.bind(from),
        _ if from.is_some() => None,
        Kind::Tmpfs => options.tmpfs(),
        Kind::Secret => options.secret(),
        Kind::Ssh => options.ssh(),
    }
}

/// Options as BuildKit reads them, of which each mount takes its own.
#[derive(Default)]
struct Options {
    id: Option<Text>,
    source: Option<Text>,
    target: Option<Text>,
    env: Option<Text>,
    size: Option<Text>,
    sharing: Option<Text>,
    mode: Option<Text>,
    uid: Option<Text>,
    gid: Option<Text>,
    required: Option<OrArg<bool>>,
    /// Whether it can only be read.
    read_only: Option<Access>,
}

/// What says whether a step may write.
enum Access {
    ReadOnly(OrArg<bool>),
    ReadWrite(OrArg<bool>),
}

impl Access {
    fn read_only(self) -> Switch {
        match self {
            Self::ReadOnly(value) => Switch::on_if(value),
            Self::ReadWrite(value) => Switch::on_unless(value),
        }
    }

    fn read_write(self) -> Switch {
        match self {
            Self::ReadOnly(value) => Switch::on_unless(value),
            Self::ReadWrite(value) => Switch::on_if(value),
        }
    }
}

impl Options {
    /// Takes an option; nothing if it lacks its value.
    fn take(&mut self, key: Key, value: Option<&Text>) -> Option<()> {
        let switch = || value.map_or(OrArg::Value(true), |value| value.clone().into());
        let place = match key {
            Key::Required => {
                self.required = Some(switch());
                return Some(());
            }
            Key::ReadOnly => {
                self.read_only = Some(Access::ReadOnly(switch()));
                return Some(());
            }
            Key::ReadWrite => {
                self.read_only = Some(Access::ReadWrite(switch()));
                return Some(());
            }
            Key::Id => &mut self.id,
            Key::Source => &mut self.source,
            Key::Target => &mut self.target,
            Key::Env => &mut self.env,
            Key::Size => &mut self.size,
            Key::Sharing => &mut self.sharing,
            Key::Mode => &mut self.mode,
            Key::Uid => &mut self.uid,
            Key::Gid => &mut self.gid,
        };
        *place = Some(value?.clone());
        Some(())
    }

    /// Nothing, if there is an option that this mount has not.
    fn end(self) -> Option<()> {
        let Self {
            id,
            source,
            target,
            env,
            size,
            sharing,
            mode,
            uid,
            gid,
            required,
            read_only,
        } = self;
        let texts = [id, source, target, env, size, sharing, mode, uid, gid];
        let any = texts.iter().any(Option::is_some) || required.is_some() || read_only.is_some();
        (!any).then_some(())
    }

    fn cache(mut self, from: Option<Source>) -> Option<Mount> {
        let mut mount = CacheMount::new(self.target.take().unwrap_or_default());
        mount.id = self.id.take().map(Into::into);
        mount.sharing = self.sharing.take().map(Into::into);
        mount.uid = self.uid.take().map(Into::into);
        mount.gid = self.gid.take().map(Into::into);
        mount.mode = self.mode.take().map(Into::into);
        mount.from = from;
        mount.source = self.source.take();
        mount.read_only = self
            .read_only
            .take()
            .map(Access::read_only)
            .unwrap_or_default();
        self.end().map(|()| mount.into())
    }

    fn bind(mut self, from: Option<Source>) -> Option<Mount> {
        let mut mount = BindMount::new(self.target.take().unwrap_or_default());
        mount.from = from;
        mount.source = self.source.take();
        let access = self.read_only.take();
        mount.read_write = access.map(Access::read_write).unwrap_or_default();
        self.end().map(|()| mount.into())
    }

    fn tmpfs(mut self) -> Option<Mount> {
        let mut mount = TmpfsMount::new(self.target.take().unwrap_or_default());
        mount.size = self.size.take();
        let access = self.read_only.take();
        mount.read_only = access.map(Access::read_only).unwrap_or_default();
        self.end().map(|()| mount.into())
    }

    fn secret(mut self) -> Option<Mount> {
        let mut mount = SecretMount::new("");
        mount.id = self.id.take();
        mount.source = self.source.take();
        mount.target = self.target.take();
        mount.env = self.env.take();
        mount.required = self.required.take().unwrap_or(OrArg::Value(false));
        mount.mode = self.mode.take().map(Into::into);
        mount.uid = self.uid.take().map(Into::into);
        mount.gid = self.gid.take().map(Into::into);
        self.end().map(|()| mount.into())
    }

    fn ssh(mut self) -> Option<Mount> {
        let mut mount = SshMount::new();
        mount.id = self.id.take();
        mount.target = self.target.take();
        mount.required = self.required.take().unwrap_or(OrArg::Value(false));
        mount.mode = self.mode.take().map(Into::into);
        mount.uid = self.uid.take().map(Into::into);
        mount.gid = self.gid.take().map(Into::into);
        self.end().map(|()| mount.into())
    }
}
