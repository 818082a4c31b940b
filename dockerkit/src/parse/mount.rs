//! The mounts and devices of `RUN`.
//!
//! Source: `parseMount` in `frontend/dockerfile/instructions/commands_runmount.go`, `ParseDevice` in
//! `commands_rundevice.go`.

use super::Refused;
use super::flags::Flag;
use super::names::Names;
use crate::instruction::Device;
use crate::mode::Mode;
use crate::mount::{
    BindMount, CacheMount, Key, Kind, Mount, MountOption, OtherMount, SecretMount, SshMount,
    Switch, TmpfsMount,
};
use crate::name::{CacheId, Image};
use crate::or_arg::{Notation, OrArg};
use crate::sharing::Sharing;
use crate::shown::Shown;
use crate::source::Source;
use crate::syntax::csv::{self, Fields};
use crate::text::Text;
use crate::text::word::word;

/// An option as it stands: its key, and its value if it has one.
#[derive(Clone, Copy)]
struct Given<'f> {
    key: &'f str,
    raw: Option<&'f str>,
    role: Role,
}

/// What an option is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Type,
    From,
    /// One that BuildKit knows, or none of them.
    Option(Option<Key>),
}

impl<'f> Given<'f> {
    fn of(field: &'f str) -> Self {
        let end = field.bytes().position(|byte| byte == b'=');
        let key = field.get(..end.unwrap_or(field.len())).unwrap_or_default();
        let raw = end.and_then(|end| field.get(end + 1..));
        let role = match Key::read(key) {
            None if raw.is_some() && key.eq_ignore_ascii_case("type") => Role::Type,
            None if raw.is_some() && key.eq_ignore_ascii_case("from") => Role::From,
            read => Role::Option(read),
        };
        Self { key, raw, role }
    }

    fn known(&self) -> Option<Key> {
        match self.role {
            Role::Option(key) => key,
            Role::Type | Role::From => None,
        }
    }

    /// Whether BuildKit takes no such value.
    fn is_refused(&self, escape: char) -> bool {
        let (Some(key), Some(value)) = (self.known(), self.value(escape)) else {
            return false;
        };
        match key {
            Key::Sharing => or_arg::<Sharing>(value).is_none(),
            Key::Uid | Key::Gid => or_arg::<u32>(value).is_none(),
            Key::Mode => or_arg::<Mode>(value).is_none(),
            Key::Required | Key::ReadOnly | Key::ReadWrite => or_arg::<bool>(value).is_none(),
            Key::Id | Key::Source | Key::Target | Key::Env | Key::Size => false,
        }
    }

    fn value(&self, escape: char) -> Option<Text> {
        self.raw.map(|raw| word(raw, escape))
    }
}

pub(super) fn mount(flag: &Flag<'_>, escape: char, names: &Names) -> Result<Mount, Refused> {
    let fields = fields(flag)?;
    let mut options: Vec<Given<'_>> = Vec::with_capacity(4);
    let mut kind: Option<&str> = None;
    let mut from = None;
    let refused =
        |message: String, help: &str| Err(Refused::new(flag.range.clone(), message, help));
    for field in fields.iter().map(Given::of) {
        match (field.role, field.raw) {
            (Role::Type, Some(value)) => {
                if kind.is_some_and(|before| Kind::read(before).is_none()) {
                    return refused("the mount has two types".to_owned(), "take one of them out");
                }
                kind = Some(value);
            }
            (Role::From, Some(value)) => {
                let dollar = value.find('$').filter(|at| at + 1 != value.len());
                if dollar.is_some() {
                    let help = "begin a stage from that image, and name the stage";
                    return refused("`from` expands no variables".to_owned(), help);
                }
                from = Some(value).filter(|value| !value.is_empty());
            }
            _ => {
                if asks_for_type(field) && !kind.is_some_and(|kind| takes(kind, field.known())) {
                    let message = format!(
                        "`{}` stands where its type does not have it",
                        field.key.shown()
                    );
                    return refused(message, "put `type=` of a mount that has it in front");
                }
                options.push(field);
            }
        }
    }
    let from = from.map(|name| {
        names.asked.set(true);
        Source::Image(Image::from(Text::new_literal(name.to_owned())))
    });
    let options = || options.iter().copied();
    let kind = kind.unwrap_or("bind");
    let known = match Kind::read(kind) {
        Some(known) => Some(known),
        None => word(kind, escape).as_literal().and_then(Kind::read),
    };
    let mount = match known {
        Some(Kind::Cache) => cache(options(), from.clone(), escape),
        Some(Kind::Bind) => bind(options(), from.clone(), escape),
        Some(Kind::Tmpfs) => tmpfs(options(), escape).filter(|_| from.is_none()),
        Some(Kind::Secret) => secret(options(), escape).filter(|_| from.is_none()),
        Some(Kind::Ssh) => ssh(options(), escape).filter(|_| from.is_none()),
        None => None,
    };
    let is_twice = |given: &Given<'_>| {
        let key = given.known();
        key.is_some() && options().filter(|other| other.known() == key).count() > 1
    };
    if mount.is_none() && options().any(|given| given.is_refused(escape) && is_twice(&given)) {
        // BuildKit reads all of them, and the last one counts.
        return refused(
            "an option of the mount is there twice, and has a value that BuildKit does not take"
                .to_owned(),
            "take one of them out",
        );
    }
    Ok(mount.unwrap_or_else(|| other(word(kind, escape), from, options(), escape)))
}

