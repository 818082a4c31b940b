# syntax=docker/dockerfile:1

FROM alpine:3.20
ADD --keep-git-dir https://example.com/app.git#v1 /src
