# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG RW=false
RUN --mount=type=cache,id=tool,target=/cache,rw=$RW \
    make
