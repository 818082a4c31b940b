# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=composer-cache-shared,target=/tmp/cache,sharing=locked \
    export COMPOSER_CACHE_DIR=/tmp/cache; \
    install
RUN --mount=type=cache,id=composer-cache-shared,target=/tmp/cache,sharing=locked \
    export COMPOSER_CACHE_DIR=/tmp/cache; \
    prepare && \
    install
RUN --mount=type=cache,id=composer-cache-shared,target=/tmp/cache,sharing=locked <<EOF
export COMPOSER_CACHE_DIR=/tmp/cache
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=composer-cache-shared,target=/tmp/cache,sharing=locked,uid=1001,gid=1002 \
    export COMPOSER_CACHE_DIR=/tmp/cache; \
    install
RUN --mount=type=cache,id=composer-cache-shared,target=/tmp/cache,sharing=locked,uid=1001,gid=1002 \
    export COMPOSER_CACHE_DIR=/tmp/cache; \
    prepare && \
    install
RUN --mount=type=cache,id=composer-cache-shared,target=/tmp/cache,sharing=locked,uid=1001,gid=1002 <<EOF
export COMPOSER_CACHE_DIR=/tmp/cache
set -e
prepare
install
EOF
