# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=apt-cache-shared,target=/var/cache/apt-shared,sharing=locked \
    --mount=type=cache,id=apt-lists-cache-shared,target=/var/lib/apt/lists,sharing=locked \
    export APT_CONFIG=/var/cache/apt-shared/apt.conf; \
    echo 'Dir::Cache "/var/cache/apt-shared"; Binary::apt::APT::Keep-Downloaded-Packages "true";' > "$APT_CONFIG"; \
    install
RUN --mount=type=cache,id=apt-cache-shared,target=/var/cache/apt-shared,sharing=locked \
    --mount=type=cache,id=apt-lists-cache-shared,target=/var/lib/apt/lists,sharing=locked \
    export APT_CONFIG=/var/cache/apt-shared/apt.conf; \
    echo 'Dir::Cache "/var/cache/apt-shared"; Binary::apt::APT::Keep-Downloaded-Packages "true";' > "$APT_CONFIG"; \
    prepare && \
    install
RUN --mount=type=cache,id=apt-cache-shared,target=/var/cache/apt-shared,sharing=locked \
    --mount=type=cache,id=apt-lists-cache-shared,target=/var/lib/apt/lists,sharing=locked <<EOF
export APT_CONFIG=/var/cache/apt-shared/apt.conf
echo 'Dir::Cache "/var/cache/apt-shared"; Binary::apt::APT::Keep-Downloaded-Packages "true";' > "$APT_CONFIG"
set -e
prepare
install
EOF
