# syntax=docker/dockerfile:1

FROM alpine:3.20
HEALTHCHECK --timeout=1s500ms CMD curl -f http://localhost:8000/health || exit 1
