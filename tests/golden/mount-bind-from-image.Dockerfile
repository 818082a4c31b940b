# syntax=docker/dockerfile:1

FROM alpine:3.20
RUN --mount=type=bind,from=ghcr.io/astral-sh/uv:0.9,source=/uv,target=/uv \
    make
