//! Times, as Go prints them.

/// A time as it was given, and in seconds as far as that tells.
///
/// `docker buildx du` says how long ago a record was used; `docker system df` and the engine's API say when.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[non_exhaustive]
pub struct RecordTime {
    /// `2 seconds ago`, `2026-11-24 12:13:03.562835249 +0000 UTC` or `2026-11-24T12:13:07.208287962Z`.
    pub text: String,
    /// Seconds since 1970, if the text is a date.
    pub unix_seconds: Option<i64>,
    /// So many seconds before the reading, if that is said: rounded as Docker rounds it, a month as 30 days.
    pub seconds_ago: Option<u64>,
}

impl RecordTime {
    /// The time, unless there is none; and how long ago that was, if that is said besides.
    pub(super) fn read(text: &str, since: Option<&str>) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self {
            text: text.to_owned(),
            unix_seconds: date(text).map(|(seconds, _)| seconds),
            seconds_ago: ago(text).or_else(|| ago(since?)),
        })
    }

    /// For people, who need no parts of a second.
    pub(super) fn shown(&self) -> String {
        match (self.text.split_once('.'), self.unix_seconds) {
            (Some((before, rest)), Some(_)) => {
                let rest = rest.trim_start_matches(|it: char| it.is_ascii_digit());
                format!("{before}{rest}")
            }
            _ => self.text.clone(),
        }
    }
}

/// A duration as `docker` rounds it.
fn ago(text: &str) -> Option<u64> {
    const HOUR: u64 = 3600;
    let text = text.strip_suffix(" ago")?;
    match text {
        "Less than a second" => return Some(0),
        "About a minute" => return Some(60),
        "About an hour" => return Some(HOUR),
        _ => {}
    }
    let (count, unit) = text.split_once(' ')?;
    let count = count.parse::<u64>().ok()?;
    let seconds = match unit.strip_suffix('s').unwrap_or(unit) {
        "second" => 1,
        "minute" => 60,
        "hour" => HOUR,
        "day" => 24 * HOUR,
        "week" => 7 * 24 * HOUR,
        "month" => 30 * 24 * HOUR,
        "year" => 365 * 24 * HOUR,
        _ => return None,
    };
    count.checked_mul(seconds)
}

/// A date in Go's form or in that of RFC 3339: seconds since 1970, and nanoseconds.
pub(super) fn date(text: &str) -> Option<(i64, u32)> {
    let (day, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', ' '])?;
    let (clock, rest) = rest.split_at_checked(8)?;
    let (nanos, rest) = match rest.strip_prefix('.') {
        Some(rest) => {
            let end = rest.find(|it: char| !it.is_ascii_digit())?;
            let (digits, rest) = rest.split_at_checked(end)?;
            if digits.is_empty() || digits.len() > 9 {
                return None;
            }
            (format!("{digits:0<9}").parse().ok()?, rest)
        }
        None => (0, rest),
    };
    let [year, month, day] = numbers(day, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some((seconds - offset(rest)?, nanos))
}

fn numbers(text: &str, separator: char, lengths: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(separator);
    let mut next = |length: usize| {
        let part = parts.next().filter(|it| it.len() == length)?;
        part.bytes().all(|it| it.is_ascii_digit()).then_some(())?;
        part.parse::<i64>().ok()
    };
    let [one, two, three] = lengths;
    let numbers = [next(one)?, next(two)?, next(three)?];
    parts.next().is_none().then_some(numbers)
}

/// Seconds east of Greenwich: `Z`, `+02:00`, or ` +0200 CEST` and what Go adds to it.
fn offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let text = text.strip_prefix(' ').unwrap_or(text);
    let (sign, text) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (None, Some(rest)) => (-1, rest),
        (None, None) => return None,
    };
    let text = text.split(' ').next()?.replace(':', "");
    if text.len() != 4 || !text.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let number = text.parse::<i64>().ok()?;
    Some(sign * (number / 100 * 3600 + number % 100 * 60))
}

/// Days from 1970 to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // A year that begins in March has its odd day last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_seconds_since_1970() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", (0, 0)),
            (
                "2026-11-24 12:13:03.562835249 +0000 UTC",
                (1_795_522_383, 562_835_249),
            ),
            ("2026-11-24T12:13:03.5Z", (1_795_522_383, 500_000_000)),
            ("2026-11-24T14:13:03+02:00", (1_795_522_383, 0)),
            ("2026-11-24 14:13:03 +0200 CEST m=+0.5", (1_795_522_383, 0)),
            ("2024-02-29 23:59:59 -0100 -01", (1_709_254_799, 0)),
            ("0001-01-01 00:00:00 +0000 UTC", (-62_135_596_800, 0)),
        ] {
            assert_eq!(date(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "2 seconds ago",
            "2026-11-24",
            "2026-11-24 12:13:03",
            "2026-13-24T12:13:03Z",
            "2026-11-24T12:13:03.Z",
            "2026-11-24T25:13:03Z",
            "２026-11-24T12:13:03Z",
            "2026-11-24T12:13:03z",
            "2026-11-24T12:13:03+2",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_seconds() {
        for (text, seconds) in [
            ("Less than a second ago", 0),
            ("1 second ago", 1),
            ("59 seconds ago", 59),
            ("About a minute ago", 60),
            ("2 minutes ago", 120),
            ("About an hour ago", 3600),
            ("47 hours ago", 169_200),
            ("2 days ago", 172_800),
            ("2 weeks ago", 1_209_600),
            ("2 months ago", 5_184_000),
            ("2 years ago", 63_072_000),
        ] {
            assert_eq!(ago(text), Some(seconds), "{text}");
        }
        for text in [
            "",
            "ago",
            "2 moons ago",
            "2 seconds",
            "two days ago",
            "99999999999999999999 days ago",
            "18446744073709551615 days ago",
        ] {
            assert_eq!(ago(text), None, "{text}");
        }
    }

    #[test]
    fn parts_of_a_second_are_not_shown() {
        let shown = |text: &str| RecordTime::read(text, None).map(|it| it.shown());
        assert_eq!(
            shown("2026-11-24T12:13:07.208287962Z").as_deref(),
            Some("2026-11-24T12:13:07Z")
        );
        assert_eq!(shown("2 seconds ago").as_deref(), Some("2 seconds ago"));
        assert_eq!(shown(" "), None);
    }
}
