# syntax=docker/dockerfile:1

FROM example.com/tools:1 AS root
RUN --mount=type=cache,id=conda-cache-shared,target=/var/cache/conda,sharing=locked \
    export CONDA_PKGS_DIRS=/var/cache/conda; \
    install
RUN --mount=type=cache,id=conda-cache-shared,target=/var/cache/conda,sharing=locked \
    export CONDA_PKGS_DIRS=/var/cache/conda; \
    prepare && \
    install
RUN --mount=type=cache,id=conda-cache-shared,target=/var/cache/conda,sharing=locked <<EOF
export CONDA_PKGS_DIRS=/var/cache/conda
set -e
prepare
install
EOF

FROM example.com/tools:1 AS user
USER app
RUN --mount=type=cache,id=conda-cache-shared,target=/var/cache/conda,sharing=locked,uid=1001,gid=1002 \
    export CONDA_PKGS_DIRS=/var/cache/conda; \
    install
RUN --mount=type=cache,id=conda-cache-shared,target=/var/cache/conda,sharing=locked,uid=1001,gid=1002 \
    export CONDA_PKGS_DIRS=/var/cache/conda; \
    prepare && \
    install
RUN --mount=type=cache,id=conda-cache-shared,target=/var/cache/conda,sharing=locked,uid=1001,gid=1002 <<EOF
export CONDA_PKGS_DIRS=/var/cache/conda
set -e
prepare
install
EOF
