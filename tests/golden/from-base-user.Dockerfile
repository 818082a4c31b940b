# syntax=docker/dockerfile:1

FROM registry.example.com/app:2
RUN --mount=type=cache,id=pip-cache-shared,target=/var/cache/pip,sharing=shared,uid=1001,gid=1001 \
    export PIP_CACHE_DIR=/var/cache/pip; \
    pip install .
