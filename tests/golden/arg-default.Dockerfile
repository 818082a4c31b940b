# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG A=1 \
    B \
    C="a b"
