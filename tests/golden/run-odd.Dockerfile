# syntax=docker/dockerfile:1

FROM alpine:3.20
RUN cat <<X
x
X
RUN <<EOF
--version
EOF
RUN <<EOF
 x
EOF
RUN <<EOF
a\\
EOF
RUN <<EOF
["a"]
EOF
RUN EOF
