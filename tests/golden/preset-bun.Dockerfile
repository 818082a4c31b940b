# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=bun-cache-shared,target=/root/.bun/install/cache,sharing=shared \
    install
RUN --mount=type=cache,id=bun-cache-shared,target=/root/.bun/install/cache,sharing=shared \
    prepare && \
    install
RUN --mount=type=cache,id=bun-cache-shared,target=/root/.bun/install/cache,sharing=shared <<EOF
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=bun-cache-shared,target=/var/cache/bun,sharing=shared,uid=1001,gid=1002 \
    export BUN_INSTALL_CACHE_DIR=/var/cache/bun; \
    install
RUN --mount=type=cache,id=bun-cache-shared,target=/var/cache/bun,sharing=shared,uid=1001,gid=1002 \
    export BUN_INSTALL_CACHE_DIR=/var/cache/bun; \
    prepare && \
    install
RUN --mount=type=cache,id=bun-cache-shared,target=/var/cache/bun,sharing=shared,uid=1001,gid=1002 <<EOF
export BUN_INSTALL_CACHE_DIR=/var/cache/bun
set -e
prepare
install
EOF
