# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=pnpm-store-cache-shared,target=/var/cache/pnpm,sharing=shared \
    export npm_config_store_dir=/var/cache/pnpm; \
    export pnpm_config_store_dir=/var/cache/pnpm; \
    install
RUN --mount=type=cache,id=pnpm-store-cache-shared,target=/var/cache/pnpm,sharing=shared \
    export npm_config_store_dir=/var/cache/pnpm; \
    export pnpm_config_store_dir=/var/cache/pnpm; \
    prepare && \
    install
RUN --mount=type=cache,id=pnpm-store-cache-shared,target=/var/cache/pnpm,sharing=shared <<EOF
export npm_config_store_dir=/var/cache/pnpm
export pnpm_config_store_dir=/var/cache/pnpm
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=pnpm-store-cache-shared,target=/var/cache/pnpm,sharing=shared,uid=1001,gid=1002 \
    export npm_config_store_dir=/var/cache/pnpm; \
    export pnpm_config_store_dir=/var/cache/pnpm; \
    install
RUN --mount=type=cache,id=pnpm-store-cache-shared,target=/var/cache/pnpm,sharing=shared,uid=1001,gid=1002 \
    export npm_config_store_dir=/var/cache/pnpm; \
    export pnpm_config_store_dir=/var/cache/pnpm; \
    prepare && \
    install
RUN --mount=type=cache,id=pnpm-store-cache-shared,target=/var/cache/pnpm,sharing=shared,uid=1001,gid=1002 <<EOF
export npm_config_store_dir=/var/cache/pnpm
export pnpm_config_store_dir=/var/cache/pnpm
set -e
prepare
install
EOF
