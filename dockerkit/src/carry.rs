//! Caches that are carried from one builder to another.

mod build;
mod left_out;
mod map;
mod name;

pub use left_out::{LeftOut, LeftOutReason};

use std::borrow::{Borrow, Cow};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::bake::{Bake, Entries, Group, Target};
use crate::dockerfile::Dockerfile;
use crate::error::Error;
use crate::mount::{CacheDirectory, CacheMount};
use crate::name::Image;
use crate::or_arg::OrArg;
use crate::sharing::Sharing;
use crate::stage::Stage;
use crate::text::literal;

/// Where caches are kept while no builder has them: an archive for each directory, in a local directory or in a registry.
///
/// `docker buildx bake caches-save`<br>`docker buildx bake caches-load`
///
/// A cache mount is never part of an image or of `--cache-to`, so that every new builder begins with empty ones.
/// [`bake_file`](Self::bake_file) writes builds that read and fill them, with nothing but buildx; the module
/// [`carrying`](crate::carrying) shows how it is used, and what it costs.
///
/// ```
/// use dockerkit::{CacheMount, CacheStore, Sharing};
///
/// let pip = CacheMount::new("/root/.cache/pip").id("pip-cache-shared");
/// let models = CacheMount::new("/models").id("models").uid(1001).gid(1001).sharing(Sharing::Locked);
/// let carried = CacheStore::directory("saved").bake_file([&pip, &models])?;
/// assert!(carried.left_out.is_empty());
/// assert!(carried.text.starts_with(
///     r#"{
///   "group": {
///     "caches-save": {
///       "targets": [
///         "caches-save-pip-cache-shared",
///         "caches-save-models_u1001_g1001"
///       ]
///     },
///     "caches-load": {"#,
/// ));
/// # Ok::<(), dockerkit::Error>(())
/// ```
///
/// Measured with Docker Engine 28.5.2 and buildx 0.29.1. BuildKit has no way of its own:
/// [moby/buildkit issue 1474](https://github.com/moby/buildkit/issues/1474).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CacheStore {
    /// Where the archives are.
    pub place: StorePlace,
    /// The image whose busybox reads and fills the caches, `busybox:1-musl` unless told otherwise: a static `/bin/busybox` with `sh`,
    /// `tar` and the usual tools. Saving runs it in an empty image, where no library is.
    pub tools: Image,
    /// The build argument `BUILDKIT_CACHE_MOUNT_NS` of the services; empty unless told otherwise.
    pub namespace: Cow<'static, str>,
}

/// Where archives of caches are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StorePlace {
    /// A directory of the machine that runs `docker buildx bake`, from whose working directory a relative path is taken.
    Directory(Cow<'static, str>),
    /// A repository of a registry, without a tag, in which each cache is an image: `registry.example.com/team/caches`.
    Registry(Cow<'static, str>),
}

/// What was written, and what is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a cache that was left out is not carried"]
pub struct Carried {
    /// The text, JSON.
    pub text: String,
    /// The caches that are not carried.
    pub left_out: Vec<LeftOut>,
}

/// A cache directory, and how the services use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cache {
    pub(crate) directory: CacheDirectory,
    pub(crate) sharing: Sharing,
}

/// What a bake file has to have for caches.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) groups: Vec<(String, Group)>,
    pub(crate) targets: Vec<(String, Target)>,
    pub(crate) left_out: Vec<LeftOut>,
}

impl CacheStore {
    /// Archives in a directory of the machine that runs `docker buildx bake`.
    ///
    /// A relative path is taken from the directory in which that is run. Another one needs
    /// `--allow=fs.read=PATH --allow=fs.write=PATH` there.
    pub fn directory(path: impl Into<Cow<'static, str>>) -> Self {
        Self::at(StorePlace::Directory(path.into()))
    }

