//! What is on a builder, as `docker buildx du` lists it.

mod compare;
mod description;
mod json;
mod record;
mod size;
mod table;
mod text;
mod time;
mod wrong;

use std::collections::BTreeMap;
use std::fmt;

pub use compare::{CacheComparison, CacheState, ComparedCache};
pub use record::CacheRecord;
pub use size::DiskSize;
pub use time::RecordTime;

use crate::disk_usage::record::{CACHE_MOUNT, Listed};
use crate::disk_usage::wrong::Wrong;
use crate::error::{Error, Together};
use crate::mount::known_as;

/// What `docker buildx du` prints, read: the cache mounts on a builder, and what the rest comes to.
///
/// ```
/// use dockerkit::DiskUsage;
///
/// let usage = DiskUsage::parse(r#"
/// ID:           e1ifnf19k2gn3m7hf213yzgxm
/// Parents:
///  - cs5i451jrdabzsd8fkuikp4tu
/// Created at:   2026-11-24 12:13:01.803277516 +0000 UTC
/// Mutable:      true
/// Reclaimable:  true
/// Shared:       false
/// Size:         1.5MB
/// Description:  cached mount /c from exec /bin/sh -c pip install torch with id "/pip-cache-shared"
/// Usage count:  1
/// Last used:    7 seconds ago
/// Type:         exec.cachemount
/// "#)?;
/// let cache = &usage.caches[0];
/// assert_eq!(cache.key.as_deref(), Some("/pip-cache-shared"));
/// assert_eq!(cache.parents.len(), 1);
/// assert_eq!((cache.target.as_str(), cache.command.as_str()), ("/c", "/bin/sh -c pip install torch"));
/// assert_eq!(cache.last_used.as_ref().unwrap().seconds_ago, Some(7));
/// # Ok::<(), dockerkit::Error>(())
/// ```
///
/// As text it is a table for people, of at most 80 columns, in which what is split comes first.
///
/// See the reference of [`docker buildx du`](https://docs.docker.com/reference/cli/docker/buildx/du/).
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct DiskUsage {
    /// The cache mounts (type `exec.cachemount`), in the order of the text. Of a builder of several nodes those of all nodes, which
    /// it does not tell apart: what looks split may be one directory on each.
    pub caches: Vec<CacheRecord>,
    /// All other records, by type.
    pub others: Vec<OtherRecords>,
}

/// What the records of another type come to: layers (`regular`), copies of contexts (`source.local`), and so on.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct OtherRecords {
    /// The type.
    pub kind: String,
    /// How many there are.
    pub count: usize,
    /// Their sizes together, as far as they are known.
    pub size: DiskSize,
}

