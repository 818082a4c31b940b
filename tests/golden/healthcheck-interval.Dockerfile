# syntax=docker/dockerfile:1

FROM alpine:3.20
HEALTHCHECK --interval=1m30s CMD curl -f http://localhost:8000/health || exit 1
