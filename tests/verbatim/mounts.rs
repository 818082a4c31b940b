//! Mounts of every kind, and what they mean.

use std::fmt::Debug;

use dockerkit::{
    BindMount, CacheId, CacheMount, Mode, Mount, OrArg, OtherMount, PackageManager, SecretMount,
    Sharing, Source, SshMount, Switch, Text, TmpfsMount,
};
use proptest::{
    collection::vec,
    option::{of, weighted},
    prelude::*,
    sample::select,
};

use crate::instructions::{From, from};
use crate::options::{Written, canonical};
use crate::reading::{Flag, FlagValue};
use crate::strings::{Place, Val, value};
use crate::words;

/// A mount, and the flag it is.
type Case = (Mount, Flag);

/// A mount of any kind.
pub(crate) fn mount() -> BoxedStrategy<Case> {
    let preset = select(PackageManager::ALL).prop_map(|manager| {
        let value = FlagValue::Preset(manager);
        (
            Mount::from(manager),
            Flag {
                name: "mount",
                value,
            },
        )
    });
    prop_oneof![3 => cache(), 2 => bind(), 1 => tmpfs(), 2 => secret(), 2 => ssh(), 2 => other(), 2 => preset]
        .boxed()
}

/// Collects what a mount means while it is built.
struct Meaning(Vec<Written>);

impl Meaning {
    fn of(kind: &str) -> Self {
        let mut meaning = Self(Vec::new());
        meaning.set("type", kind);
        meaning
    }

    fn set(&mut self, key: &str, value: &str) {
        self.0.push((key.to_owned(), Some(words::literal(value))));
    }

    /// A switch, which is on where text says it, or off.
    fn switch(&mut self, key: &str, opposite: &str, switch: Switched) -> Switch {
        match switch {
            Switched::Known(on) => {
                if on {
                    self.0.push((key.to_owned(), None));
                }
                Switch::Value(on)
            }
            Switched::If(text) => Switch::If(self.value(key, text)),
            Switched::Unless(text) => Switch::Unless(self.value(opposite, text)),
        }
    }

    fn required(&mut self, required: Option<Known<bool>>) -> OrArg<bool> {
        self.known("required", required)
            .unwrap_or(OrArg::Value(false))
    }

    fn value(&mut self, key: &str, value: Val) -> Text {
        self.0.push((key.to_owned(), Some(value.means())));
        value.text
    }

    fn option(&mut self, key: &str, value: Option<Val>) -> Option<Text> {
        value.map(|value| self.value(key, value))
    }

    fn known<T: ToString>(&mut self, key: &str, value: Option<Known<T>>) -> Option<OrArg<T>> {
        value.map(|value| match value {
            Known::Value(known) => {
                self.set(key, &known.to_string());
                OrArg::Value(known)
            }
            Known::Text(text) => OrArg::Text(self.value(key, text)),
        })
    }

    fn from(&mut self, from: Option<From>) -> Option<Source> {
        from.map(|from| {
            self.set("from", &from.means);
            from.source
        })
    }

    /// With whoever runs the step as its owner, if nothing is said and it is more than a variable.
    fn owned(self, is_open: bool) -> Flag {
        let mut flag = self.flag();
        if let (true, FlagValue::Mount(fields)) = (is_open, &flag.value) {
            if fields.contains_key("target") || !fields.contains_key("env") {
                flag.value = FlagValue::Owned(fields.clone());
            }
        }
        flag
    }

    fn flag(self) -> Flag {
        Flag {
            name: "mount",
            value: FlagValue::Mount(canonical(self.0)),
        }
    }
}

/// A closed value, or text for it.
#[derive(Clone, Debug)]
enum Known<T> {
    Value(T),
    Text(Val),
}

fn known<T: Clone + Debug + 'static>(
    values: impl Strategy<Value = T> + 'static,
    texts: &'static [&'static str],
) -> BoxedStrategy<Option<Known<T>>> {
    let known = prop_oneof![
        6 => values.prop_map(Known::Value),
        3 => select(texts).prop_map(|text| Known::Text(Val::expand(text))),
        1 => flag().prop_map(Known::Text),
    ];
    prop_oneof![3 => Just(None), 1 => known.prop_map(Some)].boxed()
}

/// Who a file belongs to, and its permissions.
#[derive(Clone, Debug)]
struct Owner {
    uid: Option<Known<u32>>,
    gid: Option<Known<u32>>,
    mode: Option<Known<Mode>>,
}

impl Owner {
    fn says_nothing(&self) -> bool {
        self.uid.is_none() && self.gid.is_none() && self.mode.is_none()
    }
}

