# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=pipenv-cache-shared,target=/root/.cache/pipenv,sharing=shared \
    install
RUN --mount=type=cache,id=pipenv-cache-shared,target=/root/.cache/pipenv,sharing=shared \
    prepare && \
    install
RUN --mount=type=cache,id=pipenv-cache-shared,target=/root/.cache/pipenv,sharing=shared <<EOF
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=pipenv-cache-shared,target=/var/cache/pipenv,sharing=shared,uid=1001,gid=1002 \
    export PIPENV_CACHE_DIR=/var/cache/pipenv; \
    install
RUN --mount=type=cache,id=pipenv-cache-shared,target=/var/cache/pipenv,sharing=shared,uid=1001,gid=1002 \
    export PIPENV_CACHE_DIR=/var/cache/pipenv; \
    prepare && \
    install
RUN --mount=type=cache,id=pipenv-cache-shared,target=/var/cache/pipenv,sharing=shared,uid=1001,gid=1002 <<EOF
export PIPENV_CACHE_DIR=/var/cache/pipenv
set -e
prepare
install
EOF
