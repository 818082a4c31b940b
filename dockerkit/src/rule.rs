//! The rules for single words, each written once: `from_static` asks them at compile time, `check` at run time.

mod address;
mod path;
mod reference;
mod value;

pub(crate) use address::Address;
pub(crate) use path::{EXPRESSION, ends, is_unsendable, unfindable};
pub(crate) use reference::{image, is_digest, platform};
pub(crate) use value::{clean_path, is_file_mode, is_root, is_signal, is_size};

/// What is wrong with a word, or `None`.
pub(crate) type Verdict = Option<&'static str>;

/// A build stage's name: BuildKit takes `[a-z][a-z0-9-_.]*` in any case and warns about capitals.
///
/// Source: `frontend/dockerfile/instructions/parse.go`, `validStageName`.
pub(crate) const fn stage_name(name: &str) -> Verdict {
    let bytes = name.as_bytes();
    if bytes.is_empty() {
        return Some("a stage name must not be empty");
    }
    if !bytes[0].is_ascii_lowercase() {
        return Some("a stage name must start with a lowercase letter");
    }
    let mut at = 1;
    while at < bytes.len() {
        let byte = bytes[at];
        if !(byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || matches!(byte, b'-' | b'_' | b'.'))
        {
            return Some("a stage name may hold only lowercase letters, digits, `-`, `_` and `.`");
        }
        at += 1;
    }
    match bytes {
        b"scratch" | b"context" => {
            Some("the names `scratch` and `context` mean something else to the builder")
        }
        _ => None,
    }
}

/// A variable's name in `ENV` and `ARG`.
///
/// The builder takes nearly anything here; what is left out either means something else to it (`=`, quotes,
/// blanks, `$`, a leading `--`) or cannot be the name of an environment variable that a shell can read back.
pub(crate) const fn variable_name(name: &str) -> Verdict {
    let bytes = name.as_bytes();
    if bytes.is_empty() {
        return Some("a variable name must not be empty");
    }
    if bytes[0] == b'-' && bytes.len() > 1 && bytes[1] == b'-' {
        return Some("a variable name must not start with `--`, which the builder reads as a flag");
    }
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_graphic()
            || matches!(
                bytes[at],
                b'=' | b'$' | b'"' | b'\'' | b'\\' | b'`' | b'<' | b'#'
            )
        {
            return Some(
                "a variable name may hold no blank, quote, backslash, `=`, `$`, `<`, `#` or non-ASCII character",
            );
        }
        at += 1;
    }
    None
}

/// How many bytes of `text` are the name in `$NAME`.
pub(crate) fn variable_name_length(text: &str) -> usize {
    match text.as_bytes() {
        [first, ..] if first.is_ascii_alphabetic() || *first == b'_' => text
            .bytes()
            .position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_'))
            .unwrap_or(text.len()),
        _ => 0,
    }
}

/// A word that names a heredoc and so the file that `COPY <<name` makes.
pub(crate) const fn heredoc_name(name: &str) -> Verdict {
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+' | b'@')) {
            return Some(
                "the name of an inline file may hold only ASCII letters, digits and `.` `_` `-` `+` `@`",
            );
        }
        at += 1;
    }
    match bytes {
        b"" | b"." | b".." | [b'-', ..] => {
            Some("the name of an inline file must not be empty, `.` or `..`, or start with `-`")
        }
        _ => None,
    }
}

/// A cache mount's id without variables.
pub(crate) const fn cache_id(id: &str) -> Verdict {
    let bytes = id.as_bytes();
    if bytes.is_empty() {
        return Some("a cache id must not be empty, which BuildKit takes for no id at all");
    }
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii() {
            return Some("a cache id must be ASCII: BuildKit corrupts other characters in a flag");
        }
        if matches!(bytes[at], b'\n' | b'\r' | 0) {
            return Some("a cache id must not hold a line break or NUL");
        }
        at += 1;
    }
    None
}

/// What the ids of cache mounts begin with.
pub(crate) const fn cache_prefix(prefix: &str) -> Verdict {
    let bytes = prefix.as_bytes();
    if bytes.is_empty() {
        return Some("a prefix of cache ids must not be empty");
    }
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/' | b':')) {
            return Some(
                "a prefix of cache ids may hold only ASCII letters, digits and `.` `_` `-` `/` `:`",
            );
        }
        at += 1;
    }
    None
}

/// Stops compilation (in a `const`) or panics with the verdict.
#[track_caller]
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
        for good in ["build", "build-amd64", "a", "node-18.1", "x_y"] {
            assert_eq!(stage_name(good), None, "{good}");
        }
        for bad in [
            "", "Build", "1a", "-a", "a b", "a/b", "é", "aé", "scratch", "context",
        ] {
            assert!(stage_name(bad).is_some(), "{bad}");
        }
    }
}
