//! A Node.js service with pnpm: the store is a directory of its own, which the preset names to pnpm.

use dockerkit::{CopyFiles, Dockerfile, PackageManager, Run, Stage, User};

fn main() -> Result<(), dockerkit::Error> {
    let build = Stage::named("build", "node:22-slim")
        .push(Run::new("npm install --global pnpm@10").cache(PackageManager::Npm))
        .workdir("/app")
        .copy(["package.json", "pnpm-lock.yaml"], "./")
        .push(Run::new("pnpm install --frozen-lockfile --prod").cache(PackageManager::Pnpm));

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
