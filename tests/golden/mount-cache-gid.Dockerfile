# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG GID=1001
RUN --mount=type=cache,id=tool,target=/cache,gid=$GID \
    make
