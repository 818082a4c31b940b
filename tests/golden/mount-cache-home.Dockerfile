# syntax=docker/dockerfile:1

FROM node:22
RUN --mount=type=cache,id=tool,target=/root/.cache/tool \
    tool
USER node
RUN --mount=type=cache,id=tool,target=/home/node/.cache/tool,uid=1000,gid=1000 \
    tool
