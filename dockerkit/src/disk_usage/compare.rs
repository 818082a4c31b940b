//! The directories that mounts open, beside those that are on a builder.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::fmt;

use crate::disk_usage::{
    CacheRecord, DiskSize, DiskUsage, RecordTime, counted, shown_size, shown_time, table,
};
use crate::mode::Mode;
use crate::mount::{Base, CacheDirectory, known_as};

/// What is really there of the cache directories that mounts open: [`DiskUsage::compare`].
///
/// As text it is a table for people, of at most 80 columns, in which what is wrong comes first, and below it what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct CacheComparison {
    /// The directories that were asked for, each once, in their order.
    pub directories: Vec<ComparedCache>,
    /// The cache mounts on the builder that may belong to one of them, or not: those of an id whose directories are unknown, and those
    /// that do not say their id.
    pub undecided: Vec<CacheRecord>,
    /// The cache mounts on the builder that belong to none of them.
    pub others: Vec<CacheRecord>,
}

/// A cache directory, and what is there of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct ComparedCache {
    /// What mounts open.
    pub directory: CacheDirectory,
    /// What that is on the builder.
    pub state: CacheState,
    /// Its records: one if it is whole, none if it was never used or the state is unknown.
    pub records: Vec<CacheRecord>,
}

/// What a cache directory is on the builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CacheState {
    /// One directory.
    Whole,
    /// Several directories, of which a step opens one or another: mounts of it have different sharing modes, or `private`.
    Split,
    /// None: no step has opened it since the builder was last pruned.
    NeverUsed,
    /// The builder does not say which of its records it is: several owners share the id, or BuildKit is older than 0.12 and says
    /// no ids.
    Unknown,
}

/// As in the table.
impl fmt::Display for CacheState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Whole => "whole",
            Self::Split => "split",
            Self::NeverUsed => "never used",
            Self::Unknown => "unknown",
        })
    }
}

impl DiskUsage {
    /// Finds the directories of mounts on the builder, by full id (namespace, `/` and id) and by what they start from; never by
    /// target or command, which are those of whoever came first.
    ///
    /// A record without a parent starts from nothing. One with a parent starts from an owner or from files, and which is not said:
    /// it is taken for the only directory with an owner of its id, if all such records of the id start from one parent; otherwise
    /// the state is unknown. A mount with `from` has no [`CacheDirectory`], so give it an id of its own. Where builds have the
    /// build argument `BUILDKIT_CACHE_MOUNT_NS`, ask for directories [in that namespace](CacheDirectory::in_namespace).
    ///
    /// ```
    /// use dockerkit::{CacheMount, CacheState, DiskUsage};
    ///
    /// // Root made it; uid 1001 has never opened another.
    /// let usage = DiskUsage::parse(r#"{"ID":"a","Type":"exec.cachemount","Size":"2.5GB","UsageCount":1,"Reclaimable":true,
    ///     "LastUsedAt":"5 minutes ago","CreatedAt":"","Parents":null,
    ///     "Description":"cached mount /c from exec /bin/sh -c true with id \"/pip-cache-shared\""}"#)?;
    /// let root = CacheMount::new("/root/.cache/pip").id("pip-cache-shared");
    /// let app = CacheMount::new("/var/cache/pip").id("pip-cache-shared").uid(1001).gid(1001);
    /// let opened = [root.directory().unwrap(), app.directory().unwrap()];
    /// let found = usage.compare(&opened);
    /// assert_eq!(found.directories[0].state, CacheState::Whole);
    /// assert_eq!(found.directories[0].size().unwrap().to_string(), "2.5 GB");
    /// assert_eq!(found.directories[1].state, CacheState::NeverUsed);
    /// assert!(!found.is_ok());
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    pub fn compare<'a>(
        &self,
        directories: impl IntoIterator<Item = &'a CacheDirectory>,
    ) -> CacheComparison {
        let mut seen = BTreeSet::new();
        let asked = directories.into_iter().filter(|it| seen.insert(*it));
        let asked: Vec<&CacheDirectory> = asked.collect();
        let mut owners: HashMap<&str, usize> = HashMap::new();
        for directory in asked.iter().filter(|it| it.base != Base::Nothing) {
            *owners.entry(&directory.key).or_default() += 1;
        }
        let mut keys: HashMap<&str, Listed> = HashMap::new();
        let says_ids = self.caches.iter().all(|it| it.key.is_some());
        for record in &self.caches {
            if let Some(key) = record.key.as_deref() {
                keys.entry(key).or_default().add(record);
            }
        }
        let mut states: HashMap<(&str, bool), CacheState> = HashMap::new();
        let directories = asked.into_iter().map(|directory| {
            let key = directory.key.as_str();
            let garbled = garbled(key).and_then(|it| keys.get_key_value(it.as_str()));
            let (key_there, listed) = match keys.get_key_value(key).or(garbled) {
                Some((key, listed)) => (*key, Some(listed)),
                None => (key, None),
            };
            let is_plain = directory.base == Base::Nothing;
            let records = listed.map_or(&[][..], |it| if is_plain { &it.plain } else { &it.based });
            let alone = is_plain || owners.get(key) == Some(&1);
            let state = match records {
                [] if says_ids => CacheState::NeverUsed,
                [first, rest @ ..]
                    if alone && rest.iter().all(|it| it.parents == first.parents) =>
                {
                    if rest.is_empty() {
                        CacheState::Whole
                    } else {
                        CacheState::Split
                    }
                }
                _ => CacheState::Unknown,
            };
            states.insert((key_there, is_plain), state);
            let known = if state == CacheState::Unknown {
                &[][..]
            } else {
                records
            };
            ComparedCache {
                directory: directory.clone(),
                state,
                records: known.iter().copied().cloned().collect(),
            }
        });
        let directories = directories.collect();
        let (mut undecided, mut others) = (Vec::new(), Vec::new());
        for record in &self.caches {
            let key = record
                .key
                .as_deref()
                .map(|it| (it, record.parents.is_empty()));
            match key.map(|key| states.get(&key)) {
                None | Some(Some(CacheState::Unknown)) => undecided.push(record.clone()),
                Some(None) => others.push(record.clone()),
                Some(Some(_)) => {}
            }
        }
        CacheComparison {
            directories,
            undecided,
            others,
        }
    }
}

