# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=go-cache-shared,target=/go/pkg/mod,sharing=shared \
    --mount=type=cache,id=go-build-cache-shared,target=/root/.cache/go-build,sharing=shared \
    export GOMODCACHE=/go/pkg/mod; \
    install
RUN --mount=type=cache,id=go-cache-shared,target=/go/pkg/mod,sharing=shared \
    --mount=type=cache,id=go-build-cache-shared,target=/root/.cache/go-build,sharing=shared \
    export GOMODCACHE=/go/pkg/mod; \
    prepare && \
    install
RUN --mount=type=cache,id=go-cache-shared,target=/go/pkg/mod,sharing=shared \
    --mount=type=cache,id=go-build-cache-shared,target=/root/.cache/go-build,sharing=shared <<EOF
export GOMODCACHE=/go/pkg/mod
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=go-cache-shared,target=/go/pkg/mod,sharing=shared,uid=1001,gid=1002 \
    --mount=type=cache,id=go-build-cache-shared,target=/var/cache/go-build,sharing=shared,uid=1001,gid=1002 \
    export GOMODCACHE=/go/pkg/mod; \
    export GOCACHE=/var/cache/go-build; \
    install
RUN --mount=type=cache,id=go-cache-shared,target=/go/pkg/mod,sharing=shared,uid=1001,gid=1002 \
    --mount=type=cache,id=go-build-cache-shared,target=/var/cache/go-build,sharing=shared,uid=1001,gid=1002 \
    export GOMODCACHE=/go/pkg/mod; \
    export GOCACHE=/var/cache/go-build; \
    prepare && \
    install
RUN --mount=type=cache,id=go-cache-shared,target=/go/pkg/mod,sharing=shared,uid=1001,gid=1002 \
    --mount=type=cache,id=go-build-cache-shared,target=/var/cache/go-build,sharing=shared,uid=1001,gid=1002 <<EOF
export GOMODCACHE=/go/pkg/mod
export GOCACHE=/var/cache/go-build
set -e
prepare
install
EOF
