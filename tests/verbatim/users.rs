//! Who runs a step, and what that makes of its mounts.

use dockerkit::PackageManager;

use crate::reading::{Fields, Flag, FlagValue};
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

/// A manager's caches: id, directory in the home of others than root and, if that is another one, root's, and sharing
/// mode; and what is exported.
type Preset = (
    &'static [(
        &'static str,
        &'static str,
        Option<&'static str>,
        &'static str,
    )],
    &'static str,
);

/// The presets once more, as literally as can be. A directory that begins with `/` is everybody's.
pub(crate) fn preset(manager: PackageManager) -> Preset {
    match manager.as_str() {
        "pip" => (&[("pip-cache-shared", ".cache/pip", None, "shared")], ""),
        "uv" => (
            &[("uv-cache-shared", ".cache/uv", None, "shared")],
            "UV_LINK_MODE=copy",
        ),
        "npm" => (&[("npm-cache-shared", ".npm", None, "shared")], ""),
        "pnpm" => (
            &[("pnpm-store-cache-shared", "/var/cache/pnpm", None, "shared")],
            "npm_config_store_dir=/var/cache/pnpm pnpm_config_store_dir=/var/cache/pnpm",
        ),
        "yarn" => (
            &[(
                "yarn-cache-shared",
                ".cache/yarn",
                Some("/usr/local/share/.cache/yarn"),
                "locked",
            )],
            "",
        ),
        "composer" => (
            &[("composer-cache-shared", "/tmp/cache", None, "locked")],
            "COMPOSER_CACHE_DIR=/tmp/cache",
        ),
        "go" => (
            &[
                ("go-cache-shared", "/go/pkg/mod", None, "shared"),
                ("go-build-cache-shared", ".cache/go-build", None, "shared"),
            ],
            "GOMODCACHE=/go/pkg/mod",
        ),
        "cargo" => (
            &[(
                "cargo-home-cache-shared",
                "/var/cache/cargo",
                None,
                "shared",
            )],
            "CARGO_HOME=/var/cache/cargo",
        ),
        other => panic!("no row for {other}"),
    }
}

/// A flag with what is known about the user filled in; `None` if something is not known.
pub(crate) fn settle(flag: &Flag, who: &Who) -> Option<Vec<Flag>> {
    let mount = |fields| Flag {
        name: flag.name,
        value: FlagValue::Mount(fields),
    };
    match &flag.value {
        FlagValue::Home {
            fields,
            path,
            owned,
        } => Some(vec![match who {
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
        FlagValue::Preset(manager) => {
            let (caches, _) = preset(*manager);
            let one = |(id, place, root, sharing): &(&str, &str, Option<&str>, &str)| {
                let Who::User { uid, gid, home } = who else {
                    return Some(Flag {
                        name: flag.name,
                        value: FlagValue::Unsettled,
                    });
                };
                let mut fields = Fields::new();
                for (key, value) in [("type", "cache"), ("id", id), ("sharing", sharing)] {
                    fields.insert(key.to_owned(), Some(words::literal(value)));
                }
                let place = root.filter(|_| *uid == Some(0)).unwrap_or(place);
                let target = if place.starts_with('/') {
                    words::literal(place)
                } else {
                    below(home.as_ref()?, words::literal(place))
                };
                fields.insert("target".to_owned(), Some(target));
                own(&mut fields, *uid, *gid)?;
                Some(mount(fields))
            };
            caches.iter().map(one).collect()
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
