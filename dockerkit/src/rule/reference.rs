//! The rules for image references and platforms.

use super::{Verdict, is_ignoring_case};

/// An image reference without variables.
///
/// Source: the grammar of [`distribution/reference`](https://pkg.go.dev/github.com/distribution/reference).
#[expect(
    clippy::indexing_slicing,
    reason = "a `const fn` cannot iterate; each index is below the length"
)]
pub(crate) const fn image(reference: &str) -> Verdict {
    let bytes = reference.as_bytes();
    if bytes.is_empty() {
        return Some("an image reference must not be empty");
    }
    if !bytes[0].is_ascii_alphanumeric() && bytes[0] != b'[' {
        return Some("an image reference must start with a letter or a digit");
    }
    let mut end = bytes.len();
    let mut slash = None;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'@' if end == bytes.len() => end = at,
            b'/' if end == bytes.len() => slash = Some(at),
            b'.' | b'_' | b'-' | b'/' | b':' | b'+' | b'[' | b']' => {}
            byte if byte.is_ascii_alphanumeric() => {}
            _ => {
                return Some(
                    "an image reference may hold only ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+`",
                );
            }
        }
        at += 1;
    }
    if is_lower_hex(bytes, 64) {
        return Some(
            "an image reference must not be 64 hexadecimal digits, which would be an image's id",
        );
    }
    let (name, digest) = bytes.split_at(end);
    if !digest.is_empty() && !is_digest_bytes(digest.split_at(1).1) {
        return Some("an image's digest is `sha256:` and 64 lowercase hexadecimal digits");
    }
    // The tag stands behind the last colon of the last part.
    let mut colon = name.len();
    at = match slash {
        Some(slash) => slash + 1,
        None => 0,
    };
    while at < name.len() {
        if name[at] == b':' {
            colon = at;
        }
        at += 1;
    }
    let (path, tag) = name.split_at(colon);
    if !tag.is_empty() && !is_tag(tag.split_at(1).1) {
        return Some(
            "an image's tag is up to 128 letters, digits, `_`, `.` and `-`, the first no `.` or `-`",
        );
    }
    repository(path)
}

/// The longest path of an image within its registry that BuildKit reads, in bytes.
const PATH_LIMIT: usize = 255;

/// `host:port/path/to/name`, or without the host.
#[expect(
    clippy::indexing_slicing,
    reason = "a `const fn` cannot iterate; each index is below the length"
)]
const fn repository(name: &[u8]) -> Verdict {
    let mut slash = 0;
    while slash < name.len() && name[slash] != b'/' {
        slash += 1;
    }
    let first = name.split_at(slash).0;
    let several = slash < name.len();
    let mut path = name;
    if several && looks_like_host(first) {
        if is_host(first) {
            path = name.split_at(slash + 1).1;
        } else if !is_component(first) {
            return Some("an image's registry is a host name, perhaps with `:` and a port");
        }
    }
    let mut parts = 1;
    let mut start = 0;
    let mut at = 0;
    while at <= path.len() {
        if at == path.len() || path[at] == b'/' {
            let part = path.split_at(at).0.split_at(start).1;
            if part.is_empty() {
                return Some("an image reference must not have an empty part");
            }
            if !is_component(part) {
                return Some(
                    "an image's repository name is lowercase letters and digits, with `.` `_` `__` or `-` between them",
                );
            }
            if at < path.len() {
                parts += 1;
            }
            start = at + 1;
        }
        at += 1;
    }
    let docker_hub = path.len() == name.len() || matches!(first, b"docker.io" | b"index.docker.io");
    // BuildKit puts this in front of a name by itself.
    let library = if docker_hub && parts == 1 {
        b"library/".len()
    } else {
        0
    };
    if library + path.len() > PATH_LIMIT {
        return Some("an image's repository name is no longer than 255 characters");
    }
    None
}

/// Whether the first part is a registry: it has a dot, a colon or a capital, or is `localhost`.
const fn looks_like_host(part: &[u8]) -> bool {
    let mut rest = part;
    while let [byte, after @ ..] = rest {
        if matches!(byte, b'.' | b':') || byte.is_ascii_uppercase() {
            return true;
        }
        rest = after;
    }
    matches!(part, b"localhost")
}

