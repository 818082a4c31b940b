# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=swift-cache-shared,target=/var/cache/swift/org.swift.swiftpm,sharing=locked \
    export XDG_CACHE_HOME=/var/cache/swift; \
    install
RUN --mount=type=cache,id=swift-cache-shared,target=/var/cache/swift/org.swift.swiftpm,sharing=locked \
    export XDG_CACHE_HOME=/var/cache/swift; \
    prepare && \
    install
RUN --mount=type=cache,id=swift-cache-shared,target=/var/cache/swift/org.swift.swiftpm,sharing=locked <<EOF
export XDG_CACHE_HOME=/var/cache/swift
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=swift-cache-shared,target=/var/cache/swift/org.swift.swiftpm,sharing=locked,uid=1001,gid=1002 \
    export XDG_CACHE_HOME=/var/cache/swift; \
    install
RUN --mount=type=cache,id=swift-cache-shared,target=/var/cache/swift/org.swift.swiftpm,sharing=locked,uid=1001,gid=1002 \
    export XDG_CACHE_HOME=/var/cache/swift; \
    prepare && \
    install
RUN --mount=type=cache,id=swift-cache-shared,target=/var/cache/swift/org.swift.swiftpm,sharing=locked,uid=1001,gid=1002 <<EOF
export XDG_CACHE_HOME=/var/cache/swift
set -e
prepare
install
EOF
