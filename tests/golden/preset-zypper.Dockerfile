# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=zypper-cache-shared,target=/var/cache/zypp,sharing=locked \
    zypper --quiet modifyrepo --all --keep-packages; \
    install
RUN --mount=type=cache,id=zypper-cache-shared,target=/var/cache/zypp,sharing=locked \
    zypper --quiet modifyrepo --all --keep-packages; \
    prepare && \
    install
RUN --mount=type=cache,id=zypper-cache-shared,target=/var/cache/zypp,sharing=locked <<EOF
zypper --quiet modifyrepo --all --keep-packages
set -e
prepare
install
EOF
