//! The rules for single words, each written once: `from_static` asks them at compile time, `check` at run time.

mod value;

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

/// An image reference without variables, loosely: what the builder could not even split or look up.
///
/// The characters and the case are those of the
/// [distribution reference grammar](https://pkg.go.dev/github.com/distribution/reference#pkg-overview).
pub(crate) const fn image(reference: &str) -> Verdict {
    let bytes = reference.as_bytes();
    if bytes.is_empty() {
        return Some("an image reference must not be empty");
    }
    if matches!(bytes[0], b'-' | b'.' | b'_' | b'+' | b']') {
        return Some("an image reference must start with a letter or a digit");
    }
    // Everything up to the tag or digest, and where the repository path begins.
    let mut end = bytes.len();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if !(byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'.' | b'_' | b'-' | b'/' | b':' | b'@' | b'+' | b'[' | b']'
            ))
        {
            return Some(
                "an image reference may hold only ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+`",
            );
        }
        if byte == b'@' && end == bytes.len() {
            end = at;
        }
        at += 1;
    }
    let mut slash = None;
    let mut colon = None;
    at = 0;
    while at < end {
        match bytes[at] {
            b'/' => {
                if at == 0 || bytes[at - 1] == b'/' || at + 1 == end {
                    return Some("an image reference must not have an empty path part");
                }
                if slash.is_none() {
                    slash = Some(at);
                }
                colon = None;
            }
            b':' => colon = Some(at),
            _ => {}
        }
        at += 1;
    }
    let name_end = match colon {
        Some(at) if at + 1 == end => return Some("an image reference must not end with `:`"),
        Some(at) => at,
        None => end,
    };
    if name_end == 0 || end + 1 == bytes.len() {
        return Some("an image reference needs a name, and a digest after `@`");
    }
    // The registry's host may have capitals and a port; the repository may not.
    let mut start = 0;
    if let Some(slash) = slash {
        let mut host = false;
        at = 0;
        while at < slash {
            if matches!(bytes[at], b'.' | b':') || bytes[at].is_ascii_uppercase() {
                host = true;
            }
            at += 1;
        }
        if host || matches!(bytes.split_at(slash).0, b"localhost") {
            start = slash + 1;
        }
    }
    at = start;
    while at < name_end {
        if bytes[at].is_ascii_uppercase() {
            return Some("an image's repository name must be lowercase");
        }
        if matches!(bytes[at], b':' | b'+' | b'[' | b']') {
            return Some(
                "an image's repository name may hold only lowercase letters, digits and `.` `_` `-` `/`",
            );
        }
        at += 1;
    }
    None
}

/// `os`, `os/arch` or `os/arch/variant`.
pub(crate) const fn platform(platform: &str) -> Verdict {
    let bytes = platform.as_bytes();
    let mut parts = 1;
    let mut length = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'/' {
            if length == 0 {
                return Some("a platform has no empty part: `linux/arm64`, `linux/arm/v7`");
            }
            parts += 1;
            length = 0;
        } else if bytes[at].is_ascii_alphanumeric()
            || matches!(bytes[at], b'_' | b'-' | b'.' | b'(' | b')' | b'+')
        {
            length += 1;
        } else {
            return Some(
                "a platform is `os/arch` or `os/arch/variant` in plain letters and digits",
            );
        }
        at += 1;
    }
    if length == 0 || parts > 3 {
        return Some("a platform is `os/arch` or `os/arch/variant`: `linux/arm64`, `linux/arm/v7`");
    }
    None
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

    #[test]
    fn images() {
        for good in [
            "alpine",
            "alpine:3.20",
            "scratch",
            "python:3.12-slim",
            "ghcr.io/astral-sh/uv:0.9",
            "localhost/x",
            "localhost:5000/x:y",
            "Registry.example.com/a/b@sha256:0123",
            "a/b_c/d--e",
            "nginx@sha256:ab",
            "0",
            "host:5000/a:LATEST",
            "[::1]:5000/a",
        ] {
            assert_eq!(image(good), None, "{good}");
        }
        for bad in [
            "",
            "a b",
            "A",
            "a/B",
            "a:",
            "a//b",
            "/a",
            "a/",
            ":x",
            "@sha256:x",
            "a@",
            "é",
            "a\nb",
            "-$x",
            "a[b",
        ] {
            assert!(image(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn platforms() {
        for good in [
            "linux/amd64",
            "linux/arm/v7",
            "linux",
            "windows(10.0.17763)/amd64",
        ] {
            assert_eq!(platform(good), None, "{good}");
        }
        for bad in ["", "/", "linux/", "a/b/c/d", "linux amd64", "é"] {
            assert!(platform(bad).is_some(), "{bad}");
        }
    }
}
