//! Durations as Docker writes them: `1m30s`.

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote_spanned;

/// The nanoseconds.
pub(super) fn read(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let mut rest = text;
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let digits = |it: &str| {
            it.len()
                - it.trim_start_matches(|digit: char| digit.is_ascii_digit())
                    .len()
        };
        let (whole, after) = rest.split_at(digits(rest));
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => after.split_at(digits(after)),
            None => ("", after),
        };
        let letters = after.find(|it: char| it.is_ascii_digit() || it == '.');
        let (unit, after) = after.split_at(letters.unwrap_or(after.len()));
        let unit: u64 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let whole: u64 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        sum = sum.checked_add(whole.checked_mul(unit)?)?;
        let mut part = unit;
        for digit in fraction.bytes() {
            part /= 10;
            sum = sum.checked_add(u64::from(digit - b'0') * part)?;
        }
        rest = after;
    }
    (!text.is_empty()).then_some(sum)
}

/// The expression that makes it.
pub(super) fn tokens(nanoseconds: u64, span: Span) -> TokenStream {
    let [seconds, milliseconds] = [1_000_000_000, 1_000_000];
    if nanoseconds % seconds == 0 {
        let number = Literal::u64_unsuffixed(nanoseconds / seconds);
        quote_spanned!(span=> ::core::time::Duration::from_secs(#number))
    } else if nanoseconds % milliseconds == 0 {
        let number = Literal::u64_unsuffixed(nanoseconds / milliseconds);
        quote_spanned!(span=> ::core::time::Duration::from_millis(#number))
    } else {
        let number = Literal::u64_unsuffixed(nanoseconds);
        quote_spanned!(span=> ::core::time::Duration::from_nanos(#number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, nanoseconds) in [
            ("30s", 30_000_000_000),
            ("1m30s", 90_000_000_000),
            ("1.5s", 1_500_000_000),
            ("500ms", 500_000_000),
            ("2h", 7_200_000_000_000),
            (".5s", 500_000_000),
            ("0", 0),
            ("7ns", 7),
        ] {
            assert_eq!(read(text), Some(nanoseconds), "{text}");
        }
        for text in [
            "",
            "30",
            "s",
            "1d",
            "-1s",
            "1s ",
            "99999999999999h",
            "é",
            "1é",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
