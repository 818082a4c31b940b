# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=pacman-cache-shared,target=/var/cache/pacman-shared,sharing=locked \
    pacman() { command pacman --cachedir /var/cache/pacman-shared "$@"; }; \
    install
RUN --mount=type=cache,id=pacman-cache-shared,target=/var/cache/pacman-shared,sharing=locked \
    pacman() { command pacman --cachedir /var/cache/pacman-shared "$@"; }; \
    prepare && \
    install
RUN --mount=type=cache,id=pacman-cache-shared,target=/var/cache/pacman-shared,sharing=locked <<EOF
pacman() { command pacman --cachedir /var/cache/pacman-shared "$@"; }
set -e
prepare
install
EOF
