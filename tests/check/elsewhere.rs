//! Caches that are mounted where their managers do not look.

use dockerkit::{CacheMount, Dockerfile, PackageManager, Run, Sharing, Stage};

use super::Said;
use super::left::{found, warns};

const RULE: &str = "cache-elsewhere";

pub(crate) fn all(said: &mut Said) {
    for (before, mount, command, message, help) in [
        (
            "python:3.12\nENV PIP_CACHE_DIR=/opt/pip",
            "target=/root/.cache/pip",
            "pip install x",
            "pip looks in `/opt/pip`, as `PIP_CACHE_DIR` says, and the step mounts its cache at `/root/.cache/pip`",
            "mount it at `/opt/pip`",
        ),
        (
            "image\nENV UV_CACHE_DIR=/opt/uv",
            "id=uv-cache-shared,target=/c",
            "uv sync",
            "uv looks in `/opt/uv`, as `UV_CACHE_DIR` says, and the step mounts its cache at `/c`",
            "mount it at `/opt/uv`",
        ),
        (
            "node:22\nENV NPM_CONFIG_CACHE=/opt/npm",
            "target=/root/.npm",
            "npm ci",
            "npm looks in `/opt/npm`, as `npm_config_cache` says, and the step mounts its cache at `/root/.npm`",
            "mount it at `/opt/npm`",
        ),
        (
            "python:3.12\nENV XDG_CACHE_HOME=/x",
            "target=/root/.cache/pip",
            "pip install x",
            "pip looks in `/x/pip`, as `XDG_CACHE_HOME` says, and the step mounts its cache at `/root/.cache/pip`",
            "mount it at `/x/pip`",
        ),
        (
            "python:${V}-slim\nENV A=b",
            "target=/var/cache/pip",
            "pip install x",
            "pip looks in `/root/.cache/pip`, and the step mounts its cache at `/var/cache/pip`",
            "mount it at `/root/.cache/pip`",
        ),
        (
            "python:3.12\nUSER 1001",
            "target=/root/.cache/pip,uid=1001,gid=1001",
            "pip install x",
            "pip looks in the home directory of `1001`, and the step mounts its cache at `/root/.cache/pip`",
            "mount it in that directory, or tell the manager where it is",
        ),
        (
            "python:3.12\nUSER root",
            "target=/home/app/.cache/pip",
            "pip install x",
            "pip looks in `/root/.cache/pip`, and the step mounts its cache at `/home/app/.cache/pip`",
            "mount it at `/root/.cache/pip`",
        ),
        (
            "alpine\nENV A=b",
            "target=/go/pkg/mod",
            "go build",
            "go looks in `/root/go/pkg/mod`, and the step mounts its cache at `/go/pkg/mod`",
            "mount it at `/root/go/pkg/mod`",
        ),
        (
            "composer:2\nENV A=b",
            "target=/root/.composer,sharing=locked",
            "composer install",
            "composer looks in `/tmp/cache`, as `COMPOSER_HOME` says, and the step mounts its cache at `/root/.composer`",
            "mount it at `/tmp/cache`",
        ),
        (
            "debian\nENV A=b",
            "target=/usr/local/cargo/registry,sharing=locked",
            "cargo build",
            "cargo looks in `/root/.cargo`, and the step mounts its cache at `/usr/local/cargo/registry`",
            "mount it at `/root/.cargo`",
        ),
        (
            "node:22\nENV A=b",
            "target=/root/.cache/pnpm",
            "pnpm install",
            "pnpm keeps its packages elsewhere than in the cache at `/root/.cache/pnpm`",
            "name its store, and mount that: `npm_config_store_dir` up to pnpm 10, `pnpm_config_store_dir` in pnpm 12",
        ),
    ] {
        let text = format!("FROM {before}\nRUN --mount=type=cache,{mount} {command}\n");
        warns(said, RULE, &text, message, help, [3, 0]);
    }
}

const EMPTIED: &str = "emptied-cache";

