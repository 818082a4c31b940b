# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=dnf-cache-shared,target=/var/cache/dnf,sharing=locked \
    --mount=type=cache,id=yum-cache-shared,target=/var/cache/yum,sharing=locked \
    yum() { command yum --setopt=keepcache=1 "$@"; }; \
    install
RUN --mount=type=cache,id=dnf-cache-shared,target=/var/cache/dnf,sharing=locked \
    --mount=type=cache,id=yum-cache-shared,target=/var/cache/yum,sharing=locked \
    yum() { command yum --setopt=keepcache=1 "$@"; }; \
    prepare && \
    install
RUN --mount=type=cache,id=dnf-cache-shared,target=/var/cache/dnf,sharing=locked \
    --mount=type=cache,id=yum-cache-shared,target=/var/cache/yum,sharing=locked <<EOF
yum() { command yum --setopt=keepcache=1 "$@"; }
set -e
prepare
install
EOF
