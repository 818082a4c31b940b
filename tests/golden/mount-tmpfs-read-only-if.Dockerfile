# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG RO=true
RUN --mount=type=tmpfs,target=/tmp,ro=$RO \
    make
