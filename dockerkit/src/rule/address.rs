//! Which sources of `COPY` and `ADD` are fetched.

use std::net::Ipv6Addr;

use super::may_be_special;
use crate::text::Text;

/// What BuildKit makes of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// A path.
    No,
    /// A path that looks like an address: BuildKit knows capitals only in the address of a repository.
    Resembles,
    /// A repository, though it may be meant as a path, or an address as far as one cannot tell.
    Unclear,
    /// An address that is fetched.
    Yes,
}

impl Address {
    /// What the text is as far as it is fixed.
    ///
    /// Source: `frontend/dockerfile/dockerfile2llb/convert_copy.go`, `frontend/dockerfile/dfgitutil` and `util/gitutil`.
    pub(crate) fn of(text: &Text) -> Self {
        let Some(start) = text.leading_literal() else {
            return Self::No;
        };
        if !may_be_special(start) {
            return Self::No;
        }
        let open = text.as_literal().is_none();
        match start.split_once("://") {
            Some((scheme, rest)) if is_word(scheme) => url(scheme, rest, open),
            _ if start.starts_with("github.com/") => {
                // BuildKit reads a query, and takes the rest for a path.
                if open || start.contains('?') {
                    Self::Unclear
                } else {
                    Self::No
                }
            }
            _ => repository(start, open),
        }
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn url(scheme: &str, rest: &str, open: bool) -> Address {
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    if matches!(scheme, "http" | "https") {
        return Address::Yes;
    }
    if is("http") || is("https") {
        let path = path(rest);
        if !open && !decoded(path).ends_with(b".git") {
            return Address::Resembles;
        }
    } else if !is("git") && !is("ssh") {
        return Address::No;
    }
    // What Go cannot read as a URL is a path.
    if open || is_url(rest) {
        Address::Yes
    } else {
        Address::Unclear
    }
}

/// `user@host:path`, of which only `git@` says that it is an address.
fn repository(start: &str, open: bool) -> Address {
    let Some((user, rest)) = start.split_once('@') else {
        return Address::No;
    };
    let is_user = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if user.is_empty() || !user.bytes().all(is_user) {
        return Address::No;
    }
    let is_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let host = rest.bytes().take_while(is_host).count();
    let path = match rest[host..].strip_prefix(':') {
        Some(path) if host > 0 => path,
        // The variable behind it may hold the rest of the host, or of a path.
        None if open && host == rest.len() => return Address::Unclear,
        _ => return Address::No,
    };
    let before_fragment = path.split('#').next().unwrap_or_default();
    let query = before_fragment
        .split_once('?')
        .map_or("", |(_, query)| query);
    let is_read = !query.contains(';')
        && is_encoded(query)
        && !path.bytes().any(|byte| byte.is_ascii_control());
    if user == "git" && (open || is_read) {
        Address::Yes
    } else {
        Address::Unclear
    }
}

/// The path of a URL, from behind `://`.
fn path(rest: &str) -> &str {
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let start = rest[..end].find('/').unwrap_or(end);
    &rest[start..end]
}

/// Whether Go reads it as a URL without doubt, from behind `://`.
fn is_url(rest: &str) -> bool {
    let (authority, after) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let bracketed = host.strip_prefix('[').and_then(|it| it.split_once(']'));
    let (host, port) = if let Some((address, port)) = bracketed {
        (address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let (host, port) = host.split_at(host.find(':').unwrap_or(host.len()));
        let is_host = |byte| is_unreserved(byte) || !byte.is_ascii();
        (host.bytes().all(is_host), port)
    };
    let port = port.is_empty() || port.strip_prefix(':').is_some_and(is_number);
    host && port
        && user
            .bytes()
            .all(|byte| is_unreserved(byte) || matches!(byte, b':' | b'%'))
        && is_encoded(user)
        && is_encoded(after)
        && !rest.bytes().any(|byte| byte.is_ascii_control())
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Whether two hexadecimal digits follow each `%`.
fn is_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| byte_of(rest).is_some())
}

fn byte_of(digits: &str) -> Option<u8> {
    let digits = digits
        .get(..2)
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

/// The bytes for which a part of a URL stands.
fn decoded(text: &str) -> Vec<u8> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match (byte_of(part), part.as_bytes()) {
            (Some(byte), [_, _, rest @ ..]) => {
                bytes.push(byte);
                bytes.extend_from_slice(rest);
            }
            (_, part) => {
                bytes.push(b'%');
                bytes.extend_from_slice(part);
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{expand, literal};

    fn all(expected: Address, texts: &[&str]) {
        for text in texts {
            assert_eq!(Address::of(&literal(*text)), expected, "{text}");
        }
    }

    #[test]
    fn schemes_count_in_any_case() {
        all(
            Address::Yes,
            &[
                "http://h/x",
                "https://",
                "https://h/a b",
                "git://h/x",
                "Git://h/x",
                "SSH://git@h:22/x",
                "ssh://[::1]:22/x",
                "HTTPS://h/x.git",
                "Http://h/x.git#main:dir",
                "HTTPS://h/x.git?ref=a",
                "HTTPS://h/x%2egit",
                "git@h:x",
                "git@h:",
                "git@h:x?ref=a#b;c",
            ],
        );
    }

    #[test]
    fn capitals_count_for_repositories_only() {
        all(
            Address::Resembles,
            &[
                "HTTPS://h/x",
                "Http://h.git",
                "HTTP://h/x?a.git",
                "HTTPS://h/x.GIT",
            ],
        );
    }

    #[test]
    fn a_repository_can_be_meant_as_a_path() {
        all(
            Address::Unclear,
            &[
                "u@h:p",
                "Git@h:p",
                "a_b-1@h.example:",
                "git@h:p?a;b",
                "git@h:p?%4",
                "git@h:\u{1}",
                "ssh://h/100%",
                "ssh://[]/x",
                "ssh://[::1]22/x",
                "git://h:b/x",
                "git://h :1/x",
                "ssh://h/\u{1}",
                "HTTPS://[h/x.git",
                "github.com/a?b",
            ],
        );
    }

    #[test]
    fn everything_else_is_a_path() {
        all(
            Address::No,
            &[
                "",
                "a",
                "git@x",
                "git",
                "git:x",
                "http:/h",
                "ftp://h/x",
                "file://x",
                "ü@h:p",
                "u@:p",
                "@h:p",
                "a/u@h:p",
                "u@h/x:p",
                "u@h h:p",
                "./u@h:p",
                "../git@h:p",
                "/git@h:p",
                " https://h/x",
                "github.com/a",
                "s-h://x",
                "://",
                "./https://h/x",
            ],
        );
    }

    #[test]
    fn variables_are_not_expanded() {
        for (text, expected) in [
            ("$A", Address::No),
            ("$A://h", Address::No),
            ("https://$H/x", Address::Yes),
            ("HTTPS://h/$X", Address::Yes),
            ("SSH://$H", Address::Yes),
            ("git@$H:x", Address::Unclear),
            ("git@h:$X", Address::Yes),
            ("u@$H:x", Address::Unclear),
            ("u@h$H", Address::Unclear),
            ("u@h/$H", Address::No),
            ("u$H", Address::No),
            ("github.com/$X", Address::Unclear),
        ] {
            assert_eq!(Address::of(&expand(text)), expected, "{text}");
        }
    }
}
