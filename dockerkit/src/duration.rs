//! Times, as Go reads them.

use std::time::Duration;

use crate::or_arg::push_number;
use crate::sealed::{Sealed, sealed};

/// Appends a time without empty parts: `1m30s`, `1.5s` as `1s500ms`.
pub(crate) fn push_duration(out: &mut String, duration: Duration) {
    let seconds = duration.as_secs();
    let nanos = u64::from(duration.subsec_nanos());
    let parts = [
        (seconds / 3600, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
        (nanos / 1_000_000, "ms"),
        (nanos / 1_000 % 1_000, "us"),
        (nanos % 1_000, "ns"),
    ];
    if duration.is_zero() {
        out.push_str("0s");
    }
    for (amount, unit) in parts {
        if amount > 0 {
            push_number(out, amount);
            out.push_str(unit);
        }
    }
}

/// The units, in nanoseconds.
const UNITS: [(&str, u128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// A time of numbers with units.
pub(crate) fn read(text: &str) -> Option<Duration> {
    // The one number without a unit.
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let (mut rest, mut nanoseconds) = (text, 0_u128);
    while !rest.is_empty() {
        let number = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let (number, after) = rest.split_at(number);
        let unit = after.find(|it: char| it.is_ascii_digit());
        let (unit, after) = after.split_at(unit.unwrap_or(after.len()));
        let (_, unit) = UNITS.iter().find(|(known, _)| *known == unit)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        // What is less than a nanosecond does not count.
        let fraction = fraction.get(..fraction.len().min(18))?;
        let scale = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let digits = |text: &str| {
            if text.is_empty() {
                Some(0)
            } else {
                text.parse().ok()
            }
        };
        let fraction = unit.checked_mul(digits(fraction)?)? / scale;
        let whole = unit.checked_mul(digits(whole)?)?;
        nanoseconds = nanoseconds.checked_add(whole)?.checked_add(fraction)?;
        rest = after;
    }
    let seconds = u64::try_from(nanoseconds / 1_000_000_000).ok()?;
    let rest = u32::try_from(nanoseconds % 1_000_000_000).ok()?;
    (!text.is_empty()).then(|| Duration::new(seconds, rest))
}

/// A time: a [`Duration`], a number of seconds, or text as Docker reads it. Sealed.
///
/// `HEALTHCHECK --interval=1m30s`
///
/// Text is numbers with units, `h`, `m`, `s`, `ms`, `us` or `ns`, or `0`; what is none is told by `check`.
///
/// ```
/// use std::time::Duration;
/// use dockerkit::Healthcheck;
///
/// let check = |time: Duration| Healthcheck::new("true").interval(time);
/// assert_eq!(Healthcheck::new("true").interval(90), check(Duration::from_secs(90)));
/// assert_eq!(Healthcheck::new("true").interval("1m30s"), check(Duration::from_secs(90)));
/// ```
///
/// Source: Go's [`ParseDuration`](https://pkg.go.dev/time#ParseDuration), by which Docker reads it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a time",
    note = "a time is a `Duration`, a number of seconds, or text: `\"1m30s\"`"
)]
pub trait IntoDuration: Sealed {
    /// The time; for text that is none, the longest one, which nothing takes.
    fn into_duration(self) -> Duration;
}

sealed!(Duration);

impl IntoDuration for Duration {
    fn into_duration(self) -> Duration {
        self
    }
}

impl IntoDuration for u64 {
    fn into_duration(self) -> Duration {
        Duration::from_secs(self)
    }
}

impl IntoDuration for &str {
    fn into_duration(self) -> Duration {
        read(self).unwrap_or(Duration::MAX)
    }
}

impl IntoDuration for &String {
    fn into_duration(self) -> Duration {
        self.as_str().into_duration()
    }
}

impl IntoDuration for String {
    fn into_duration(self) -> Duration {
        self.as_str().into_duration()
    }
}

#[cfg(feature = "serde")]
mod serial {
    use std::time::Duration;

    use serde::Serializer;

    use super::read;
    use crate::data::{Data, Names, Node, Wrong};

    impl Data for Duration {
        fn decode(node: Node, _: Names<'_>) -> Result<Self, Wrong> {
            let duration = match &node {
                Node::Integer(seconds) => u64::try_from(*seconds).ok().map(Self::from_secs),
                Node::Text(text) => read(text),
                _ => None,
            };
            duration.ok_or_else(|| node.not("a time: `\"1m30s\"`, or a number of seconds"))
        }

        fn encode<S: Serializer>(&self, _: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
            let mut text = String::new();
            super::push_duration(&mut text, *self);
            serializer.serialize_str(&text)
        }

        #[cfg(feature = "schema")]
        fn schema(_: &mut crate::data::Generator) -> crate::data::Schema {
            schemars::json_schema!({
                "type": ["string", "integer"],
                "minimum": 0,
                "pattern": "^(0|(([0-9]+([.][0-9]*)?|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$",
            })
        }
    }
}
