# syntax=docker/dockerfile:1

FROM alpine:3.20
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
