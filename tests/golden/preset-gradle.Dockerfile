# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=gradle-home-cache-shared,target=/var/cache/gradle,sharing=locked \
    export GRADLE_USER_HOME=/var/cache/gradle; \
    install
RUN --mount=type=cache,id=gradle-home-cache-shared,target=/var/cache/gradle,sharing=locked \
    export GRADLE_USER_HOME=/var/cache/gradle; \
    prepare && \
    install
RUN --mount=type=cache,id=gradle-home-cache-shared,target=/var/cache/gradle,sharing=locked <<EOF
export GRADLE_USER_HOME=/var/cache/gradle
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=gradle-home-cache-shared,target=/var/cache/gradle,sharing=locked,uid=1001,gid=1002 \
    export GRADLE_USER_HOME=/var/cache/gradle; \
    install
RUN --mount=type=cache,id=gradle-home-cache-shared,target=/var/cache/gradle,sharing=locked,uid=1001,gid=1002 \
    export GRADLE_USER_HOME=/var/cache/gradle; \
    prepare && \
    install
RUN --mount=type=cache,id=gradle-home-cache-shared,target=/var/cache/gradle,sharing=locked,uid=1001,gid=1002 <<EOF
export GRADLE_USER_HOME=/var/cache/gradle
set -e
prepare
install
EOF
