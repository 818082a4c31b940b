//! JavaScript.

use crate::presets::row::{Cache, Evidence, Install, Row};

const NPMRC: &[(&str, &str)] = &[("npmrc", ".npmrc")];

pub(crate) static NPM: Row = Row {
    caches: &[Cache::at("npm-cache-shared", "/var/cache/npm")
        .root("/root/.npm")
        .exports(&["npm_config_cache=/var/cache/npm"])],
    fills: &[
        "npm ci",
        "npm install",
        "npm i",
        "npm add",
        "npm update",
        "npm install-ci-test",
        "npm install-test",
        "npm exec",
        "npm dedupe",
        "npm audit",
        "npm pack",
        "npm init",
        "npx *",
    ],
    uses: &["npm rebuild", "npm prune", "npm uninstall"],
    valued: &[
        "--prefix",
        "-C",
        "--registry",
        "--cache",
        "-w",
        "--workspace",
        "--loglevel",
        "--userconfig",
    ],
    defeats: &["npm cache clean", "npm cache rm"],
    moves: &["--cache"],
    manifests: (&["package.json", "package-lock.json"], &[]),
    secrets: NPMRC,
    evidence: Evidence::Measured(
        "npm 12.2.0: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static PNPM: Row = Row {
    caches: &[Cache::at("pnpm-store-cache-shared", "/var/cache/pnpm")
        // pnpm 9 and 10 read the first, pnpm 12 the second.
        .exports(&[
            "npm_config_store_dir=/var/cache/pnpm",
            "pnpm_config_store_dir=/var/cache/pnpm",
        ])],
    usual: &["/pnpm/store", "/root/.local/share/pnpm/store"],
    fills: &[
        "pnpm install",
        "pnpm i",
        "pnpm fetch",
        "pnpm add",
        "pnpm update",
        "pnpm up",
        "pnpm import",
        "pnpm dlx",
        "pnpx *",
    ],
    uses: &[
        "pnpm prune",
        "pnpm remove",
        "pnpm rm",
        "pnpm deploy",
        "pnpm rebuild",
        "pnpm dedupe",
    ],
    valued: &[
        "-C",
        "--dir",
        "--filter",
        "-F",
        "--filter-prod",
        "--store-dir",
        "--loglevel",
    ],
    defeats: &["pnpm store prune"],
    moves: &["--store-dir"],
    manifests: (
        &["package.json", "pnpm-lock.yaml"],
        &["pnpm-workspace.yaml"],
    ),
    secrets: NPMRC,
    evidence: Evidence::Measured(
        "pnpm 12.21.0: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static YARN: Row = Row {
    caches: &[Cache::at("yarn-cache-shared", "/var/cache/yarn")
        .exports(&["YARN_CACHE_FOLDER=/var/cache/yarn"])
        .usual("/usr/local/share/.cache/yarn")
        .locked()],
    fills: &[
        "yarn install",
        "yarn",
        "yarn add",
        "yarn global",
        "yarn upgrade",
        "yarn import",
        "yarn create",
    ],
    uses: &["yarn remove", "yarn autoclean"],
    valued: &[
        "--cwd",
        "--registry",
        "--cache-folder",
        "--mutex",
        "--network-timeout",
    ],
    defeats: &["yarn cache clean"],
    moves: &["--cache-folder"],
    manifests: (&["package.json", "yarn.lock"], &[".yarnrc"]),
    secrets: NPMRC,
    evidence: Evidence::Measured(
        "yarn 1.22.22: the second service took all that the first had from the cache; 80 builds, four at once, none failed; without the lock 4 of 4 did",
    ),
    ..Row::NEW
};

pub(crate) static YARN_BERRY: Row = Row {
    caches: &[
        Cache::at("yarn-berry-cache-shared", "/var/cache/yarn-berry")
            .exports(&["YARN_GLOBAL_FOLDER=/var/cache/yarn-berry"]),
    ],
    // Plug'n'Play runs programs out of the archives, which have to be in the image: the project has a cache of
    // its own (`.yarn/cache`), and the mount is the mirror that fills it.
    exports: &["YARN_ENABLE_GLOBAL_CACHE=false", "YARN_ENABLE_MIRROR=true"],
    fills: &[
        "yarn install",
        "yarn",
        "yarn workspaces focus",
        "yarn add",
        "yarn up",
        "yarn dlx",
        "yarn create",
        "yarn rebuild",
    ],
    uses: &["yarn remove", "yarn dedupe"],
    valued: &["--cwd"],
    defeats: &["yarn cache clean --all", "yarn cache clean --mirror"],
    manifests: (&["package.json", "yarn.lock"], &[".yarnrc.yml", ".yarn/"]),
    evidence: Evidence::Measured(
        "yarn-berry 4.18.1: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static BUN: Row = Row {
    caches: &[Cache::at("bun-cache-shared", "/var/cache/bun")
        .root("/root/.bun/install/cache")
        .exports(&["BUN_INSTALL_CACHE_DIR=/var/cache/bun"])],
    fills: &[
        "bun install",
        "bun add",
        "bun i",
        "bun update",
        "bun x",
        "bun create",
        "bunx *",
    ],
    uses: &["bun remove"],
    valued: &["--cwd"],
    defeats: &["--no-cache", "bun pm cache rm"],
    manifests: (&["package.json", "bun.lock"], &["bunfig.toml"]),
    secrets: NPMRC,
    evidence: Evidence::Measured(
        "bun 1.4.5: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static DENO: Row = Row {
    // Named always: the official image sets `DENO_DIR`.
    caches: &[Cache::at("deno-cache-shared", "/var/cache/deno")
        .exports(&["DENO_DIR=/var/cache/deno"])
        .locked()],
    fills: &[
        "deno install",
        "deno cache",
        "deno add",
        "deno run",
        "deno task",
        "deno compile",
        "deno test",
        "deno bundle",
    ],
    uses: &["deno check"],
    defeats: &["--reload", "deno clean"],
    manifests: (&["deno.json", "deno.lock"], &["package.json"]),
    left_behind: Some(
        "the dependencies: the program finds them with `\"nodeModulesDir\": \"auto\"` and `\"vendor\": true` in `deno.json`",
    ),
    installs: &[
        Install::new(
            "deno install -g",
            "compile the program instead: `deno compile`",
        ),
        Install::new(
            "deno install --global",
            "compile the program instead: `deno compile`",
        ),
    ],
    evidence: Evidence::Documented("https://docs.deno.com/runtime/reference/env_variables/"),
    ..Row::NEW
};
