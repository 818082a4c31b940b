//! The model of a `RUN`.

use dockerkit as d;

use crate::model::{origin, text};
use crate::spec::{Kind, Mount, Number, Own, Run};

/// The managers, by number.
pub fn manager(number: usize) -> d::PackageManager {
    d::PackageManager::ALL[number % d::PackageManager::ALL.len()]
}

/// The modes of sharing, by number.
pub const SHARING: [Option<(d::Sharing, &str)>; 4] = [
    None,
    Some((d::Sharing::Shared, "shared")),
    Some((d::Sharing::Private, "private")),
    Some((d::Sharing::Locked, "locked")),
];

pub(crate) fn run(spec: &Run, command: d::Command) -> d::Run {
    let mut run = d::Run::new(command);
    run.mounts = spec.mounts.iter().map(mount).collect();
    run.network = [
        None,
        Some(d::Network::Default),
        Some(d::Network::None),
        Some(d::Network::Host),
    ][spec.network];
    run.security = [
        None,
        Some(d::Security::Sandbox),
        Some(d::Security::Insecure),
    ][spec.security];
    for (name, required) in &spec.devices {
        let device = d::Device::new(name.clone());
        run = run.device(if *required { device.required() } else { device });
    }
    run
}

fn mount(spec: &Mount) -> d::Mount {
    match spec {
        Mount::Preset(number, None) => manager(*number).into(),
        Mount::Preset(number, Some(suffix)) => manager(*number).id_suffix(suffix.clone()).into(),
        Mount::Own(own) => own_mount(own),
    }
}

fn owner(number: Option<&Number>) -> Option<d::OrArg<u32>> {
    number.map(|number| match number {
        Number::Known(number) => (*number).into(),
        Number::Text(text) => text.clone().into(),
    })
}

fn mode(number: Option<&Number>) -> Option<d::OrArg<d::Mode>> {
    number.map(|number| match number {
        Number::Known(number) => (*number).into(),
        Number::Text(text) => text.clone().into(),
    })
}

fn own_mount(own: &Own) -> d::Mount {
    let target = own.target.as_ref().map(text);
    let id = own.id.as_ref().map(text);
    let source = own.source.as_ref().map(text);
    let word = own.word.as_ref().map(text);
    let (uid, gid) = (owner(own.uid.as_ref()), owner(own.gid.as_ref()));
    let mode = mode(own.mode.as_ref());
    let path = target.clone().unwrap_or_default();
    match own.kind {
        Kind::Cache => {
            let mut mount = d::CacheMount::new(path);
            mount.id = id.map(Into::into);
            mount.sharing = SHARING[own.sharing].map(|(mode, _)| mode.into());
            mount.from = own.from.as_ref().map(origin);
            mount.read_only = own.flag.into();
            (mount.source, mount.uid, mount.gid, mount.mode) = (source, uid, gid, mode);
            mount.into()
        }
        Kind::Bind => {
            let mut mount = d::BindMount::new(path);
            mount.from = own.from.as_ref().map(origin);
            mount.read_write = own.flag.into();
            mount.source = source;
            mount.into()
        }
        Kind::Tmpfs => {
            let mut mount = d::TmpfsMount::new(path);
            mount.size = word;
            mount.into()
        }
        Kind::Secret => {
            let mut mount = d::SecretMount::new("");
            (mount.id, mount.source) = if source.is_some() {
                (None, source)
            } else {
                (id, None)
            };
            (mount.target, mount.env, mount.required) = (target, word, own.flag.into());
            (mount.uid, mount.gid, mount.mode) = (uid, gid, mode);
            mount.into()
        }
        Kind::Ssh => {
            let mut mount = d::SshMount::new();
            (mount.id, mount.target, mount.required) = (id, target, own.flag.into());
            (mount.uid, mount.gid, mount.mode) = (uid, gid, mode);
            mount.into()
        }
    }
}
