# syntax=docker/dockerfile:1

FROM alpine:3.20
MAINTAINER Ada Lovelace <ada@example.com>
