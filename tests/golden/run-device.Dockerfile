# syntax=docker/dockerfile:1-labs

FROM alpine:3.20
RUN --device=name=vendor.example/class=a --device=name=vendor.example/class=a,required make test
