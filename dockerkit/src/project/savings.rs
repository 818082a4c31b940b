//! What sharing saves: bytes downloaded with and without it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::disk_usage::DiskSize;

/// What services download, with caches that they share and without.
///
/// Sizes are bytes, and are what the caller measured: those of the packages that a service needs, under names that are the same
/// wherever the package is. Without sharing each service downloads everything that it needs; with it, the first one that is
/// built downloads what no other has.
///
/// ```
/// use dockerkit::Savings;
///
/// // The strategy document's example: both services need PyTorch, 1.2 GB.
/// let mb = 1_000_000;
/// let savings = Savings::new()
///     .service("whisperx", [("pytorch", 1_200 * mb), ("whisperx's own", 1_300 * mb)])
///     .service("kokoro", [("pytorch", 1_200 * mb), ("kokoro's own", 2_600 * mb)]);
///
/// assert_eq!(savings.without(), 6_300 * mb);
/// assert_eq!(savings.with(), 5_100 * mb);
/// assert_eq!(savings.percent(), 19);
/// ```
///
/// The document has 3.7 GB and 40 % there: it takes Kokoro's own packages for 1.2 GB where its table has them at 2.6 GB (3.8 GB,
/// of which PyTorch is 1.2 GB). What is saved is what is in common, 1.2 GB of 6.3 GB. Its numbers hold where the two have
/// 2.6 GB in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Savings {
    /// The services, in the order in which they are built, and what they need.
    pub services: Vec<Needs>,
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

    /// The bytes that are downloaded without shared caches: by each service all that it needs.
    pub fn without(&self) -> u64 {
        let sizes = self.services.iter().map(Needs::bytes);
        sizes.fold(0, u64::saturating_add)
    }

    /// The bytes that are downloaded with them: everything once, at the largest of its sizes.
    pub fn with(&self) -> u64 {
        self.each()
            .map(|(_, bytes)| bytes)
            .fold(0, u64::saturating_add)
    }

    /// The bytes that are not downloaded again.
    pub fn saved(&self) -> u64 {
        self.without().saturating_sub(self.with())
    }

    /// How much of all that is, in percent, rounded.
    pub fn percent(&self) -> u8 {
        let without = u128::from(self.without()).max(1);
        let percent = (u128::from(self.saved()) * 200 + without) / (2 * without);
        u8::try_from(percent).unwrap_or(100)
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
/// a         2.0 MB   2.0 MB
/// b         1.5 MB      0 B
/// all       3.5 MB   2.0 MB: 1.5 MB saved, 43 %
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
        let (alone, shared) = (size(self.without()), size(self.with()));
        let saved = size(self.saved());
        let percent = self.percent();
        writeln!(
            f,
            "{:width$}  {alone:>7}  {shared:>7}: {saved} saved, {percent} %",
            "all"
        )
    }
}
