# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=mix-cache-shared,target=/var/cache/hex,sharing=locked \
    export HEX_HOME=/var/cache/hex; \
    install
RUN --mount=type=cache,id=mix-cache-shared,target=/var/cache/hex,sharing=locked \
    export HEX_HOME=/var/cache/hex; \
    prepare && \
    install
RUN --mount=type=cache,id=mix-cache-shared,target=/var/cache/hex,sharing=locked <<EOF
export HEX_HOME=/var/cache/hex
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=mix-cache-shared,target=/var/cache/hex,sharing=locked,uid=1001,gid=1002 \
    export HEX_HOME=/var/cache/hex; \
    install
RUN --mount=type=cache,id=mix-cache-shared,target=/var/cache/hex,sharing=locked,uid=1001,gid=1002 \
    export HEX_HOME=/var/cache/hex; \
    prepare && \
    install
RUN --mount=type=cache,id=mix-cache-shared,target=/var/cache/hex,sharing=locked,uid=1001,gid=1002 <<EOF
export HEX_HOME=/var/cache/hex
set -e
prepare
install
EOF
