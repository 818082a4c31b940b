# syntax=docker/dockerfile:1

FROM alpine:3.20
RUN echo "$HOME" ${DIR:-/x} {a,b} 'it' \$5 # x