impl DiskUsage {
    /// Reads what one of these prints, and sees by itself which it was:
    ///
    /// | | sizes | last use |
    /// | --- | --- | --- |
    /// | `docker buildx du --verbose`, of any version | rounded | `2 seconds ago` |
    /// | `docker buildx du --format json` or `--format '{{json .}}'`, since buildx 0.28 | rounded | `2 seconds ago` |
    /// | `docker system df -v --format json`, for the engine's own builder | rounded | to the nanosecond |
    /// | `GET /system/df?type=build-cache` of the engine's API, for its own builder; from version 1.52 on with `verbose=1` | bytes | to the nanosecond |
    ///
    /// A filter is fine. No text at all is a builder on which nothing is. JSON is the safer of the first two: a here-document
    /// that holds a whole record as `--verbose` prints it is taken for one there.
    ///
    /// ```
    /// use dockerkit::DiskUsage;
    ///
    /// assert_eq!(DiskUsage::parse("")?, DiskUsage::default());
    /// let error = DiskUsage::parse("ID          RECLAIMABLE   SIZE   LAST ACCESSED\n").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "cannot read the disk usage of the builder: line 1: this is the table, in which cache mounts have no ids; \
    ///      give all that `docker buildx du --verbose` prints",
    /// );
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The line at which the text is cut off, or is something else.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let listed = match text.trim_start().chars().next() {
            None => Ok(Vec::new()),
            Some('{' | '[') => json::records(text),
            Some(_) => text::records(text),
        };
        let usage = |Wrong { line, problem }| Together::Usage { line, problem };
        let listed = listed.map_err(usage)?;
        Ok(Self::of(listed))
    }

    fn of(listed: Vec<Listed>) -> Self {
        let mut usage = Self::default();
        let mut others = BTreeMap::new();
        for record in listed {
            if record.kind == CACHE_MOUNT {
                usage.caches.push(record.cache_mount());
                continue;
            }
            let size = record.size.unwrap_or(DiskSize::exact(0));
            let kind = record.kind.clone();
            let others = others.entry(record.kind).or_insert_with(|| OtherRecords {
                kind,
                count: 0,
                size: DiskSize::exact(0),
            });
            others.count += 1;
            others.size = others.size.plus(size);
        }
        usage.others = others.into_values().collect();
        usage.fill_in_targets();
        usage
    }

    /// BuildKit leaves an id out that is the target, and before 0.12 every id.
    fn fill_in_targets(&mut self) {
        let made = |it: &CacheRecord| time::date(&it.created.as_ref()?.text);
        let said = self.caches.iter().filter(|it| it.key.is_some());
        let Some(first) = said.filter_map(made).min() else {
            return;
        };
        for cache in &mut self.caches {
            let is_known = made(cache).is_some_and(|it| it >= first);
            if cache.key.is_none() && is_known && !cache.target.is_empty() {
                cache.key = Some(cache.target.clone());
            }
        }
    }

    /// The cache mounts that are one directory to whoever wrote their mounts, and several on the builder: equal in id and base.
    ///
    /// That is what [`Sharing`](crate::Sharing) modes that differ do for good: a step does not wait for another with another mode,
    /// but gets an empty directory, and later builds open either.
    ///
    /// ```
    /// use dockerkit::DiskUsage;
    ///
    /// let line = |id: &str| format!(
    ///     r#"{{"ID":"{id}","Type":"exec.cachemount","Size":"0B","UsageCount":1,"Reclaimable":true,"Parents":null,"#
    /// ) + r#""CreatedAt":"","Description":"cached mount /c from exec /bin/sh -c true with id \"/pip\""}"#;
    /// let usage = DiskUsage::parse(&[line("one"), line("two")].join("\n"))?;
    /// let split = usage.split();
    /// assert_eq!(split[0].iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    pub fn split(&self) -> Vec<Vec<&CacheRecord>> {
        let several = |it: &Vec<_>| it.len() > 1;
        self.by_directory().into_values().filter(several).collect()
    }

    /// The records of each id and base.
    fn by_directory(&self) -> BTreeMap<(&str, &[String]), Vec<&CacheRecord>> {
        let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for cache in &self.caches {
            if let Some(key) = cache.key.as_deref() {
                let records = all.entry((key, cache.parents.as_slice())).or_default();
                records.push(cache);
            }
        }
        all
    }
}

/// A size, or why there is none.
fn shown_size(size: Option<DiskSize>, in_use: bool) -> String {
    match size {
        _ if in_use => "in use".to_owned(),
        Some(size) => size.to_string(),
        None => "unknown".to_owned(),
    }
}

fn shown_time(time: Option<&RecordTime>) -> String {
    time.map(RecordTime::shown).unwrap_or_default()
}

/// `1 record`, `2 records`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The cache mounts with their ids, those that are split first; and a line for each other type.
impl fmt::Display for DiskUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows = Vec::new();
        for ((key, parents), records) in self.by_directory() {
            let state = if records.len() > 1 { "split" } else { "whole" };
            let base = if parents.is_empty() {
                "nothing"
            } else {
                "a base"
            };
            for record in records {
                rows.push([
                    known_as(key).to_owned(),
                    state.to_owned(),
                    base.to_owned(),
                    shown_size(record.size, record.in_use),
                    shown_time(record.last_used.as_ref()),
                ]);
            }
        }
        rows.sort_by_key(|[_, state, ..]| state != "split");
        for record in self.caches.iter().filter(|it| it.key.is_none()) {
            rows.push([
                format!("not said, at {}", record.target),
                "unknown".to_owned(),
                String::new(),
                shown_size(record.size, record.in_use),
                shown_time(record.last_used.as_ref()),
            ]);
        }
        if !rows.is_empty() {
            let head = ["CACHE ID", "STATE", "STARTS FROM", "SIZE", "LAST USED"];
            table::write(f, head, &rows)?;
            writeln!(f)?;
        }
        let sizes = self.caches.iter().filter_map(|it| it.size);
        let size = sizes.fold(DiskSize::exact(0), DiskSize::plus);
        write!(f, "{}, {size}", counted(self.caches.len(), "cache mount"))?;
        for OtherRecords { kind, count, size } in &self.others {
            let kind = crate::shown::line(kind);
            write!(f, "\n{} of type {kind}, {size}", counted(*count, "record"))?;
        }
        Ok(())
    }
}
