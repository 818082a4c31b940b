//! A Python service with pip: copy, change the names, and share the downloads of every service that does the same.

use dockerkit::{CopyFiles, Dockerfile, PackageManager, Run, Stage, User};

fn main() -> Result<(), dockerkit::Error> {
    let build = Stage::named("build", "python:3.12-slim")
        .workdir("/app")
        .run("python -m venv .venv")
        .env("PATH", "/app/.venv/bin:$PATH")
        .copy("requirements.txt", "./")
        .push(Run::new("pip install -r requirements.txt").cache(PackageManager::Pip));

    let runtime = Stage::new("python:3.12-slim")
        .workdir("/app")
        .push(CopyFiles::new("/app/.venv", ".venv").from(&build))
        .copy("src", "src")
        .env("PATH", "/app/.venv/bin:$PATH")
        .user(User::new("1001"))
        .cmd(["python", "-m", "src"]);

    print!(
        "{}",
        Dockerfile::new().stage(build).stage(runtime).render()?
    );
    Ok(())
}
