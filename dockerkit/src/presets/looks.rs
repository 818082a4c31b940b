//! Where package managers look for their caches by themselves: what presets need not know, as they say where it is.

use super::PackageManager::{
    self, Bun, Cargo, Composer, Deno, Go, Npm, Nuget, Pdm, Pip, Pipenv, Poetry, Uv, Yarn,
};
use crate::rule::ImageName;
use crate::text::Text;

/// How a manager finds one of its caches: by the first of these variables that is set, or else in a home directory.
#[derive(Debug)]
pub(crate) struct Looks {
    pub(crate) manager: PackageManager,
    /// The id of the preset's mount.
    pub(crate) id: &'static str,
    /// Variables, and what comes behind their values.
    pub(crate) variables: &'static [(&'static str, &'static str)],
    /// Where it is for root, if that is not in a home directory.
    pub(crate) root: Option<&'static str>,
    /// Below a home directory; nothing where that depends on more.
    pub(crate) home: Option<&'static str>,
    /// Variables that move it in a way that is not known.
    pub(crate) unsure: &'static [&'static str],
}

const NEW: Looks = Looks {
    manager: Pip,
    id: "",
    variables: &[],
    root: None,
    home: None,
    unsure: &[],
};

/// Measured but for deno and NuGet, whose documentation says it.
static ALL: &[Looks] = &[
    Looks {
        manager: Pip,
        id: "pip-cache-shared",
        variables: &[("PIP_CACHE_DIR", ""), ("XDG_CACHE_HOME", "/pip")],
        home: Some(".cache/pip"),
        ..NEW
    },
    Looks {
        manager: Uv,
        id: "uv-cache-shared",
        variables: &[("UV_CACHE_DIR", ""), ("XDG_CACHE_HOME", "/uv")],
        home: Some(".cache/uv"),
        ..NEW
    },
    Looks {
        manager: Poetry,
        id: "poetry-artifacts-cache-shared",
        variables: &[("POETRY_CACHE_DIR", "")],
        home: Some(".cache/pypoetry"),
        unsure: &["XDG_CACHE_HOME"],
        ..NEW
    },
    Looks {
        manager: Pdm,
        id: "pdm-cache-shared",
        variables: &[("PDM_CACHE_DIR", "")],
        home: Some(".cache/pdm"),
        unsure: &["XDG_CACHE_HOME"],
        ..NEW
    },
    Looks {
        manager: Pipenv,
        id: "pipenv-cache-shared",
        variables: &[("PIPENV_CACHE_DIR", "")],
        home: Some(".cache/pipenv"),
        unsure: &["XDG_CACHE_HOME"],
        ..NEW
    },
    Looks {
        manager: Npm,
        id: "npm-cache-shared",
        variables: &[("npm_config_cache", "")],
        home: Some(".npm"),
        ..NEW
    },
    Looks {
        manager: Yarn,
        id: "yarn-cache-shared",
        variables: &[("YARN_CACHE_FOLDER", ""), ("XDG_CACHE_HOME", "/yarn")],
        root: Some("/usr/local/share/.cache/yarn"),
        home: Some(".cache/yarn"),
        ..NEW
    },
    Looks {
        manager: Bun,
        id: "bun-cache-shared",
        variables: &[("BUN_INSTALL_CACHE_DIR", "")],
        home: Some(".bun/install/cache"),
        unsure: &["BUN_INSTALL", "XDG_CACHE_HOME"],
        ..NEW
    },
    Looks {
        manager: Deno,
        id: "deno-cache-shared",
        variables: &[("DENO_DIR", "")],
        home: Some(".cache/deno"),
        unsure: &["XDG_CACHE_HOME"],
        ..NEW
    },
    Looks {
        manager: Composer,
        id: "composer-cache-shared",
        variables: &[("COMPOSER_CACHE_DIR", ""), ("COMPOSER_HOME", "/cache")],
        ..NEW
    },
    Looks {
        manager: Go,
        id: "go-cache-shared",
        variables: &[("GOMODCACHE", ""), ("GOPATH", "/pkg/mod")],
        home: Some("go/pkg/mod"),
        ..NEW
    },
    Looks {
        manager: Go,
        id: "go-build-cache-shared",
        variables: &[("GOCACHE", ""), ("XDG_CACHE_HOME", "/go-build")],
        home: Some(".cache/go-build"),
        ..NEW
    },
    Looks {
        manager: Cargo,
        id: "cargo-home-cache-shared",
        variables: &[("CARGO_HOME", "")],
        home: Some(".cargo"),
        ..NEW
    },
    Looks {
        manager: Nuget,
        id: "nuget-cache-shared",
        variables: &[("NUGET_PACKAGES", "")],
        home: Some(".nuget/packages"),
        ..NEW
    },
];

/// Where a manager looks.
pub(crate) fn of(manager: PackageManager) -> impl Iterator<Item = &'static Looks> {
    ALL.iter().filter(move |it| it.manager == manager)
}

/// The variables that say where.
pub(crate) fn variables() -> Vec<&'static str> {
    let mut names = Vec::new();
    for looks in ALL {
        for (name, _) in looks.variables {
            names.push(*name);
        }
        names.extend_from_slice(looks.unsure);
    }
    names
}

/// An image of which it is known what it sets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct KnownImage {
    repository: &'static str,
    /// The variables of caches.
    pub(crate) sets: &'static [(&'static str, &'static str)],
}

const fn plain(repository: &'static str) -> KnownImage {
    KnownImage {
        repository,
        sets: &[],
    }
}

/// Their Dockerfiles, as they are published.
static IMAGES: &[KnownImage] = &[
    KnownImage {
        repository: "golang",
        sets: &[("GOPATH", "/go")],
    },
    KnownImage {
        repository: "rust",
        sets: &[("CARGO_HOME", "/usr/local/cargo")],
    },
    KnownImage {
        repository: "composer",
        sets: &[("COMPOSER_HOME", "/tmp")],
    },
    KnownImage {
        repository: "denoland/deno",
        sets: &[("DENO_DIR", "/deno-dir")],
    },
    plain("alpine"),
    plain("busybox"),
    plain("debian"),
    plain("node"),
    plain("php"),
    plain("python"),
    plain("ruby"),
    plain("ubuntu"),
];

impl KnownImage {
    /// The one that a stage starts from, whatever its tag is.
    pub(crate) fn of(image: &Text) -> Option<&'static Self> {
        let name = match image.as_literal() {
            Some(name) => name,
            // All of the repository has to be there.
            None => image
                .leading_literal()
                .filter(|it| it.contains([':', '@']))?,
        };
        let repository = ImageName::of(name).repository;
        IMAGES.iter().find(|it| it.repository == repository)
    }
}
