# syntax=docker/dockerfile:1

FROM alpine:3.20
WORKDIR /src
RUN --mount=type=bind,source=app \
    make
