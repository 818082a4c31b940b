# syntax=docker/dockerfile:1

FROM alpine:3.20

FROM scratch
COPY --from=0 /app /app
