//! Rules of several builds that use one cache at the same time.

use super::{docs, rules};
use crate::check::fleet::{At, Fleet};
use crate::check::lock_order::{Crossed, LockOrder};
use crate::check::sink::Sink;
use crate::check::uses::CacheUse;
use crate::check::views::{CrossedView, MountView};
use crate::help::Help;
use crate::mount::{CacheMount, Meaning, Mount, known_as};
use crate::owner;
use crate::presets::Evidence;
use crate::sharing::Sharing;
use crate::shown::Shown;

rules! {
    #[doc = " A cache is `locked` where its package manager breaks when two builds use it at once."]
    UNSAFE_SHARING = "unsafe-sharing" (Lint, docs!("#run---mounttypecache"), [Mount: unsafe_sharing])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("node").env("YARN_CACHE_FOLDER", "/var/cache/yarn").push(Run::new("yarn install --frozen-lockfile").mount(CacheMount::new("/var/cache/yarn"))))"#,
        says: "the cache of yarn names no sharing mode, and so is `shared`: yarn breaks when two builds use it at once",
        good: r#"Dockerfile::new().stage(Stage::new("node").env("YARN_CACHE_FOLDER", "/var/cache/yarn").push(Run::new("yarn install --frozen-lockfile").mount(CacheMount::new("/var/cache/yarn").sharing(Sharing::Locked))))"#
    }
    #[doc = " Steps that lock the same two caches lock them in one order, which is that of their targets."]
    LOCK_ORDER = "lock-order" (Lint, docs!("#run---mounttypecache"), [Crossed: lock_order, Fleet: lock_order_of_services])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("make a").mount(CacheMount::new("/1").id("a").sharing(Sharing::Locked)).mount(CacheMount::new("/2").id("b").sharing(Sharing::Locked))).push(Run::new("make b").mount(CacheMount::new("/1").id("b").sharing(Sharing::Locked)).mount(CacheMount::new("/2").id("a").sharing(Sharing::Locked))))"#,
        says: "the step locks the cache `b` at `/1` before `a` at `/2`, and another step the other way round: two builds wait for each other for ever",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("make a").mount(CacheMount::new("/1").id("a").sharing(Sharing::Locked)).mount(CacheMount::new("/2").id("b").sharing(Sharing::Locked))).push(Run::new("make b").mount(CacheMount::new("/1").id("a").sharing(Sharing::Locked)).mount(CacheMount::new("/2").id("b").sharing(Sharing::Locked))))"#
    }
}

fn unsafe_sharing(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let Mount::Cache(mount) = view.mount else {
        return;
    };
    let CacheMount {
        sharing, read_only, ..
    } = mount.as_ref();
    let named = match sharing {
        None => "names no sharing mode, and so is `shared`",
        Some(sharing) if sharing.value() == Some(Sharing::Shared) => "is `shared`",
        Some(_) => return,
    };
    if read_only.meaning() != Meaning::Known(false) {
        return;
    }
    let Some(manager) = owner::locked_owner(mount) else {
        return;
    };
    let why = match manager.row().evidence {
        Evidence::Measured(_) => format!("{manager} breaks when two builds use it at once"),
        Evidence::Documented(_) => format!("{manager} is not made for two builds at once"),
    };
    sink.find_in(
        "--mount",
        format!("the cache of {manager} {named}: {why}"),
        Help::either(
            format!(
                "lock it: `.sharing(Sharing::Locked)`, or leave it to the preset: `.cache(PackageManager::{manager:?})`"
            ),
            "lock it in every step that mounts it: `sharing=locked`",
        ),
    );
}

fn lock_order(view: &CrossedView<'_>, sink: &mut Sink<'_>) {
    sink.find_in("--mount", said(view.crossed, "another step"), ONE_ORDER);
    sink.relate(view.place.clone());
}

/// The same of steps of two services.
fn lock_order_of_services(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    let mut order = LockOrder::default();
    let mut steps: Vec<At> = Vec::new();
    for (member, uses) in fleet.uses.iter().enumerate() {
        let mut rest = uses.as_slice();
        let mut number = 0;
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|it| it.at == first.at).count();
            let (step, after) = rest.split_at(count);
            let at: At = (member, number);
            let locks = step.iter().filter_map(CacheUse::lock).collect();
            let crossed = order.step(locks, steps.len());
            steps.push(at);
            let before = crossed.as_ref().and_then(|it| steps.get(it.step).copied());
            // Those of one file are told of the file.
            if let (Some(crossed), Some(before)) =
                (crossed, before.filter(|(other, _)| *other != member))
            {
                let other = fleet.mount(before);
                let other = other.map_or("", |(member, _)| member.name).shown();
                let message = said(&crossed, &format!("a step of `{other}`"));
                fleet.find(at, Some(before), message, ONE_ORDER, sink);
            }
            number += count;
            rest = after;
        }
    }
}

const ONE_ORDER: &str = "mount each of them at one target everywhere: BuildKit takes the locks of a step in the order of the targets";

fn said(crossed: &Crossed, other: &str) -> String {
    let [first, then] = &crossed.now;
    let name = |key: &str| known_as(key).shown();
    format!(
        "the step locks the cache `{}` at `{}` before `{}` at `{}`, and {other} the other way round: two builds wait for each \
             other for ever",
        name(&first.directory.key),
        first.target.shown(),
        name(&then.directory.key),
        then.target.shown(),
    )
}
