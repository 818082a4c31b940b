//! The builds that save and load one cache.

use crate::bake::{Entries, Target, Template, Value, fields};
use crate::carry::{Cache, CacheStore, StorePlace};
use crate::dockerfile::Dockerfile;
use crate::error::Error;
use crate::instruction::{CopyFiles, InlineFile, Network, Run};
use crate::mount::{Base, BindMount, CacheMount};
use crate::name::CacheId;
use crate::sharing::Sharing;
use crate::stage::Stage;
use crate::text::{Text, literal};

/// The target with the tools and the scripts, which all others mount.
pub(super) const TOOLS: &str = "caches-tools";

const SAVE: &str = concat!(include_str!("finish.sh"), include_str!("save.sh"));
const LOAD: &str = concat!(include_str!("finish.sh"), include_str!("load.sh"));

/// The highest owner that busybox's `tar` writes down: seven octal digits.
const HIGHEST: u32 = 0o7_777_777;

/// The tools and the scripts. What is in the files of the others is only what differs between caches.
pub(super) fn tools(store: &CacheStore) -> Result<Target, Error> {
    let script = |name, text| CopyFiles::file(InlineFile::new(name, text), "/");
    let stage = Stage::new(store.tools.clone())
        .push(script("save.sh", SAVE))
        .push(script("load.sh", LOAD));
    Ok(Target {
        context: Some(".".into()),
        dockerfile_inline: Some(text(stage)?.into()),
        output: vec![nothing()],
        ..Target::default()
    })
}

/// Reads the cache into an image that holds nothing else, and hands that out.
pub(super) fn save(place: &StorePlace, cache: &Cache, name: &str) -> Result<Target, Error> {
    // In a directory an older archive stays. In a registry an empty one would take its place.
    let if_empty = match place {
        StorePlace::Directory(_) => "0",
        StorePlace::Registry(_) => "1",
    };
    let run = step(cache, name, "save.sh", &[if_empty]);
    let output = match place {
        StorePlace::Directory(path) => fields([("type", "local"), ("dest", path)]),
        StorePlace::Registry(repository) => {
            let image = format!("{repository}:{name}");
            fields([("type", "image"), ("name", &image), ("push", "true")])
        }
    };
    target(cache, run, None, output)
}

/// Fills the cache where it is empty, and hands out nothing.
pub(super) fn load(place: &StorePlace, cache: &Cache, name: &str) -> Result<Target, Error> {
    let owner = match cache.directory.base {
        Base::Nothing => None,
        Base::Owned { uid, gid, .. } => {
            let whose = if uid.max(gid) > HIGHEST {
                "all"
            } else {
                "links"
            };
            Some((format!("{uid}:{gid}"), whose))
        }
    };
    let words = owner.as_ref().map(|(owner, whose)| [owner.as_str(), whose]);
    let words = words.as_ref().map_or(&[][..], <[&str; 2]>::as_slice);
    let run =
        step(cache, name, "load.sh", words).mount(BindMount::new("/saved").from_image("saved"));
    let saved = match place {
        StorePlace::Directory(path) => as_path(path),
        StorePlace::Registry(repository) => format!("docker-image://{repository}:{name}"),
    };
    target(cache, run, Some(saved), nothing())
}

fn nothing() -> Value {
    fields([("type", "cacheonly")])
}

fn target(cache: &Cache, run: Run, saved: Option<String>, output: Value) -> Result<Target, Error> {
    // `tools` and `saved` are no images: they are what the target says.
    let tools = ("tools".to_owned(), format!("target:{TOOLS}").into());
    let saved = saved.map(|saved| ("saved".to_owned(), saved.into()));
    // A step whose arguments are known is taken from the layer cache: nothing would be loaded, and what was saved before saved again.
    let mut args = vec![("STAMP".to_owned(), Template::UNIQUE.into())];
    if !cache.namespace().is_empty() {
        let namespace = cache.namespace().into();
        args.push(("BUILDKIT_CACHE_MOUNT_NS".to_owned(), namespace));
    }
    Ok(Target {
        context: Some(".".into()),
        dockerfile_inline: Some(text(Stage::new("scratch").arg("STAMP").push(run))?.into()),
        args: Entries(args),
        contexts: Entries([tools].into_iter().chain(saved).collect()),
        output: vec![output],
        ..Target::default()
    })
}

/// A file for the builder's own frontend: one image less to pull.
fn text(stage: Stage) -> Result<String, Error> {
    Dockerfile::new().without_syntax().stage(stage).render()
}

/// A step that runs this script of the tools in the cache. It needs no network.
fn step(cache: &Cache, name: &str, script: &str, words: &[&str]) -> Run {
    let script = format!("/tools/{script}");
    let command = ["/tools/bin/busybox", "sh", "-eu", &script, name].into_iter();
    let command: Vec<_> = command
        .chain(words.iter().copied())
        .map(str::to_owned)
        .collect();
    let run = Run::new(command)
        .mount(BindMount::new("/tools").from_image("tools"))
        .mount(mount(cache))
        .network(Network::None);
    // Two loads of one cache would be in each other's way, and a save would see half a load. Where the services lock it, nobody
    // else is in it anyway; a second lock in one step could make two steps wait for each other.
    match cache.sharing {
        Sharing::Shared => run.mount(lock(name)),
        Sharing::Private | Sharing::Locked => run,
    }
}

/// The mount that opens the directory as the services do.
fn mount(cache: &Cache) -> CacheMount {
    let id: Text = literal(cache.id());
    let mount = CacheMount::new("/cache")
        .id(CacheId::from(id))
        .sharing(cache.sharing);
    match cache.directory.base {
        Base::Nothing => mount,
        Base::Owned {
            uid,
            gid,
            mode: 0o755,
        } => mount.uid(uid).gid(gid),
        Base::Owned { uid, gid, mode } => mount.uid(uid).gid(gid).mode(mode),
    }
}

/// An empty directory of our own that only one step at a time is in.
fn lock(name: &str) -> CacheMount {
    let id: Text = literal(format!("dockerkit-carry-{name}"));
    CacheMount::new("/lock")
        .id(CacheId::from(id))
        .sharing(Sharing::Locked)
}

/// A path that bake does not take for an address or the name of a target.
fn as_path(path: &str) -> String {
    if path.contains(':') && !path.starts_with(['/', '.']) {
        format!("./{path}")
    } else {
        path.to_owned()
    }
}
