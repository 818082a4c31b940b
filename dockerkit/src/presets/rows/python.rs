//! Python.

use crate::presets::row::{Cache, Evidence, Row};

pub(crate) static PIP: Row = Row {
    caches: &[Cache::at("pip-cache-shared", "/var/cache/pip")
        .root("/root/.cache/pip")
        .exports(&["PIP_CACHE_DIR=/var/cache/pip"])],
    fills: &["pip install", "pip download", "pip wheel"],
    valued: &[
        "--python",
        "--log",
        "--proxy",
        "--retries",
        "--timeout",
        "--exists-action",
        "--trusted-host",
        "--cert",
        "--client-cert",
        "--cache-dir",
    ],
    defeats: &["--no-cache-dir", "pip cache purge"],
    moves: &["--cache-dir"],
    // Any value but the empty one, `0` and `false` too.
    defeating_variables: &["PIP_NO_CACHE_DIR"],
    manifests: (&["requirements.txt"], &[]),
    secrets: &[("pip.conf", "/etc/pip.conf")],
    evidence: Evidence::Measured(
        "pip 26.2.2: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static UV: Row = Row {
    caches: &[Cache::at("uv-cache-shared", "/var/cache/uv")
        .root("/root/.cache/uv")
        .exports(&["UV_CACHE_DIR=/var/cache/uv"])],
    // Nothing can be linked out of a mount; said, uv does not warn.
    exports: &["UV_LINK_MODE=copy"],
    fills: &[
        "uv sync",
        "uv pip install",
        "uv add",
        "uv tool install",
        "uv pip sync",
        "uv lock",
        "uv pip compile",
        "uv run",
        "uv tool run",
        "uv build",
        "uvx *",
    ],
    uses: &["uv venv", "uv remove", "uv export", "uv tool upgrade"],
    valued: &[
        "--directory",
        "--project",
        "--config-file",
        "--cache-dir",
        "--color",
        "--python-preference",
    ],
    defeats: &[
        "--no-cache",
        "--no-cache-dir",
        "uv cache clean",
        "uv cache prune --ci",
    ],
    moves: &["--cache-dir"],
    defeating_variables: &["UV_NO_CACHE"],
    manifests: (&["pyproject.toml", "uv.lock"], &[]),
    evidence: Evidence::Measured(
        "uv 0.13.9: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static POETRY: Row = Row {
    // Not its metadata: it stores the head of a page before the body, and two builds read one without the other.
    caches: &[Cache::at(
        "poetry-artifacts-cache-shared",
        "/var/cache/pypoetry/artifacts",
    )
    .exports(&["POETRY_CACHE_DIR=/var/cache/pypoetry"])],
    in_memory: &["/var/cache/pypoetry"],
    // By itself it makes environments in its cache, where they would be missing from the image.
    exports: &[
        "POETRY_VIRTUALENVS_PATH=\"${POETRY_VIRTUALENVS_PATH:-$HOME/.cache/pypoetry/virtualenvs}\"",
    ],
    fills: &[
        "poetry install",
        "poetry sync",
        "poetry add",
        "poetry update",
        "poetry lock",
        "poetry self",
    ],
    uses: &["poetry remove", "poetry build"],
    valued: &["-C", "--directory", "-P", "--project"],
    defeats: &["--no-cache", "poetry cache clear"],
    manifests: (&["pyproject.toml", "poetry.lock"], &["poetry.toml"]),
    evidence: Evidence::Measured(
        "poetry 2.5.1): the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static PDM: Row = Row {
    caches: &[Cache::at("pdm-cache-shared", "/var/cache/pdm")
        .root("/root/.cache/pdm")
        .exports(&["PDM_CACHE_DIR=/var/cache/pdm"])],
    fills: &[
        "pdm install",
        "pdm sync",
        "pdm add",
        "pdm update",
        "pdm lock",
    ],
    uses: &["pdm remove", "pdm build"],
    valued: &["-p", "--project", "-c", "--config"],
    defeats: &["--no-cache", "pdm cache clear"],
    defeating_variables: &["PDM_NO_CACHE"],
    manifests: (&["pyproject.toml", "pdm.lock"], &[]),
    evidence: Evidence::Measured(
        "pdm 2.29.3: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static PIPENV: Row = Row {
    caches: &[Cache::at("pipenv-cache-shared", "/var/cache/pipenv")
        .root("/root/.cache/pipenv")
        .exports(&["PIPENV_CACHE_DIR=/var/cache/pipenv"])],
    fills: &[
        "pipenv install",
        "pipenv sync",
        "pipenv update",
        "pipenv lock",
    ],
    uses: &["pipenv uninstall"],
    valued: &["--python"],
    defeats: &["--clear", "pipenv --clear"],
    defeating_variables: &["PIP_NO_CACHE_DIR"],
    manifests: (&["Pipfile", "Pipfile.lock"], &[]),
    evidence: Evidence::Measured(
        "pipenv 2026.10.3: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static CONDA: Row = Row {
    caches: &[Cache::at("conda-cache-shared", "/var/cache/conda")
        .exports(&["CONDA_PKGS_DIRS=/var/cache/conda"])
        .locked()
        .native()],
    fills: &[
        "conda install",
        "conda env create",
        "conda create",
        "conda env update",
        "conda update",
        "conda upgrade",
    ],
    uses: &["conda remove"],
    defeats: &["conda clean"],
    manifests: (&["environment.yml"], &[]),
    evidence: Evidence::Documented(
        "https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html",
    ),
    ..Row::NEW
};

pub(crate) static MAMBA: Row = Row {
    caches: &[Cache::at("conda-cache-shared", "/var/cache/conda")
        .exports(&["CONDA_PKGS_DIRS=/var/cache/conda"])
        .locked()
        .native()],
    fills: &[
        "micromamba install",
        "micromamba create",
        "mamba install",
        "mamba create",
        "mamba env create",
        "mamba env update",
        "mamba update",
        "micromamba update",
        "micromamba env create",
    ],
    uses: &["mamba remove", "micromamba remove"],
    valued: &["-r", "--root-prefix", "--rc-file"],
    defeats: &["micromamba clean", "mamba clean"],
    manifests: (&["environment.yml"], &[]),
    evidence: Evidence::Documented(
        "https://mamba.readthedocs.io/en/latest/user_guide/configuration.html",
    ),
    ..Row::NEW
};
