# syntax=docker/dockerfile:1

FROM alpine:3.20
CMD export A=1 && \
    exec app --port '8 0'