/// Whether mounts of a type have an option; of a type that depends on a variable it is not known.
fn takes(kind: &str, key: Option<Key>) -> bool {
    match (Kind::read(kind), key) {
        (Some(kind), Some(key)) => kind.takes(key),
        (None, _) => kind.contains(['$', '\'', '"', '\\', '`']),
        _ => true,
    }
}

/// Whether what an option means depends on the type in front of it.
fn asks_for_type(option: Given<'_>) -> bool {
    matches!(option.known(), Some(Key::Required | Key::Size))
}

fn fields<'f>(flag: &'f Flag<'_>) -> Result<Fields<'f>, Refused> {
    csv::texts(flag.value()).map_err(|broken| {
        Refused::new(
            flag.range.clone(),
            format!(
                "the value of `--{}` is no line of CSV: {}",
                flag.name(),
                broken.why
            ),
            "put quotes around the whole of an option that holds a comma, and double those in it",
        )
    })
}

/// What no other struct holds.
fn other<'f>(
    kind: Text,
    from: Option<Source>,
    options: impl Iterator<Item = Given<'f>>,
    escape: char,
) -> Mount {
    let option = |given: Given<'_>| MountOption {
        name: given.key.to_owned().into(),
        value: given.raw.map(|raw| word(raw, escape)),
    };
    let mut mount = OtherMount::new(kind);
    mount.from = from;
    mount.options = options.map(option).collect();
    mount.into()
}

fn full(text: Text) -> Option<Text> {
    (!text.is_empty()).then_some(text)
}

fn or_arg<T: Notation>(value: Text) -> Option<OrArg<T>> {
    let read = OrArg::from(value);
    // A value that BuildKit refuses stays as it stands.
    match &read {
        OrArg::Text(text) if text.as_literal().is_some() => None,
        _ => Some(read),
    }
}

/// A switch, and whether it says the opposite.
fn switch(value: Option<Text>, opposite: bool) -> Option<Switch> {
    let value: OrArg<bool> = match value {
        Some(value) => or_arg(value)?,
        None => OrArg::Value(true),
    };
    Some(if opposite {
        Switch::on_unless(value)
    } else {
        Switch::on_if(value)
    })
}

fn cache<'f>(
    options: impl Iterator<Item = Given<'f>>,
    from: Option<Source>,
    escape: char,
) -> Option<Mount> {
    let mut mount = CacheMount::new("");
    mount.from = from;
    for given in options {
        match (given.known()?, given.value(escape)) {
            (Key::Id, Some(value)) => mount.id = full(value).map(CacheId::from),
            (Key::Target, Some(value)) => mount.target = crate::mount::Target::Path(value),
            (Key::Sharing, Some(value)) => mount.sharing = Some(or_arg(value)?),
            (Key::Uid, Some(value)) => mount.uid = Some(or_arg(value)?),
            (Key::Gid, Some(value)) => mount.gid = Some(or_arg(value)?),
            (Key::Mode, Some(value)) => mount.mode = Some(or_arg(value)?),
            (Key::Source, Some(value)) => mount.source = full(value),
            (Key::ReadOnly, value) => mount.read_only = switch(value, false)?,
            (Key::ReadWrite, value) => mount.read_only = switch(value, true)?,
            _ => return None,
        }
    }
    Some(mount.into())
}

