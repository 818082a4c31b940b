# syntax=docker/dockerfile:1

FROM alpine:3.20
ENV PATH=/app/bin:$PATH \
    RUST_LOG=info \
    WORKERS=4
