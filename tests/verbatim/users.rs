//! Who runs a step, and what that makes of its mounts.

use std::collections::BTreeSet;

use dockerkit::{PackageManager, presets::Cache};

use crate::options::Fields;
use crate::reading::{Flag, FlagValue};
use crate::words::{self, Atom};

/// Who runs a step, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    User {
        uid: Option<u32>,
        gid: Option<u32>,
        home: Option<Vec<Atom>>,
    },
    /// One of the stages that text with variables may name.
    Perhaps,
}

impl Who {
    pub(crate) fn root() -> Self {
        Self::User {
            uid: Some(0),
            gid: Some(0),
            home: Some(words::literal("/root")),
        }
    }
}

/// Who runs a step, and whether an `ENV` may have moved any cache.
#[derive(Clone, Debug)]
pub(crate) struct Runner {
    pub(crate) who: Who,
    pub(crate) moved: bool,
    /// What the ids of a distribution's packages end in, if that is known.
    pub(crate) release: Option<&'static str>,
}

impl Runner {
    pub(crate) fn root() -> Self {
        Self {
            who: Who::root(),
            moved: false,
            release: Some(""),
        }
    }

    /// Of an image, as it is written.
    pub(crate) fn of_image(image: &str) -> Self {
        let is_open = image.contains('$');
        Self {
            who: if is_open { Who::Perhaps } else { Who::root() },
            moved: false,
            release: match image {
                "alpine" | "alpine:$TAG" => Some("-alpine"),
                "python:3.12-slim" => Some("-debian"),
                _ if is_open => None,
                _ => Some(""),
            },
        }
    }
}

/// The caches of a manager for this user: those at its own places, or those at everybody else's.
fn own_place(runner: &Runner) -> Option<bool> {
    match &runner.who {
        Who::User { uid, home, .. } => {
            Some(!runner.moved && *uid == Some(0) && *home == Some(words::literal("/root")))
        }
        Who::Perhaps => None,
    }
}

/// What may stand in front of a command with the caches of these managers: shell commands, each with `; ` and a
/// continuation or a newline after it. Which it is depends on the user.
pub(crate) fn leads(managers: &[PackageManager], runner: &Runner) -> Vec<Vec<String>> {
    let lead = |own: bool| {
        let (mut exports, mut setup) = (Vec::new(), Vec::new());
        let add = |to: &mut Vec<&'static str>, all: &[&'static str]| {
            for text in all {
                if !to.contains(text) {
                    to.push(text);
                }
            }
        };
        for row in managers.iter().map(|manager| manager.row()) {
            for cache in row.caches {
                if !own || cache.root == cache.others {
                    add(&mut exports, cache.exports);
                }
            }
            add(&mut exports, row.exports);
            add(&mut setup, row.setup);
        }
        let exports = exports.into_iter().map(|it| format!("export {it}"));
        exports
            .chain(setup.into_iter().map(str::to_owned))
            .collect()
    };
    match own_place(runner) {
        Some(own) => vec![lead(own)],
        None => vec![lead(true), lead(false)],
    }
}

/// A flag with what is known about the user filled in, but for what presets have mounted before; `None` if something is not known.
pub(crate) fn settle(
    flag: &Flag,
    runner: &Runner,
    seen: &mut BTreeSet<&'static str>,
) -> Option<Vec<Flag>> {
    let mount = |fields| Flag {
        name: flag.name,
        value: FlagValue::Mount(fields),
    };
    match &flag.value {
        FlagValue::Home {
            fields,
            path,
            owned,
        } => Some(vec![match &runner.who {
            Who::Perhaps => Flag {
                name: flag.name,
                value: FlagValue::Unsettled,
            },
            Who::User { uid, gid, home } => {
                let mut fields = fields.clone();
                fields.insert(
                    "target".to_owned(),
                    Some(below(home.as_ref()?, path.clone())),
                );
                if *owned {
                    own(&mut fields, *uid, *gid)?;
                }
                mount(fields)
            }
        }]),
        FlagValue::Owned(fields) | FlagValue::PerhapsOwned(fields) => {
            if runner.who == Who::Perhaps {
                return Some(vec![Flag {
                    name: flag.name,
                    value: FlagValue::PerhapsOwned(fields.clone()),
                }]);
            }
            let Who::User {
                uid: Some(uid @ 1..),
                ..
            } = runner.who
            else {
                return Some(vec![mount(fields.clone())]);
            };
            let mut fields = fields.clone();
            fields.insert("uid".to_owned(), Some(words::literal(&uid.to_string())));
            Some(vec![match flag.value {
                FlagValue::Owned(_) => mount(fields),
                _ => Flag {
                    name: flag.name,
                    value: FlagValue::PerhapsOwned(fields),
                },
            }])
        }
        FlagValue::Preset(manager) => {
            let row = manager.row();
            let one = |cache: &Cache| {
                let (Who::User { uid, gid, .. }, Some(own_place)) =
                    (&runner.who, own_place(runner))
                else {
                    return Some(Flag {
                        name: flag.name,
                        value: FlagValue::Unsettled,
                    });
                };
                if row.needs_root && *uid != Some(0) {
                    return None;
                }
                let release = if row.install.is_empty() {
                    Some("")
                } else {
                    runner.release
                };
                let Some(release) = release else {
                    return Some(Flag {
                        name: flag.name,
                        value: FlagValue::Unsettled,
                    });
                };
                let place = if own_place { cache.root } else { cache.others };
                let mut fields = Fields::new();
                for (key, value) in [
                    ("type", "cache"),
                    ("id", &format!("{}{release}", cache.id)),
                    ("sharing", &cache.sharing.to_string()),
                    ("target", place),
                ] {
                    fields.insert(key.to_owned(), Some(words::literal(value)));
                }
                own(&mut fields, *uid, *gid)?;
                Some(mount(fields))
            };
            // What several presets have in common is mounted once.
            let in_memory: Vec<_> = row.in_memory.iter().filter(|it| seen.insert(it)).collect();
            let caches: Vec<_> = row.caches.iter().filter(|it| seen.insert(it.id)).collect();
            let in_memory = in_memory.into_iter().map(|directory| {
                let words = [("type", "tmpfs"), ("target", *directory)];
                let fields =
                    words.map(|(key, value)| (key.to_owned(), Some(words::literal(value))));
                Some(mount(Fields::from_iter(fields)))
            });
            in_memory.chain(caches.into_iter().map(one)).collect()
        }
        _ => Some(vec![flag.clone()]),
    }
}

fn below(home: &[Atom], path: Vec<Atom>) -> Vec<Atom> {
    let mut target = home.to_vec();
    if !matches!(home.last(), Some(Atom::Text(text)) if text.ends_with('/')) {
        words::push(&mut target, '/');
    }
    words::append(&mut target, path);
    target
}

fn own(fields: &mut Fields, uid: Option<u32>, gid: Option<u32>) -> Option<()> {
    if uid != Some(0) {
        fields.insert("uid".to_owned(), Some(words::literal(&uid?.to_string())));
        fields.insert("gid".to_owned(), Some(words::literal(&gid?.to_string())));
    }
    Some(())
}
