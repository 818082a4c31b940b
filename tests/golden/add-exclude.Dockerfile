# syntax=docker/dockerfile:1

FROM alpine:3.20
ADD --exclude=data/raw data /
