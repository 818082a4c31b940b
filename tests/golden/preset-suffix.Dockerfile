# syntax=docker/dockerfile:1

FROM node:22
ARG RELEASE
RUN --mount=type=cache,id=npm-cache-shared-web-$RELEASE,target=/root/.npm,sharing=shared \
    npm ci
