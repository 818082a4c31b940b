# syntax=docker/dockerfile:1
# escape=`

FROM alpine:3.20
RUN copy a `
  rem b `
  # c

  d
RUN <<EOF
make \
  install
EOF