fn owner() -> BoxedStrategy<Owner> {
    const TEXTS: &[&str] = &[
        "1001",
        "$UID",
        "${GID:-7}",
        "01",
        "4294967295",
        "4294967296",
        "-1",
        "+1",
        "",
    ];
    let id = || known(select(&[0, 1, 1001, u32::MAX][..]), TEXTS);
    let modes = select(&[0o755, 0o7, 0o7777, 0o10000][..]).prop_map(Mode);
    (id(), id(), known(modes, &["755", "0755", "$MODE", "8", ""]))
        .prop_map(|(uid, gid, mode)| Owner { uid, gid, mode })
        .boxed()
}

/// What a switch is.
#[derive(Clone, Debug)]
enum Switched {
    Known(bool),
    If(Val),
    Unless(Val),
}

const SWITCHES: &[&str] = &["true", "F", "0", "$RO", "${RW:-true}", "yes", ""];

fn switch() -> BoxedStrategy<Switched> {
    let text = || select(SWITCHES).prop_map(Val::expand);
    prop_oneof![
        4 => any::<bool>().prop_map(Switched::Known),
        1 => text().prop_map(Switched::If),
        1 => text().prop_map(Switched::Unless),
    ]
    .boxed()
}

fn required() -> BoxedStrategy<Option<Known<bool>>> {
    known(any::<bool>(), SWITCHES)
}

/// A mount as text, of any type and with options of all.
fn other() -> BoxedStrategy<Case> {
    const OPTIONS: &[(&str, &[&str])] = &[
        ("id", &["a", "$A", ""]),
        ("target", &["/c", "$A", "/", ""]),
        ("DST", &["/d"]),
        ("source", &["x", "", "[y]"]),
        ("Src", &["y"]),
        ("env", &["A", ""]),
        ("size", &["1g", "x"]),
        ("sharing", &["LOCKED", "$A", "no"]),
        ("mode", &["0700", "$A"]),
        ("uid", &["1", "01", "$A", "x"]),
        ("gid", &["1"]),
        ("ro", SWITCHES),
        ("ReadOnly", SWITCHES),
        ("rw", SWITCHES),
        ("readwrite", SWITCHES),
        ("required", SWITCHES),
    ];
    let option = select(OPTIONS).prop_flat_map(|(name, values)| {
        let value = select(values).prop_map(Val::expand);
        let any =
            prop_oneof![6 => value.prop_map(Some), 1 => flag().prop_map(Some), 1 => Just(None)];
        (Just(name), any)
    });
    let kinds = [
        "$A",
        "${B:-cache}",
        "cache",
        "Cache",
        "bind",
        "tmpfs",
        "SECRET",
        "ssh",
        "pipe",
    ];
    let kind = select(kinds.map(Val::expand).to_vec());
    (kind, weighted(0.2, from()), vec(option, 0..5))
        .prop_map(|(kind, from, options)| {
            let mut meaning = Meaning(Vec::new());
            let mut mount = OtherMount::new(meaning.value("type", kind));
            mount.from = meaning.from(from);
            for (name, value) in options {
                mount = if let Some(value) = value {
                    mount.option(name, meaning.value(name, value))
                } else {
                    meaning.0.push((name.to_owned(), None));
                    mount.switch(name)
                };
            }
            let mut flag = meaning.flag();
            if let FlagValue::Mount(fields) = &flag.value {
                let kind = fields.get("type").cloned().flatten();
                let kind = kind.as_deref().and_then(words::text).unwrap_or_default();
                let is_open = ["secret", "ssh"].contains(&kind.to_ascii_lowercase().as_str())
                    && !["uid", "gid", "mode"]
                        .iter()
                        .any(|key| fields.contains_key(*key));
                if is_open {
                    flag.value = FlagValue::PerhapsOwned(fields.clone());
                }
            }
            (Mount::from(mount), flag)
        })
        .boxed()
}

fn flag() -> BoxedStrategy<Val> {
    value(Place::FlagBesideHeredoc)
}

fn rarely(strategy: BoxedStrategy<Val>) -> BoxedStrategy<Option<Val>> {
    weighted(0.25, strategy).boxed()
}

/// A place that is likely to be one.
fn target() -> BoxedStrategy<Val> {
    let path = |(head, tail): (&str, Val)| Val::literal(head).then(tail);
    let likely = (select(&["/c/", "d", "/x$y "][..]), flag()).prop_map(path);
    prop_oneof![9 => likely, 1 => flag()].boxed()
}

