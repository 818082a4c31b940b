# syntax=docker/dockerfile:1

FROM alpine:3.20
COPY ["[a-c]?/*.txt", "$DIR/x y", "/"]
