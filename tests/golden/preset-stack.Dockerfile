# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=stack-cache-shared,target=/var/cache/stack,sharing=locked \
    export STACK_ROOT=/var/cache/stack; \
    install
RUN --mount=type=cache,id=stack-cache-shared,target=/var/cache/stack,sharing=locked \
    export STACK_ROOT=/var/cache/stack; \
    prepare && \
    install
RUN --mount=type=cache,id=stack-cache-shared,target=/var/cache/stack,sharing=locked <<EOF
export STACK_ROOT=/var/cache/stack
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=stack-cache-shared,target=/var/cache/stack,sharing=locked,uid=1001,gid=1002 \
    export STACK_ROOT=/var/cache/stack; \
    install
RUN --mount=type=cache,id=stack-cache-shared,target=/var/cache/stack,sharing=locked,uid=1001,gid=1002 \
    export STACK_ROOT=/var/cache/stack; \
    prepare && \
    install
RUN --mount=type=cache,id=stack-cache-shared,target=/var/cache/stack,sharing=locked,uid=1001,gid=1002 <<EOF
export STACK_ROOT=/var/cache/stack
set -e
prepare
install
EOF
