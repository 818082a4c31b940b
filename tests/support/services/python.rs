//! pip, uv, Poetry, PDM and Pipenv.

use super::{Project, joined, lines};

pub(super) fn pip(packages: &[&str], url: &str) -> Project {
    Project {
        files: vec![("requirements.txt".to_owned(), lines(packages, "{}"))],
        env: vec![
            ("PIP_INDEX_URL", format!("{url}/simple/")),
            ("PIP_TRUSTED_HOST", "127.0.0.1".to_owned()),
        ],
        install: vec!["pip install -r requirements.txt".to_owned()],
        verify: imported("python3", packages),
    }
}

pub(super) fn uv(packages: &[&str], url: &str) -> Project {
    Project {
        files: vec![("pyproject.toml".to_owned(), standard(packages))],
        env: vec![
            ("UV_DEFAULT_INDEX", format!("{url}/simple/")),
            ("UV_PYTHON_DOWNLOADS", "never".to_owned()),
        ],
        install: vec!["uv sync".to_owned()],
        verify: imported(".venv/bin/python", packages),
    }
}

pub(super) fn poetry(packages: &[&str], url: &str) -> Project {
    let source = format!(
        "[tool.poetry]\npackage-mode = false\n[[tool.poetry.source]]\nname = \"loop\"\nurl = \"{url}/simple/\"\n"
    );
    Project {
        files: vec![("pyproject.toml".to_owned(), standard(packages) + &source)],
        env: Vec::new(),
        install: vec!["poetry install".to_owned()],
        verify: imported("poetry run python", packages),
    }
}

pub(super) fn pdm(packages: &[&str], url: &str) -> Project {
    let source = format!(
        "[tool.pdm]\ndistribution = false\n[[tool.pdm.source]]\nname = \"pypi\"\nurl = \"{url}/simple/\"\nverify_ssl = false\n"
    );
    Project {
        files: vec![("pyproject.toml".to_owned(), standard(packages) + &source)],
        env: vec![("PDM_CHECK_UPDATE", "false".to_owned())],
        install: vec!["pdm install".to_owned()],
        verify: imported(".venv/bin/python", packages),
    }
}

pub(super) fn pipenv(packages: &[&str], url: &str) -> Project {
    let source = format!(
        "[[source]]\nname = \"loop\"\nurl = \"{url}/simple/\"\nverify_ssl = false\n[packages]\n"
    );
    Project {
        files: vec![(
            "Pipfile".to_owned(),
            source + &lines(packages, "{} = \"*\""),
        )],
        env: Vec::new(),
        install: vec!["pipenv install".to_owned()],
        verify: imported("pipenv run python", packages),
    }
}

/// The part of `pyproject.toml` that all of them read.
fn standard(packages: &[&str]) -> String {
    format!(
        "[project]\nname = \"service\"\nversion = \"0.1.0\"\nrequires-python = \">=3.9\"\ndependencies = {packages:?}\n"
    )
}

fn imported(python: &str, packages: &[&str]) -> String {
    format!("{python} -c 'import {}'", joined(packages, "{_}", ", "))
}
