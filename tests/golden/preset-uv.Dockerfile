# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=uv-cache-shared,target=/root/.cache/uv,sharing=shared \
    export UV_LINK_MODE=copy; \
    install
RUN --mount=type=cache,id=uv-cache-shared,target=/root/.cache/uv,sharing=shared \
    export UV_LINK_MODE=copy; \
    prepare && \
    install
RUN --mount=type=cache,id=uv-cache-shared,target=/root/.cache/uv,sharing=shared <<EOF
export UV_LINK_MODE=copy
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=uv-cache-shared,target=/var/cache/uv,sharing=shared,uid=1001,gid=1002 \
    export UV_CACHE_DIR=/var/cache/uv; \
    export UV_LINK_MODE=copy; \
    install
RUN --mount=type=cache,id=uv-cache-shared,target=/var/cache/uv,sharing=shared,uid=1001,gid=1002 \
    export UV_CACHE_DIR=/var/cache/uv; \
    export UV_LINK_MODE=copy; \
    prepare && \
    install
RUN --mount=type=cache,id=uv-cache-shared,target=/var/cache/uv,sharing=shared,uid=1001,gid=1002 <<EOF
export UV_CACHE_DIR=/var/cache/uv
export UV_LINK_MODE=copy
set -e
prepare
install
EOF
