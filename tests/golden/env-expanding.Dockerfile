# syntax=docker/dockerfile:1

FROM alpine:3.20
ENV A="${B:-${C:+it\'s \"c\"}}x$D" \
    E="\$5 ${F##*/}" \
    G=${A}b
