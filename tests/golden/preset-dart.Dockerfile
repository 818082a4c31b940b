# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=dart-cache-shared,target=/var/cache/pub,sharing=locked \
    export PUB_CACHE=/var/cache/pub; \
    install
RUN --mount=type=cache,id=dart-cache-shared,target=/var/cache/pub,sharing=locked \
    export PUB_CACHE=/var/cache/pub; \
    prepare && \
    install
RUN --mount=type=cache,id=dart-cache-shared,target=/var/cache/pub,sharing=locked <<EOF
export PUB_CACHE=/var/cache/pub
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=dart-cache-shared,target=/var/cache/pub,sharing=locked,uid=1001,gid=1002 \
    export PUB_CACHE=/var/cache/pub; \
    install
RUN --mount=type=cache,id=dart-cache-shared,target=/var/cache/pub,sharing=locked,uid=1001,gid=1002 \
    export PUB_CACHE=/var/cache/pub; \
    prepare && \
    install
RUN --mount=type=cache,id=dart-cache-shared,target=/var/cache/pub,sharing=locked,uid=1001,gid=1002 <<EOF
export PUB_CACHE=/var/cache/pub
set -e
prepare
install
EOF
