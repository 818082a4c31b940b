# syntax=docker/dockerfile:1

FROM golang:1.23 AS build
RUN go build -o /app .

FROM build
RUN go test ./...
