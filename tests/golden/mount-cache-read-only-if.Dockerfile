# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG RO=true
RUN --mount=type=cache,id=tool,target=/cache,ro=$RO \
    make
