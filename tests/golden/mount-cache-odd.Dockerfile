# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG SHARING=locked
RUN --mount="type=cache,id=\\\$5,\"target=/a,b \\\"\"c\\\"\" \\\$d\\'s\",sharing=\$SHARING" \
    make