    /// Images in a repository, given without a tag: each cache is an image of its own, tagged with its name.
    ///
    /// ```
    /// use dockerkit::{CacheMount, CacheStore};
    ///
    /// let store = CacheStore::registry("registry.example.com/team/caches");
    /// let pip = CacheMount::new("/root/.cache/pip").id("pip-cache-shared");
    /// let text = store.bake_file([&pip])?.text;
    /// assert!(text.contains("type=image,name=registry.example.com/team/caches:pip-cache-shared,push=true"));
    /// assert!(text.contains("docker-image://registry.example.com/team/caches:pip-cache-shared"));
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    ///
    /// One image each, and not one for all: builders that run other services replace nothing of each other, a cache is pulled where
    /// it is used, and nothing is stored twice to put it together.
    pub fn registry(repository: impl Into<Cow<'static, str>>) -> Self {
        Self::at(StorePlace::Registry(repository.into()))
    }

    fn at(place: StorePlace) -> Self {
        Self {
            place,
            tools: Image::from_static("busybox:1-musl"),
            namespace: Cow::Borrowed(""),
        }
    }

    /// Sets the image whose busybox reads and fills the caches: a mirror, or one with a digest.
    #[must_use]
    pub fn tools(mut self, image: impl Into<Image>) -> Self {
        self.tools = image.into();
        self
    }

    /// Sets the namespace of the caches: the build argument `BUILDKIT_CACHE_MOUNT_NS` that the services are built with.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<Cow<'static, str>>) -> Self {
        self.namespace = namespace.into();
        self
    }

    /// A bake file with the groups `caches-save` and `caches-load`, and a target in each for every directory that these mounts open.
    ///
    /// The mounts are those of [resolved](Dockerfile::resolved) files. Several that open one directory are one. What cannot be carried
    /// is in [`Carried::left_out`].
    ///
    /// # Errors
    ///
    /// If the image of the tools or the repository is none.
    pub fn bake_file<M: Borrow<CacheMount>>(
        &self,
        mounts: impl IntoIterator<Item = M>,
    ) -> Result<Carried, Error> {
        let (caches, left_out) = self.known(mounts);
        let mut parts = self.parts(caches)?;
        parts.left_out.splice(0..0, left_out);
        let bake = Bake {
            group: Entries(parts.groups),
            target: Entries(parts.targets),
            ..Bake::default()
        };
        Ok(Carried {
            text: bake.text(),
            left_out: parts.left_out,
        })
    }

    /// The input `cache-map` of the action
    /// [`reproducible-containers/buildkit-cache-dance`](https://github.com/reproducible-containers/buildkit-cache-dance), for whoever uses
    /// that: with all options of the mounts, which it does not find by itself, and an entry for each owner.
    ///
    /// It knows no namespace, and joins the options without quotes: what needs one of them is in [`Carried::left_out`]. It also leaves a
    /// file `buildstamp` in every cache that it fills, and does not say when it could not fill one.
    ///
    /// ```
    /// use dockerkit::{CacheMount, CacheStore};
    ///
    /// let pip = CacheMount::new("/root/.cache/pip").id("pip").uid(1001).gid(1001);
    /// assert_eq!(
    ///     CacheStore::directory("caches").cache_map([&pip]).text,
    ///     r#"{
    ///   "caches/pip_u1001_g1001": {
    ///     "target": "/var/cache-target",
    ///     "id": "pip",
    ///     "sharing": "shared",
    ///     "uid": 1001,
    ///     "gid": 1001
    ///   }
    /// }
    /// "#,
    /// );
    /// ```
    ///
    /// Source: `src/opts.ts` and `src/inject-cache.ts` of the action.
    pub fn cache_map<M: Borrow<CacheMount>>(&self, mounts: impl IntoIterator<Item = M>) -> Carried {
        let (caches, left_out) = self.known(mounts);
        let mut map = self.map_of(caches);
        map.left_out.splice(0..0, left_out);
        map
    }

    /// The same of caches that are known.
    pub(crate) fn map_of(&self, caches: impl IntoIterator<Item = Cache>) -> Carried {
        let (caches, mut left_out) = one_each(caches);
        let directory = match &self.place {
            StorePlace::Directory(path) => path,
            StorePlace::Registry(_) => "caches",
        };
        let text = map::text(directory, &caches, &mut left_out);
        Carried { text, left_out }
    }

    /// The parts of a bake file for caches that are known.
    pub(crate) fn parts(&self, caches: impl IntoIterator<Item = Cache>) -> Result<Parts, Error> {
        self.refuse_what_is_no_repository()?;
        let tools = build::tools(self)?;
        let (caches, left_out) = one_each(caches);
        let mut parts = Parts {
            left_out,
            ..Parts::default()
        };
        let (mut saves, mut loads) = (Vec::new(), Vec::new());
        for cache in &caches {
            let name = cache.name();
            let (Ok(save), Ok(load)) = (
                build::save(&self.place, cache, &name),
                build::load(&self.place, cache, &name),
            ) else {
                parts
                    .left_out
                    .push(LeftOut::new(cache.id(), LeftOutReason::Unwritable));
                continue;
            };
            saves.push((format!("caches-save-{name}"), save));
            loads.push((format!("caches-load-{name}"), load));
        }
        let group = |targets: &[(String, Target)]| Group {
            targets: targets
                .iter()
                .map(|(name, _)| name.as_str().into())
                .collect(),
        };
        if !saves.is_empty() {
            parts.groups = vec![
                ("caches-save".to_owned(), group(&saves)),
                ("caches-load".to_owned(), group(&loads)),
            ];
            parts.targets = vec![(build::TOOLS.to_owned(), tools)];
        }
        parts.targets.append(&mut saves);
        parts.targets.append(&mut loads);
        Ok(parts)
    }

    fn refuse_what_is_no_repository(&self) -> Result<(), Error> {
        let StorePlace::Registry(repository) = &self.place else {
            return Ok(());
        };
        // As each of its images is named.
        let image = Image::from(literal(format!("{repository}:tag")));
        let file = Dockerfile::new().without_syntax().stage(Stage::new(image));
        file.checked().map(|_| ())
    }

    /// The caches of mounts, and those that are not known.
    fn known<M: Borrow<CacheMount>>(
        &self,
        mounts: impl IntoIterator<Item = M>,
    ) -> (Vec<Cache>, Vec<LeftOut>) {
        let (mut caches, mut left_out) = (Vec::new(), Vec::new());
        let mut told = HashSet::new();
        for mount in mounts {
            let mount = mount.borrow();
            let sharing = mount
                .sharing
                .as_ref()
                .map_or(Some(Sharing::default()), OrArg::value);
            if let Some((directory, sharing)) = mount.directory().zip(sharing) {
                caches.push(Cache {
                    directory: directory.in_namespace(&self.namespace),
                    sharing,
                });
                continue;
            }
            let unknown = LeftOut::of(mount);
            if told.insert(unknown.clone()) {
                left_out.push(unknown);
            }
        }
        (caches, left_out)
    }
}

