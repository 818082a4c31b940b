# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=yarn-cache-shared,target=/usr/local/share/.cache/yarn,sharing=locked \
    install
RUN --mount=type=cache,id=yarn-cache-shared,target=/usr/local/share/.cache/yarn,sharing=locked \
    prepare && \
    install
RUN --mount=type=cache,id=yarn-cache-shared,target=/usr/local/share/.cache/yarn,sharing=locked <<EOF
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=yarn-cache-shared,target=/home/app/.cache/yarn,sharing=locked,uid=1001,gid=1002 \
    install
RUN --mount=type=cache,id=yarn-cache-shared,target=/home/app/.cache/yarn,sharing=locked,uid=1001,gid=1002 \
    prepare && \
    install
RUN --mount=type=cache,id=yarn-cache-shared,target=/home/app/.cache/yarn,sharing=locked,uid=1001,gid=1002 <<EOF
set -e
prepare
install
EOF
