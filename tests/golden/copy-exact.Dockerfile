# syntax=docker/dockerfile:1

FROM alpine:3.20
COPY ["my notes [[]draft][\\\\*].md", "it\\'s 5\\$", "/the \\$docs/"]