#[expect(
    clippy::indexing_slicing,
    reason = "a `const fn` cannot iterate; each index is below the length"
)]
const fn is_host(part: &[u8]) -> bool {
    let mut at = 0;
    if let [b'[', ..] = part {
        // An IPv6 address, of which only the characters are looked at.
        at = 1;
        while at < part.len() && (part[at].is_ascii_hexdigit() || part[at] == b':') {
            at += 1;
        }
        if at == 1 || at == part.len() || part[at] != b']' {
            return false;
        }
        at += 1;
    } else {
        let mut label = 0;
        while at < part.len() && part[at] != b':' {
            let last = at + 1 == part.len() || matches!(part[at + 1], b'.' | b':');
            match part[at] {
                b'.' | b'-' if label == 0 || last => return false,
                b'.' => label = 0,
                byte if byte.is_ascii_alphanumeric() || byte == b'-' => label += 1,
                _ => return false,
            }
            at += 1;
        }
    }
    if at == part.len() {
        return true;
    }
    let number = part.split_at(at).1;
    if number[0] != b':' {
        return false;
    }
    let mut digit = 1;
    while digit < number.len() {
        if !number[digit].is_ascii_digit() {
            return false;
        }
        digit += 1;
    }
    at > 0 && number.len() > 1
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
#[expect(
    clippy::indexing_slicing,
    reason = "a `const fn` cannot iterate; each index is below the length"
)]
const fn is_component(part: &[u8]) -> bool {
    let mut at = 0;
    let mut separators = 0;
    while at < part.len() {
        let byte = part[at];
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() {
            separators = 0;
        } else {
            let same = separators > 0 && part[at - 1] == byte;
            let allowed = match byte {
                b'.' => separators == 0,
                b'_' => separators == 0 || (separators == 1 && same),
                b'-' => separators == 0 || same,
                _ => false,
            };
            if at == 0 || at + 1 == part.len() || !allowed {
                return false;
            }
            separators += 1;
        }
        at += 1;
    }
    !part.is_empty()
}

/// `[\w][\w.-]{0,127}`
const fn is_tag(tag: &[u8]) -> bool {
    let mut rest = tag;
    while let [byte, after @ ..] = rest {
        let word = byte.is_ascii_alphanumeric() || *byte == b'_';
        let inside = rest.len() < tag.len();
        if !(word || (inside && matches!(byte, b'.' | b'-'))) {
            return false;
        }
        rest = after;
    }
    !tag.is_empty() && tag.len() <= 128
}

/// A digest as BuildKit takes it: an algorithm it knows, and its number of lowercase hexadecimal digits.
pub(crate) const fn is_digest(digest: &str) -> bool {
    is_digest_bytes(digest.as_bytes())
}

const fn is_digest_bytes(digest: &[u8]) -> bool {
    if digest.len() < 7 {
        return false;
    }
    let (algorithm, hex) = digest.split_at(7);
    let length = match algorithm {
        b"sha256:" => 64,
        b"sha384:" => 96,
        b"sha512:" => 128,
        _ => return false,
    };
    is_lower_hex(hex, length)
}

const fn is_lower_hex(bytes: &[u8], length: usize) -> bool {
    let mut rest = bytes;
    while let [byte, after @ ..] = rest {
        if !matches!(byte, b'0'..=b'9' | b'a'..=b'f') {
            return false;
        }
        rest = after;
    }
    bytes.len() == length
}

/// `os/arch` or `os/arch/variant`, or one of both where that says which.
///
/// Source: `github.com/containerd/platforms`.
#[expect(
    clippy::indexing_slicing,
    reason = "a `const fn` cannot iterate; each index is below the length"
)]
pub(crate) const fn platform(platform: &str) -> Verdict {
    const FORM: Verdict =
        Some("a platform is `os/arch` or `os/arch/variant` in plain letters and digits");
    let bytes = platform.as_bytes();
    let mut parts = 1;
    let mut length = 0;
    let mut system = bytes.len();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' => {
                if length == 0 {
                    return Some("a platform has no empty part: `linux/arm64`, `linux/arm/v7`");
                }
                parts += 1;
                length = 0;
            }
            // The version and the features of the system: `windows(10.0.17763+win32k)/amd64`.
            b'(' if parts == 1 && length > 0 => {
                system = at;
                let Some(after) = after_options(bytes, at + 1) else {
                    return FORM;
                };
                if after < bytes.len() && bytes[after] != b'/' {
                    return FORM;
                }
                at = after;
                continue;
            }
            b'.' if parts > 1 => length += 1,
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') => length += 1,
            _ => return FORM,
        }
        at += 1;
    }
    if length == 0 || parts > 3 {
        return Some("a platform is `os/arch` or `os/arch/variant`: `linux/arm64`, `linux/arm/v7`");
    }
    if parts == 1
        && !is_one_of(bytes.split_at(system).0, SYSTEMS)
        && !is_one_of(bytes, ARCHITECTURES)
    {
        return Some(
            "a platform of one part is a system or an architecture that Go knows: `linux`, `arm64`",
        );
    }
    None
}

