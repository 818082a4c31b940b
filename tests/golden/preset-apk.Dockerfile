# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=apk-cache-shared,target=/etc/apk/cache,sharing=locked \
    install
RUN --mount=type=cache,id=apk-cache-shared,target=/etc/apk/cache,sharing=locked \
    prepare && \
    install
RUN --mount=type=cache,id=apk-cache-shared,target=/etc/apk/cache,sharing=locked <<EOF
set -e
prepare
install
EOF
