# syntax=docker/dockerfile:1

FROM alpine:3.20
CMD exec python -m app --port ${PORT:-80}