/// The records of one id.
#[derive(Default)]
struct Listed<'u> {
    /// Those that start from nothing.
    plain: Vec<&'u CacheRecord>,
    /// Those that start from an owner or from files.
    based: Vec<&'u CacheRecord>,
}

impl<'u> Listed<'u> {
    fn add(&mut self, record: &'u CacheRecord) {
        if record.parents.is_empty() {
            self.plain.push(record);
        } else {
            self.based.push(record);
        }
    }
}

/// What BuildKit makes of a key that is not ASCII: a character of each byte.
fn garbled(key: &str) -> Option<String> {
    (!key.is_ascii()).then(|| key.bytes().map(char::from).collect())
}

impl ComparedCache {
    /// The size of all its records, unless a step holds one of them, or the state is unknown.
    pub fn size(&self) -> Option<DiskSize> {
        if self.records.is_empty() || self.in_use() {
            return None;
        }
        let mut sizes = self.records.iter().map(|it| it.size);
        sizes.try_fold(DiskSize::exact(0), |sum, size| Some(sum.plus(size?)))
    }

    /// When it was used last, if that is known.
    pub fn last_used(&self) -> Option<&RecordTime> {
        let known = self
            .records
            .iter()
            .filter(|_| self.state != CacheState::Unknown);
        let times = known.filter_map(|it| it.last_used.as_ref());
        times.max_by_key(|it| (it.unix_seconds, Reverse(it.seconds_ago.unwrap_or(u64::MAX))))
    }

    /// Whether a step holds it right now.
    pub fn in_use(&self) -> bool {
        self.records.iter().any(|it| it.in_use)
    }
}

impl CacheComparison {
    /// Whether nothing is split and everything was used. What is unknown may be either.
    pub fn is_ok(&self) -> bool {
        let wrong = [CacheState::Split, CacheState::NeverUsed];
        self.directories.iter().all(|it| !wrong.contains(&it.state))
    }
}

const SPLIT: &str = "\
split: steps with different sharing modes, or with `private`, made several
directories of it. Name one mode everywhere, then remove all of them with
`docker buildx prune --filter id=…`:";

const NEVER_USED: &str = "\
never used: the builder has no such directory. Nothing was built with it since
the last prune, or the builds had another id, owner, builder or namespace.";

const UNKNOWN: &str = "\
unknown: the builder does not say which of its directories it is. Give each
owner an id of its own; BuildKit before 0.12 says no ids.";

/// A table, what is wrong first, and what to do.
impl fmt::Display for CacheComparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted: Vec<_> = self.directories.iter().collect();
        sorted.sort_by_key(|it| match it.state {
            CacheState::Split => 0,
            CacheState::Unknown => 1,
            CacheState::NeverUsed => 2,
            CacheState::Whole => 3,
        });
        let row = |it: &&ComparedCache| {
            let size = match it.state {
                CacheState::Unknown | CacheState::NeverUsed => String::new(),
                _ => shown_size(it.size(), it.in_use()),
            };
            let state = it.state.to_string();
            let key = known_as(&it.directory.key).to_owned();
            let used = shown_time(it.last_used());
            [key, owner(&it.directory.base), state, size, used]
        };
        let rows: Vec<_> = sorted.iter().map(row).collect();
        if !rows.is_empty() {
            let head = ["CACHE ID", "OWNER", "STATE", "SIZE", "LAST USED"];
            table::write(f, head, &rows)?;
        }
        let any = |state| sorted.iter().any(|it| it.state == state);
        if any(CacheState::Split) {
            writeln!(f, "\n{SPLIT}")?;
            let split = sorted.iter().filter(|it| it.state == CacheState::Split);
            for record in split.flat_map(|it| &it.records) {
                writeln!(f, "  {}", crate::shown::line(&record.id))?;
            }
        }
        if any(CacheState::Unknown) {
            writeln!(f, "\n{UNKNOWN}")?;
        }
        if any(CacheState::NeverUsed) {
            writeln!(f, "\n{NEVER_USED}")?;
        }
        if !rows.is_empty() {
            writeln!(f)?;
        }
        let others = [
            (&self.undecided, "that may belong to these"),
            (&self.others, "of others"),
        ];
        for (at, (records, whose)) in others.into_iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            let sizes = records.iter().filter_map(|it| it.size);
            let size = sizes.fold(DiskSize::exact(0), DiskSize::plus);
            write!(
                f,
                "{} {whose}, {size}",
                counted(records.len(), "cache mount")
            )?;
        }
        Ok(())
    }
}

/// The owner that a mount names.
fn owner(base: &Base) -> String {
    match base {
        Base::Nothing => "none named".to_owned(),
        Base::Owned { uid, gid, mode } if *mode == 0o755 => format!("{uid}:{gid}"),
        Base::Owned { uid, gid, mode } => format!("{uid}:{gid} {}", Mode(*mode)),
    }
}
