# syntax=docker/dockerfile:1

FROM alpine:3.20
ADD --link https://example.com/model.tar /models/
