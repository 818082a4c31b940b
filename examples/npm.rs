//! A Node.js service with npm, installed by the image's own user: the mounts follow it.

use dockerkit::{CopyFiles, Dockerfile, PackageManager, Run, Stage, User};

fn main() -> Result<(), dockerkit::Error> {
    let node = User::new("node").uid(1000);
    let build = Stage::named("build", "node:22-slim")
        .push(Run::new("install -d -o node -g node /app"))
        .user(&node)
        .workdir("/app")
        .copy(["package.json", "package-lock.json"], "./")
        .push(Run::new("npm ci --omit=dev --no-audit --no-fund").cache(PackageManager::Npm));

    let runtime = Stage::new("node:22-slim")
        .env("NODE_ENV", "production")
        .workdir("/app")
        .push(CopyFiles::new("/app/node_modules", "node_modules").from(&build))
        .copy("src", "src")
        .user(&node)
        .cmd(["node", "src/server.js"]);

    print!(
        "{}",
        Dockerfile::new().stage(build).stage(runtime).render()?
    );
    Ok(())
}
