# syntax=docker/dockerfile:1

FROM alpine:3.20
EXPOSE 8000-8010/udp
