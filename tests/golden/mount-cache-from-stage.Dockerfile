# syntax=docker/dockerfile:1

FROM alpine:3.20 AS seed

FROM alpine:3.20
RUN --mount=type=cache,id=tool,target=/cache,from=seed \
    make
