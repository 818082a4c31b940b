# syntax=docker/dockerfile:1

FROM alpine:3.20
RUN --mount=type=cache,id=tool,target=/cache \
    --mount=type=bind,target=src \
    --network=none \
    --security=sandbox <<EOF
set -e
make
EOF
