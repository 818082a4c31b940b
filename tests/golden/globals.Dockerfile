# syntax=docker/dockerfile:1

# what everything starts from
ARG ALPINE=3.20 \
    MIRROR

FROM ${MIRROR:-docker.io}/alpine:$ALPINE
