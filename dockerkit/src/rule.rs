//! The rules for single words, each written once: `from_static` asks them at compile time, `check` at run time.

mod address;
mod image_name;
mod mark;
mod path;
mod reference;
mod trigger;
mod value;

use crate::heredoc;

pub(crate) use address::Address;
pub(crate) use image_name::{ImageName, sets_shell};
pub(crate) use mark::{CHECKSUM, DIGITS, MARK, reads_as_mark};
pub(crate) use path::{
    EXPRESSION, ends, is_ordinary, is_unsendable, may_be_special, pattern, unfindable,
};
pub(crate) use reference::{image, is_digest, names_platform, platform};
#[cfg(any(test, feature = "parse"))]
pub(crate) use trigger::KEYWORDS;
pub(crate) use trigger::{names_in_trigger, trigger, trigger_keyword};
pub(crate) use value::{
    FRONTEND, build_checks, clean_path, depth, frontend, is_file_mode, is_root, is_signal, is_size,
    reads_as_check, reads_as_directive,
};

/// What is wrong with a word, or `None`.
pub(crate) type Verdict = Option<&'static str>;

/// A build stage's name: `[a-z][a-z0-9-_.]*` in any case, as BuildKit lower-cases it.
///
/// Source: `frontend/dockerfile/instructions/parse.go`, `validStageName`.
pub(crate) const fn stage_name(name: &str) -> Verdict {
    let bytes = name.as_bytes();
    let [first, rest @ ..] = bytes else {
        return Some("a stage name must not be empty");
    };
    let mut rest = rest;
    if !first.is_ascii_alphabetic() {
        return Some("a stage name must start with a letter from `a` to `z`");
    }
    while let [byte, after @ ..] = rest {
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
            return Some("a stage name may hold only ASCII letters, digits, `-`, `_` and `.`");
        }
        rest = after;
    }
    None
}

/// Whether BuildKit has another meaning for a stage's name, `lower` case.
///
/// Source: `frontend/dockerfile/dockerfile2llb/validations.go`, `reservedStageNames`.
pub(crate) fn is_reserved(lower: &str) -> bool {
    matches!(lower, "scratch" | "context")
}

/// Whether it is `lower` in any case.
pub(crate) const fn is_ignoring_case(mut bytes: &[u8], mut lower: &[u8]) -> bool {
    while let ([byte, after @ ..], [other, others @ ..]) = (bytes, lower) {
        if byte.to_ascii_lowercase() != *other {
            return false;
        }
        (bytes, lower) = (after, others);
    }
    bytes.is_empty() && lower.is_empty()
}

/// Why the name of a variable holds no `=`.
pub(crate) const NO_EQUALS_SIGN: &str = "a variable name may hold no `=`, where BuildKit ends it";

/// A variable's name in `ENV`, where it can stand in quotes; `ARG` takes less, see [`argument_name`].
///
/// Stricter than BuildKit on purpose: it takes `ENV ""=value`, which no program can look up.
pub(crate) const fn variable_name(name: &str) -> Verdict {
    let mut rest = name.as_bytes();
    if rest.is_empty() {
        return Some("a variable name must not be empty");
    }
    while let [byte, after @ ..] = rest {
        match byte {
            b'=' => return Some(NO_EQUALS_SIGN),
            b'\n' | 0 => return Some("a variable name may hold no newline and no NUL"),
            _ => {}
        }
        rest = after;
    }
    None
}

/// Why the name of an argument holds no reference.
pub(crate) const NO_REFERENCE: &str =
    "the name of an argument may hold no `$`, which some builders expand and others do not";

/// What is wrong with a variable's name in `ARG`, where BuildKit takes it as it is written: quotes and the escape
/// character stay, and blanks end it.
///
/// Stricter than BuildKit on purpose: it takes a quote or an escape character as long as what they do to the rest of
/// the line happens to leave it whole; and older ones expand `$` in the name where it stands in a stage, today's do not.
pub(crate) fn argument_name(name: &str, escape: char) -> Verdict {
    if name.starts_with("--") {
        return Some(
            "the name of an argument must not start with `--`, which the builder reads as a flag",
        );
    }
    if name.starts_with('\u{feff}') {
        return Some(
            "the name of an argument must not start with a byte order mark, which the builder drops",
        );
    }
    let quotes = |character: char| matches!(character, '"' | '\'') || character == escape;
    if name.contains(|character: char| character.is_whitespace() || quotes(character)) {
        return Some("the name of an argument may hold no whitespace, quote or escape character");
    }
    if name.contains('$') {
        return Some(NO_REFERENCE);
    }
    variable_name(name)
}

