# syntax=docker/dockerfile:1

FROM alpine:3.20
CMD exec python \
    # the port
    --port ${PORT:-80}
