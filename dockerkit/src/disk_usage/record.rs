//! Records as they are listed, whatever the form.

use crate::disk_usage::DiskSize;
use crate::disk_usage::description::Description;
use crate::disk_usage::time::RecordTime;

/// The directory of a cache mount, as the builder lists it.
///
/// Everything that is said of its target and its command is that of the first step that opened it: two services with one id and
/// different targets are one record with the target of the first.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct CacheRecord {
    /// The builder's own id of the record. `docker buildx prune --filter id=…` removes it.
    pub id: String,
    /// Namespace, `/` and the id of the mount, as in [`CacheDirectory::key`](crate::CacheDirectory::key). `None` where the builder
    /// does not say it: BuildKit before 0.12.
    ///
    /// Newer ones leave it out where it is the target, and that is what stands here then: if a record of the same text with an id
    /// is no younger, so that the builder is known to say them. Characters that are not ASCII are as BuildKit garbles them.
    pub key: Option<String>,
    /// The records that it starts from: none where the mount names no owner and no source, one where it does. Which owner that is,
    /// is not said.
    pub parents: Vec<String>,
    /// The size of its files, or of their blocks with the containerd image store. `None` while a step holds it: the zero that is
    /// listed then means nothing.
    pub size: Option<DiskSize>,
    /// When it was used last, if the builder knows.
    pub last_used: Option<RecordTime>,
    /// When it was made.
    pub created: Option<RecordTime>,
    /// What the builder counts as uses: also the `du` that first measures it after a build, and not a step that holds it right now.
    pub usage_count: u64,
    /// Whether a step holds it right now.
    pub in_use: bool,
    /// Where the first mount of it was.
    pub target: String,
    /// What the first step with it ran, the words joined by blanks. Tabs may be other blanks in text of buildx before 0.28.
    pub command: String,
}

/// The type of the records that are cache mounts.
pub(super) const CACHE_MOUNT: &str = "exec.cachemount";

/// A record of any type.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) parents: Vec<String>,
    /// `None` if it is not known.
    pub(super) size: Option<DiskSize>,
    pub(super) created: Option<RecordTime>,
    pub(super) last_used: Option<RecordTime>,
    pub(super) usage_count: u64,
    pub(super) in_use: bool,
    pub(super) description: String,
}

impl Listed {
    pub(super) fn cache_mount(self) -> CacheRecord {
        let Description {
            target,
            command,
            key,
        } = Description::read(&self.description);
        CacheRecord {
            id: self.id,
            key,
            parents: self.parents,
            size: self.size.filter(|it| !self.in_use || it.bytes > 0),
            last_used: self.last_used,
            created: self.created,
            usage_count: self.usage_count,
            in_use: self.in_use,
            target,
            command,
        }
    }
}