/// Whether it is a name wherever one can stand: letters and digits, `_`, and `-` and `.` inside.
pub(crate) fn is_plain_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match name.as_bytes() {
        [first, rest @ ..] => {
            plain(*first)
                && rest
                    .iter()
                    .all(|byte| plain(*byte) || matches!(byte, b'-' | b'.'))
        }
        [] => false,
    }
}

/// What keeps a word from naming a here-document and so the file that `COPY <<name` makes, with quotes around it or,
/// beside content that is expanded, without.
pub(crate) fn heredoc_name(name: &str, quoted: bool) -> Verdict {
    if matches!(name, "" | "." | "..") {
        return Some("the name of an inline file must not be empty, `.` or `..`");
    }
    if name.len() > LONGEST_NAME {
        return Some("the name of an inline file is longer than 255 bytes");
    }
    if name.contains(['\0', '\t', '\n', '\x0b', '\x0c', '\r', ' ', '<', '/']) {
        return Some("the name of an inline file may hold no whitespace, `<` or `/`");
    }
    match (heredoc::spelled(name, quoted), quoted) {
        (Some(_), _) => None,
        (None, true) => Some("the name of an inline file may hold no `'` beside `\"`, `$` or `\\`"),
        (None, false) => Some(
            "the name of an inline file whose content is expanded may hold no whitespace beyond ASCII",
        ),
    }
}

/// The longest name of a file on Linux, in bytes.
const LONGEST_NAME: usize = 255;

/// A cache mount's id without variables; an empty one is none.
pub(crate) const fn cache_id(id: &str) -> Verdict {
    let mut rest = id.as_bytes();
    while let [byte, after @ ..] = rest {
        if !byte.is_ascii() {
            return Some("a cache id must be ASCII: BuildKit corrupts other characters in a flag");
        }
        if matches!(byte, b'\n' | 0) {
            return Some("a cache id must not hold a newline or NUL");
        }
        rest = after;
    }
    None
}

/// What the ids of cache mounts begin with.
pub(crate) const fn cache_prefix(prefix: &str) -> Verdict {
    let mut rest = prefix.as_bytes();
    if rest.is_empty() {
        return Some("a prefix of cache ids must not be empty");
    }
    while let [byte, after @ ..] = rest {
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/' | b':')) {
            return Some(
                "a prefix of cache ids may hold only ASCII letters, digits and `.` `_` `-` `/` `:`",
            );
        }
        rest = after;
    }
    None
}

/// The name of a service: what both bake and Compose take, in their files and as a word of a command.
///
/// Source: `validateTargetName` in `bake/bake.go` of buildx, and the schema of Compose files.
#[cfg(feature = "project")]
pub(crate) const fn service_name(name: &str) -> Verdict {
    let mut rest = name.as_bytes();
    if rest.is_empty() {
        return Some("the name of a service must not be empty");
    }
    if let [b'-', ..] = rest {
        return Some("the name of a service must not begin with `-`, as an option does");
    }
    while let [byte, after @ ..] = rest {
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
            return Some("the name of a service may hold only ASCII letters, digits, `-` and `_`");
        }
        rest = after;
    }
    None
}

/// Stops compilation (in a `const`) or panics with the verdict.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "what `from_static` promises: in a `const` it is a compile error"
)]
pub(crate) const fn require(verdict: Verdict) {
    if let Some(message) = verdict {
        panic!("{}", message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stage_names() {
        for good in [
            "build",
            "build-amd64",
            "a",
            "node-18.1",
            "x_y",
            "Build",
            "scratch",
        ] {
            assert_eq!(stage_name(good), None, "{good}");
        }
        for bad in ["", "1a", "-a", "a b", "a/b", "é", "aé"] {
            assert!(stage_name(bad).is_some(), "{bad}");
        }
    }
}
