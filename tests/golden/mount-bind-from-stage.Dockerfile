# syntax=docker/dockerfile:1

FROM alpine:3.20 AS seed

FROM alpine:3.20
RUN --mount=type=bind,from=seed,target=/seed \
    make
