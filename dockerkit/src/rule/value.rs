//! The rules for values that only `check` looks at.

use super::{Verdict, image};
use crate::build_checks::BuildChecks;

/// The frontend that reads a file unless told otherwise.
pub(crate) const FRONTEND: &str = "docker/dockerfile:1";

/// What `# syntax` names: the image of a frontend, and after a blank whatever is meant for that frontend.
///
/// Stricter than BuildKit on purpose: it cuts blanks off at the ends.
pub(crate) fn frontend(syntax: &str) -> Verdict {
    // That of nearly every file.
    if syntax == FRONTEND {
        return None;
    }
    if let Some(problem) = directive(syntax) {
        return Some(problem);
    }
    image(syntax.split(' ').next().unwrap_or_default())
}

/// What `# check` says: what BuildKit can read.
///
/// Stricter than BuildKit on purpose: it takes a value that says nothing.
pub(crate) fn build_checks(checks: &str) -> Verdict {
    directive(checks).or_else(|| BuildChecks::read(checks).err())
}

/// What every directive has to be.
fn directive(value: &str) -> Verdict {
    let cut = |character: char| matches!(character, ' ' | '\t' | '\r' | '\x0c');
    if value.trim().is_empty() {
        Some("it is empty")
    } else if value.contains(['\n', '\0']) {
        Some("it holds a newline or NUL")
    } else if value.starts_with(cut) || value.ends_with(cut) {
        Some("it begins or ends with whitespace")
    } else {
        None
    }
}

/// Whether BuildKit would take a line of a comment for what its build checks do at the next instruction.
///
/// Source: `frontend/dockerfile/linter/linter.go`, `WithMergedConfigFromComments`.
pub(crate) fn reads_as_check(line: &str) -> bool {
    let blanks = |character: char| character.is_ascii_whitespace();
    let Some((name, value)) = line.split_once('=') else {
        return false;
    };
    name.trim_start()
        .trim_end_matches(blanks)
        .eq_ignore_ascii_case("check")
        && !value.trim().is_empty()
}

/// Whether the line of a comment would be taken for a parser directive at the top of a file, where BuildKit reads any
/// `# name=value` as one.
pub(crate) fn reads_as_directive(line: &str) -> bool {
    line.split_once('=').is_some_and(|(name, _)| {
        let name = name.trim();
        ["syntax", "escape", "check"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    })
}

/// Permissions as `--chmod` takes them: octal up to 7777, or symbolic as for `chmod`.
///
/// Source: `github.com/tonistiigi/dchapes-mode`.
pub(crate) fn is_file_mode(mode: &str) -> bool {
    if !mode.is_empty() && mode.bytes().all(|byte| matches!(byte, b'0'..=b'7')) {
        return u32::from_str_radix(mode, 8).is_ok_and(|mode| mode <= 0o7777);
    }
    mode.split(',').all(|clause| {
        let actions = clause.trim_start_matches(['u', 'g', 'o', 'a']);
        let mut parts = actions.split(['+', '-', '=']);
        // Nothing stands before the first operator, and there is one.
        parts.next() == Some("")
            && !actions.is_empty()
            && parts.all(|letters| letters.bytes().all(|letter| b"rwxXstugo".contains(&letter)))
    })
}

/// A signal as the engine knows it on Linux: a number but 0, or a name with or without `SIG`.
///
/// Stricter than BuildKit on purpose: it takes letters that are not ASCII and whose capitals are, such as `ſ` for `S`.
///
/// Source: `github.com/moby/sys/signal`.
pub(crate) fn is_signal(signal: &str) -> bool {
    const NAMES: &str = " ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM \
                         TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX ";
    if let Ok(number) = signal.parse::<i64>() {
        return number != 0;
    }
    let name = signal.to_ascii_uppercase();
    let name = name.strip_prefix("SIG").unwrap_or(&name);
    let within = |rest: &str, last: u32| {
        rest.parse()
            .is_ok_and(|number: u32| (1..=last).contains(&number) && !rest.starts_with(['0', '+']))
    };
    match (name.strip_prefix("RTMIN+"), name.strip_prefix("RTMAX-")) {
        (Some(rest), _) => within(rest, 15),
        (_, Some(rest)) => within(rest, 14),
        _ => !name.is_empty() && !name.contains(' ') && NAMES.contains(&format!(" {name} ")),
    }
}

/// A size as `--mount=type=tmpfs` takes it: a number, perhaps with a unit, in which the case does not matter.
///
/// What 63 bits cannot hold is taken, too, and then is no limit.
///
/// Source: `RAMInBytes` of `github.com/docker/go-units`.
pub(crate) fn is_size(size: &str) -> bool {
    let Some(last) =
        size.rfind(|character: char| character.is_ascii_digit() || ". ".contains(character))
    else {
        return false;
    };
    let (number, unit) = size.split_at(last + 1);
    let number = number.strip_suffix(' ').unwrap_or(number);
    let unit = unit.to_ascii_lowercase();
    let is_unit = match unit.as_bytes() {
        [] | [b'b'] => true,
        [power, rest @ ..] => b"kmgtp".contains(power) && matches!(rest, b"" | b"b" | b"ib"),
    };
    is_unit && is_positive_float(number)
}

/// Whether Go's `strconv.ParseFloat` reads a number that is not below zero.
fn is_positive_float(number: &str) -> bool {
    let unsigned = number.strip_prefix(['+', '-']).unwrap_or(number);
    let negative = number.starts_with('-');
    let lower = unsigned.to_ascii_lowercase();
    if matches!(lower.as_str(), "inf" | "infinity" | "nan") {
        return !negative;
    }
    let hexadecimal = lower.strip_prefix("0x");
    let (digits, radix, exponent) = match hexadecimal {
        Some(digits) => (digits, 16, 'p'),
        None => (lower.as_str(), 10, 'e'),
    };
    let (mantissa, power) = match digits.split_once(exponent) {
        Some((mantissa, power)) => (mantissa, Some(power)),
        None => (digits, None),
    };
    let is_digit = |radix| move |character: char| character.is_digit(radix) || character == '_';
    let is_power = |power: &str| {
        let power = power.strip_prefix(['+', '-']).unwrap_or(power);
        power.starts_with(|first: char| first.is_ascii_digit()) && power.chars().all(is_digit(10))
    };
    let has_digit = mantissa.contains(|character: char| character.is_digit(radix));
    let is_mantissa = |part: &str| part.chars().all(is_digit(radix));
    let reads = has_digit
        && mantissa.matches('.').count() <= 1
        && mantissa.split('.').all(is_mantissa)
        && power.map_or(radix == 10, is_power)
        && separates_digits(&lower, radix);
    reads && {
        let magnitude = magnitude(&mantissa.replace('_', ""), radix, power);
        magnitude.is_finite() && (!negative || magnitude == 0.0)
    }
}

/// Whether each `_` stands between two digits, or between `0x` and one.
fn separates_digits(number: &str, radix: u32) -> bool {
    let number = number.strip_prefix("0x").map_or_else(
        || number.to_owned(),
        // The prefix counts as a digit.
        |digits| format!("0{digits}"),
    );
    let bytes = number.as_bytes();
    let is_digit = |at: Option<usize>| {
        let byte = at.and_then(|at| bytes.get(at));
        byte.is_some_and(|byte| char::from(*byte).is_digit(radix))
    };
    let mut at = (0..bytes.len()).filter(|at| bytes.get(*at) == Some(&b'_'));
    at.all(|at| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)))
}

