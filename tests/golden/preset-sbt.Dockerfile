# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=sbt-cache-shared,target=/var/cache/coursier,sharing=locked \
    export COURSIER_CACHE=/var/cache/coursier; \
    install
RUN --mount=type=cache,id=sbt-cache-shared,target=/var/cache/coursier,sharing=locked \
    export COURSIER_CACHE=/var/cache/coursier; \
    prepare && \
    install
RUN --mount=type=cache,id=sbt-cache-shared,target=/var/cache/coursier,sharing=locked <<EOF
export COURSIER_CACHE=/var/cache/coursier
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=sbt-cache-shared,target=/var/cache/coursier,sharing=locked,uid=1001,gid=1002 \
    export COURSIER_CACHE=/var/cache/coursier; \
    install
RUN --mount=type=cache,id=sbt-cache-shared,target=/var/cache/coursier,sharing=locked,uid=1001,gid=1002 \
    export COURSIER_CACHE=/var/cache/coursier; \
    prepare && \
    install
RUN --mount=type=cache,id=sbt-cache-shared,target=/var/cache/coursier,sharing=locked,uid=1001,gid=1002 <<EOF
export COURSIER_CACHE=/var/cache/coursier
set -e
prepare
install
EOF
