# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=shared \
    export NUGET_PACKAGES=/var/cache/nuget; \
    export NUGET_SCRATCH=/var/cache/nuget/.scratch; \
    install
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=shared \
    export NUGET_PACKAGES=/var/cache/nuget; \
    export NUGET_SCRATCH=/var/cache/nuget/.scratch; \
    prepare && \
    install
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=shared <<EOF
export NUGET_PACKAGES=/var/cache/nuget
export NUGET_SCRATCH=/var/cache/nuget/.scratch
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=shared,uid=1001,gid=1002 \
    export NUGET_PACKAGES=/var/cache/nuget; \
    export NUGET_SCRATCH=/var/cache/nuget/.scratch; \
    install
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=shared,uid=1001,gid=1002 \
    export NUGET_PACKAGES=/var/cache/nuget; \
    export NUGET_SCRATCH=/var/cache/nuget/.scratch; \
    prepare && \
    install
RUN --mount=type=cache,id=nuget-cache-shared,target=/var/cache/nuget,sharing=shared,uid=1001,gid=1002 <<EOF
export NUGET_PACKAGES=/var/cache/nuget
export NUGET_SCRATCH=/var/cache/nuget/.scratch
set -e
prepare
install
EOF
