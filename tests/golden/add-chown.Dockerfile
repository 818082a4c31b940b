# syntax=docker/dockerfile:1

FROM alpine:3.20
ADD --chown=1001:1001 https://example.com/model.tar /models/
