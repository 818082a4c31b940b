# syntax=docker/dockerfile:1

FROM alpine:3.20
COPY --chown=app:$GROUP a b /app/
