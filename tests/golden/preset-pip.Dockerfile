# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \
    install
RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \
    prepare && \
    install
RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared <<EOF
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=pip-cache-shared,target=/var/cache/pip,sharing=shared,uid=1001,gid=1002 \
    export PIP_CACHE_DIR=/var/cache/pip; \
    install
RUN --mount=type=cache,id=pip-cache-shared,target=/var/cache/pip,sharing=shared,uid=1001,gid=1002 \
    export PIP_CACHE_DIR=/var/cache/pip; \
    prepare && \
    install
RUN --mount=type=cache,id=pip-cache-shared,target=/var/cache/pip,sharing=shared,uid=1001,gid=1002 <<EOF
export PIP_CACHE_DIR=/var/cache/pip
set -e
prepare
install
EOF
