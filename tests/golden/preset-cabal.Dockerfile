# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=cabal-cache-shared,target=/var/cache/cabal,sharing=locked \
    export CABAL_DIR=/var/cache/cabal; \
    install
RUN --mount=type=cache,id=cabal-cache-shared,target=/var/cache/cabal,sharing=locked \
    export CABAL_DIR=/var/cache/cabal; \
    prepare && \
    install
RUN --mount=type=cache,id=cabal-cache-shared,target=/var/cache/cabal,sharing=locked <<EOF
export CABAL_DIR=/var/cache/cabal
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=cabal-cache-shared,target=/var/cache/cabal,sharing=locked,uid=1001,gid=1002 \
    export CABAL_DIR=/var/cache/cabal; \
    install
RUN --mount=type=cache,id=cabal-cache-shared,target=/var/cache/cabal,sharing=locked,uid=1001,gid=1002 \
    export CABAL_DIR=/var/cache/cabal; \
    prepare && \
    install
RUN --mount=type=cache,id=cabal-cache-shared,target=/var/cache/cabal,sharing=locked,uid=1001,gid=1002 <<EOF
export CABAL_DIR=/var/cache/cabal
set -e
prepare
install
EOF
