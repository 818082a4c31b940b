# syntax=docker/dockerfile:1

FROM alpine:3.20
CMD ["python", "-m", "app", "it's \"x\" $HOME\t\\ é\n"]
