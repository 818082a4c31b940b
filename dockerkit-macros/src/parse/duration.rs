//! Durations as Docker writes them: `1m30s`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote_spanned;

/// The nanoseconds.
pub(super) fn read(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let mut rest = text;
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let (whole, after) = rest.split_at(digits(rest));
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => after.split_at(digits(after)),
            None => ("", after),
        };
        let (unit, after) = after.split_at(letters(after));
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

/// How many bytes of digits it starts with.
fn digits(text: &str) -> usize {
    let mut count = 0;
    for byte in text.bytes() {
        if !byte.is_ascii_digit() {
            break;
        }
        count += 1;
    }
    count
}

/// How many bytes stand before its next number.
fn letters(text: &str) -> usize {
    let mut count = 0;
    for byte in text.bytes() {
        if byte.is_ascii_digit() || byte == b'.' {
            break;
        }
        count += 1;
    }
    count
}

/// The expression that makes it.
pub(super) fn tokens(nanoseconds: u64, span: Span) -> TokenStream {
    let [seconds, milliseconds] = [1_000_000_000, 1_000_000];
    let (function, number) = if nanoseconds % seconds == 0 {
        ("from_secs", nanoseconds / seconds)
    } else if nanoseconds % milliseconds == 0 {
        ("from_millis", nanoseconds / milliseconds)
    } else {
        ("from_nanos", nanoseconds)
    };
    let function = Ident::new(function, span);
    let number = Literal::u64_unsuffixed(number);
    quote_spanned!(span=> ::core::time::Duration::#function(#number))
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
