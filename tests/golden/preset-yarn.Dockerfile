# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=yarn-cache-shared,target=/var/cache/yarn,sharing=locked \
    export YARN_CACHE_FOLDER=/var/cache/yarn; \
    install
RUN --mount=type=cache,id=yarn-cache-shared,target=/var/cache/yarn,sharing=locked \
    export YARN_CACHE_FOLDER=/var/cache/yarn; \
    prepare && \
    install
RUN --mount=type=cache,id=yarn-cache-shared,target=/var/cache/yarn,sharing=locked <<EOF
export YARN_CACHE_FOLDER=/var/cache/yarn
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=yarn-cache-shared,target=/var/cache/yarn,sharing=locked,uid=1001,gid=1002 \
    export YARN_CACHE_FOLDER=/var/cache/yarn; \
    install
RUN --mount=type=cache,id=yarn-cache-shared,target=/var/cache/yarn,sharing=locked,uid=1001,gid=1002 \
    export YARN_CACHE_FOLDER=/var/cache/yarn; \
    prepare && \
    install
RUN --mount=type=cache,id=yarn-cache-shared,target=/var/cache/yarn,sharing=locked,uid=1001,gid=1002 <<EOF
export YARN_CACHE_FOLDER=/var/cache/yarn
set -e
prepare
install
EOF
