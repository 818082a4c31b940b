//! A Node.js service with Yarn 1: its cache takes one writer at a time, so the preset locks it.

use dockerkit::{CopyFiles, Dockerfile, PackageManager, Run, Stage, User};

fn main() -> Result<(), dockerkit::Error> {
    let build = Stage::named("build", "node:22-slim")
        .workdir("/app")
        .copy(["package.json", "yarn.lock"], "./")
        .push(Run::new("yarn install --frozen-lockfile --production").cache(PackageManager::Yarn));

    let runtime = Stage::new("node:22-slim")
        .env("NODE_ENV", "production")
        .workdir("/app")
        .push(CopyFiles::new("/app/node_modules", "node_modules").from(&build))
        .copy("src", "src")
        .user(User::new("node"))
        .cmd(["node", "src/server.js"]);

    print!(
        "{}",
        Dockerfile::new().stage(build).stage(runtime).render()?
    );
    Ok(())
}
