# syntax=docker/dockerfile:1

FROM alpine:3.20
VOLUME /data ${LOGS:-/var/log}
