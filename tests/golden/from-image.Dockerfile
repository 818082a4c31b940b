# syntax=docker/dockerfile:1

FROM ghcr.io/astral-sh/uv:0.9
