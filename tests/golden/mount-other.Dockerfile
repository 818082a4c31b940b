# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG TYPE=cache
RUN --mount=type=$TYPE,from=alpine:3.20,id=tool,target=/cache,ro \
    make
