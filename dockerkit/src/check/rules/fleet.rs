//! Rules of several files that are built on one builder.

use super::cache_use::{add_it, without};
use super::{docs, rules};
use crate::by_name::Names;
use crate::check::Within;
use crate::check::elsewhere::may_look;
use crate::check::fleet::{At, Fleet, Platforms};
use crate::check::sink::Sink;
use crate::check::uses::{CacheUse, RunsOn};
use crate::check::views::RunView;
use crate::help::Help;
use crate::mount::known_as;
use crate::presets::{self, Contents, fillers, finds_all, is_offline};
use crate::shown::Shown as _;

rules! {
    in "project":
    #[doc = " What services share under one cache id is one directory: all mounts of it name one owner and mode."]
    SPLIT_CACHE = "split-cache" (Lint, docs!("#run---mounttypecache"), [Fleet: looks_shared])
    {
        bad: r#"Project::new().service(Service::new("asr", Dockerfile::new().caches([PackageManager::Pip]).stage(Stage::new("python").run("pip install a")))).service(Service::new("tts", Dockerfile::new().caches([PackageManager::Pip]).stage(Stage::new("python").user("1001").run("pip install a"))))"#,
        says: "the cache `pip-cache-shared` is made for 1001:1001 with mode 0755 here and made for nobody in particular in `asr`: two directories under one id",
        good: r#"Project::new().service(Service::new("asr", Dockerfile::new().caches([PackageManager::Pip]).stage(Stage::new("python").run("pip install a")))).service(Service::new("tts", Dockerfile::new().caches([PackageManager::Pip]).stage(Stage::new("python").run("pip install a").user("1001"))))"#
    }
    #[doc = " Services that share a cache name one sharing mode: where a `shared` mount meets a `locked` one, each has a directory from then on."]
    MIXED_SHARING = "mixed-sharing" (Lint, docs!("#run---mounttypecache"), [Fleet: looks_shared])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id("c").sharing(Sharing::Locked)))))).service(Service::new("b", Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id("c"))))))"#,
        says: "the cache `c` is `shared` here and `locked` in `a`: where the two run at the same time, one of them gets an empty directory, and the id is split for good",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id("c").sharing(Sharing::Locked)))))).service(Service::new("b", Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id("c").sharing(Sharing::Locked))))))"#
    }
    #[doc = " Services name the same cache of a package manager by one id."]
    OTHER_ID = "other-id" (Lint, docs!("#run---mounttypecache"), [Fleet: looks_shared])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install a").mount(CacheMount::new("/root/.cache/pip").id("pip")))))).service(Service::new("b", Dockerfile::new().caches([PackageManager::Pip]).stage(Stage::new("python").run("pip install a"))))"#,
        says: "the cache of pip is `pip-cache-shared` here and `pip` in `a`: two directories",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install a").mount(CacheMount::new("/root/.cache/pip").id("pip-cache-shared")))))).service(Service::new("b", Dockerfile::new().caches([PackageManager::Pip]).stage(Stage::new("python").run("pip install a"))))"#
    }
    #[doc = " A cache directory has one content: one cache of one package manager, mounted at one depth."]
    MIXED_CONTENT = "mixed-content" (Lint, docs!("#run---mounttypecache"), [Fleet: looks_shared])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install a").mount(CacheMount::new("/root/.cache/pip").id("cache")))))).service(Service::new("b", Dockerfile::new().stage(Stage::new("node").push(Run::new("npm ci").mount(CacheMount::new("/root/.npm").id("cache"))))))"#,
        says: "the cache `cache` is that of npm here and that of pip in `a`",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install a").mount(CacheMount::new("/root/.cache/pip").id("pip")))))).service(Service::new("b", Dockerfile::new().stage(Stage::new("node").push(Run::new("npm ci").mount(CacheMount::new("/root/.npm").id("npm"))))))"#
    }
    #[doc = " Where a project is built for several platforms, caches whose contents depend on the platform name it in their id."]
    ID_WITHOUT_PLATFORM = "id-without-platform" (Lint, "https://docs.docker.com/build/building/multi-platform/", [Fleet: id_without_platform])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().caches([PackageManager::Go]).stage(Stage::new("golang").run("go build ."))).platforms(["linux/amd64", "linux/arm64"]))"#,
        says: "the cache `go-build-cache-shared` holds what one platform can use, and `a` is built for several",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().cache_ids(CacheIds::new().by_platform()).caches([PackageManager::Go]).stage(Stage::new("golang").run("go build ."))).platforms(["linux/amd64", "linux/arm64"]))"#
    }
    #[doc = " Releases of distributions have package caches of their own."]
    ID_WITHOUT_RELEASE = "id-without-release" (Lint, docs!("#run---mounttypecache"), [Fleet: id_without_release])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("debian:bookworm").push(Run::new("rm -f /etc/apt/apt.conf.d/docker-clean; apt-get install -y curl").mount(CacheMount::new("/var/cache/apt").id("apt").sharing(Sharing::Locked)))))).service(Service::new("b", Dockerfile::new().stage(Stage::new("debian:trixie").push(Run::new("rm -f /etc/apt/apt.conf.d/docker-clean; apt-get install -y curl").mount(CacheMount::new("/var/cache/apt").id("apt").sharing(Sharing::Locked))))))"#,
        says: "the cache `apt` is that of `trixie` here and that of `bookworm` in `a`",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().caches([PackageManager::Apt]).stage(Stage::new("debian:bookworm").run("apt-get install -y curl")))).service(Service::new("b", Dockerfile::new().caches([PackageManager::Apt]).stage(Stage::new("debian:trixie").run("apt-get install -y curl"))))"#
    }
    #[doc = " What one service builds is in no cache of another: `target/`, `node_modules/`, `dist/`."]
    SHARED_OUTPUT = "shared-output" (Lint, docs!("#run---mounttypecache"), [Fleet: shared_output])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("rust").workdir("/src").push(Run::new("make").mount(CacheMount::new("/src/target")))))).service(Service::new("b", Dockerfile::new().stage(Stage::new("rust").workdir("/src").push(Run::new("make").mount(CacheMount::new("/src/target"))))))"#,
        says: "the cache at `/src/target` is what this service builds, and `a` builds in the same directory",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("rust").workdir("/src").push(Run::new("make").mount(CacheMount::new("/src/target").id("a-target")))))).service(Service::new("b", Dockerfile::new().stage(Stage::new("rust").workdir("/src").push(Run::new("make").mount(CacheMount::new("/src/target").id("b-target"))))))"#
    }
    #[doc = " Services that trust different people share no cache: whoever writes to one can plant packages in it."]
    SHARED_ACROSS_TRUST = "shared-across-trust" (Lint, docs!("#run---mounttypecache"), [Fleet: shared_across_trust])
    {
        bad: r#"Project::new().service(Service::new("web", Dockerfile::new().caches([PackageManager::Npm]).stage(Stage::new("node").run("npm ci"))).trust("team")).service(Service::new("fork", Dockerfile::new().caches([PackageManager::Npm]).stage(Stage::new("node").run("npm ci"))).trust("contributors"))"#,
        says: "the cache `npm-cache-shared` is written by `contributors` here and by `team` in `web`: each can plant packages for the other",
        good: r#"Project::new().service(Service::new("web", Dockerfile::new().caches([PackageManager::Npm]).stage(Stage::new("node").run("npm ci"))).trust("team")).service(Service::new("fork", Dockerfile::new().cache_ids(CacheIds::new().prefix("fork-")).caches([PackageManager::Npm]).stage(Stage::new("node").run("npm ci"))).trust("contributors"))"#
    }
    #[doc = " A package manager that a service runs has its cache mounted."]
    NO_CACHE = "no-cache" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Run: no_cache])
    {
        bad: r#"Project::new().service(Service::new("a", Dockerfile::new().stage(Stage::new("python").run("pip install torch"))))"#,
        says: "`pip install` runs without the cache of pip: what it downloads is in no cache",
        good: r#"Project::new().service(Service::new("a", Dockerfile::new().caches([PackageManager::Pip]).stage(Stage::new("python").run("pip install torch"))))"#
    }
    #[doc = " Where a host asks for ids that begin in a certain way, every id does, and has no variable in it."]
    ID_PREFIX = "id-prefix" (Lint, "https://docs.railway.com/builds/dockerfiles#cache-mounts", [Fleet: id_prefix])
    {
        bad: r#"Project::new().policy(Policy::new().ids_begin_with("s/4711-")).service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id("c"))))).by_hand())"#,
        says: "the cache `c` does not begin with `s/4711-`",
        good: r#"Project::new().policy(Policy::new().ids_begin_with("s/4711-")).service(Service::new("a", Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id("s/4711-c"))))).by_hand())"#
    }
}

