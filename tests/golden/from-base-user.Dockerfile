# syntax=docker/dockerfile:1

FROM registry.example.com/app:2
RUN --mount=type=cache,id=pip-cache-shared,target=/home/app/.cache/pip,sharing=shared,uid=1001,gid=1001 \
    pip install .
