# syntax=docker/dockerfile:1

FROM alpine:3.20
RUN <<EOF
set -e
	cd /x

# not a comment here
make
EOF
