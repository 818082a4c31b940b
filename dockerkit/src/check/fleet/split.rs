//! Cache mounts that look shared and are not.

use super::{At, Fleet, Opened};
use crate::check::paths::is_within;
use crate::check::uses::CacheUse;
use crate::check::{Rule, rules};
use crate::help::Help;
use crate::mount::{Base, CacheDirectory, known_as};
use crate::owner::Kept;
use crate::presets::{self, PackageManager};
use crate::rule;
use crate::sharing::Sharing;
use crate::shown::Shown as _;
use crate::sorted;

/// Two mounts that look as if they shared their downloads.
pub(crate) struct Split {
    /// The rule that they break.
    pub(crate) rule: &'static Rule,
    /// The directories that they open, by their numbers.
    #[cfg_attr(
        not(feature = "project"),
        expect(dead_code, reason = "only its report shows them")
    )]
    pub(crate) directories: [usize; 2],
    /// A mount, and the one in front of it that it differs from.
    pub(crate) mounts: [At; 2],
    /// What is wrong, as it is said of the first of them.
    pub(crate) message: String,
    /// What would join them.
    pub(crate) help: Help,
}

pub(super) fn of(fleet: &Fleet<'_>) -> Vec<Split> {
    let mut splits = Vec::new();
    by_base(fleet, &mut splits);
    by_sharing(fleet, &mut splits);
    by_id(fleet, &mut splits);
    by_layout(fleet, &mut splits);
    splits
}

/// Two directories by their numbers, and a mount of each.
type Pair = ([usize; 2], [At; 2]);

/// A mount of each of two directories, of services that do not open the other, too: what they share anyway is meant. The one
/// that is written later is the first.
fn apart(fleet: &Fleet<'_>, one: usize, other: usize) -> Option<Pair> {
    let (ones, others) = (fleet.directories.get(one)?, fleet.directories.get(other)?);
    let (at, other_at) = (ones.without(others)?, others.without(ones)?);
    Some(if at > other_at {
        ([one, other], [at, other_at])
    } else {
        ([other, one], [other_at, at])
    })
}

impl Opened {
    /// The first mount of a service that does not open the other one.
    fn without(&self, other: &Self) -> Option<At> {
        let mut mounts = self.mounts.iter();
        let is_without = |at: &&At| other.services.binary_search(&at.0).is_err();
        mounts.find(is_without).copied()
    }
}

fn service<'f>(fleet: &'f Fleet<'_>, (member, _): At) -> &'f str {
    fleet.members.get(member).map_or("", |it| it.name)
}

/// Whether their services say that they trust different people: they are not to share anything.
fn are_kept_apart(fleet: &Fleet<'_>, [(one, _), (other, _)]: [At; 2]) -> bool {
    let trust = |member: usize| fleet.members.get(member).and_then(|it| it.trust);
    matches!((trust(one), trust(other)), (Some(one), Some(other)) if one != other)
}

/// One id, several owners.
fn by_base(fleet: &Fleet<'_>, splits: &mut Vec<Split>) {
    let known = |number: usize| fleet.directories.get(number)?.opens.as_ref().ok();
    let mut first: Option<(usize, &CacheDirectory)> = None;
    for number in 0..fleet.directories.len() {
        let Some(directory) = known(number) else {
            continue;
        };
        let Some((before, _)) = first.filter(|(_, before)| before.key == directory.key) else {
            first = Some((number, directory));
            continue;
        };
        let Some((directories, mounts)) = apart(fleet, before, number) else {
            continue;
        };
        let [Some(now), Some(before)] = directories.map(known) else {
            continue;
        };
        if are_kept_apart(fleet, mounts) {
            continue;
        }
        let [own, other] = [&now.base, &before.base];
        splits.push(Split {
            rule: &rules::SPLIT_CACHE,
            directories,
            mounts,
            message: format!(
                "the cache `{}` is {} here and {} in `{}`: two directories under one id",
                known_as(&now.key).shown(),
                own.made(),
                other.made(),
                service(fleet, mounts[1]).shown()
            ),
            help: join(fleet, mounts, own, other),
        });
    }
}