/// What an image's settings delete once it is installed.
pub(crate) fn emptied(said: &mut Said) {
    for (before, target, command) in [
        (
            "debian:trixie-slim",
            "/var/cache/apt",
            "apt-get update && apt-get install -y curl",
        ),
        (
            "ubuntu:24.04",
            "/var/cache/apt/archives/",
            "apt install -y curl",
        ),
        (
            "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
            "/var/cache/apt",
            "apt-get -y dist-upgrade",
        ),
        (
            "python:3.12-slim\nRUN echo 'Binary::apt::APT::Keep-Downloaded-Packages \"true\";' > /etc/apt/apt.conf.d/keep",
            "/var/cache/apt",
            "apt-get install -y curl",
        ),
        (
            "debian:12 AS base\nFROM base",
            "/var/cache/apt",
            "sudo apt-get install -y curl",
        ),
        (
            "debian:12 AS a_amd64\nFROM debian:12 AS a_arm64\nFROM a_$TARGETARCH",
            "/var/cache/apt",
            "apt-get install -y curl",
        ),
    ] {
        let text = format!(
            "FROM {before}\nRUN --mount=type=cache,sharing=locked,target={target} {command}\n"
        );
        let called = if command.contains("apt-get") {
            "apt-get"
        } else {
            "apt"
        };
        let verb = if command.contains("dist-upgrade") {
            "dist-upgrade"
        } else {
            "install"
        };
        let message = format!(
            "`{called} {verb}` stores its packages in the cache at `{}`, and `docker-clean`, which the image has in its settings of apt, \
             deletes them there",
            target.trim_end_matches('/')
        );
        let help = "delete that file in front of it: `rm -f /etc/apt/apt.conf.d/docker-clean`";
        let line = text.lines().count();
        warns(said, EMPTIED, &text, &message, help, [line, 0]);
    }
}

#[test]
fn what_images_empty_is_looked_at() {
    emptied(&mut Said::default());
    for (before, target, command) in [
        // The settings are changed: in front of it, in a base, by a file, for the command.
        (
            "debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean",
            "/var/cache/apt",
            "apt-get install -y curl",
        ),
        (
            "debian:12",
            "/var/cache/apt",
            "rm -f /etc/apt/apt.conf.d/docker-clean; apt-get install -y curl",
        ),
        (
            "debian:12 AS base\nRUN rm /etc/apt/apt.conf.d/*\nFROM base",
            "/var/cache/apt",
            "apt-get install -y curl",
        ),
        (
            "debian:12\nCOPY apt.conf /etc/apt/",
            "/var/cache/apt",
            "apt-get install -y curl",
        ),
        (
            "debian:12\nCOPY rootfs /",
            "/var/cache/apt",
            "apt-get install -y curl",
        ),
        (
            "debian:12\nENV APT_CONFIG=/c",
            "/var/cache/apt",
            "apt-get install -y curl",
        ),
        (
            "debian:12",
            "/c",
            "apt-get -o Dir::Cache=/c install -y curl",
        ),
        // It may be changed in one of the stages that this one may start from.
        (
            "debian:12 AS a_amd64\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nFROM debian:12 AS a_arm64\nFROM a_$TARGETARCH",
            "/var/cache/apt",
            "apt-get install -y curl",
        ),
        (
            "debian:12",
            "/var/cache/apt --mount=type=bind,source=keep,target=/etc/apt/apt.conf.d/docker-clean",
            "apt-get install -y curl",
        ),
        // Nothing is stored there.
        ("debian:12", "/var/lib/apt/lists", "apt-get install -y curl"),
        ("debian:12", "/var/cache/apt", "apt-get update"),
        ("debian:12", "/var/cache/apt", "echo apt-get install"),
        // It is not known what the image says.
        ("mine/image", "/var/cache/apt", "apt-get install -y curl"),
        ("debian$V", "/var/cache/apt", "apt-get install -y curl"),
        ("alpine:3.20", "/var/cache/apt", "apt-get install -y curl"),
    ] {
        let text = format!(
            "FROM {before}\nRUN --mount=type=cache,sharing=locked,target={target} {command}\n"
        );
        assert_eq!(found(&text, EMPTIED), [], "{text}");
    }
}