fn bind<'f>(
    options: impl Iterator<Item = Given<'f>>,
    from: Option<Source>,
    escape: char,
) -> Option<Mount> {
    let mut mount = BindMount::at_workdir();
    mount.from = from;
    for given in options {
        match (given.known()?, given.value(escape)) {
            (Key::Target, Some(value)) => mount.target = value,
            (Key::Source, Some(value)) => mount.source = full(value),
            (Key::ReadOnly, value) => mount.read_write = switch(value, true)?,
            (Key::ReadWrite, value) => mount.read_write = switch(value, false)?,
            _ => return None,
        }
    }
    Some(mount.into())
}

fn tmpfs<'f>(options: impl Iterator<Item = Given<'f>>, escape: char) -> Option<Mount> {
    let mut mount = TmpfsMount::new("");
    for given in options {
        match (given.known()?, given.value(escape)) {
            (Key::Target, Some(value)) => mount.target = value,
            (Key::Size, Some(value)) => mount.size = Some(value),
            (Key::ReadOnly, value) => mount.read_only = switch(value, false)?,
            (Key::ReadWrite, value) => mount.read_only = switch(value, true)?,
            _ => return None,
        }
    }
    Some(mount.into())
}

fn secret<'f>(options: impl Iterator<Item = Given<'f>>, escape: char) -> Option<Mount> {
    let mut mount = SecretMount::new("");
    mount.id = None;
    for given in options {
        match (given.known()?, given.value(escape)) {
            (Key::Id, Some(value)) => mount.id = full(value),
            (Key::Source, Some(value)) => mount.source = full(value),
            (Key::Target, Some(value)) => mount.target = full(value),
            (Key::Env, Some(value)) => mount.env = Some(value),
            (Key::Required, value) => mount.required = required(value)?,
            (Key::Mode, Some(value)) => mount.mode = Some(or_arg(value)?),
            (Key::Uid, Some(value)) => mount.uid = Some(or_arg(value)?),
            (Key::Gid, Some(value)) => mount.gid = Some(or_arg(value)?),
            _ => return None,
        }
    }
    Some(mount.into())
}

fn ssh<'f>(options: impl Iterator<Item = Given<'f>>, escape: char) -> Option<Mount> {
    let mut mount = SshMount::new();
    for given in options {
        match (given.known()?, given.value(escape)) {
            (Key::Id, Some(value)) => mount.id = full(value),
            (Key::Target, Some(value)) => mount.target = full(value),
            (Key::Required, value) => mount.required = required(value)?,
            (Key::Mode, Some(value)) => mount.mode = Some(or_arg(value)?),
            (Key::Uid, Some(value)) => mount.uid = Some(or_arg(value)?),
            (Key::Gid, Some(value)) => mount.gid = Some(or_arg(value)?),
            _ => return None,
        }
    }
    Some(mount.into())
}

fn required(value: Option<Text>) -> Option<OrArg<bool>> {
    value.map_or(Some(OrArg::Value(true)), or_arg)
}

pub(super) fn device(flag: &Flag<'_>) -> Result<Device, Refused> {
    let mut device = Device::new("");
    let refused = |message: &str, help: &str| Err(Refused::new(flag.range.clone(), message, help));
    for text in fields(flag)?.iter() {
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (text, None),
        };
        match (value, device.name.is_empty()) {
            (None, _) if key.eq_ignore_ascii_case("required") => device.required = true,
            (Some(value), _) if key.eq_ignore_ascii_case("required") => match bool::read(value) {
                Some(required) => device.required = required,
                None => {
                    return refused(
                        "`required` is neither on nor off",
                        "it is `true` or `false`",
                    );
                }
            },
            (Some(value), true) if key.eq_ignore_ascii_case("name") => {
                device.name = value.to_owned().into();
            }
            (Some(_), false) if key.eq_ignore_ascii_case("name") => {
                return refused("the device has two names", "take one of them out");
            }
            (_, true) => device.name = text.to_owned().into(),
            (_, false) => {
                return refused("unknown option of a device", "it has `name` and `required`");
            }
        }
    }
    Ok(device)
}
