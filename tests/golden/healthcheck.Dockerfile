# syntax=docker/dockerfile:1

FROM alpine:3.20
HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
