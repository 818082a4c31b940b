# syntax=docker/dockerfile:1

# the image that is shipped
#
#   it has no shell
FROM scratch
