# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \
    install
RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \
    prepare && \
    install
RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared <<EOF
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=pip-cache-shared,target=/home/app/.cache/pip,sharing=shared,uid=1001,gid=1002 \
    install
RUN --mount=type=cache,id=pip-cache-shared,target=/home/app/.cache/pip,sharing=shared,uid=1001,gid=1002 \
    prepare && \
    install
RUN --mount=type=cache,id=pip-cache-shared,target=/home/app/.cache/pip,sharing=shared,uid=1001,gid=1002 <<EOF
set -e
prepare
install
EOF
