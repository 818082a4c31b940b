# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=maven-cache-shared,target=/var/cache/maven,sharing=locked \
    export MAVEN_OPTS="${MAVEN_OPTS-} -Dmaven.repo.local=/var/cache/maven"; \
    install
RUN --mount=type=cache,id=maven-cache-shared,target=/var/cache/maven,sharing=locked \
    export MAVEN_OPTS="${MAVEN_OPTS-} -Dmaven.repo.local=/var/cache/maven"; \
    prepare && \
    install
RUN --mount=type=cache,id=maven-cache-shared,target=/var/cache/maven,sharing=locked <<EOF
export MAVEN_OPTS="${MAVEN_OPTS-} -Dmaven.repo.local=/var/cache/maven"
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=maven-cache-shared,target=/var/cache/maven,sharing=locked,uid=1001,gid=1002 \
    export MAVEN_OPTS="${MAVEN_OPTS-} -Dmaven.repo.local=/var/cache/maven"; \
    install
RUN --mount=type=cache,id=maven-cache-shared,target=/var/cache/maven,sharing=locked,uid=1001,gid=1002 \
    export MAVEN_OPTS="${MAVEN_OPTS-} -Dmaven.repo.local=/var/cache/maven"; \
    prepare && \
    install
RUN --mount=type=cache,id=maven-cache-shared,target=/var/cache/maven,sharing=locked,uid=1001,gid=1002 <<EOF
export MAVEN_OPTS="${MAVEN_OPTS-} -Dmaven.repo.local=/var/cache/maven"
set -e
prepare
install
EOF
