# syntax=docker/dockerfile:1

FROM example.com/tools:1
RUN --mount=type=cache,id=uv-cache-shared,target=/root/.cache/uv,sharing=shared \
    --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \
    --mount=type=cache,id=cargo-home-cache-shared,target=/var/cache/cargo,sharing=shared \
    export UV_LINK_MODE=copy; \
    export CARGO_HOME=/var/cache/cargo; \
    install
