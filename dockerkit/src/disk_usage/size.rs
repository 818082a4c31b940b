//! Sizes, as Go prints them and as people read them.

use std::fmt;

/// How large a record is. `docker buildx du` rounds to four digits; bytes are told by the engine's API only.
///
/// ```
/// use dockerkit::DiskUsage;
///
/// let line = r#"{"ID":"a","Type":"exec.cachemount","Size":"1.307MB","UsageCount":1,"Reclaimable":true,
///     "CreatedAt":"","Description":"cached mount /c from exec /bin/sh -c true with id \"/c\"","Parents":null}"#;
/// let size = DiskUsage::parse(line)?.caches[0].size.unwrap();
/// assert_eq!((size.bytes, size.exact), (1_307_000, false));
/// assert_eq!(size.to_string(), "1.3 MB");
/// # Ok::<(), dockerkit::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[non_exhaustive]
pub struct DiskSize {
    /// Bytes.
    pub bytes: u64,
    /// Whether it is so many bytes, and not just about so many.
    pub exact: bool,
}

/// The units of both forms, each a thousand of the one before.
const DECIMAL: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
const BINARY: [&str; 7] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

impl DiskSize {
    pub(super) fn exact(bytes: u64) -> Self {
        Self { bytes, exact: true }
    }

    /// Both together.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            bytes: self.bytes.saturating_add(other.bytes),
            exact: self.exact && other.exact,
        }
    }

    /// What Go printed: `0B`, `1.307MB`, `1e+03kB`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let end = text.find(|it: char| it.is_ascii_uppercase() || it == 'k')?;
        let (number, unit) = text.split_at_checked(end)?;
        let place = |units: &[&str]| units.iter().position(|it| *it == unit);
        let (base, power) = match (place(&DECIMAL), place(&BINARY)) {
            (Some(power), _) => (1000_u128, power),
            (None, Some(power)) => (1024, power),
            (None, None) => return None,
        };
        let (number, exponent) = match number.split_once("e+") {
            Some((number, exponent)) => (number, exponent.parse::<u32>().ok()?),
            None => (number, 0),
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(part) || number.ends_with('.') {
            return None;
        }
        let decimals = u32::try_from(part.len()).ok()?;
        let value = format!("{whole}{part}").parse::<u128>().ok()?;
        let value = value
            .checked_mul(10_u128.checked_pow(exponent)?)?
            .checked_mul(base.checked_pow(u32::try_from(power).ok()?)?)?;
        let scale = 10_u128.checked_pow(decimals)?;
        let bytes = value.checked_add(scale / 2)? / scale;
        Some(Self {
            bytes: u64::try_from(bytes).ok()?,
            // Three decimals of a thousand are single bytes.
            exact: exponent == 0 && (power == 0 || (unit == "kB" && decimals == 3)),
        })
    }
}

/// In the unit that makes it short: `1.2 GB`.
impl fmt::Display for DiskSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = u128::from(self.bytes);
        let mut scale = 1_u128;
        for (at, unit) in DECIMAL.into_iter().enumerate() {
            let tenths = (bytes * 10 + scale / 2) / scale;
            if tenths < 10_000 || at + 1 == DECIMAL.len() {
                return match (scale, tenths % 10) {
                    (1, _) | (_, 0) => write!(f, "{} {unit}", tenths / 10),
                    (_, tenth) => write!(f, "{}.{tenth} {unit}", tenths / 10),
                };
            }
            scale *= 1000;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::DiskSize;

    #[test]
    fn what_go_prints_is_read() {
        for (text, bytes, exact) in [
            ("0B", 0, true),
            ("999B", 999, true),
            ("4.096kB", 4096, true),
            ("8.19kB", 8190, false),
            ("4.1kB", 4100, false),
            ("1.5MB", 1_500_000, false),
            ("1000kB", 1_000_000, false),
            // Three digits, as `docker system df` prints 999.6 kB.
            ("1e+03kB", 1_000_000, false),
            ("16.38GB", 16_380_000_000, false),
            ("1.5KiB", 1536, false),
            ("18.44EB", 18_440_000_000_000_000_000, false),
        ] {
            assert_eq!(
                DiskSize::parse(text),
                Some(DiskSize { bytes, exact }),
                "{text}"
            );
        }
        for text in [
            "", "B", "1", "1.", "1.B", ".5MB", "-1B", "1.5M", "1.5 MB", "1.5MBs", "1e+99kB",
            "1e+kB", "NaNB", "99EB", "1.5mb", "+1B",
        ] {
            assert_eq!(DiskSize::parse(text), None, "{text}");
        }
    }

    #[test]
    fn people_read_it() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1 kB"),
            (1049, "1 kB"),
            (1050, "1.1 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1 MB"),
            (1_234_567_890, "1.2 GB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(DiskSize::exact(bytes).to_string(), text);
        }
    }
}
