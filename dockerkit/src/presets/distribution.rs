//! Which distribution an image is of, where its name says so.

use std::borrow::Cow;

use super::PackageManager::{self, Apk, Apt, Dnf, Pacman, Yum};
use crate::rule::ImageName;
use crate::text::{PieceRef, Text};

/// A distribution, and its release if that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Distribution<'a> {
    /// The managers of its packages.
    pub(crate) managers: &'static [PackageManager],
    name: &'static str,
    release: Option<Release<'a>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Release<'a> {
    /// A name that no other distribution gives to a release: `bookworm`.
    Name(&'a str),
    /// A number, which others have, too.
    Number(&'a str),
}

/// What is known of a distribution.
struct Known {
    name: &'static str,
    managers: &'static [PackageManager],
    /// How its images are called: the last part of the name.
    repositories: &'static [&'static str],
    /// How a tag of any image says that it is of it.
    words: &'static [&'static str],
    /// The names of its releases, and their numbers.
    releases: &'static [(&'static str, &'static str)],
    /// How many numbers of a version tell releases apart; none where it has no releases.
    numbers: usize,
}

const NEW: Known = Known {
    name: "",
    managers: &[],
    repositories: &[],
    words: &[],
    releases: &[],
    numbers: 1,
};

static ALL: &[Known] = &[
    Known {
        name: "alpine",
        managers: &[Apk],
        repositories: &["alpine"],
        words: &["alpine"],
        numbers: 2,
        ..NEW
    },
    Known {
        name: "debian",
        managers: &[Apt],
        repositories: &["debian"],
        words: &["debian"],
        releases: &[
            ("jessie", "8"),
            ("stretch", "9"),
            ("buster", "10"),
            ("bullseye", "11"),
            ("bookworm", "12"),
            ("trixie", "13"),
            ("forky", "14"),
            ("sid", "unstable"),
            ("oldstable", "oldstable"),
            ("stable", "stable"),
            ("testing", "testing"),
        ],
        ..NEW
    },
    Known {
        name: "ubuntu",
        managers: &[Apt],
        repositories: &["ubuntu"],
        words: &["ubuntu"],
        releases: &[
            ("trusty", "14.04"),
            ("xenial", "16.04"),
            ("bionic", "18.04"),
            ("focal", "20.04"),
            ("jammy", "22.04"),
            ("noble", "24.04"),
            ("oracular", "24.10"),
            ("plucky", "25.04"),
            ("questing", "25.10"),
            ("resolute", "26.04"),
        ],
        numbers: 2,
    },
    Known {
        name: "fedora",
        managers: &[Dnf, Yum],
        repositories: &["fedora"],
        words: &["fedora"],
        ..NEW
    },
    Known {
        name: "centos",
        managers: &[Dnf, Yum],
        repositories: &["centos"],
        words: &["centos"],
        ..NEW
    },
    Known {
        name: "rocky",
        managers: &[Dnf, Yum],
        repositories: &["rockylinux"],
        words: &["rockylinux"],
        ..NEW
    },
    Known {
        name: "alma",
        managers: &[Dnf, Yum],
        repositories: &["almalinux"],
        words: &["almalinux"],
        ..NEW
    },
    Known {
        name: "amazon",
        managers: &[Dnf, Yum],
        repositories: &["amazonlinux"],
        ..NEW
    },
    Known {
        name: "oracle",
        managers: &[Dnf, Yum],
        repositories: &["oraclelinux"],
        words: &["oraclelinux"],
        ..NEW
    },
    Known {
        name: "arch",
        managers: &[Pacman],
        repositories: &["archlinux"],
        numbers: 0,
        ..NEW
    },
];

/// Docker's own images whose tags with `slim` are of Debian.
const OF_DEBIAN: [&str; 10] = [
    "elixir", "erlang", "haskell", "node", "openjdk", "perl", "pypy", "python", "ruby", "rust",
];

