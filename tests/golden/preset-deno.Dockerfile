# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=deno-cache-shared,target=/var/cache/deno,sharing=locked \
    export DENO_DIR=/var/cache/deno; \
    install
RUN --mount=type=cache,id=deno-cache-shared,target=/var/cache/deno,sharing=locked \
    export DENO_DIR=/var/cache/deno; \
    prepare && \
    install
RUN --mount=type=cache,id=deno-cache-shared,target=/var/cache/deno,sharing=locked <<EOF
export DENO_DIR=/var/cache/deno
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=deno-cache-shared,target=/var/cache/deno,sharing=locked,uid=1001,gid=1002 \
    export DENO_DIR=/var/cache/deno; \
    install
RUN --mount=type=cache,id=deno-cache-shared,target=/var/cache/deno,sharing=locked,uid=1001,gid=1002 \
    export DENO_DIR=/var/cache/deno; \
    prepare && \
    install
RUN --mount=type=cache,id=deno-cache-shared,target=/var/cache/deno,sharing=locked,uid=1001,gid=1002 <<EOF
export DENO_DIR=/var/cache/deno
set -e
prepare
install
EOF
