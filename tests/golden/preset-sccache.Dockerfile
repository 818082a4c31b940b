# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=sccache-cache-shared,target=/var/cache/sccache,sharing=shared \
    export SCCACHE_DIR=/var/cache/sccache; \
    install
RUN --mount=type=cache,id=sccache-cache-shared,target=/var/cache/sccache,sharing=shared \
    export SCCACHE_DIR=/var/cache/sccache; \
    prepare && \
    install
RUN --mount=type=cache,id=sccache-cache-shared,target=/var/cache/sccache,sharing=shared <<EOF
export SCCACHE_DIR=/var/cache/sccache
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=sccache-cache-shared,target=/var/cache/sccache,sharing=shared,uid=1001,gid=1002 \
    export SCCACHE_DIR=/var/cache/sccache; \
    install
RUN --mount=type=cache,id=sccache-cache-shared,target=/var/cache/sccache,sharing=shared,uid=1001,gid=1002 \
    export SCCACHE_DIR=/var/cache/sccache; \
    prepare && \
    install
RUN --mount=type=cache,id=sccache-cache-shared,target=/var/cache/sccache,sharing=shared,uid=1001,gid=1002 <<EOF
export SCCACHE_DIR=/var/cache/sccache
set -e
prepare
install
EOF
