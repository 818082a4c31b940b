# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=locked \
    export NUGET_PACKAGES=/var/cache/nuget; \
    install
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=locked \
    export NUGET_PACKAGES=/var/cache/nuget; \
    prepare && \
    install
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=locked <<EOF
export NUGET_PACKAGES=/var/cache/nuget
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=locked,uid=1001,gid=1002 \
    export NUGET_PACKAGES=/var/cache/nuget; \
    install
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=locked,uid=1001,gid=1002 \
    export NUGET_PACKAGES=/var/cache/nuget; \
    prepare && \
    install
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=locked,uid=1001,gid=1002 <<EOF
export NUGET_PACKAGES=/var/cache/nuget
set -e
prepare
install
EOF
