# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=bundler-cache-shared,target=/var/cache/bundler,sharing=locked \
    export BUNDLE_USER_CACHE=/var/cache/bundler; \
    export BUNDLE_GLOBAL_GEM_CACHE=true; \
    install
RUN --mount=type=cache,id=bundler-cache-shared,target=/var/cache/bundler,sharing=locked \
    export BUNDLE_USER_CACHE=/var/cache/bundler; \
    export BUNDLE_GLOBAL_GEM_CACHE=true; \
    prepare && \
    install
RUN --mount=type=cache,id=bundler-cache-shared,target=/var/cache/bundler,sharing=locked <<EOF
export BUNDLE_USER_CACHE=/var/cache/bundler
export BUNDLE_GLOBAL_GEM_CACHE=true
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=bundler-cache-shared,target=/var/cache/bundler,sharing=locked,uid=1001,gid=1002 \
    export BUNDLE_USER_CACHE=/var/cache/bundler; \
    export BUNDLE_GLOBAL_GEM_CACHE=true; \
    install
RUN --mount=type=cache,id=bundler-cache-shared,target=/var/cache/bundler,sharing=locked,uid=1001,gid=1002 \
    export BUNDLE_USER_CACHE=/var/cache/bundler; \
    export BUNDLE_GLOBAL_GEM_CACHE=true; \
    prepare && \
    install
RUN --mount=type=cache,id=bundler-cache-shared,target=/var/cache/bundler,sharing=locked,uid=1001,gid=1002 <<EOF
export BUNDLE_USER_CACHE=/var/cache/bundler
export BUNDLE_GLOBAL_GEM_CACHE=true
set -e
prepare
install
EOF
