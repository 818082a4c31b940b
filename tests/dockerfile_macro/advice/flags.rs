//! Flags, mounts and stages.

use dockerkit::{Network, Stage, User};

use super::{Row, rows};

#[rustfmt::skip]
#[allow(clippy::too_many_lines, reason = "a table")]
pub(super) fn rows() -> Vec<Row> {
    let base = Stage::named("base", "debian");
    let [handle, nginx, alpine] = [base.handle(), base.handle(), base.handle()];
    let (value, platform, network) = ("value", "linux/arm64", Network::None);
    let soon = std::time::Duration::from_secs(5);
    let user = User::new("app").uid(1001);
    let (app, ready) = (1002, true);
    rows! {
        // Flags.
        "write `--interval`" => { HEALTHCHECK --interval=5m CMD "true"; } => "HEALTHCHECK --interval=5m CMD true";
        r#"write `"nginx"`"# => { COPY --from="nginx" "/a" => "/b"; } => "COPY --from=nginx /a /b";
        "did you mean `--start-period`?"
            => { HEALTHCHECK --start-period=5s CMD "true"; } => "HEALTHCHECK --start-period=5s CMD true";
        r#"write `--base-user=`, and `"1001"` or `(user)`"#
            => file { FROM --base-user="1001" "alpine"; RUN --cache=pip "make"; } => "FROM alpine";
        r#"write `--base-user=`, and `"1001"` or `(user)`"#
            => file { FROM --base-user=(user) "alpine"; RUN --cache=pip "make"; } => "uid=1001";
        "write `--cache=`, and a package manager: `pip`" => { RUN --cache=pip "make"; } => "id=pip-cache-shared";
        "write `--chmod=`, and `0755`" => { COPY --chmod=0755 "a" => "b"; } => "COPY --chmod=0755 a b";
        r#"write `--mount=`, and `cache(id = "…", target = "…")`"#
            => { RUN --mount=cache(id = "x", target = "/x") "make"; } => "id=x,target=/x";
        "write `--retries=`, and a number, or a value, `(value)`"
            => { HEALTHCHECK --retries=3 CMD "true"; } => "HEALTHCHECK --retries=3 CMD true";
        "write `--retries=`, and a number, or a value, `(value)`"
            => { HEALTHCHECK --retries=(app) CMD "true"; } => "HEALTHCHECK --retries=1002 CMD true";
        "`RUN` has `--cache`, `--mount`, `--network`, `--security` and `--device`"
            => { RUN --security=insecure "make"; } => "RUN --security=insecure make";
        "it is a flag of `COPY`; `RUN` has `--cache`, `--mount`, `--network`, `--security` and `--device`"
            => file { FROM "rust" AS build; FROM "alpine"; COPY --from=build "/a" => "/b"; }
            => "COPY --from=build /a /b";
        "it is a flag of `COPY`; `WORKDIR` has no flags"
            => { COPY --link "a" => "/app/"; WORKDIR "/app"; } => "COPY --link a /app/\nWORKDIR /app";
        "it is a flag of `RUN`; `COPY` has `--from`, `--parents`, `--chown`, `--chmod`, `--link` and `--exclude`"
            => { RUN --mount=cache("/x") "make"; COPY "/a" => "/b"; } => "target=/x \\\n    make\nCOPY /a /b";
        "take one of them out"
            => { COPY --chown="1" "/a" => "/b"; RUN --mount=cache(target = "/a", id = "x") "make"; }
            => "COPY --chown=1 /a /b";
        r#"write `--chown=`, and a literal, `"…"`, or a value, `(value)`"#
            => { COPY --chown="app" "/a" => "/b"; } => "COPY --chown=app /a /b";
        r#"write `--chown=`, and a literal, `"…"`, or a value, `(value)`"#
            => { COPY --chown=(value) "/a" => "/b"; } => "COPY --chown=value /a /b";
        r#"write `--from=`, and a stage, `build`, an image, `"nginx"`, or a handle, `(handle)`"#
            => file { FROM "rust" AS build; FROM "alpine"; COPY --from=build "/a" => "/b"; }
            => "COPY --from=build /a /b";
        r#"write `--from=`, and a stage, `build`, an image, `"nginx"`, or a handle, `(handle)`"#
            => { COPY --from="nginx" "/a" => "/b"; } => "COPY --from=nginx /a /b";
        r#"write `--from=`, and a stage, `build`, an image, `"nginx"`, or a handle, `(handle)`"#
            => file { (base.clone()); FROM "alpine"; COPY --from=(handle) "/a" => "/b"; } => "COPY --from=base /a /b";
        "write `--from`"
            => file { FROM "rust" AS build; FROM "alpine"; COPY --from=build "/a" => "/b"; }
            => "COPY --from=build /a /b";
        "write `--interval=`, and `30s` or `1m30s`"
            => { HEALTHCHECK --interval=1m30s CMD "true"; } => "HEALTHCHECK --interval=1m30s CMD true";
        "write `--link=true`" => { COPY --link=true "a" => "b"; } => "COPY --link a b";
        "write `--network=`, and a word, or a value, `(value)`"
            => { RUN --network=host "make"; } => "RUN --network=host make";
        "write `--network=`, and a word, or a value, `(value)`"
            => { RUN --network=(network) "make"; } => "RUN --network=none make";
        r#"write `--platform=`, and a literal, `"…"`, or a value, `(value)`"#
            => file { FROM --platform="linux/amd64" "rust"; } => "FROM --platform=linux/amd64 rust";
        r#"write `--platform=`, and a literal, `"…"`, or a value, `(value)`"#
            => file { FROM --platform=(platform) "rust"; } => "FROM --platform=linux/arm64 rust";
        "write nothing behind it, or `=true` or `=false`; what decides goes into `@if`"
            => { COPY --link=false "/a" => "/b"; @if ready { COPY --link "/a" => "/b"; } }
            => "COPY /a /b\nCOPY --link /a /b";
        "write numbers with units, `30s`, `1m30s`, or a value of the program, `(soon)`"
            => { HEALTHCHECK --interval=30s CMD "x"; } => "HEALTHCHECK --interval=30s CMD x";
        "write numbers with units, `30s`, `1m30s`, or a value of the program, `(soon)`"
            => { HEALTHCHECK --interval=(soon) CMD "x"; } => "HEALTHCHECK --interval=5s CMD x";
        "write numbers with units, `ms`, `s`, `m` or `h`: `30s`, `1m30s`"
            => { HEALTHCHECK --timeout="1m" CMD "true"; } => "HEALTHCHECK --timeout=1m CMD true";
        "flags stand before the command, and what belongs to the command in its string"
            => { RUN --network=none "make"; } => "RUN --network=none make";
        "flags stand before the command, and what belongs to the command in its string"
            => { RUN "make --network=none"; } => "RUN make --network=none";
        "there are `default`, `none` and `host`" => { RUN --network=none "make"; } => "RUN --network=none make";
        "there are `sandbox` and `insecure`" => { RUN --security=sandbox "make"; } => "RUN --security=sandbox make";
        r#"write `apt(suffix = "trixie")`"# => { RUN --cache=apt(suffix = "trixie") "apt-get update"; } => "trixie";
        r#"write `apt(suffix = "trixie")`, which their ids end in"#
            => { RUN --cache=apt(suffix = "x") "apt-get update"; } => "-x,";
        "write a flag for each: `--cache=pip --cache=uv`"
            => { RUN --cache=pip --cache=uv "make"; } => "id=uv-cache-shared";
        "write a flag for each: `--cache=uv`" => { RUN --cache=pip --cache=uv "make"; } => "id=uv-cache-shared";
        "write `CACHES pip, npm;`" => { CACHES pip, npm; RUN "npm ci"; } => "npm ci";
        "separate package managers by `,`" => { CACHES pip, npm; RUN "npm ci"; } => "npm ci";
        "did you mean `uv`?" => { RUN --cache=uv "uv sync"; } => "uv sync";
        "did you mean `pip`?" => { RUN --cache=pip "pip install x"; } => "pip install x";
        "did you mean `host`?" => { RUN --network=host "make"; } => "RUN --network=host make";
        // Mounts.
        "separate options by `,`" => { RUN --mount=cache("/x", id = "x") "make"; } => "id=x,target=/x";
        r#"write `--mount=ssh(id = "default")`"#
            => { RUN --mount=ssh(id = "default") "make"; } => "type=ssh,id=default";
        "write `sharing=`, and `shared`, `private` or `locked`"
            => { RUN --mount=cache("/x", sharing=private) "make"; } => "sharing=private";
        "write `uid=`, and a number, or a value, `(value)`"
            => { RUN --mount=cache("/x", uid=1001) "make"; } => "uid=1001";
        "a cache mount has `id`, `target`, `sharing`, `uid`, `gid`, `mode`, `from`, `source`, `readonly` and `readwrite`"
            => { RUN --mount=cache(target = "/x", uid = 1001) "make"; } => "target=/x,uid=1001";
        "it is an option of `cache`, `secret` and `ssh`; a tmpfs mount has `target`, `size`, `readonly` and `readwrite`"
            => { RUN --mount=tmpfs(target = "/x", size = 64m) "make"; } => "RUN --mount=type=tmpfs,target=/x,size=64m";
        "it is an option of `cache`; a bind mount has `target`, `source`, `from`, `readwrite` and `readonly`"
            => { RUN --mount=bind(target = "/x", readwrite) "make"; } => "RUN --mount=type=bind,target=/x,rw";
        "the kinds are `cache`, `bind`, `tmpfs`, `secret` and `ssh`"
            => { RUN --mount=ssh "make"; } => "RUN --mount=type=ssh";
        "did you mean `cache`?" => { RUN --mount=cache(target = "/x") "make"; } => "RUN --mount=type=cache,target=/x";
        "did you mean `locked`?" => { RUN --mount=cache(target = "/x", sharing = locked) "make"; } => "sharing=locked";
        "did you mean `sharing = locked`?" => { RUN --mount=cache("/x", sharing = locked) "make"; } => "sharing=locked";
        "did you mean `target`?" => { RUN --mount=cache(target = "/x") "make"; } => "target=/x";
        "write `,` for it" => { RUN --mount=cache("/x", id = "x") "make"; } => "id=x,target=/x";
        r#"write `--mount=cache(id = "models", target = "/models", sharing = locked)`"#
            => { RUN --mount=cache(id = "models", target = "/models", sharing = locked) "make"; }
            => "id=models,target=/models,sharing=locked";
        r#"write `--mount=secret(id = "token", env = "TOKEN")`"#
            => { RUN --mount=secret(id = "token", env = "TOKEN") "make"; } => "type=secret,id=token,env=TOKEN";
        r#"write `--mount=tmpfs(target = "/tmp")`"#
            => { RUN --mount=tmpfs(target = "/tmp") "make"; } => "type=tmpfs,target=/tmp";
        r#"write `id = "default"`"# => { RUN --mount=ssh(id = "default") "make"; } => "type=ssh,id=default";
        "write `target = …`" => { RUN --mount=cache(target = "/x") "make"; } => "target=/x";
        "write the name of the option, or take one out"
            => { RUN --mount=bind(target = "/src", source = ".") "make"; } => "source=.,target=/src";
        r#"write the type as a name, and its options in parentheses: `--mount=bind(source = "uv.lock", target = "uv.lock")`"#
            => { RUN --mount=bind(source = "uv.lock", target = "uv.lock") "make"; }
            => "type=bind,source=uv.lock,target=uv.lock";
        r#"write the type as a name, and its options in parentheses: `--mount=cache(id = "models", target = "/models", sharing = locked)`"#
            => { RUN --mount=cache(id = "models", target = "/models", sharing = locked) "make"; }
            => "id=models,target=/models,sharing=locked";
        "write a number, `1001`, or a value, `(value)`"
            => { RUN --mount=cache("/x", uid = 1001, gid = (app)) "make"; } => "uid=1001,gid=1002";
        "write a number, or a value of the program, `(app)`"
            => { RUN --mount=cache(target = "/x", uid = (app)) "make"; } => "uid=1002";
        "write a whole number from 0 to 4294967295"
            => { RUN --mount=cache(target = "/x", uid = 1000) "make"; HEALTHCHECK --retries=1 CMD "true"; }
            => "uid=1000";
        // Stages.
        r#"an image is written as a string, `"alpine"`, and a handle as `(alpine)`"#
            => file { FROM "alpine"; } => "FROM alpine";
        r#"an image is written as a string, `"alpine"`, and a handle as `(alpine)`"#
            => file { (base.clone()); FROM (alpine); } => "FROM base";
        r#"an image is written as a string, `"nginx"`, and a handle as `(nginx)`"#
            => { COPY --from="nginx" "/a" => "/b"; } => "COPY --from=nginx /a /b";
        r#"an image is written as a string, `"nginx"`, and a handle as `(nginx)`"#
            => file { (base.clone()); FROM "alpine"; COPY --from=(nginx) "/a" => "/b"; } => "COPY --from=base /a /b";
        "a stage starts from one image: end that statement with `;`, or take this out"
            => file { FROM "rust"; FROM "alpine"; } => "FROM alpine";
        "define it outside of the block, or use it in there"
            => file { FROM "rust" AS build; FROM "alpine"; COPY --from=build "/app" => "/app"; }
            => "COPY --from=build /app /app";
        "define it outside of the block, or use it in there"
            => file { @if ready { FROM "rust" AS build; FROM "alpine"; COPY --from=build "/app" => "/app"; } }
            => "COPY --from=build /app /app";
        "did you mean `build-amd64`?"
            => file { FROM "rust" AS build-amd64; FROM build-amd64 AS test; } => "FROM build-amd64 AS test";
        "did you mean `build`?"
            => file { FROM "rust" AS build; FROM "alpine"; COPY --from=build "/a" => "/b"; }
            => "COPY --from=build /a /b";
        "did you mean `made`?"
            => file { FROM "rust" AS made; FROM "alpine"; COPY --from=made "/a" => "/b"; } => "COPY --from=made /a /b";
        "move it above: a stage can use only those before it"
            => file { FROM "rust" AS build; FROM "alpine" AS runtime; COPY --from=build "/app" => "/app"; }
            => "COPY --from=build /app /app";
        "move it into the block, or start the next stage with `FROM` before it"
            => file { FROM "rust" AS build; @if ready { FROM "alpine"; RUN "make"; } } => "FROM alpine\nRUN make";
        "move it into the block, or start the next stage with `FROM` before it"
            => file { FROM "rust" AS build; @if ready { FROM "alpine"; } FROM build; RUN "make"; }
            => "FROM build\nRUN make";
        "name a stage above it, or write an image as a string"
            => file { FROM "rust" AS build; FROM "test" AS test; COPY --from=build "/app" => "/app"; }
            => "FROM test AS test\nCOPY --from=build /app /app";
        r#"name the stage, `FROM "image" AS build;`, and write its name"#
            => file { FROM "rust" AS build; FROM "alpine"; COPY --from=build "/app" => "/app"; }
            => "COPY --from=build /app /app";
        "write it without quotes: `build`"
            => file { FROM "rust" AS build; FROM build AS test; } => "FROM build AS test";
        r#"write `FROM "alpine" AS build;`"# => file { FROM "alpine" AS build; } => "FROM alpine AS build";
        r#"write `FROM "image";` before it: only `ARG`, `CACHES` and comments can stand above that"#
            => file { ARG VERSION = "1"; FROM "image"; RUN "make"; } => "FROM image\nRUN make";
        r#"write `FROM "python:3.12-slim";`"# => file { FROM "python:3.12-slim"; } => "FROM python:3.12-slim";
        r#"write `"alpine:3.20"`"# => file { FROM "alpine:3.20"; } => "FROM alpine:3.20";
        r#"write `"nginx:latest"`"#
            => { COPY --from="nginx:latest" "/etc/nginx" => "/etc/nginx"; }
            => "COPY --from=nginx:latest /etc/nginx /etc/nginx";
        r#"write `"python:3.12-slim"`"#
            => file { FROM "python:3.12-slim" AS build; } => "FROM python:3.12-slim AS build";
        r#"write all of it in one string: `"ghcr.io/astral-sh/uv@sha256:…"`"#
            => file { FROM "ghcr.io/astral-sh/uv@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" AS uv; }
            => "FROM ghcr.io/astral-sh/uv@sha256:0123456789abcdef";
        r#"write the whole image in one string: `"alpine:3.20"`"# => file { FROM "rust:1.90"; } => "FROM rust:1.90";
        "write the name of a stage behind `AS`, `AS build`, or take this out"
            => file { FROM "rust" AS build; } => "FROM rust AS build";
        "write `AS`" => file { FROM "alpine" AS build; } => "FROM alpine AS build";
        "write `FROM`" => file { FROM "alpine"; } => "FROM alpine";
    }
}
