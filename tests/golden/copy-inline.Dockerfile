# syntax=docker/dockerfile:1

FROM alpine:3.20
COPY <<'motd' <<'empty' README.md /etc/$NAME/
$HOME stays
# so does this
EOF
motd
empty
