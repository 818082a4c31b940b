//! Generates the `Dockerfile` beside this file, as `../build-script` does, with `dockerfile!`. `cargo build` writes it where it
//! is stale; with `DOCKERKIT_VERIFY=1`, as in CI, a stale one fails the build instead.

use dockerkit::{Dockerfile, dockerfile};

fn main() -> Result<(), dockerkit::Error> {
    dockerkit::build_script()
        .file("Dockerfile", service())
        .run()
}

/// Two stages: one that compiles, and one that gets the program and nothing else of it.
fn service() -> Dockerfile {
    let name = env!("CARGO_PKG_NAME");
    let version = env!("CARGO_PKG_VERSION");
    dockerfile! {
        FROM "rust:1.90-slim" AS build;
        WORKDIR "/src";
        COPY "Cargo.toml", "Cargo.lock", "build.rs" => "./";
        COPY "src" => "src";
        // What cargo downloads is kept between builds, and shared with every other service whose build uses this preset.
        RUN --cache=cargo "cargo build --release --locked";

        FROM "debian:trixie-slim" AS runtime;
        LABEL org.opencontainers.image.title = (name), org.opencontainers.image.version = (version);
        COPY --from=build (format!("/src/target/release/{name}")) => "/usr/local/bin/service";
        USER "1001:1001";
        EXPOSE 8080;
        HEALTHCHECK --interval=30s --timeout=3s CMD ["service", "--check"];
        ENTRYPOINT ["service"];
    }
}
