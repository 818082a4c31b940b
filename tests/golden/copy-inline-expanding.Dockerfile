# syntax=docker/dockerfile:1

FROM alpine:3.20
COPY <<version /etc/
VERSION="$VERSION" \$5 C:\\dir ${A:-}}
version
