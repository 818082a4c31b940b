# syntax=docker/dockerfile:1

FROM alpine:3.20
ADD ["a.tar.gz", "https://example.com/a b?c=$D", "/app/"]