impl Cache {
    /// A namespace and an id that open the directory. Others may, too: it is `a` and `b/c`, or `a/b` and `c`.
    fn namespace_and_id(&self) -> (&str, &str) {
        let key = self.directory.key.as_str();
        key.split_once('/').unwrap_or(("", key))
    }

    fn namespace(&self) -> &str {
        self.namespace_and_id().0
    }

    fn id(&self) -> &str {
        self.namespace_and_id().1
    }

    fn name(&self) -> String {
        name::name(self.namespace(), self.id(), &self.directory.base)
    }
}

/// Each directory once, and those that are not used in one way.
fn one_each(caches: impl IntoIterator<Item = Cache>) -> (Vec<Cache>, Vec<LeftOut>) {
    let mut once: Vec<(Cache, bool)> = Vec::new();
    let mut seen = HashMap::new();
    for cache in caches {
        match seen.entry(cache.directory.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(once.len());
                once.push((cache, false));
            }
            Entry::Occupied(entry) => {
                if let Some((first, mixed)) = once.get_mut(*entry.get()) {
                    *mixed |= first.sharing != cache.sharing;
                }
            }
        }
    }
    let (mixed, once): (Vec<_>, Vec<_>) = once.into_iter().partition(|(_, mixed)| *mixed);
    let left_out = mixed
        .into_iter()
        .map(|(cache, _)| LeftOut::new(cache.id(), LeftOutReason::MixedSharing));
    (
        once.into_iter().map(|(cache, _)| cache).collect(),
        left_out.collect(),
    )
}
