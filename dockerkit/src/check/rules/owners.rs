//! Rules of whose a mount is.

use super::caches::uid_of;
use super::{docs, rules};
use crate::check::sink::Sink;
use crate::check::views::Owned;
use crate::help::Help;
use crate::mode::Mode;
use crate::mount::{CacheMount, Meaning, Mount, Target};
use crate::or_arg::OrArg;
use crate::owner;
use crate::shown::Shown;
use crate::user::User;

rules! {
    #[doc = " Whoever runs a step can read its secrets, which are root's where nothing else is said of them."]
    SECRET_OWNER = "secret-owner" (Lint, docs!("#run---mounttypesecret"), [Owned: secret_owner])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").user("app").push(Run::new("fetch").mount(SecretMount::new("token"))))"#,
        says: "the secret belongs to root, and `app`, who runs the step, cannot read it",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").user(User::new("app").uid(1001)).push(Run::new("fetch").mount(SecretMount::new("token"))))"#
    }
    #[doc = " Whoever runs a step can write to its caches, which are root's where nothing else is said of them."]
    CACHE_OWNER = "cache-owner" (Lint, docs!("#run---mounttypecache"), [Owned: cache_owner])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").user("1001").push(Run::new("make").mount(CacheMount::new("/c"))))"#,
        says: "the cache belongs to root, and `1001`, who runs the step, cannot write to it",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").user("1001").push(Run::new("make").mount(CacheMount::new("/c").uid(1001).gid(1001))))"#
    }
}

/// Whether it is root's, and gives these permissions to nobody else. What depends on an `ARG` may be anybody's.
fn is_roots(
    (uid, gid): (Option<&OrArg<u32>>, Option<&OrArg<u32>>),
    mode: Option<&OrArg<Mode>>,
    others: u32,
) -> bool {
    let root = uid.is_none_or(|uid| uid.value() == Some(0)) && gid.is_none();
    root && mode.is_none_or(|mode| mode.value().is_some_and(|mode| mode.0 & others == 0))
}

fn secret_owner(view: &Owned<'_>, sink: &mut Sink<'_>) {
    let (what, owner, mode) = match view.mount {
        Mount::Secret(it) if it.is_file() => {
            ("the secret", (it.uid.as_ref(), it.gid.as_ref()), &it.mode)
        }
        Mount::Ssh(it) => {
            let owner = (it.uid.as_ref(), it.gid.as_ref());
            ("the socket of the agent", owner, &it.mode)
        }
        _ => return,
    };
    if is_roots(owner, mode.as_ref(), 0o004) {
        let help = match view.user.owner() {
            // Its own words keep it root's.
            Some(uid) => Help::either(
                format!("say of the mount whose it is: `.uid({uid})`"),
                format!("say of the mount whose it is: `uid={uid}`"),
            ),
            None => uid_of(&view.user.to_string().shown()),
        };
        sink.find_in(
            "--mount",
            format!(
                "{what} belongs to root, and {}, cannot read it",
                who(view.user)
            ),
            help.and(Help::either(
                "; or who may read it: `.mode(0o444)`",
                "; or who may read it: `mode=0444`",
            )),
        );
    }
}

fn cache_owner(view: &Owned<'_>, sink: &mut Sink<'_>) {
    let Mount::Cache(mount) = view.mount else {
        return;
    };
    let CacheMount { uid, gid, mode, .. } = mount.as_ref();
    let written = mount.from.is_none()
        && matches!(mount.target, Target::Path(_))
        && mount.read_only.meaning() == Meaning::Known(false);
    if written && is_roots((uid.as_ref(), gid.as_ref()), mode.as_ref(), 0o002) {
        let target = match &mount.target {
            Target::Path(path) => path.leading_literal().unwrap_or_default(),
            Target::Home(_) => "",
        };
        if target == "/root" || target.starts_with("/root/") {
            let help = match owner::owner(mount) {
                Some(manager) => Help::either(
                    format!(
                        "leave the directory to the preset: `.cache(PackageManager::{manager:?})`"
                    ),
                    "mount it where that user may go, tell the program where that is, and say whose it is: `uid=…,gid=…`",
                ),
                None => Help::either(
                    "mount it where that user may go, and say whose it is: `.uid(…).gid(…)`",
                    "mount it where that user may go, and say whose it is: `uid=…,gid=…`",
                ),
            };
            sink.find_in(
                "--mount",
                format!(
                    "the cache is in root's home directory, and {}, cannot enter it",
                    who(view.user)
                ),
                help,
            );
            return;
        }
        let help = match (view.user.owner(), view.user.group()) {
            (Some(uid), Some(gid)) => Help::either(
                format!("say whose it is: `.uid({uid}).gid({gid})`"),
                format!("say whose it is: `uid={uid},gid={gid}`"),
            ),
            _ => Help::either(
                "say whose it is: `.uid(…).gid(…)`",
                "say whose it is: `uid=…,gid=…`",
            ),
        };
        sink.find_in(
            "--mount",
            format!(
                "the cache belongs to root, and {}, cannot write to it",
                who(view.user)
            ),
            help.and("; a directory that others own needs an id of its own"),
        );
    }
}

fn who(user: &User) -> String {
    format!("`{}`, who runs the step", user.to_string().shown())
}
