//! A Python service with uv. The lock file is mounted, not copied: the dependencies' layer depends on nothing else.

use dockerkit::{BindMount, CopyFiles, Dockerfile, Env, PackageManager, Run, Stage, User};

fn main() -> Result<(), dockerkit::Error> {
    let build = Stage::named("build", "python:3.12-slim")
        .push(CopyFiles::new("/uv", "/bin/").from_image("ghcr.io/astral-sh/uv:0.9"))
        .workdir("/app")
        .push(Env::new("UV_COMPILE_BYTECODE", 1).and("UV_PYTHON_DOWNLOADS", 0))
        .push(
            Run::new("uv sync --frozen --no-dev --no-install-project")
                .cache(PackageManager::Uv)
                .mount(BindMount::new("pyproject.toml").source("pyproject.toml"))
                .mount(BindMount::new("uv.lock").source("uv.lock")),
        )
        .copy(".", "./")
        .push(Run::new("uv sync --frozen --no-dev --no-editable").cache(PackageManager::Uv));

    let runtime = Stage::new("python:3.12-slim")
        .workdir("/app")
        .push(CopyFiles::new("/app/.venv", ".venv").from(&build))
        .env("PATH", "/app/.venv/bin:$PATH")
        .user(User::new("1001"))
        .cmd(["app"]);

    print!(
        "{}",
        Dockerfile::new().stage(build).stage(runtime).render()?
    );
    Ok(())
}
