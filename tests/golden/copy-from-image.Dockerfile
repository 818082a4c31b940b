# syntax=docker/dockerfile:1

FROM alpine:3.20
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/
