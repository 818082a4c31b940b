# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG RW=true
RUN --mount=type=bind,target=/src,rw=$RW \
    make