/// How two directories of one id become one.
fn join(fleet: &Fleet<'_>, mounts: [At; 2], own: &Base, other: &Base) -> Help {
    let is_roots = |base: &Base| match base {
        Base::Nothing => true,
        Base::Owned { uid, .. } => *uid == 0,
    };
    let [user, others] = mounts.map(|at| fleet.mount(at).and_then(|(_, used)| used.user.clone()));
    match (own, other) {
        _ if is_roots(own) && is_roots(other) => {
            "leave out `uid`, `gid` and `mode` of both: both are root's".into()
        }
        (Base::Owned { uid, .. }, Base::Owned { uid: other_uid, .. }) if uid == other_uid => {
            "name the same `uid`, `gid` and `mode` in both".into()
        }
        _ => {
            let who = match (user, others) {
                (Some(user), Some(other)) if user != other => {
                    format!(" (`{}` here, `{}` there)", user.shown(), other.shown())
                }
                _ => String::new(),
            };
            format!(
                "let both steps run as one user{who}, such as root in a build stage, or give one of them an id of its own"
            )
            .into()
        }
    }
}

/// One directory, several sharing modes.
fn by_sharing(fleet: &Fleet<'_>, splits: &mut Vec<Split>) {
    for (number, opened) in fleet.directories.iter().enumerate() {
        let mut first: Option<(At, Sharing)> = None;
        let mut told: Vec<Sharing> = Vec::new();
        for (at, _, used) in fleet.mounts(opened) {
            let Some(own) = used.sharing else { continue };
            let Some((before, other)) = first else {
                first = Some((at, own));
                continue;
            };
            // Within one file that is said of the file.
            if own == other || before.0 == at.0 || told.contains(&own) {
                continue;
            }
            told.push(own);
            splits.push(Split {
                rule: &rules::MIXED_SHARING,
                directories: [number, number],
                mounts: [at, before],
                message: format!(
                    "the cache `{}` is `{own}` here and `{other}` in `{}`: where the two run at the same time, one of them gets an \
                     empty directory, and the id is split for good",
                    known_as(used.key()).shown(),
                    service(fleet, before).shown()
                ),
                help: "name the same sharing mode everywhere".into(),
            });
        }
    }
}

/// A directory by its number, the first mount that opens it, and whose cache that is.
type Held<'f> = (usize, &'f CacheUse, Kept);

/// What the same cache of one manager is called.
fn by_id(fleet: &Fleet<'_>, splits: &mut Vec<Split>) {
    let mut caches: Vec<Held<'_>> = Vec::new();
    for (number, opened) in fleet.directories.iter().enumerate() {
        let first = opened.mounts.first().and_then(|at| fleet.mount(*at));
        if let Some((_, used)) = first {
            caches.extend(used.kept.map(|kept| (number, used, kept)));
        }
    }
    sorted::sort(&mut caches, &|(.., one), (.., other)| {
        let managers = one.manager.cmp(&other.manager);
        managers.then_with(|| one.which.cmp(other.which))
    });
    for found in caches
        .chunk_by(|(.., one), (.., other)| one.manager == other.manager && one.which == other.which)
    {
        let Some(((first, named, kept), rest)) = found.split_first() else {
            continue;
        };
        let manager = kept.manager;
        for (next, used, _) in rest {
            if may_be_equal(named, used)
                || are_releases(manager, named, used)
                || is_platform_only(used.key(), named.key())
            {
                continue;
            }
            let Some((directories, mounts)) = apart(fleet, *first, *next) else {
                continue;
            };
            if are_kept_apart(fleet, mounts) {
                continue;
            }
            let (message, help) = two_ids(fleet, manager, mounts);
            splits.push(Split {
                rule: &rules::OTHER_ID,
                directories,
                mounts,
                message,
                help,
            });
        }
    }
}

/// Whether they are caches of a distribution's packages, of which each release has its own.
fn are_releases(manager: PackageManager, one: &CacheUse, other: &CacheUse) -> bool {
    presets::distribution::has(manager)
        && (one.distribution != other.distribution || one.distribution.is_none())
}

/// Whether two mounts may have one id: what depends on a variable begins as it is written at least.
fn may_be_equal(one: &CacheUse, other: &CacheUse) -> bool {
    if one.opens.is_ok() && other.opens.is_ok() {
        return one.key() == other.key();
    }
    let literal = |used: &CacheUse| used.key().split('$').next().unwrap_or_default().to_owned();
    let (one, other) = (literal(one), literal(other));
    one.starts_with(&other) || other.starts_with(&one)
}

