# syntax=docker/dockerfile:1

# a licence

# VERSION of everything
ARG VERSION

FROM alpine:3.20
RUN one

# what follows
RUN two

FROM alpine:3.20