/// What looks shared and is not, of the rule that looks now.
fn looks_shared(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    let Some(rule) = sink.rule else { return };
    for split in fleet.splits.iter().filter(|split| split.rule == rule) {
        let [at, other] = split.mounts;
        let message = split.message.clone();
        fleet.find(at, Some(other), message, split.help.clone(), sink);
    }
}

fn id_without_platform(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for opened in &fleet.directories {
        if opened.opens.is_err() {
            // A variable may be the platform.
            continue;
        }
        let native = |used: &CacheUse| {
            let cache = used.kept.and_then(|kept| kept.cache);
            cache.is_some_and(|cache| cache.contents == Contents::Native)
                && used.runs_on == RunsOn::Target
        };
        let mut mounts = fleet.mounts(opened);
        let first =
            mounts.find(|(_, member, used)| member.platforms == Platforms::Several && native(used));
        if let Some((at, member, used)) = first {
            fleet.find(
                at,
                None,
                format!(
                    "the cache `{}` holds what one platform can use, and `{}` is built for several",
                    known_as(used.key()).shown(),
                    member.name.shown()
                ),
                Help::either(
                    "keep them apart: `.cache_ids(CacheIds::new().by_platform())`",
                    "keep them apart: `ARG TARGETARCH` in the stage, and `-$TARGETARCH` at the end of the id",
                ),
                sink,
            );
        }
    }
}

