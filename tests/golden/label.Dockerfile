# syntax=docker/dockerfile:1

FROM alpine:3.20
LABEL org.opencontainers.image.title="Speech to text" \
    "my key"="$A \$5"
