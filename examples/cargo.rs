//! A Rust service: a whole cargo home is the cache, so that several builds may use it at once.

use dockerkit::{CopyFiles, Dockerfile, PackageManager, Run, Stage, User};

fn main() -> Result<(), dockerkit::Error> {
    let build = Stage::named("build", "rust:1.90")
        .workdir("/src")
        .copy(".", "./")
        .push(Run::new("cargo build --release --locked").cache(PackageManager::Cargo))
        .run("install -D target/release/app /out/app");

    let runtime = Stage::new("debian:trixie-slim")
        .push(CopyFiles::new("/out/app", "/usr/local/bin/").from(&build))
        .user(User::new("1001:1001"))
        .entrypoint(["app"]);

    print!(
        "{}",
        Dockerfile::new().stage(build).stage(runtime).render()?
    );
    Ok(())
}