impl<'a> Distribution<'a> {
    /// The distribution of an image, if its name says which one that is.
    pub(crate) fn of_image(image: &'a Text) -> Option<Self> {
        let name = ImageName::of(image.leading_literal()?);
        if name.tag.is_none() && image.as_literal().is_none() {
            // A name that a variable is a part of may be any.
            return None;
        }
        let words = words_of(image, name.tag.unwrap_or_default());
        let official = name.official();
        let own = official.and_then(|name| ALL.iter().find(|it| it.repositories.contains(&name)));
        if let Some(known) = own {
            let mut words = words.iter();
            return Some(known.with(words.find_map(|word| known.release(word, true))));
        }
        for known in ALL {
            for word in &words {
                if let Some(release) = known.release(word, false) {
                    return Some(known.with(Some(release)));
                }
            }
        }
        // Docker's own images of languages are of Debian, unless they say something else.
        let is_slim =
            official.is_some_and(|name| OF_DEBIAN.contains(&name)) && words.contains(&"slim");
        let mut all = ALL.iter();
        let said = all.find(|known| words.iter().any(|word| known.words.contains(word)));
        let mut all = ALL.iter();
        let said = said.or_else(|| all.find(|it| is_slim && it.name == "debian"));
        said.map(|known| known.with(None))
    }

    /// What the ids of its packages' caches end in.
    pub(crate) fn suffix(&self) -> Cow<'a, str> {
        match &self.release {
            Some(Release::Name(name)) => Cow::Borrowed(name),
            Some(Release::Number(number)) => Cow::Owned(format!("{}-{number}", self.name)),
            None => Cow::Borrowed(self.name),
        }
    }
}

/// The parts of a tag between hyphens, but for those that a variable is a part of.
fn words_of<'a>(image: &'a Text, first: &'a str) -> Vec<&'a str> {
    let last = image.pieces().count().saturating_sub(1);
    let mut found = Vec::new();
    for (at, piece) in image.pieces().enumerate() {
        let text = match piece {
            _ if at == 0 => first,
            PieceRef::Literal(literal) => literal,
            _ => continue,
        };
        let text = text.split_once('@').map_or(text, |(before, _)| before);
        let mut words: Vec<&str> = text.split('-').collect();
        if at < last {
            words.pop();
        }
        let words = words.into_iter().skip(usize::from(at > 0));
        found.extend(words.filter(|word| !word.is_empty()));
    }
    found
}

impl Known {
    fn with<'a>(&self, release: Option<Release<'a>>) -> Distribution<'a> {
        Distribution {
            managers: self.managers,
            name: self.name,
            release,
        }
    }

    /// The release that a part of a tag names: `bookworm`, `alpine3.20`, in its own images `12.5` and `3.20.1`.
    fn release<'a>(&self, word: &'a str, own: bool) -> Option<Release<'a>> {
        let mut releases = self.releases.iter();
        if let Some((name, _)) = releases.find(|(name, _)| word == *name) {
            return Some(Release::Name(name));
        }
        let mut words = self.words.iter();
        let behind = words.find_map(|name| word.strip_prefix(name));
        let number = match behind {
            Some(number) if !number.is_empty() => number,
            _ if own => word,
            _ => return None,
        };
        let number = leading(number, self.numbers)?;
        let mut releases = self.releases.iter();
        Some(match releases.find(|(_, known)| *known == number) {
            Some((name, _)) => Release::Name(name),
            // A date is no release.
            None if number.len() <= 5 && number.starts_with(|it: char| it.is_ascii_digit()) => {
                Release::Number(number)
            }
            None if number.starts_with("stream") => Release::Number(number),
            None => return None,
        })
    }
}

