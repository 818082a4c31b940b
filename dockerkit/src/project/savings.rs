//! What sharing saves: bytes downloaded with and without it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::disk_usage::{DiskSize, DiskUsage};

/// What services download, with caches that they share and without.
///
/// Sizes are bytes, and are what the caller measured: those of the packages that a service needs, under names that are the same
/// wherever the package is. Without sharing each service downloads everything that it needs; with it, the first one that is
/// built downloads what no other has.
///
/// ```
/// use dockerkit::Savings;
///
/// // Both services need PyTorch, 1.2 GB; 2.5 GB and 3.8 GB are what each downloads by itself.
/// let mb = 1_000_000;
/// let savings = Savings::new()
///     .service("whisperx", [("pytorch", 1_200 * mb), ("whisperx's own", 1_300 * mb)])
///     .service("kokoro", [("pytorch", 1_200 * mb), ("kokoro's own", 2_600 * mb)]);
///
/// let downloads = savings.downloads();
/// assert_eq!((downloads.without, downloads.with), (6_300 * mb, 5_100 * mb));
/// assert_eq!(downloads.percent(), 19);
/// ```
///
/// Only what is in common is saved, 1.2 GB of 6.3 GB here. It is easy to take the 1.2 GB for what the second service still
/// downloads, and so to count 3.7 GB and 40 %: that is right where the two have 2.6 GB in common.
///
/// Another version of a package is another download: give it another name, `torch 2.8`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Savings {
    /// The services, in the order in which they are built, and what they need.
    pub services: Vec<Needs>,
}

/// Bytes that are downloaded, with shared caches and without.
///
/// ```
/// use dockerkit::{DiskUsage, Downloads};
///
/// let record = |key: &str, size: &str| format!(
///     r#"{{"ID":"{key}","Type":"exec.cachemount","Size":"{size}","UsageCount":1,"Reclaimable":true,"CreatedAt":"","Parents":null,
///     "Description":"cached mount /c from exec pip with id \"{key}\""}}"#
/// ).replace('\n', " ") + "\n";
/// // Two services in a namespace each, and in one.
/// let apart = DiskUsage::parse(&(record("asr/pip", "2.5GB") + &record("tts/pip", "3.8GB")))?;
/// let together = DiskUsage::parse(&record("/pip", "5.1GB"))?;
/// let downloads = Downloads::between(&apart, &together).unwrap();
/// assert_eq!(downloads.to_string(), "6.3 GB without shared caches, 5.1 GB with them: 1.2 GB saved, 19 %");
/// # Ok::<(), dockerkit::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Downloads {
    /// Without shared caches: what several services need, each of them downloads.
    pub without: u64,
    /// With them: everything is downloaded once.
    pub with: u64,
}

impl Downloads {
    /// What two builders hold: one on which the services were built with a cache each, such as with namespaces of their own
    /// (`BUILDKIT_CACHE_MOUNT_NS`), and one on which they were built with shared ones, from empty builders both.
    ///
    /// It is what is stored, which is what was downloaded where a manager keeps downloads as they come. Nothing, if a size is not
    /// known, as that of a cache that a step holds.
    pub fn between(apart: &DiskUsage, together: &DiskUsage) -> Option<Self> {
        let bytes = |usage: &DiskUsage| {
            let mut caches = usage.caches.iter();
            caches.try_fold(0_u64, |sum, cache| {
                let size = cache.size.filter(|_| !cache.in_use)?;
                Some(sum.saturating_add(size.bytes))
            })
        };
        Some(Self {
            without: bytes(apart)?,
            with: bytes(together)?,
        })
    }

    /// What is not downloaded again.
    pub const fn saved(self) -> u64 {
        self.without.saturating_sub(self.with)
    }

    /// How much of all that is, in percent, rounded.
    pub fn percent(self) -> u8 {
        let without = u128::from(self.without).max(1);
        let percent = (u128::from(self.saved()) * 200 + without) / (2 * without);
        u8::try_from(percent).unwrap_or(100)
    }
}

impl fmt::Display for Downloads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} without shared caches, {} with them: {} saved, {} %",
            size(self.without),
            size(self.with),
            size(self.saved()),
            self.percent()
        )
    }
}

/// What a service needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Needs {
    /// Its name.
    pub service: String,
    /// Its packages, and their sizes in bytes.
    pub packages: BTreeMap<String, u64>,
}

impl Savings {
    /// No service yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the service that is built next, with what it needs: names and bytes.
    #[must_use]
    pub fn service<N: Into<String>>(
        mut self,
        name: impl Into<String>,
        packages: impl IntoIterator<Item = (N, u64)>,
    ) -> Self {
        let packages = packages.into_iter().map(|(name, size)| (name.into(), size));
        self.services.push(Needs {
            service: name.into(),
            packages: packages.collect(),
        });
        self
    }

    /// The bytes that are downloaded in all: without shared caches by each service all that it needs, with them everything once,
    /// at the largest of its sizes.
    pub fn downloads(&self) -> Downloads {
        let sizes = self.services.iter().map(Needs::bytes);
        let once = self.each().map(|(_, bytes)| bytes);
        Downloads {
            without: sizes.fold(0, u64::saturating_add),
            with: once.fold(0, u64::saturating_add),
        }
    }

    /// What each service downloads with shared caches, if they are built in this order.
    pub fn each(&self) -> impl Iterator<Item = (&str, u64)> {
        let mut there: BTreeMap<&str, u64> = BTreeMap::new();
        let services = self.services.iter().map(move |needs| {
            let mut bytes = 0_u64;
            for (name, size) in &needs.packages {
                let stored = there.entry(name).or_default();
                bytes = bytes.saturating_add(size.saturating_sub(*stored));
                *stored = (*stored).max(*size);
            }
            (needs.service.as_str(), bytes)
        });
        services.collect::<Vec<_>>().into_iter()
    }
}

impl Needs {
    /// All that it needs, in bytes.
    pub fn bytes(&self) -> u64 {
        let sizes = self.packages.values().copied();
        sizes.fold(0, u64::saturating_add)
    }
}

/// A number of bytes, as people read it.
fn size(bytes: u64) -> String {
    DiskSize { bytes, exact: true }.to_string()
}

/// A table: what each service downloads, with shared caches and without.
///
/// ```
/// use dockerkit::Savings;
///
/// let savings = Savings::new().service("a", [("x", 1_500_000), ("y", 500_000)]).service("b", [("x", 1_500_000)]);
/// assert_eq!(
///     savings.to_string(),
///     "\
/// service  without     with
/// a           2 MB     2 MB
/// b         1.5 MB      0 B
/// all       3.5 MB     2 MB: 1.5 MB saved, 43 %
/// ",
/// );
/// ```
impl fmt::Display for Savings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.services.iter().map(|it| it.service.chars().count());
        let width = names.max().unwrap_or(0).max("service".len());
        writeln!(f, "{:width$}  without     with", "service")?;
        for (needs, (_, with)) in self.services.iter().zip(self.each()) {
            let (alone, shared) = (size(needs.bytes()), size(with));
            writeln!(f, "{:width$}  {alone:>7}  {shared:>7}", needs.service)?;
        }
        let downloads = self.downloads();
        let (alone, shared) = (size(downloads.without), size(downloads.with));
        let (saved, percent) = (size(downloads.saved()), downloads.percent());
        writeln!(
            f,
            "{:width$}  {alone:>7}  {shared:>7}: {saved} saved, {percent} %",
            "all"
        )
    }
}