fn id_without_release(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for opened in &fleet.directories {
        let mut first: Option<(At, &str)> = None;
        let mut told: Vec<&str> = Vec::new();
        for (at, _, used) in fleet.mounts(opened) {
            let of_distribution = used
                .kept
                .is_some_and(|kept| presets::distribution::has(kept.manager));
            let Some(own) = used.distribution.as_deref().filter(|_| of_distribution) else {
                continue;
            };
            let Some((before, other)) = first else {
                first = Some((at, own));
                continue;
            };
            if own == other || told.contains(&own) {
                continue;
            }
            told.push(own);
            let elsewhere = fleet.mount(before).map_or("", |(member, _)| member.name);
            fleet.find(
                at,
                Some(before),
                format!(
                    "the cache `{}` is that of `{}` here and that of `{}` in `{}`",
                    known_as(used.key()).shown(),
                    own.shown(),
                    other.shown(),
                    elsewhere.shown()
                ),
                format!(
                    "name the release in the id of each, such as `…-{}`",
                    own.shown()
                ),
                sink,
            );
        }
    }
}

/// What builds leave behind, by the last part of the path.
const OUTPUTS: [&str; 9] = [
    "target",
    "node_modules",
    "dist",
    "build",
    "out",
    ".next",
    "obj",
    "_build",
    ".venv",
];

fn shared_output(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for opened in &fleet.directories {
        let is_output = |used: &CacheUse| {
            let last = used.target.trim_end_matches('/').rsplit('/').next();
            used.kept.is_none() && last.is_some_and(|last| OUTPUTS.contains(&last))
        };
        let mut outputs = fleet.mounts(opened).filter(|(.., used)| is_output(used));
        let Some((before, other, _)) = outputs.next() else {
            continue;
        };
        let Some((at, _, used)) = outputs.find(|(at, ..)| at.0 != before.0) else {
            continue;
        };
        fleet.find(
            at,
            Some(before),
            format!(
                "the cache at `{}` is what this service builds, and `{}` builds in the same directory",
                used.target.shown(),
                other.name.shown()
            ),
            "give each service its own: `id=` with the name of the service",
            sink,
        );
    }
}

fn shared_across_trust(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for opened in &fleet.directories {
        let mut seen = Names::default();
        let mut first: Vec<(At, &str)> = Vec::new();
        for (at, member, _) in fleet.mounts(opened) {
            if let Some(trust) = member.trust.filter(|trust| seen.add(trust)) {
                first.push((at, trust));
            }
        }
        let mut domains = first.into_iter();
        let Some((before, other)) = domains.next() else {
            continue;
        };
        for (at, own) in domains {
            let (key, elsewhere) = match (fleet.mount(at), fleet.mount(before)) {
                (Some((_, used)), Some((member, _))) => (used.key(), member.name),
                _ => continue,
            };
            fleet.find(
                at,
                Some(before),
                format!(
                    "the cache `{}` is written by `{}` here and by `{}` in `{}`: each can plant packages for the other",
                    known_as(key).shown(),
                    own.shown(),
                    other.shown(),
                    elsewhere.shown()
                ),
                Help::either(
                    "give one of them ids of its own: `.cache_ids(CacheIds::new().prefix(…))`, or a namespace: the build argument \
                     `BUILDKIT_CACHE_MOUNT_NS`",
                    "give one of them ids of its own, or a namespace: the build argument `BUILDKIT_CACHE_MOUNT_NS`",
                ),
                sink,
            );
        }
    }
}

/// A step without any cache; where it has others, or steps before it have this one, that has rules of its own.
fn no_cache(view: &RunView<'_>, sink: &mut Sink<'_>) {
    if view.within == Within::Nothing || !view.managers.is_empty() {
        return;
    }
    for (manager, simple) in without(view) {
        if view.filled.contains(&manager) || !fillers(simple).contains(&manager) {
            continue;
        }
        if is_offline(manager, simple) || may_look(manager, simple, view.run, view.runner) {
            continue;
        }
        // What it needs was said of the step that has downloaded it.
        if view.in_image.contains(&manager) && finds_all(simple).contains(&manager) {
            continue;
        }
        sink.find(
            format!(
                "`{}` runs without the cache of {manager}: what it downloads is in no cache",
                simple.called()
            ),
            add_it(manager, view),
        );
    }
}

fn id_prefix(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    let Some(prefix) = fleet.prefix else { return };
    for opened in &fleet.directories {
        for (at, _, used) in fleet.mounts(opened) {
            let what = match &used.id {
                None => format!("the cache at `{}` has no id", used.target.shown()),
                Some(id) if !id.starts_with(prefix) => format!(
                    "the cache `{}` does not begin with `{}`",
                    id.shown(),
                    prefix.shown()
                ),
                Some(id) if used.has_variable => {
                    format!("the id `{}` has a variable in it", id.shown())
                }
                Some(_) => continue,
            };
            let help = format!(
                "name it `id={}…`, as the host of the builds asks",
                prefix.shown()
            );
            fleet.find(at, None, what, help, sink);
        }
    }
}