/// How large a number is, roughly: whether it is zero, and whether Go can hold it.
fn magnitude(mantissa: &str, radix: u32, power: Option<&str>) -> f64 {
    let power = power.unwrap_or_default().replace('_', "");
    if radix == 10 {
        let number = format!("{mantissa}e{}", if power.is_empty() { "0" } else { &power });
        return number.parse().unwrap_or(f64::NAN);
    }
    let mut value = 0.0;
    let mut scale: i32 = 0;
    let mut fraction = false;
    for character in mantissa.chars() {
        match character.to_digit(16) {
            Some(digit) => {
                value = value * 16.0 + f64::from(digit);
                scale = scale.saturating_sub(if fraction { 4 } else { 0 });
            }
            None => fraction = true,
        }
    }
    if value == 0.0 {
        return 0.0;
    }
    let negative = power.starts_with('-');
    let power = power
        .parse()
        .unwrap_or(if negative { i32::MIN } else { i32::MAX });
    value * 2_f64.powi(power.saturating_add(scale))
}

/// Whether Go's `path.Clean` makes a path `/`.
pub(crate) fn is_root(path: &str) -> bool {
    depth(0, path) == 0 && path.starts_with('/')
}

/// How many directories below `/` a path leads, from one that is so many below.
pub(crate) fn depth(from: usize, path: &str) -> usize {
    let mut depth = from;
    for part in path.as_bytes().split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
    }
    depth
}

/// Go's `path.Clean`, by which BuildKit makes a target the default id.
pub(crate) fn clean_path(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_modes_signals_and_sizes() {
        for good in [
            "0755",
            "7777",
            "+x",
            "u=rwX,go=rX",
            "a+x",
            "u+s",
            "g=u",
            "=",
            "+go",
            "u=rg-w+X",
        ] {
            assert!(is_file_mode(good), "{good}");
        }
        for bad in ["", "8", "10000", "rwx", "u", "+x,", "u+q", "0x1", "-1"] {
            assert!(!is_file_mode(bad), "{bad}");
        }
        for good in [
            "9",
            "-1",
            "+9",
            "SIGQUIT",
            "quit",
            "SIGRTMIN+3",
            "RTMAX-1",
            "RTMIN",
        ] {
            assert!(is_signal(good), "{good}");
        }
        for bad in [
            "", "0", "-0", " 15", "SIGNOPE", "SIG", "RTMIN+16", "RTMIN+", "AL", "INT IO",
        ] {
            assert!(!is_signal(bad), "{bad}");
        }
        for good in [
            "1",
            "512m",
            "1g",
            "1.5 GiB",
            "10kb",
            "0",
            ".1",
            "1.",
            "1 ",
            "1e3k",
            "-0",
            "+1",
            "0x1p1",
            "0x_1.8p-1_0 k",
            "1_0",
            "9e18k",
            "inf ",
            "nan ",
            "-0x0p1",
        ] {
            assert!(is_size(good), "{good}");
        }
        for bad in [
            "", "m", "-1", "1x", "1..2", "1 m m", "1i", "10ki", "1bb", "1kbb", "1kiib", "1  ",
            "e5", "1e400", "0x1", "0x1p", "0x1p1e1", "_1", "1__0", "1_", "1_.0", "1._0", "-inf ",
            "0x1p2000", "-0x1p1", "inf", "0xp1",
        ] {
            assert!(!is_size(bad), "{bad}");
        }
    }

    #[test]
    fn paths_are_cleaned_as_go_does() {
        for (path, clean) in [
            ("", "."),
            ("/", "/"),
            ("a/../..", ".."),
            ("/a/../../b//c/.", "/b/c"),
            ("./x/", "x"),
            ("../../a", "../../a"),
        ] {
            assert_eq!(clean_path(path), clean, "{path}");
            assert_eq!(is_root(path), clean == "/", "{path}");
        }
    }
}
