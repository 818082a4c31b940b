# syntax=docker/dockerfile:1

FROM alpine:3.20
ONBUILD COPY . /app
ONBUILD RUN <<EOF
set -e
make
EOF
ONBUILD COPY <<'a' /
b
a
ONBUILD USER app
