//! Packages of the distribution: root only.

use crate::presets::row::{Cache, Evidence, Row};

pub(crate) static APT: Row = Row {
    caches: &[
        // Not `/var/cache/apt`: what Docker's images run after apt deletes the packages there.
        Cache::at("apt-cache-shared", "/var/cache/apt-shared")
            .exports(&["APT_CONFIG=/var/cache/apt-shared/apt.conf"])
            .locked()
            .native(),
        Cache::at("apt-lists-cache-shared", "/var/lib/apt/lists")
            .locked()
            .native(),
    ],
    setup: &[
        "echo 'Dir::Cache \"/var/cache/apt-shared\"; Binary::apt::APT::Keep-Downloaded-Packages \"true\";' > \"$APT_CONFIG\"",
    ],
    needs_root: true,
    install: &[
        "apt-get update",
        "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends",
    ],
    usual: &["/var/cache/apt", "/var/lib/apt"],
    fills: &[
        "apt-get install",
        "apt install",
        "apt-get update",
        "apt update",
        "apt-get upgrade",
        "apt upgrade",
        "apt-get dist-upgrade",
        "apt full-upgrade",
        "apt-get full-upgrade",
        "apt-get build-dep",
        "apt build-dep",
        "apt-get download",
        "apt download",
        "apt-get source",
        "aptitude install",
        "aptitude update",
    ],
    uses: &["apt-get satisfy", "apt satisfy"],
    valued: &[
        "-o",
        "--option",
        "-t",
        "--target-release",
        "-c",
        "--config-file",
        "-a",
    ],
    defeats: &["apt-get clean", "apt clean", "apt-get distclean"],
    evidence: Evidence::Measured(
        "apt 3.3.3: the second service took all that the first had from the cache; 80 builds, four at once, none failed; without the lock 3 of 4 did",
    ),
    ..Row::NEW
};

pub(crate) static APK: Row = Row {
    // apk caches where this directory exists, and it exists while the mount is there.
    caches: &[Cache::at("apk-cache-shared", "/etc/apk/cache")
        .locked()
        .native()],
    needs_root: true,
    install: &["apk add --update-cache"],
    fills: &["apk add", "apk upgrade", "apk update", "apk fetch"],
    valued: &[
        "-X",
        "--repository",
        "-p",
        "--root",
        "--arch",
        "--keys-dir",
        "--repositories-file",
    ],
    defeats: &["--no-cache", "apk cache clean", "apk cache purge"],
    evidence: Evidence::Documented("https://wiki.alpinelinux.org/wiki/Local_APK_cache"),
    ..Row::NEW
};

pub(crate) static DNF: Row = Row {
    caches: &[
        Cache::at("dnf-cache-shared", "/var/cache/dnf")
            .locked()
            .native(),
        // Where dnf 5 keeps it.
        Cache::at("libdnf5-cache-shared", "/var/cache/libdnf5")
            .locked()
            .native(),
    ],
    setup: &["dnf() { command dnf --setopt=keepcache=1 \"$@\"; }"],
    needs_root: true,
    install: &["dnf install -y --setopt=install_weak_deps=0"],
    fills: &[
        "dnf install",
        "dnf upgrade",
        "dnf update",
        "dnf distro-sync",
        "dnf makecache",
        "dnf groupinstall",
        "dnf group",
        "dnf builddep",
        "dnf reinstall",
        "dnf download",
        "dnf module",
        "microdnf install",
        "microdnf update",
        "microdnf upgrade",
        "microdnf reinstall",
        "dnf5 install",
        "dnf5 upgrade",
        "dnf5 update",
    ],
    valued: &[
        "-c",
        "--config",
        "-x",
        "--exclude",
        "--enablerepo",
        "--disablerepo",
        "--repo",
        "--repoid",
        "--releasever",
        "--installroot",
        "--setopt",
    ],
    defeats: &["dnf clean"],
    evidence: Evidence::Documented("https://dnf5.readthedocs.io/en/latest/misc/caching.7.html"),
    ..Row::NEW
};

pub(crate) static YUM: Row = Row {
    caches: &[
        // Where yum is dnf by another name.
        Cache::at("dnf-cache-shared", "/var/cache/dnf")
            .locked()
            .native(),
        Cache::at("yum-cache-shared", "/var/cache/yum")
            .locked()
            .native(),
    ],
    setup: &["yum() { command yum --setopt=keepcache=1 \"$@\"; }"],
    needs_root: true,
    install: &["yum install -y"],
    fills: &[
        "yum install",
        "yum update",
        "yum upgrade",
        "yum groupinstall",
        "yum makecache",
        "yum localinstall",
        "yum reinstall",
        "yum module",
        "yum-builddep *",
    ],
    valued: &[
        "-c",
        "--config",
        "-x",
        "--exclude",
        "--enablerepo",
        "--disablerepo",
        "--releasever",
        "--installroot",
        "--setopt",
    ],
    defeats: &["yum clean"],
    evidence: Evidence::Documented("https://man7.org/linux/man-pages/man5/yum.conf.5.html"),
    ..Row::NEW
};

pub(crate) static ZYPPER: Row = Row {
    caches: &[Cache::at("zypper-cache-shared", "/var/cache/zypp")
        .locked()
        .native()],
    // There is no option for one command: this stays in the image.
    setup: &["zypper --quiet modifyrepo --all --keep-packages"],
    needs_root: true,
    install: &["zypper --non-interactive install --no-recommends"],
    fills: &[
        "zypper install",
        "zypper in",
        "zypper update",
        "zypper up",
        "zypper dist-upgrade",
        "zypper dup",
        "zypper refresh",
        "zypper ref",
        "zypper patch",
        "zypper source-install",
    ],
    valued: &["-R", "--root", "-c", "--config", "--reposd-dir"],
    defeats: &["zypper clean"],
    evidence: Evidence::Documented(
        "https://documentation.suse.com/sles/15-SP7/html/SLES-all/cha-sw-cl.html",
    ),
    ..Row::NEW
};

pub(crate) static PACMAN: Row = Row {
    // Not `/var/cache/pacman/pkg`: a hook of the official image deletes the packages there.
    caches: &[Cache::at("pacman-cache-shared", "/var/cache/pacman-shared")
        .locked()
        .native()],
    setup: &["pacman() { command pacman --cachedir /var/cache/pacman-shared \"$@\"; }"],
    needs_root: true,
    install: &["pacman -Sy --noconfirm --needed"],
    fills: &["pacman -S"],
    valued: &["-r", "--root", "-b", "--dbpath", "--config", "--arch"],
    defeats: &["pacman -Scc", "pacman -Sc"],
    evidence: Evidence::Documented(
        "https://man.archlinux.org/man/pacman.8, and rootfs/usr/share/libalpm/hooks/package-cleanup.hook of \
         https://github.com/archlinux/archlinux-docker",
    ),
    ..Row::NEW
};
