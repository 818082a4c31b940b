# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG RO=false
RUN --mount=type=bind,target=/src,ro=$RO \
    make
