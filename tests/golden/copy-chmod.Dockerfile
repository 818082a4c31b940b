# syntax=docker/dockerfile:1

FROM alpine:3.20
COPY --chmod=u=rwX,go=rX a b /app/