/// Whether the name of a stage says for which platform it is: its system or its architecture stands in it, as BuildKit
/// calls them. What a platform of one part leaves open may be any.
///
/// Source: `Parse` in `github.com/containerd/platforms`.
pub(crate) fn names_platform(name: &str, platform: &str) -> bool {
    let platform = platform.to_ascii_lowercase();
    let mut parts = platform.split('/');
    let first = parts.next().unwrap_or_default();
    let system = first.split('(').next().unwrap_or_default();
    let named = |part: &str| name.contains(normal(part));
    if let Some(architecture) = parts.next() {
        return named(system) || named(architecture);
    }
    let rest = if is_one_of(system.as_bytes(), SYSTEMS) {
        ARCHITECTURES
    } else {
        SYSTEMS
    };
    named(first) || named(system) || rest.iter().any(|it| named(it))
}

/// What BuildKit calls a system or an architecture.
fn normal(part: &str) -> &str {
    match part {
        "macos" => "darwin",
        "i386" => "386",
        "x86_64" | "x86-64" => "amd64",
        "aarch64" => "arm64",
        "armhf" | "armel" => "arm",
        other => other,
    }
}

/// Where a system's options end, behind the bracket: a version, and features, each with `+` before it, in which `%`
/// stands before two hexadecimal digits.
#[expect(
    clippy::indexing_slicing,
    reason = "a `const fn` cannot iterate; each index is below the length"
)]
const fn after_options(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut plus = false;
    while at < bytes.len() {
        match bytes[at] {
            b')' => return if plus { None } else { Some(at + 1) },
            b'+' if plus => return None,
            b'+' => plus = true,
            b'%' => {
                if at + 2 >= bytes.len()
                    || !bytes[at + 1].is_ascii_hexdigit()
                    || !bytes[at + 2].is_ascii_hexdigit()
                {
                    return None;
                }
                plus = false;
                at += 2;
            }
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-') => {
                plus = false;
            }
            _ => return None,
        }
        at += 1;
    }
    None
}

const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "macos",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

const ARCHITECTURES: &[&str] = &[
    "386",
    "aarch64",
    "amd64",
    "amd64p32",
    "arm",
    "arm64",
    "arm64be",
    "armbe",
    "armel",
    "armhf",
    "i386",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "mipsle",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
    "x86-64",
    "x86_64",
];

const fn is_one_of(name: &[u8], mut known: &[&str]) -> bool {
    while let [word, others @ ..] = known {
        if is_ignoring_case(name, word.as_bytes()) {
            return true;
        }
        known = others;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "Registry.example.com/a/b:1@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "a/b_c/d--e",
            "0",
            "host:5000/a:LATEST",
            "[::1]:5000/a",
            "[::1]/a",
            "a.b_c/d",
            "x/b_1234567890123456789012345678901234567890123456789012345678901234567890",
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
            "a..b",
            "a_-b",
            "x:.tag",
            "a___b",
            "-.x/a",
            "host:/a",
            "host:x/a",
            "a@sha256:0",
            "a@md5:0",
            "[::1]+5000/a",
            "[::1",
            "[::1/a",
            "[]/a",
            "[a]/b",
            "[::g]/a",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
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
            "windows(10.0.17763+win32k)/amd64",
            "linux(1)",
            "linux()",
            "linux/amd64/v8.0",
            "Linux",
            "i386",
            "macos",
        ] {
            assert_eq!(platform(good), None, "{good}");
        }
        for bad in [
            "",
            "/",
            "linux/",
            "a/b/c/d",
            "linux amd64",
            "1.2.3",
            "0755",
            "app",
            "windows(10/amd64",
            "(1)/x",
            "a(()/x",
            "a(+)/x",
            "a(%)/x",
            "arm64(1)",
            "a.b/c",
            "é",
        ] {
            assert!(platform(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn platforms_in_names_of_stages() {
        for (name, platform) in [
            ("build-amd64", "linux/amd64"),
            ("build-amd64", "linux/x86_64"),
            ("mylinux", "Linux/arm64"),
            ("arm", "linux/armhf"),
            ("windows", "windows(10.0.17763)/amd64"),
            ("darwin", "macos/arm64"),
            // It may be the builder's.
            ("build-arm64", "linux"),
            ("linux-x", "arm64"),
        ] {
            assert!(names_platform(name, platform), "{name} {platform}");
        }
        for (name, platform) in [
            ("", "linux/amd64"),
            ("x86_64", "linux/x86_64"),
            ("v7", "linux/arm/v7"),
            ("build", "linux"),
        ] {
            assert!(!names_platform(name, platform), "{name} {platform}");
        }
    }
}
