# syntax=docker/dockerfile:1
# escape=`

FROM mcr.microsoft.com/windows/servercore:ltsc2022
WORKDIR "C:\app"
ENV SAY="`"50`$`" ``x``"
RUN dir C:\
RUN one && `
    two
