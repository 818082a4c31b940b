# syntax=docker/dockerfile:1

FROM alpine:3.20
ADD <<'a.conf' /etc/
x = 1
a.conf
