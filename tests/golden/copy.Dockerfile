# syntax=docker/dockerfile:1

FROM alpine:3.20
COPY src/*.py pyproject.toml $EXTRA ./
