# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=npm-cache-shared,target=/root/.npm,sharing=shared \
    install
RUN --mount=type=cache,id=npm-cache-shared,target=/root/.npm,sharing=shared \
    prepare && \
    install
RUN --mount=type=cache,id=npm-cache-shared,target=/root/.npm,sharing=shared <<EOF
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=npm-cache-shared,target=/var/cache/npm,sharing=shared,uid=1001,gid=1002 \
    export npm_config_cache=/var/cache/npm; \
    install
RUN --mount=type=cache,id=npm-cache-shared,target=/var/cache/npm,sharing=shared,uid=1001,gid=1002 \
    export npm_config_cache=/var/cache/npm; \
    prepare && \
    install
RUN --mount=type=cache,id=npm-cache-shared,target=/var/cache/npm,sharing=shared,uid=1001,gid=1002 <<EOF
export npm_config_cache=/var/cache/npm
set -e
prepare
install
EOF