/// With the preset, packages are stored elsewhere, and nothing deletes them.
#[test]
fn a_preset_keeps_its_packages_beside_a_mount_by_hand() {
    let step = |preset: bool| {
        let apt = CacheMount::new("/var/cache/apt").sharing(Sharing::Locked);
        let run = Run::new("apt-get update && apt-get install -y curl").mount(apt);
        let run = if preset {
            run.cache(PackageManager::Apt)
        } else {
            run
        };
        let report = Dockerfile::new()
            .stage(Stage::new("debian:12").push(run))
            .check();
        let mut findings = report.findings.iter();
        findings.any(|it| it.rule.name == EMPTIED)
    };
    assert!(step(false) && !step(true));
}

#[test]
fn places_of_caches_are_looked_at() {
    all(&mut Said::default());
    for (before, mount, command) in [
        ("python:3.12", "target=/root/.cache/pip", "pip install x"),
        ("python:3.12", "target=/root/.cache", "pip install x"),
        (
            "python:3.12",
            "target=/root/.cache/pip/http-v2",
            "pip install x",
        ),
        ("golang:1", "target=/go/pkg/mod", "go build"),
        ("golang:1", "target=/go/pkg", "go build"),
        ("golang:1", "target=/root/.cache/go-build", "go build"),
        (
            "rust:1",
            "target=/usr/local/cargo/registry,sharing=locked",
            "cargo build",
        ),
        ("node:22", "target=/pnpm/store", "pnpm install"),
        (
            "node:22",
            "target=/root/.local/share/pnpm/store",
            "pnpm install",
        ),
        (
            "node:22\nENV npm_config_store_dir=/pnpm",
            "target=/pnpm",
            "pnpm install",
        ),
        ("node:22", "target=/pnpm", "pnpm install --store-dir /pnpm"),
        // Another tool's.
        ("python:3.12", "target=/models", "pip install x"),
        ("python:3.12", "target=/root/.npm", "pip install x"),
        // It is not known what the image says, nor the variable, nor who it is.
        ("mine/python", "target=/var/cache/pip", "pip install x"),
        (
            "python:3.12\nARG PIP_CACHE_DIR",
            "target=/var/cache/pip",
            "pip install x",
        ),
        (
            "python:3.12\nENV PIP_CACHE_DIR=$X",
            "target=/var/cache/pip",
            "pip install x",
        ),
        (
            "python:3.12\nARG U\nUSER $U",
            "target=/root/.cache/pip,uid=$U",
            "pip install x",
        ),
        (
            "python:3.12\nUSER app",
            "target=/home/app/.cache/pip,uid=1",
            "pip install x",
        ),
        (
            "python:3.12\nUSER 1001\nENV HOME=/root",
            "target=/root/.cache/pip,uid=1001",
            "pip install x",
        ),
        // The commands say where.
        (
            "python:3.12",
            "target=/var/cache/pip",
            "PIP_CACHE_DIR=/var/cache/pip pip install x",
        ),
        (
            "python:3.12",
            "target=/var/cache/pip",
            "export HOME=$X && pip install x",
        ),
        (
            "python:3.12",
            "target=/var/cache/pip",
            "pip install --cache-dir /var/cache/pip x",
        ),
        // A file may.
        (
            "python:3.12\nRUN pip config set global.cache-dir /c",
            "target=/var/cache/pip",
            "pip install x",
        ),
        ("node:22\nCOPY .npmrc ./", "target=/var/cache/npm", "npm ci"),
        // Both versions of yarn are called so.
        ("node:22", "target=/root/.cache/yarn,sharing=locked", "yarn"),
    ] {
        let text = format!("FROM {before}\nRUN --mount=type=cache,{mount} {command}\n");
        assert_eq!(found(&text, RULE), [], "{text}");
    }
}
