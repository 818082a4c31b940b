# syntax=docker/dockerfile:1

FROM alpine:3.20
RUN <<EOF
cat <<X
x
X
EOF
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
