//! The rules for single words, each written once: `from_static` asks them at compile time, `check` at run time.

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
        if !(byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.')) {
            return Some("a stage name may hold only lowercase letters, digits, `-`, `_` and `.`");
        }
        at += 1;
    }
    match bytes {
        b"scratch" | b"context" => Some("the names `scratch` and `context` mean something else to the builder"),
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
        if !bytes[at].is_ascii_graphic() || matches!(bytes[at], b'=' | b'$' | b'"' | b'\'' | b'\\' | b'`' | b'<' | b'#') {
            return Some("a variable name may hold no blank, quote, backslash, `=`, `$`, `<`, `#` or non-ASCII character");
        }
        at += 1;
    }
    None
}

/// How many bytes of `text` are the name in `$NAME`.
pub(crate) fn variable_name_length(text: &str) -> usize {
    match text.as_bytes() {
        [first, ..] if first.is_ascii_alphabetic() || *first == b'_' => {
            text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_')).unwrap_or(text.len())
        }
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
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/' | b':' | b'@' | b'+' | b'[' | b']')) {
            return Some("an image reference may hold only ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+`");
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
            return Some("an image's repository name may hold only lowercase letters, digits and `.` `_` `-` `/`");
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
        } else if bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'_' | b'-' | b'.' | b'(' | b')' | b'+') {
            length += 1;
        } else {
            return Some("a platform is `os/arch` or `os/arch/variant` in plain letters and digits");
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
            return Some("the name of an inline file may hold only ASCII letters, digits and `.` `_` `-` `+` `@`");
        }
        at += 1;
    }
    match bytes {
        b"" | b"." | b".." | [b'-', ..] => Some("the name of an inline file must not be empty, `.` or `..`, or start with `-`"),
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

/// Permissions as `--chmod` takes them: octal, or symbolic as for `chmod`.
pub(crate) fn is_file_mode(mode: &str) -> bool {
    if !mode.is_empty() && mode.bytes().all(|byte| matches!(byte, b'0'..=b'7')) {
        return u32::from_str_radix(mode, 8).is_ok_and(|mode| mode <= 0o7777);
    }
    mode.split(',').all(|clause| {
        let actions = clause.trim_start_matches(['u', 'g', 'o', 'a']);
        let letters = |action: &str| action.bytes().all(|byte| b"rwxXst".contains(&byte)) || matches!(action, "u" | "g" | "o");
        let mut parts = actions.split(['+', '-', '=']);
        // Nothing stands before the first operator, and there is one.
        parts.next() == Some("") && actions.len() > 0 && parts.all(letters)
    })
}

/// A signal as the engine knows it on Linux: a number but 0, or a name with or without `SIG`.
///
/// Source: `github.com/moby/sys/signal`.
pub(crate) fn is_signal(signal: &str) -> bool {
    const NAMES: &str = " ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM \
                         TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX ";
    if let Ok(number) = signal.parse::<i32>() {
        return number > 0;
    }
    let name = signal.to_ascii_uppercase();
    let name = name.strip_prefix("SIG").unwrap_or(&name);
    let within =
        |rest: &str, last: u32| rest.parse().is_ok_and(|number: u32| (1..=last).contains(&number) && !rest.starts_with(['0', '+']));
    match (name.strip_prefix("RTMIN+"), name.strip_prefix("RTMAX-")) {
        (Some(rest), _) => within(rest, 15),
        (_, Some(rest)) => within(rest, 14),
        _ => !name.is_empty() && !name.contains(' ') && NAMES.contains(&format!(" {name} ")),
    }
}

/// A size as `--mount=type=tmpfs` takes it: digits with a unit, in which the case does not matter.
///
/// Source: `RAMInBytes` of `github.com/docker/go-units`.
pub(crate) fn is_size(size: &str) -> bool {
    let size = size.to_ascii_lowercase();
    let size = size.strip_suffix('b').unwrap_or(&size);
    let size = size.strip_suffix("i").unwrap_or(size);
    let number = size.strip_suffix(['k', 'm', 'g', 't', 'p']).unwrap_or(size);
    let number = number.strip_suffix(' ').unwrap_or(number);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = number.split('.');
    parts.next().is_some_and(digits) && parts.next().is_none_or(digits) && parts.next().is_none()
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
        for bad in ["", "Build", "1a", "-a", "a b", "a/b", "é", "aé", "scratch", "context"] {
            assert!(stage_name(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn file_modes_signals_and_sizes() {
        for good in ["0755", "7777", "+x", "u=rwX,go=rX", "a+x", "u+s", "g=u", "="] {
            assert!(is_file_mode(good), "{good}");
        }
        for bad in ["", "8", "10000", "rwx", "u", "+x,", "u+q", "0x1", "-1"] {
            assert!(!is_file_mode(bad), "{bad}");
        }
        for good in ["9", "SIGQUIT", "quit", "SIGRTMIN+3", "RTMAX-1", "RTMIN"] {
            assert!(is_signal(good), "{good}");
        }
        for bad in ["", "0", "-1", "SIGNOPE", "SIG", "RTMIN+16", "RTMIN+", "AL", "INT IO"] {
            assert!(!is_signal(bad), "{bad}");
        }
        for good in ["1", "512m", "1g", "1.5 GiB", "10kb", "0"] {
            assert!(is_size(good), "{good}");
        }
        for bad in ["", "m", "-1", "1x", "1..2", "1 m m", ".5"] {
            assert!(!is_size(bad), "{bad}");
        }
    }

    #[test]
    fn paths_are_cleaned_as_go_does() {
        for (path, clean) in
            [("", "."), ("/", "/"), ("a/../..", ".."), ("/a/../../b//c/.", "/b/c"), ("./x/", "x"), ("../../a", "../../a")]
        {
            assert_eq!(clean_path(path), clean, "{path}");
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
        for bad in ["", "a b", "A", "a/B", "a:", "a//b", "/a", "a/", ":x", "@sha256:x", "a@", "é", "a\nb", "-$x", "a[b"] {
            assert!(image(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn platforms() {
        for good in ["linux/amd64", "linux/arm/v7", "linux", "windows(10.0.17763)/amd64"] {
            assert_eq!(platform(good), None, "{good}");
        }
        for bad in ["", "/", "linux/", "a/b/c/d", "linux amd64", "é"] {
            assert!(platform(bad).is_some(), "{bad}");
        }
    }
}
