# syntax=docker/dockerfile:1

FROM golang:1.27 AS build
ARG TARGETOS \
    TARGETARCH \
    TARGETVARIANT
RUN --mount=type=cache,id=s/4711-go-cache-shared,target=/go/pkg/mod,sharing=shared \
    --mount=type=cache,id=s/4711-go-build-cache-shared-$TARGETOS-$TARGETARCH$TARGETVARIANT,target=/root/.cache/go-build,sharing=shared \
    export GOMODCACHE=/go/pkg/mod; \
    go build
RUN --mount=type=cache,id=s/4711-go-cache-shared,target=/go/pkg/mod,sharing=shared \
    --mount=type=cache,id=s/4711-go-build-cache-shared-$TARGETOS-$TARGETARCH$TARGETVARIANT,target=/root/.cache/go-build,sharing=shared \
    --mount=type=cache,id=s/4711-models,target=/models \
    --mount=type=cache,id=s/4711-/unnamed,target=/unnamed \
    export GOMODCACHE=/go/pkg/mod; \
    go build

FROM golang:1.27
ARG TARGETARCH
ARG TARGETOS \
    TARGETVARIANT
RUN --mount=type=cache,id=s/4711-go-cache-shared,target=/go/pkg/mod,sharing=shared \
    --mount=type=cache,id=s/4711-go-build-cache-shared-$TARGETOS-$TARGETARCH$TARGETVARIANT,target=/root/.cache/go-build,sharing=shared \
    export GOMODCACHE=/go/pkg/mod; \
    go build
