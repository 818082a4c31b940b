# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=ccache-cache-shared,target=/var/cache/ccache,sharing=shared \
    export CCACHE_DIR=/var/cache/ccache; \
    install
RUN --mount=type=cache,id=ccache-cache-shared,target=/var/cache/ccache,sharing=shared \
    export CCACHE_DIR=/var/cache/ccache; \
    prepare && \
    install
RUN --mount=type=cache,id=ccache-cache-shared,target=/var/cache/ccache,sharing=shared <<EOF
export CCACHE_DIR=/var/cache/ccache
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=ccache-cache-shared,target=/var/cache/ccache,sharing=shared,uid=1001,gid=1002 \
    export CCACHE_DIR=/var/cache/ccache; \
    install
RUN --mount=type=cache,id=ccache-cache-shared,target=/var/cache/ccache,sharing=shared,uid=1001,gid=1002 \
    export CCACHE_DIR=/var/cache/ccache; \
    prepare && \
    install
RUN --mount=type=cache,id=ccache-cache-shared,target=/var/cache/ccache,sharing=shared,uid=1001,gid=1002 <<EOF
export CCACHE_DIR=/var/cache/ccache
set -e
prepare
install
EOF
