# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG RW=true
RUN --mount=type=tmpfs,target=/tmp,rw=$RW \
    make
