//! What real files do: each construct in the macro, with the builder, and as a person writes it; in our own words.

use dockerkit::{
    AddFiles, Arg, BindMount, CacheMount, CopyFiles, Dockerfile, Entrypoint, Env, Image,
    InlineFile, Label, Network, Run, SecretMount, Sharing, SshMount, Stage, TmpfsMount, dockerfile,
    literal,
};
use indoc::indoc;

/// One thing that real files do.
pub(crate) struct Construct {
    pub(crate) what: &'static str,
    pub(crate) dsl: Dockerfile,
    pub(crate) built: Dockerfile,
    pub(crate) written: &'static str,
}

fn stage(stage: Stage) -> Dockerfile {
    Dockerfile::new().without_syntax().stage(stage)
}

#[expect(clippy::too_many_lines, reason = "a list")]
pub(crate) fn constructs() -> Vec<Construct> {
    let apt = |target: &'static str, id: &'static str| {
        CacheMount::new(target).id(id).sharing(Sharing::Locked)
    };
    vec![
        Construct {
            what: "images and versions that arguments choose, also for each platform",
            dsl: dockerfile! {
                # syntax = "docker/dockerfile-upstream:master";
                # check = "error=true";
                /// used below
                ARG VERSION = "3.13";
                ARG CACHE = "/.cache";
                ARG TORCH = "${CACHE}/torch";
                ARG BASE = "plain";
                FROM --platform="$BUILDPLATFORM" "docker.io/library/python:${VERSION}-slim" AS base_amd64;
                FROM base_amd64 AS base-arm64v8;
                FROM "base_$TARGETARCH$TARGETVARIANT" AS release;
                FROM "${BASE}" AS final;
                FROM release;
            },
            built: {
                let amd = Stage::named("base_amd64", "docker.io/library/python:${VERSION}-slim");
                let amd = amd.platform("$BUILDPLATFORM");
                let arm = Stage::named("base-arm64v8", &amd);
                let release = Stage::named("release", "base_$TARGETARCH$TARGETVARIANT");
                let unnamed = Stage::new(&release);
                let mut file = Dockerfile::new().syntax("docker/dockerfile-upstream:master");
                file = file.check_directive("error=true");
                file.add(dockerkit::Comment::new("used below"));
                file = file.arg(Arg::with_default("VERSION", "3.13")).arg(Arg::with_default("CACHE", "/.cache"));
                file = file.arg(Arg::with_default("TORCH", "${CACHE}/torch")).arg(Arg::with_default("BASE", "plain"));
                file.stage(amd).stage(arm).stage(release).stage(Stage::named("final", "${BASE}")).stage(unnamed)
            },
            written: indoc! {r"
                # syntax=docker/dockerfile-upstream:master
                # check=error=true
                # used below
                ARG VERSION=3.13
                ARG CACHE=/.cache
                ARG TORCH=${CACHE}/torch
                ARG BASE=plain
                FROM --platform=$BUILDPLATFORM docker.io/library/python:${VERSION}-slim AS base_amd64
                FROM base_amd64 AS base-arm64v8
                FROM base_$TARGETARCH$TARGETVARIANT AS release
                FROM ${BASE} AS final
                FROM release
            "},
        },
        Construct {
            what: "cache ids for each platform, and comments between commands",
            dsl: dockerfile! {
                # syntax = none;
                FROM "debian";
                ARG TARGETARCH;
                RUN --mount=cache(id = "apt-$TARGETARCH", sharing = locked, target = "/var/cache/apt")
                    --mount=cache(id = "lists-$TARGETARCH", sharing = locked, target = "/var/lib/apt/lists")
                    // for the codecs
                    r"sed -i 's/^Components: main$/Components: main non-free/' /etc/apt/sources.list.d/debian.sources"
                    && "apt-get update"
                    // no others
                    && "apt-get install -y --no-install-recommends ffmpeg";
            },
            built: stage(
                Stage::new("debian").arg("TARGETARCH").push(
                    Run::all([
                        "sed -i 's/^Components: main$/Components: main non-free/' /etc/apt/sources.list.d/debian.sources",
                        "apt-get update",
                        "apt-get install -y --no-install-recommends ffmpeg",
                    ])
                    .mount(apt("/var/cache/apt", "apt-$TARGETARCH"))
                    .mount(apt("/var/lib/apt/lists", "lists-$TARGETARCH")),
                ),
            ),
            written: indoc! {r"
                FROM debian
                ARG TARGETARCH
                RUN --mount=type=cache,id=apt-$TARGETARCH,sharing=locked,target=/var/cache/apt \
                    --mount=type=cache,id=lists-$TARGETARCH,sharing=locked,target=/var/lib/apt/lists \
                    # for the codecs
                    sed -i 's/^Components: main$/Components: main non-free/' /etc/apt/sources.list.d/debian.sources && \
                    apt-get update && \
                    # no others
                    apt-get install -y --no-install-recommends ffmpeg
            "},
        },
        Construct {
            what: "lock files and sources that are bound, files of other stages, and every other kind of mount",
            dsl: dockerfile! {
                # syntax = none;
                FROM "debian" AS version;
                FROM "python";
                RUN --mount=bind(source = "app/uv.lock", target = "uv.lock") "uv sync";
                RUN --mount=bind(source = "app", target = ".", rw) "uv sync";
                RUN --mount=bind(".") --mount=bind(from = version, source = "/tmp/v", target = "/tmp/v", ro) "cat /tmp/v";
                RUN --mount=bind(from = version, source = "/", target = "/from", readwrite) "ls /from";
                RUN --mount=cache(target = "/root/.cache", from = "golang", source = "/go") "go build";
                RUN --mount=tmpfs("/tmp") --mount=secret(id = "token", target = "/token", required, uid = 1000) "make";
                RUN --mount=ssh --mount=secret("key", env = "KEY") --network=none "make";
            },
            built: {
                let version = Stage::named("version", "debian");
                let stage = Stage::new("python")
                    .push(Run::new("uv sync").mount(BindMount::new("uv.lock").source("app/uv.lock")))
                    .push(Run::new("uv sync").mount(BindMount::new(".").source("app").read_write()))
                    .push(
                        Run::new("cat /tmp/v")
                            .mount(BindMount::new("."))
                            .mount(BindMount::new("/tmp/v").from(&version).source("/tmp/v")),
                    )
                    .push(Run::new("ls /from").mount(BindMount::new("/from").from(&version).source("/").read_write()))
                    .push(Run::new("go build").mount(CacheMount::new("/root/.cache").from_image("golang").source("/go")))
                    .push(
                        Run::new("make")
                            .mount(TmpfsMount::new("/tmp"))
                            .mount(SecretMount::new("token").target("/token").required().uid(1000)),
                    )
                    .push(
                        Run::new("make")
                            .mount(SshMount::new())
                            .mount(SecretMount::new("key").env("KEY"))
                            .network(Network::None),
                    );
                Dockerfile::new().without_syntax().stage(version).stage(stage)
            },
            written: indoc! {r"
                FROM debian AS version
                FROM python
                RUN --mount=type=bind,source=app/uv.lock,target=uv.lock uv sync
                RUN --mount=source=app,target=.,rw uv sync
                RUN --mount=target=. --mount=from=version,source=/tmp/v,target=/tmp/v,readonly cat /tmp/v
                RUN --mount=from=version,src=/,dst=/from,readwrite ls /from
                RUN --mount=target=/root/.cache,type=cache,from=golang,source=/go go build
                RUN --mount=type=tmpfs,target=/tmp --mount=type=secret,id=token,target=/token,required,uid=1000 make
                RUN --mount=type=ssh --mount=type=secret,id=key,env=KEY --network=none make
            "},
        },
        Construct {
            what: "scripts of several lines",
            dsl: dockerfile! {
                # syntax = none;
                FROM "golang";
                RUN --mount=cache("/root/.cache") r#"
                    set -ex
                    # a comment of the script
                    VERSION=$(git describe --match 'v[0-9]*' --always)$(if ! git diff --quiet; then echo .m; fi)
                    if [ "$(xx-info os)" = "linux" ] && ! xx-info is-cross; then
                      echo "-X ${PKG}.Version=${VERSION}" | tee /tmp/.ldflags
                    fi
                    for attempt in $(seq 5); do
                      timeout 3 /bin/app || { [ $? -eq 124 ] && break; }
                    done
                "#;
                RUN r#"
                    python3 <<PY
                    import torch
                    torch.hub.load(repo='x/y',
                                   trust=True)
                    PY
                "#;
                RUN r#"case "${ARCH}" in amd64) A="x86_64" ;; *) echo "no ${ARCH}" && exit 1 ;; esac"#
                    && r#"curl -fsSL "https://example.com/v1.2.5_${A}" -o /usr/local/bin/x"#;
                RUN r#"for i in ${LANG}; do echo "$i"; python3 load.py "$i"; done"#;
                RUN r#"python3 -c "import w; w.load('${MODEL}')""#;
            },
            built: stage(
                Stage::new("golang")
                    .push(
                        Run::new(indoc! {r#"
                            set -ex
                            # a comment of the script
                            VERSION=$(git describe --match 'v[0-9]*' --always)$(if ! git diff --quiet; then echo .m; fi)
                            if [ "$(xx-info os)" = "linux" ] && ! xx-info is-cross; then
                              echo "-X ${PKG}.Version=${VERSION}" | tee /tmp/.ldflags
                            fi
                            for attempt in $(seq 5); do
                              timeout 3 /bin/app || { [ $? -eq 124 ] && break; }
                            done
                        "#})
                        .mount(CacheMount::new("/root/.cache")),
                    )
                    .run("python3 <<PY\nimport torch\ntorch.hub.load(repo='x/y',\n               trust=True)\nPY\n")
                    .push(Run::all([
                        r#"case "${ARCH}" in amd64) A="x86_64" ;; *) echo "no ${ARCH}" && exit 1 ;; esac"#,
                        r#"curl -fsSL "https://example.com/v1.2.5_${A}" -o /usr/local/bin/x"#,
                    ]))
                    .run(r#"for i in ${LANG}; do echo "$i"; python3 load.py "$i"; done"#)
                    .run(r#"python3 -c "import w; w.load('${MODEL}')""#),
            ),
            written: indoc! {r#"
                FROM golang
                RUN --mount=target=/root/.cache,type=cache <<EOT
                set -ex
                # a comment of the script
                VERSION=$(git describe --match 'v[0-9]*' --always)$(if ! git diff --quiet; then echo .m; fi)
                if [ "$(xx-info os)" = "linux" ] && ! xx-info is-cross; then
                  echo "-X ${PKG}.Version=${VERSION}" | tee /tmp/.ldflags
                fi
                for attempt in $(seq 5); do
                  timeout 3 /bin/app || { [ $? -eq 124 ] && break; }
                done
                EOT
                RUN <<'SCRIPT'
                python3 <<PY
                import torch
                torch.hub.load(repo='x/y',
                               trust=True)
                PY
                SCRIPT
                RUN case "${ARCH}" in amd64) A="x86_64" ;; *) echo "no ${ARCH}" && exit 1 ;; esac && \
                    curl -fsSL "https://example.com/v1.2.5_${A}" -o /usr/local/bin/x
                RUN for i in ${LANG}; do echo "$i"; python3 load.py "$i"; done
                RUN python3 -c "import w; w.load('${MODEL}')"
            "#},
        },
        Construct {
            what: "files that stand in the Dockerfile",
            dsl: dockerfile! {
                # syntax = none;
                FROM "golang";
                COPY --chmod=755 <<"EOF" r#"
                    #!/bin/sh
                    exec gotestsum "$@"
                "# => "/out/test";
                COPY --chmod=0755 <<EOT "
                    version $VERSION
                " => "/build.sh";
                COPY <<EOT "plain\n" => "/plain";
            },
            built: stage(
                Stage::new("golang")
                    .push(
                        CopyFiles::file(InlineFile::new("EOF", "#!/bin/sh\nexec gotestsum \"$@\"\n"), "/out/test").chmod("755"),
                    )
                    .push(CopyFiles::file(InlineFile::expanding("EOT", "version $VERSION\n"), "/build.sh").chmod(0o755))
                    .push(CopyFiles::file(InlineFile::expanding("EOT", "plain\n"), "/plain")),
            ),
            written: indoc! {r#"
                FROM golang
                COPY --chmod=755 <<"EOF" /out/test
                #!/bin/sh
                exec gotestsum "$@"
                EOF
                COPY --chmod=0755 <<-EOT /build.sh
                version $VERSION
                EOT
                COPY <<EOT /plain
                plain
                EOT
            "#},
        },
        Construct {
            what: "copies with all their flags, of images with a digest, of stages, and of repositories",
            dsl: dockerfile! {
                # syntax = none;
                FROM "xx" AS build;
                FROM scratch AS binaries-unix;
                COPY --link --chown="$UID:0" --chmod=775 --from=build "/usr/local/bin/init" => "/usr/local/bin/init";
                COPY --from=build --chown="app:app" "/opt/uv-python", "/uvx" => "/opt/";
                COPY --link
                    --from="ghcr.io/x/y:v10@sha256:6014c1e52b8e51a67fbf76f691ffbe20ac0204c31c2f086df3e8ef3ce134b488"
                    "/" => "/out/";
                COPY "${HOME_OF_CACHES}" => "${HOME_OF_CACHES}";
                COPY --parents --exclude="*.md" "./*/go.mod" => "/src/";
                ADD --keep-git-dir=true "https://github.com/x/y.git#$Y_VERSION" => ".";
                ADD --link --checksum="sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d"
                    "https://example.com/a.tar.xz" => "/a/";
            },
            built: {
                let build = Stage::named("build", "xx");
                let digest = "ghcr.io/x/y:v10@sha256:6014c1e52b8e51a67fbf76f691ffbe20ac0204c31c2f086df3e8ef3ce134b488";
                let sum = "sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d";
                let stage = Stage::named("binaries-unix", "scratch")
                    .push(
                        CopyFiles::new(["/usr/local/bin/init"], "/usr/local/bin/init")
                            .link()
                            .chown("$UID:0")
                            .chmod("775")
                            .from(&build),
                    )
                    .push(CopyFiles::new(["/opt/uv-python", "/uvx"], "/opt/").from(&build).chown("app:app"))
                    .push(CopyFiles::new(["/"], "/out/").link().from(Image::from_static(digest)))
                    .copy(["${HOME_OF_CACHES}"], "${HOME_OF_CACHES}")
                    .push(CopyFiles::new(["./*/go.mod"], "/src/").parents().exclude("*.md"))
                    .push(AddFiles::new(["https://github.com/x/y.git#$Y_VERSION"], ".").keep_git_dir())
                    .push(AddFiles::new(["https://example.com/a.tar.xz"], "/a/").link().checksum(sum));
                Dockerfile::new().without_syntax().stage(build).stage(stage)
            },
            written: indoc! {r#"
                FROM xx AS build
                FROM scratch AS binaries-unix
                COPY --link --chown=$UID:0 --chmod=775 --from=build /usr/local/bin/init /usr/local/bin/init
                COPY --from=build --chown=app:app ["/opt/uv-python", "/uvx", "/opt/"]
                COPY --link --from=ghcr.io/x/y:v10@sha256:6014c1e52b8e51a67fbf76f691ffbe20ac0204c31c2f086df3e8ef3ce134b488 / /out/
                COPY ${HOME_OF_CACHES} ${HOME_OF_CACHES}
                COPY --parents --exclude=*.md ./*/go.mod /src/
                ADD --keep-git-dir=true "https://github.com/x/y.git#$Y_VERSION" .
                ADD --link --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/a.tar.xz /a/
            "#},
        },
        Construct {
            what: "variables that refer to others",
            dsl: dockerfile! {
                # syntax = none;
                FROM "debian";
                ARG UID;
                ARG FLAGS = "${DEBUG:+all=-N -l}";
                ARG NAME, OTHER = "b c";
                ENV TARGETARCH = "${TARGETARCH}";
                ENV PATH = "/venv/bin${PATH:+:${PATH}}", EMPTY = "", TAGS = "no_btrfs no_nri", WITH_QUOTES = r#"a "b" \c"#;
                ENV LEVEL = "${LEVEL:-info}", ARM = "${PLATFORM#linux/arm}";
                LABEL name = "x/y", vendor = "A, B and C",
                    // a number
                    release = "${RELEASE}",
                    io.k8s.display-name = "X",
                    summary = "One: Two-Three";
            },
            built: stage(
                Stage::new("debian")
                    .arg("UID")
                    .arg_with_default("FLAGS", "${DEBUG:+all=-N -l}")
                    .push(Arg::new("NAME").and(Arg::with_default("OTHER", "b c")))
                    .env("TARGETARCH", "${TARGETARCH}")
                    .push(
                        Env::new("PATH", "/venv/bin${PATH:+:${PATH}}")
                            .and("EMPTY", "")
                            .and("TAGS", "no_btrfs no_nri")
                            .and("WITH_QUOTES", literal(r#"a "b" \c"#)),
                    )
                    .push(Env::new("LEVEL", "${LEVEL:-info}").and("ARM", "${PLATFORM#linux/arm}"))
                    .push(
                        Label::new("name", "x/y")
                            .and("vendor", "A, B and C")
                            .and("release", "${RELEASE}")
                            .and("io.k8s.display-name", "X")
                            .and("summary", "One: Two-Three"),
                    ),
            ),
            written: indoc! {r#"
                FROM debian
                ARG UID
                ARG FLAGS="${DEBUG:+all=-N -l}"
                ARG NAME OTHER="b c"
                ENV TARGETARCH=${TARGETARCH}
                ENV PATH="/venv/bin${PATH:+:${PATH}}" EMPTY="" TAGS="no_btrfs no_nri" \
                    WITH_QUOTES="a \"b\" \\c"
                ENV LEVEL=${LEVEL:-info} ARM=${PLATFORM#linux/arm}
                LABEL name="x/y" vendor="A, B and C" \
                    # a number
                    release=${RELEASE} \
                    io.k8s.display-name="X" \
                    summary="One: Two-Three"
            "#},
        },
        Construct {
            what: "the end of a file: nested quotes in the exec form, and what else says how it runs",
            dsl: dockerfile! {
                # syntax = none;
                # escape = "\\";
                FROM "debian";
                SHELL ["/bin/bash", "-o", "pipefail", "-c"];
                WORKDIR "$GOPATH/src/app";
                VOLUME ["/app"];
                VOLUME "/var/lib/docker";
                USER "$UID";
                USER "app:app";
                STOPSIGNAL "SIGINT";
                EXPOSE 8080, 53/udp;
                HEALTHCHECK --interval=5m --timeout=3s CMD "curl -f http://localhost/ || exit 1";
                ONBUILD COPY "." => "/app";
                ENTRYPOINT [
                    "dumb-init", "--", "/bin/sh", "-c",
                    r#"LANG=$(echo ${LANG} | cut -d ' ' -f1); whisperx --model "${MODEL}" "$@""#
                ];
                CMD ["--help"];
                CMD "exec app";
                ENTRYPOINT "exec app";
            },
            built: stage(
                Stage::new("debian")
                    .push(dockerkit::DefaultShell::new(["/bin/bash", "-o", "pipefail", "-c"]))
                    .workdir("$GOPATH/src/app")
                    .volume("/app")
                    .volume("/var/lib/docker")
                    .user("$UID")
                    .user("app:app")
                    .push(dockerkit::StopSignal::new("SIGINT"))
                    .push(dockerkit::Expose::new(["8080", "53/udp"]))
                    .push(
                        dockerkit::Healthcheck::new("curl -f http://localhost/ || exit 1")
                            .interval(std::time::Duration::from_secs(300))
                            .timeout(std::time::Duration::from_secs(3)),
                    )
                    .push(dockerkit::OnBuild::new(CopyFiles::new(["."], "/app")))
                    .push(Entrypoint::new([
                        "dumb-init",
                        "--",
                        "/bin/sh",
                        "-c",
                        r#"LANG=$(echo ${LANG} | cut -d ' ' -f1); whisperx --model "${MODEL}" "$@""#,
                    ]))
                    .cmd(["--help"])
                    .cmd("exec app")
                    .entrypoint("exec app"),
            ),
            written: indoc! {r#"
                FROM debian
                SHELL ["/bin/bash", "-o", "pipefail", "-c"]
                WORKDIR $GOPATH/src/app
                VOLUME [ "/app" ]
                VOLUME /var/lib/docker
                USER $UID
                USER app:app
                STOPSIGNAL SIGINT
                EXPOSE 8080 53/udp
                HEALTHCHECK --interval=5m --timeout=3s CMD curl -f http://localhost/ || exit 1
                ONBUILD COPY . /app
                ENTRYPOINT [ "dumb-init", "--", "/bin/sh", "-c", "LANG=$(echo ${LANG} | cut -d ' ' -f1); whisperx --model \"${MODEL}\" \"$@\"" ]
                CMD ["--help"]
                CMD exec app
                ENTRYPOINT exec app
            "#},
        },
    ]
}

#[test]
fn macro_and_builder_say_the_same() {
    for Construct {
        what, dsl, built, ..
    } in constructs()
    {
        assert_eq!(dsl, built, "{what}");
        let text = dsl.render();
        assert!(text.is_ok(), "{what}: {text:?}");
    }
}
