# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=yarn-berry-cache-shared,target=/var/cache/yarn-berry,sharing=shared \
    export YARN_GLOBAL_FOLDER=/var/cache/yarn-berry; \
    export YARN_ENABLE_GLOBAL_CACHE=false; \
    export YARN_ENABLE_MIRROR=true; \
    install
RUN --mount=type=cache,id=yarn-berry-cache-shared,target=/var/cache/yarn-berry,sharing=shared \
    export YARN_GLOBAL_FOLDER=/var/cache/yarn-berry; \
    export YARN_ENABLE_GLOBAL_CACHE=false; \
    export YARN_ENABLE_MIRROR=true; \
    prepare && \
    install
RUN --mount=type=cache,id=yarn-berry-cache-shared,target=/var/cache/yarn-berry,sharing=shared <<EOF
export YARN_GLOBAL_FOLDER=/var/cache/yarn-berry
export YARN_ENABLE_GLOBAL_CACHE=false
export YARN_ENABLE_MIRROR=true
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=yarn-berry-cache-shared,target=/var/cache/yarn-berry,sharing=shared,uid=1001,gid=1002 \
    export YARN_GLOBAL_FOLDER=/var/cache/yarn-berry; \
    export YARN_ENABLE_GLOBAL_CACHE=false; \
    export YARN_ENABLE_MIRROR=true; \
    install
RUN --mount=type=cache,id=yarn-berry-cache-shared,target=/var/cache/yarn-berry,sharing=shared,uid=1001,gid=1002 \
    export YARN_GLOBAL_FOLDER=/var/cache/yarn-berry; \
    export YARN_ENABLE_GLOBAL_CACHE=false; \
    export YARN_ENABLE_MIRROR=true; \
    prepare && \
    install
RUN --mount=type=cache,id=yarn-berry-cache-shared,target=/var/cache/yarn-berry,sharing=shared,uid=1001,gid=1002 <<EOF
export YARN_GLOBAL_FOLDER=/var/cache/yarn-berry
export YARN_ENABLE_GLOBAL_CACHE=false
export YARN_ENABLE_MIRROR=true
set -e
prepare
install
EOF
