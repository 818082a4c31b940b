# syntax=docker/dockerfile:1

FROM alpine:3.20
EXPOSE $PORT ${ADMIN:-9000}/tcp