/// The first numbers of a version, or the whole of a word.
fn leading(version: &str, numbers: usize) -> Option<&str> {
    let is_version = |text: &str| {
        let mut numbers = text.split('.');
        numbers.all(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if numbers == 0 {
        return None;
    }
    if !is_version(version) {
        return Some(version);
    }
    let end = version.match_indices('.').nth(numbers - 1);
    let enough = version.split('.').count() >= numbers;
    enough.then(|| end.map_or(version, |(end, _)| version.get(..end).unwrap_or(version)))
}

/// Whether a manager is one of a distribution's packages.
pub(crate) fn has(manager: PackageManager) -> bool {
    !manager.row().install.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::expand;

    #[test]
    fn a_name_says_which_distribution_it_is() {
        let debian = Some(Apt);
        for (image, manager, suffix) in [
            ("alpine", Some(Apk), "alpine"),
            ("alpine:3.20", Some(Apk), "alpine-3.20"),
            ("alpine:3.20.3", Some(Apk), "alpine-3.20"),
            ("alpine:3", Some(Apk), "alpine"),
            ("alpine:edge", Some(Apk), "alpine"),
            (
                "docker.io/library/node:22-alpine3.20@sha256:aa",
                Some(Apk),
                "alpine-3.20",
            ),
            (
                "mirror.example:5000/library/node:22-alpine",
                Some(Apk),
                "alpine",
            ),
            ("debian:12-slim", debian, "bookworm"),
            ("debian:12.5", debian, "bookworm"),
            ("debian:bookworm-20241016-slim", debian, "bookworm"),
            ("debian:unstable", debian, "sid"),
            ("debian:stable", debian, "stable"),
            ("debian:testing-20240110-slim", debian, "testing"),
            ("debian:20240110", debian, "debian"),
            ("ubuntu:xenial", debian, "xenial"),
            ("centos:8", Some(Dnf), "centos-8"),
            (
                "quay.io/library/centos:stream8",
                Some(Dnf),
                "centos-stream8",
            ),
            ("solr:9-slim", None, ""),
            ("acme/kafka:1-stream", None, ""),
            ("python:3.12-slim", debian, "debian"),
            ("python:3.12-slim-trixie", debian, "trixie"),
            ("golang:1.24-bookworm", debian, "bookworm"),
            ("buildpack-deps", None, ""),
            ("buildpack-deps:noble", debian, "noble"),
            ("ubuntu:24.04", debian, "noble"),
            ("ubuntu:28.10", debian, "ubuntu-28.10"),
            ("ubuntu", debian, "ubuntu"),
            ("ubuntu:latest", debian, "ubuntu"),
            ("nvidia/cuda:12.4.1-runtime-ubuntu22.04", debian, "jammy"),
            ("mcr.microsoft.com/dotnet/sdk:9.0-noble", debian, "noble"),
            (
                "mcr.microsoft.com/dotnet/sdk:9.0-alpine",
                Some(Apk),
                "alpine",
            ),
            ("fedora:41", Some(Dnf), "fedora-41"),
            ("rockylinux:9.3-minimal", Some(Dnf), "rocky-9"),
            ("oraclelinux:9-slim", Some(Dnf), "oracle-9"),
            ("amazonlinux:2023", Some(Dnf), "amazon-2023"),
            ("archlinux:base-20250101.0.1", Some(Pacman), "arch"),
            ("alpine:$V", Some(Apk), "alpine"),
            ("alpine:3.$V", Some(Apk), "alpine"),
            ("python:$V-slim-bookworm", debian, "bookworm"),
            ("python:${V}bookworm", None, ""),
            ("python:3-alpine3.$V", None, ""),
            ("debian$V", None, ""),
            ("$V", None, ""),
            ("golang", None, ""),
            ("acme/alpine", None, ""),
            ("acme/x:1-slim", None, ""),
            ("acme/x:12", None, ""),
            ("python:3.12-slimmer", None, ""),
            ("redis:7", None, ""),
            ("", None, ""),
        ] {
            let image_text = expand(image.to_owned());
            let found = Distribution::of_image(&image_text);
            let first = found.as_ref().and_then(|it| it.managers.first().copied());
            let own = found.map(|it| it.suffix()).unwrap_or_default();
            assert_eq!((first, own.as_ref()), (manager, suffix), "{image}");
        }
        assert!(has(Apt) && has(Apk) && !has(PackageManager::Pip));
    }
}
