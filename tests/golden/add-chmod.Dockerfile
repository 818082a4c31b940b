# syntax=docker/dockerfile:1

FROM alpine:3.20
ADD --chmod=0644 https://example.com/model.tar /models/
