# syntax=docker/dockerfile:1.20

FROM alpine:3.20
