//! The rules for image references and platforms.

use super::Verdict;

/// An image reference without variables.
///
/// Source: the grammar of [`distribution/reference`](https://pkg.go.dev/github.com/distribution/reference).
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

/// `host:port/path/to/name`, or without the host.
const fn repository(path: &[u8]) -> Verdict {
    let mut start = 0;
    let mut at = 0;
    while at <= path.len() {
        if at == path.len() || path[at] == b'/' {
            let part = path.split_at(at).0.split_at(start).1;
            let first_of_many = start == 0 && at < path.len();
            if first_of_many && looks_like_host(part) {
                if !is_host(part) {
                    return Some("an image's registry is a host name, perhaps with `:` and a port");
                }
            } else if part.is_empty() {
                return Some("an image reference must not have an empty part");
            } else if !is_component(part) {
                return Some(
                    "an image's repository name is lowercase letters and digits, with `.` `_` `__` or `-` between them",
                );
            }
            start = at + 1;
        }
        at += 1;
    }
    None
}

/// Whether the first part is a registry: it has a dot, a colon or a capital, or is `localhost`.
const fn looks_like_host(part: &[u8]) -> bool {
    let mut at = 0;
    while at < part.len() {
        if matches!(part[at], b'.' | b':' | b'[') || part[at].is_ascii_uppercase() {
            return true;
        }
        at += 1;
    }
    matches!(part, b"localhost")
}

const fn is_host(part: &[u8]) -> bool {
    if part[0] == b'[' {
        // An IPv6 address; what is in the brackets is left to the builder.
        return part.len() > 3;
    }
    let mut label = 0;
    let mut at = 0;
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
    if at == part.len() {
        return label > 0;
    }
    let number = part.split_at(at + 1).1;
    let mut digit = 0;
    while digit < number.len() {
        if !number[digit].is_ascii_digit() {
            return false;
        }
        digit += 1;
    }
    at > 0 && !number.is_empty()
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
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
    let mut at = 0;
    while at < tag.len() {
        let word = tag[at].is_ascii_alphanumeric() || tag[at] == b'_';
        if !(word || (at > 0 && matches!(tag[at], b'.' | b'-'))) {
            return false;
        }
        at += 1;
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
    let mut at = 0;
    while at < hex.len() {
        if !matches!(hex[at], b'0'..=b'9' | b'a'..=b'f') {
            return false;
        }
        at += 1;
    }
    hex.len() == length
}

/// `os/arch` or `os/arch/variant`, or one of both where that says which.
///
/// Source: `github.com/containerd/platforms`.
pub(crate) const fn platform(platform: &str) -> Verdict {
    const FORM: Verdict =
        Some("a platform is `os/arch` or `os/arch/variant` in plain letters and digits");
    let bytes = platform.as_bytes();
    let mut parts = 1;
    let mut length = 0;
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
            // The version of the system: `windows(10.0.17763)/amd64`.
            b'(' if parts == 1 && length > 0 => {
                while at < bytes.len() && bytes[at] != b')' {
                    at += 1;
                }
                if at == bytes.len() || (at + 1 < bytes.len() && bytes[at + 1] != b'/') {
                    return FORM;
                }
            }
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') => length += 1,
            _ => return FORM,
        }
        at += 1;
    }
    if length == 0 || parts > 3 {
        return Some("a platform is `os/arch` or `os/arch/variant`: `linux/arm64`, `linux/arm/v7`");
    }
    if parts == 1 && !is_known_alone(bytes) {
        return Some(
            "a platform of one part is a system or an architecture that Go knows: `linux`, `arm64`",
        );
    }
    None
}

const fn is_known_alone(name: &[u8]) -> bool {
    matches!(
        name,
        b"aix"
            | b"android"
            | b"darwin"
            | b"dragonfly"
            | b"freebsd"
            | b"hurd"
            | b"illumos"
            | b"ios"
            | b"js"
            | b"linux"
            | b"nacl"
            | b"netbsd"
            | b"openbsd"
            | b"plan9"
            | b"solaris"
            | b"windows"
            | b"zos"
            | b"386"
            | b"amd64"
            | b"arm"
            | b"arm64"
            | b"loong64"
            | b"mips"
            | b"mipsle"
            | b"mips64"
            | b"mips64le"
            | b"ppc64"
            | b"ppc64le"
            | b"riscv64"
            | b"s390x"
            | b"wasm"
            | b"x86_64"
            | b"aarch64"
    )
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
            "é",
        ] {
            assert!(platform(bad).is_some(), "{bad}");
        }
    }
}
