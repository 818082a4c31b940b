//! Generates the `Dockerfile` beside this file. `cargo build` writes it where it is stale; with `DOCKERKIT_VERIFY=1`, as in
//! CI, a stale one fails the build instead.

use std::time::Duration;

use dockerkit::{CopyFiles, Dockerfile, Healthcheck, Label, PackageManager, Run, Stage, User};

fn main() -> Result<(), dockerkit::Error> {
    dockerkit::build_script()
        .file("Dockerfile", service())
        .run()
}

/// Two stages: one that compiles, and one that gets the program and nothing else of it.
fn service() -> Dockerfile {
    // What cargo downloads is kept between builds, and shared with every other service whose build uses this preset.
    let build = Stage::named("build", "rust:1.90-slim")
        .workdir("/src")
        .copy(["Cargo.toml", "Cargo.lock", "build.rs"], "./")
        .copy(["src"], "src")
        .push(Run::new("cargo build --release --locked").cache(PackageManager::Cargo));

    let program = concat!("/src/target/release/", env!("CARGO_PKG_NAME"));
    let runtime = Stage::named("runtime", "debian:trixie-slim")
        .push(
            Label::new("org.opencontainers.image.title", env!("CARGO_PKG_NAME")).and(
                "org.opencontainers.image.version",
                env!("CARGO_PKG_VERSION"),
            ),
        )
        .push(CopyFiles::new([program], "/usr/local/bin/service").from(&build))
        .user(User::new("1001:1001"))
        .expose(8080)
        .push(
            Healthcheck::new(["service", "--check"])
                .interval(Duration::from_secs(30))
                .timeout(Duration::from_secs(3)),
        )
        .entrypoint(["service"]);

    Dockerfile::new().stage(build).stage(runtime)
}
