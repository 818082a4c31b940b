# syntax=docker/dockerfile:1

FROM alpine:3.20
COPY --exclude=*.pyc --exclude="my \$dir/it's" a b /app/