/// Whether two ids differ by the platform only that they name.
fn is_platform_only(one: &str, other: &str) -> bool {
    const NAMES: [&str; 8] = [
        "amd64", "x86_64", "x86-64", "arm64", "aarch64", "armv7", "arm", "386",
    ];
    const VARIABLES: [&str; 4] = ["PLATFORM", "ARCH", "VARIANT", "OS"];
    let without = |key: &str| {
        let mut key = key.replace(['{', '}'], "");
        for variable in VARIABLES {
            key = key.replace(&format!("$TARGET{variable}"), "");
            key = key.replace(&format!("$BUILD{variable}"), "");
        }
        let key = NAMES.iter().fold(key, |key, name| key.replace(name, ""));
        key.trim_end_matches(['-', '_', '/', '.']).to_owned()
    };
    without(one) == without(other)
}

fn two_ids(fleet: &Fleet<'_>, manager: PackageManager, mounts: [At; 2]) -> (String, Help) {
    let [own, other] = mounts.map(|at| fleet.mount(at).map(|(_, used)| used));
    let (Some(own), Some(other)) = (own, other) else {
        return (String::new(), "".into());
    };
    let elsewhere = service(fleet, mounts[1]).shown();
    let called = |used: &CacheUse| known_as(used.key()).shown();
    match (&own.id, &other.id) {
        (Some(id), Some(same)) if id == same => (
            format!(
                "the cache `{}` of {manager} is in another namespace than in `{elsewhere}`: two directories",
                id.shown()
            ),
            "give both builds the same build argument `BUILDKIT_CACHE_MOUNT_NS`".into(),
        ),
        (Some(_), Some(_)) => {
            let only = if called(own).eq_ignore_ascii_case(&called(other)) {
                ", which differs by case only"
            } else {
                ""
            };
            (
                format!(
                    "the cache of {manager} is `{}` here and `{}` in `{elsewhere}`{only}: two directories",
                    called(own),
                    called(other)
                ),
                "name one id in both, and the same owner".into(),
            )
        }
        (own_id, _) => {
            let (what, whose) = match own_id {
                None => (called(own), "here".to_owned()),
                Some(_) => (called(other), format!("in `{elsewhere}`")),
            };
            (
                format!(
                    "the cache of {manager} has no id {whose}, where its target `{what}` is what it is known by: two directories"
                ),
                "name one id in both, and the same owner".into(),
            )
        }
    }
}

/// One directory that holds what does not belong together.
fn by_layout(fleet: &Fleet<'_>, splits: &mut Vec<Split>) {
    for (number, opened) in fleet.directories.iter().enumerate() {
        let mut first: Option<(At, &CacheUse)> = None;
        for (at, _, used) in fleet.mounts(opened) {
            let Some((before, other)) = first else {
                first = Some((at, used));
                continue;
            };
            if before.0 == at.0 {
                continue;
            }
            let elsewhere = service(fleet, before).shown();
            let id = known_as(used.key()).shown();
            let kind = |used: &CacheUse| used.kept.map(|kept| (kept.manager, kept.which));
            let message = match (kind(used), kind(other)) {
                (Some(own), Some(other)) if own == other => continue,
                (Some((own, _)), Some((others, _))) if own != others => format!(
                    "the cache `{id}` is that of {own} here and that of {others} in `{elsewhere}`"
                ),
                _ if are_nested(&used.target, &other.target) => {
                    format!(
                        "the cache `{id}` is mounted at `{}` here and at `{}` in `{elsewhere}`: what one of them stores is not where the \
                         other one looks",
                        used.target.shown(),
                        other.target.shown()
                    )
                }
                _ => continue,
            };
            splits.push(Split {
                rule: &rules::MIXED_CONTENT,
                directories: [number, number],
                mounts: [at, before],
                message,
                help: "give each its own id, or mount both at the same directory".into(),
            });
            break;
        }
    }
}

/// Whether one of two directories lies in the other.
fn are_nested(one: &str, other: &str) -> bool {
    let (one, other) = (rule::clean_path(one), rule::clean_path(other));
    one != other && (is_within(&one, &other) || is_within(&other, &one))
}
