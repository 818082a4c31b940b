# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=cargo-home-cache-shared,target=/var/cache/cargo,sharing=shared \
    export CARGO_HOME=/var/cache/cargo; \
    install
RUN --mount=type=cache,id=cargo-home-cache-shared,target=/var/cache/cargo,sharing=shared \
    export CARGO_HOME=/var/cache/cargo; \
    prepare && \
    install
RUN --mount=type=cache,id=cargo-home-cache-shared,target=/var/cache/cargo,sharing=shared <<EOF
export CARGO_HOME=/var/cache/cargo
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=cargo-home-cache-shared,target=/var/cache/cargo,sharing=shared,uid=1001,gid=1002 \
    export CARGO_HOME=/var/cache/cargo; \
    install
RUN --mount=type=cache,id=cargo-home-cache-shared,target=/var/cache/cargo,sharing=shared,uid=1001,gid=1002 \
    export CARGO_HOME=/var/cache/cargo; \
    prepare && \
    install
RUN --mount=type=cache,id=cargo-home-cache-shared,target=/var/cache/cargo,sharing=shared,uid=1001,gid=1002 <<EOF
export CARGO_HOME=/var/cache/cargo
set -e
prepare
install
EOF
