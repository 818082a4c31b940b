//! A whole macro, whose words the editor is asked about: see `drive.py`, which knows its lines.

use dockerkit::{Dockerfile, User, dockerfile};

fn main() {
    let image = String::from("python:3.12-slim");
    let app = User::new("app").uid(1001);
    let package = "flask";
    let debug = true;
    let file: Dockerfile = dockerfile! {
        # syntax = "docker/dockerfile:1";
        ARG VERSION = "1.0";
        /// Compiles.
        FROM (image) AS build;
        USER (&app);
        WORKDIR "/app";
        COPY --link --chown="1001:1001" "pyproject.toml", "uv.lock" => "./";
        RUN --cache=uv --cache=pip "uv sync --frozen" && "touch /app/ready";
        RUN --mount=cache(id = "models", target = "/models", uid = 1001, sharing = locked) --network=none
            "pip install " (package) " --cache /models";
        @if debug { ENV RUST_LOG = "debug"; }
        @for name in ["a.conf", "b.conf"] { COPY (name) => "/etc/app/"; }
        CACHES apt, npm;

        FROM build AS test;
        RUN "make test";

        FROM --platform="linux/amd64" "python:3.12-slim" AS final;
        COPY --from=build "/app/.venv" => "/app/.venv";
        COPY --from=test "/app/report" => "/app/report";
        HEALTHCHECK --interval=30s CMD ["service", "--check"];
        CMD ["python", "-m", (package)];

        FROM "debian" AS build-amd64;
        FROM "debian";
        COPY --from=build-amd64 "a" => "b";
        FROM build-amd64;
    };
    print!("{file}");
}
