use dockerkit::dockerfile;

fn main() {
    // Lines as they stand in a Dockerfile.
    let _ = dockerfile! {
        FROM python:3.12-slim AS build;
        FROM ghcr.io/astral-sh/uv@sha256 AS uv;
        WORKDIR /app;
        COPY --from=nginx:latest /etc/nginx /etc/nginx;
        COPY . .;
        ENV PATH=/app/bin:$PATH;
        RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt;
        RUN "make"
            /// not here
            && "make install";
        USER 1001:1001;
        EXPOSE 8080/tcp;
        CMD ["python", "-m", "app"];
    };
}
