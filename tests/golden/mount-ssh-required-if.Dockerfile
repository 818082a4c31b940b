# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG REQUIRED=true
RUN --mount=type=ssh,required=$REQUIRED \
    make
