# syntax=docker/dockerfile:1

FROM alpine:3.20
ENV SAY="\"it's\" # \$5 C:\\dir\\" \
    EMPTY="" \
    FLAG="--x" \
    UNICODE="é 😀"
