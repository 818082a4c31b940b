# syntax=docker/dockerfile:1

FROM alpine:3.20
USER app:staff
