# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=tmpfs,target=/var/cache/pypoetry \
    --mount=type=cache,id=poetry-artifacts-cache-shared,target=/var/cache/pypoetry/artifacts,sharing=shared \
    export POETRY_CACHE_DIR=/var/cache/pypoetry; \
    export POETRY_VIRTUALENVS_PATH="${POETRY_VIRTUALENVS_PATH:-$HOME/.cache/pypoetry/virtualenvs}"; \
    install
RUN --mount=type=tmpfs,target=/var/cache/pypoetry \
    --mount=type=cache,id=poetry-artifacts-cache-shared,target=/var/cache/pypoetry/artifacts,sharing=shared \
    export POETRY_CACHE_DIR=/var/cache/pypoetry; \
    export POETRY_VIRTUALENVS_PATH="${POETRY_VIRTUALENVS_PATH:-$HOME/.cache/pypoetry/virtualenvs}"; \
    prepare && \
    install
RUN --mount=type=tmpfs,target=/var/cache/pypoetry \
    --mount=type=cache,id=poetry-artifacts-cache-shared,target=/var/cache/pypoetry/artifacts,sharing=shared <<EOF
export POETRY_CACHE_DIR=/var/cache/pypoetry
export POETRY_VIRTUALENVS_PATH="${POETRY_VIRTUALENVS_PATH:-$HOME/.cache/pypoetry/virtualenvs}"
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=tmpfs,target=/var/cache/pypoetry \
    --mount=type=cache,id=poetry-artifacts-cache-shared,target=/var/cache/pypoetry/artifacts,sharing=shared,uid=1001,gid=1002 \
    export POETRY_CACHE_DIR=/var/cache/pypoetry; \
    export POETRY_VIRTUALENVS_PATH="${POETRY_VIRTUALENVS_PATH:-$HOME/.cache/pypoetry/virtualenvs}"; \
    install
RUN --mount=type=tmpfs,target=/var/cache/pypoetry \
    --mount=type=cache,id=poetry-artifacts-cache-shared,target=/var/cache/pypoetry/artifacts,sharing=shared,uid=1001,gid=1002 \
    export POETRY_CACHE_DIR=/var/cache/pypoetry; \
    export POETRY_VIRTUALENVS_PATH="${POETRY_VIRTUALENVS_PATH:-$HOME/.cache/pypoetry/virtualenvs}"; \
    prepare && \
    install
RUN --mount=type=tmpfs,target=/var/cache/pypoetry \
    --mount=type=cache,id=poetry-artifacts-cache-shared,target=/var/cache/pypoetry/artifacts,sharing=shared,uid=1001,gid=1002 <<EOF
export POETRY_CACHE_DIR=/var/cache/pypoetry
export POETRY_VIRTUALENVS_PATH="${POETRY_VIRTUALENVS_PATH:-$HOME/.cache/pypoetry/virtualenvs}"
set -e
prepare
install
EOF
