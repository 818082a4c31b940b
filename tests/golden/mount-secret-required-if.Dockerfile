# syntax=docker/dockerfile:1

FROM alpine:3.20
ARG REQUIRED=true
RUN --mount=type=secret,id=token,required=$REQUIRED \
    make