fn cache() -> BoxedStrategy<Case> {
    let sharing = known(
        select(&[Sharing::Shared, Sharing::Private, Sharing::Locked][..]),
        &["locked", "Shared", "PRIVATE", "$SHARING", "lock", ""],
    );
    let place = prop_oneof![3 => target().prop_map(Ok), 1 => flag().prop_map(Err)];
    let from = weighted(0.2, from());
    (
        of(flag()),
        place,
        sharing,
        owner(),
        from,
        rarely(flag()),
        switch(),
    )
        .prop_map(|(id, place, sharing, owner, from, source, read_only)| {
            let mut meaning = Meaning::of("cache");
            let mut mount = match &place {
                Ok(path) => CacheMount::new(&path.text),
                Err(path) => CacheMount::in_home(&path.text),
            };
            let inherits = owner.says_nothing();
            let owned = inherits && from.is_none();
            mount.id = meaning.option("id", id).map(CacheId::from);
            mount.sharing = meaning.known("sharing", sharing);
            mount.uid = meaning.known("uid", owner.uid);
            mount.gid = meaning.known("gid", owner.gid);
            mount.mode = meaning.known("mode", owner.mode);
            mount.from = meaning.from(from);
            mount.source = meaning.option("source", source);
            mount.read_only = meaning.switch("ro", "rw", read_only);
            let flag = match place {
                Ok(path) => {
                    meaning.value("target", path);
                    meaning.flag()
                }
                Err(path) => {
                    let path = path.means();
                    let value = FlagValue::Home {
                        fields: canonical(meaning.0),
                        path,
                        owned,
                    };
                    Flag {
                        name: "mount",
                        value,
                    }
                }
            };
            (Mount::from(mount), flag)
        })
        .boxed()
}

fn bind() -> BoxedStrategy<Case> {
    (target(), of(flag()), weighted(0.2, from()), switch())
        .prop_map(|(target, source, from, read_write)| {
            let mut meaning = Meaning::of("bind");
            let mut mount = BindMount::new(meaning.value("target", target));
            mount.source = meaning.option("source", source);
            mount.from = meaning.from(from);
            mount.read_write = meaning.switch("rw", "ro", read_write);
            (Mount::from(mount), meaning.flag())
        })
        .boxed()
}

fn tmpfs() -> BoxedStrategy<Case> {
    let known = select(
        &[
            "512m", "1g", "0", "$SIZE", "x", "1.5 GiB", "1i", "10ki", ".1", "1.",
        ][..],
    )
    .prop_map(Val::expand);
    (target(), of(prop_oneof![known, flag()]), switch())
        .prop_map(|(target, size, read_only)| {
            let mut meaning = Meaning::of("tmpfs");
            let mut mount = TmpfsMount::new(meaning.value("target", target));
            mount.size = meaning.option("size", size);
            mount.read_only = meaning.switch("ro", "rw", read_only);
            (Mount::from(mount), meaning.flag())
        })
        .boxed()
}

fn secret() -> BoxedStrategy<Case> {
    let odd = vec(prop::bool::weighted(0.1), 2);
    (vec(of(flag()), 4), odd, required(), owner())
        .prop_map(|(mut values, odd, required, owner)| {
            let mut meaning = Meaning::of("secret");
            let mut mount = SecretMount::new("");
            let (source, id) = (values.remove(3), values.remove(0));
            let id = id.or_else(|| Some(Val::literal("token")));
            mount.id = meaning.option("id", id.filter(|_| !odd[0]));
            mount.source = meaning.option("source", source.filter(|_| odd[1]));
            mount.target = meaning.option("target", values.remove(0));
            mount.env = meaning.option("env", values.remove(0));
            mount.required = meaning.required(required);
            let is_open = owner.says_nothing();
            mount.uid = meaning.known("uid", owner.uid);
            mount.gid = meaning.known("gid", owner.gid);
            mount.mode = meaning.known("mode", owner.mode);
            (Mount::from(mount), meaning.owned(is_open))
        })
        .boxed()
}

fn ssh() -> BoxedStrategy<Case> {
    (of(flag()), of(flag()), required(), owner())
        .prop_map(|(id, target, required, owner)| {
            let mut meaning = Meaning::of("ssh");
            let mut mount = SshMount::new();
            mount.id = meaning.option("id", id);
            mount.target = meaning.option("target", target);
            mount.required = meaning.required(required);
            let is_open = owner.says_nothing();
            mount.uid = meaning.known("uid", owner.uid);
            mount.gid = meaning.known("gid", owner.gid);
            mount.mode = meaning.known("mode", owner.mode);
            (Mount::from(mount), meaning.owned(is_open))
        })
        .boxed()
}
