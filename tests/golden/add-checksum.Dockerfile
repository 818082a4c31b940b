# syntax=docker/dockerfile:1

FROM alpine:3.20
ADD --checksum=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 https://example.com/model.tar /models/
