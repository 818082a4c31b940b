# syntax=docker/dockerfile:1

FROM --platform=linux/arm64 alpine:3.20

FROM --platform=$BUILDPLATFORM alpine:3.20
