# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=pdm-cache-shared,target=/root/.cache/pdm,sharing=shared \
    install
RUN --mount=type=cache,id=pdm-cache-shared,target=/root/.cache/pdm,sharing=shared \
    prepare && \
    install
RUN --mount=type=cache,id=pdm-cache-shared,target=/root/.cache/pdm,sharing=shared <<EOF
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=pdm-cache-shared,target=/var/cache/pdm,sharing=shared,uid=1001,gid=1002 \
    export PDM_CACHE_DIR=/var/cache/pdm; \
    install
RUN --mount=type=cache,id=pdm-cache-shared,target=/var/cache/pdm,sharing=shared,uid=1001,gid=1002 \
    export PDM_CACHE_DIR=/var/cache/pdm; \
    prepare && \
    install
RUN --mount=type=cache,id=pdm-cache-shared,target=/var/cache/pdm,sharing=shared,uid=1001,gid=1002 <<EOF
export PDM_CACHE_DIR=/var/cache/pdm
set -e
prepare
install
EOF
