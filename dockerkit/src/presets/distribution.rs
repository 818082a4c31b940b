//! Which distribution an image is of, where its name says so.

use super::PackageManager::{self, Apk, Apt, Dnf, Pacman, Yum, Zypper};

/// Managers of the packages of a distribution.
const ALL: [PackageManager; 6] = [Apt, Apk, Dnf, Yum, Zypper, Pacman];

/// What an image has of them, and the names that say so: a repository of Docker's own, or a part of its tag.
static DISTRIBUTIONS: &[(&[PackageManager], &[&str], &[&str])] = &[
    (&[Apk], &["alpine"], &["alpine"]),
    (
        &[Apt],
        &["debian", "ubuntu", "buildpack-deps"],
        &[
            "slim", "buster", "bullseye", "bookworm", "trixie", "focal", "jammy", "noble",
        ],
    ),
    (
        &[Dnf, Yum],
        &[
            "fedora",
            "centos",
            "rockylinux",
            "almalinux",
            "amazonlinux",
            "oraclelinux",
        ],
        &[],
    ),
    (&[Pacman], &["archlinux"], &[]),
];

/// The managers of the distribution that an image is of, if its name says which that is.
pub(crate) fn of_image(image: &str) -> Option<&'static [PackageManager]> {
    let image = image.split('@').next().unwrap_or(image);
    let image = image.strip_prefix("docker.io/").unwrap_or(image);
    let image = image.strip_prefix("library/").unwrap_or(image);
    let (repository, tag) = image.split_once(':').unwrap_or((image, ""));
    // What others publish may be anything.
    if repository.contains('/') {
        return None;
    }
    let is_part = |part: &str, name: &str| {
        let more = part.strip_prefix(name);
        more.is_some_and(|more| {
            more.bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
    };
    let found = DISTRIBUTIONS.iter().find(|(_, repositories, tags)| {
        repositories.contains(&repository)
            || tags
                .iter()
                .any(|name| tag.split('-').any(|part| is_part(part, name)))
    });
    found.map(|(managers, ..)| *managers)
}

/// Whether a distribution with these managers lacks this one.
pub(crate) fn lacks(managers: &[PackageManager], manager: PackageManager) -> bool {
    ALL.contains(&manager) && !managers.contains(&manager)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_which_distribution_it_is() {
        for (image, managers) in [
            ("alpine", Some([Apk].as_slice())),
            (
                "docker.io/library/node:22-alpine3.20@sha256:aa",
                Some(&[Apk]),
            ),
            ("python:3.12-slim", Some(&[Apt])),
            ("golang:1.24-bookworm", Some(&[Apt])),
            ("ubuntu:24.04", Some(&[Apt])),
            ("fedora:41", Some(&[Dnf, Yum])),
            ("golang", None),
            ("acme/alpine", None),
            ("python:3.12-slimmer", None),
            ("", None),
        ] {
            assert_eq!(of_image(image), managers, "{image}");
        }
        assert!(lacks(&[Apk], Apt) && !lacks(&[Apk], Apk) && !lacks(&[Apk], PackageManager::Pip));
    }
}
