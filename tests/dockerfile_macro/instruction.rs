//! Every instruction, with every flag.

use std::time::Duration;

use dockerkit::{
    AddFiles, Arg, Cmd, Comment, CopyFiles, DefaultShell, Device, Dockerfile, Entrypoint, Env,
    Escape, Expose, Healthcheck, InlineFile, Instruction, Label, Maintainer, Network, OnBuild,
    PackageManager, Port, Run, Security, Shell, Stage, StopSignal, User, Volume, Workdir,
    dockerfile,
};

use crate::one;

/// Keeps the list complete: an instruction that is new has to be said here, too.
fn covered(instruction: &Instruction) {
    match instruction {
        Instruction::Add(_)
        | Instruction::Arg(_)
        | Instruction::Cmd(_)
        | Instruction::Comment(_)
        | Instruction::Copy(_)
        | Instruction::Entrypoint(_)
        | Instruction::Env(_)
        | Instruction::Expose(_)
        | Instruction::Healthcheck(_)
        | Instruction::Label(_)
        | Instruction::Maintainer(_)
        | Instruction::OnBuild(_)
        | Instruction::Run(_)
        | Instruction::Shell(_)
        | Instruction::StopSignal(_)
        | Instruction::User(_)
        | Instruction::Volume(_)
        | Instruction::Workdir(_) => {}
        _ => unreachable!("an instruction without a test"),
    }
}

#[test]
fn all_instructions() {
    let file = dockerfile! {
        FROM "debian:trixie-slim";
        ADD "https://example.com/a.tar.gz" => "/opt/";
        ARG VERSION;
        ARG A, B = "1", C = "$B";
        CMD ["app", "--port", "8080"];
        /// a comment
        COPY "src", "lib" => "/app/";
        ENTRYPOINT "exec app";
        ENV RUST_LOG = "info", PATH = "/app/bin:$PATH", PORT = 8080, RATIO = 3.10, DEBUG = true;
        EXPOSE 8080, 53/udp, 8000-8010/tcp, "$PORT";
        HEALTHCHECK NONE;
        LABEL org.opencontainers.image.title = "app", "with blank" = "x";
        MAINTAINER "somebody";
        ONBUILD COPY "." => "/app";
        RUN "make";
        SHELL ["/bin/bash", "-o", "pipefail", "-c"];
        STOPSIGNAL "SIGTERM";
        STOPSIGNAL 9;
        USER "1001:1001";
        USER 1001;
        VOLUME "/data", "/var/log";
        VOLUME ["/data"];
        WORKDIR "/app";
    };
    let stage = Stage::new("debian:trixie-slim")
        .push(AddFiles::new(["https://example.com/a.tar.gz"], "/opt/"))
        .push(Arg::new("VERSION"))
        .push(
            Arg::new("A")
                .and(Arg::with_default("B", "1"))
                .and(Arg::with_default("C", "$B")),
        )
        .push(Cmd::new(["app", "--port", "8080"]))
        .push(Comment::new("a comment"))
        .push(CopyFiles::new(["src", "lib"], "/app/"))
        .push(Entrypoint::new("exec app"))
        .push(
            Env::new("RUST_LOG", "info")
                .and("PATH", "/app/bin:$PATH")
                .and("PORT", 8080)
                .and("RATIO", "3.10")
                .and("DEBUG", true),
        )
        .push(Expose::new(["8080", "53/udp", "8000-8010/tcp", "$PORT"]))
        .push(Healthcheck::none())
        .push(Label::new("org.opencontainers.image.title", "app").and("with blank", "x"))
        .push(Maintainer::new("somebody"))
        .push(OnBuild::new(CopyFiles::new(["."], "/app")))
        .push(Run::new("make"))
        .push(DefaultShell::new(["/bin/bash", "-o", "pipefail", "-c"]))
        .push(StopSignal::new("SIGTERM"))
        .push(StopSignal::new(9))
        .push(User::new("1001:1001"))
        .push(User::new(1001))
        .push(Volume::new(["/data", "/var/log"]))
        .push(Volume::new(["/data"]))
        .push(Workdir::new("/app"));
    stage
        .steps
        .iter()
        .for_each(|step| covered(&step.instruction));
    assert_eq!(file, one(stage));
}

#[test]
fn flags_of_copy() {
    let file = dockerfile! {
        FROM "rust" AS build;
        FROM "debian";
        COPY --from=build --chown="1001:1001" --chmod=0755 --link --parents --exclude="*.md" --exclude="docs"
            "/a" => "/b";
        COPY --from="nginx:1" --link=true --parents=false "/a" => "/b";
        COPY --chmod=0o644 "a" => "b";
        COPY --chmod="u=rwX,go=rX" "a" => "b";
    };
    let build = Stage::named("build", "rust");
    let copy = || CopyFiles::new(["/a"], "/b");
    let stage = Stage::new("debian")
        .push(
            copy()
                .from(&build)
                .chown("1001:1001")
                .chmod(0o755)
                .link()
                .parents()
                .exclude("*.md")
                .exclude("docs"),
        )
        .push(copy().from_image("nginx:1").link())
        .push(CopyFiles::new(["a"], "b").chmod(0o644))
        .push(CopyFiles::new(["a"], "b").chmod("u=rwX,go=rX"));
    assert_eq!(file, Dockerfile::new().stage(build).stage(stage));
}

#[test]
fn flags_of_add() {
    let file = dockerfile! {
        FROM "debian";
        ADD --keep-git-dir --checksum="sha256:0123" --chown="app" --chmod=755 --link --exclude="x"
            "https://example.com/a" => "/";
        ADD --unpack "a.tar" => "/";
        ADD --unpack=false "a.tar" => "/";
        ADD --unpack=true --keep-git-dir=false "a.tar" => "/";
    };
    let tar = || AddFiles::new(["a.tar"], "/");
    let stage = Stage::new("debian")
        .push(
            AddFiles::new(["https://example.com/a"], "/")
                .keep_git_dir()
                .checksum("sha256:0123")
                .chown("app")
                .chmod("755")
                .link()
                .exclude("x"),
        )
        .push(tar().unpack())
        .push(tar().keep_packed())
        .push(tar().unpack());
    assert_eq!(file, one(stage));
}

#[test]
fn flags_of_run_but_mounts() {
    let gpu = Device::new("vendor.com/gpu=all").required();
    let file = dockerfile! {
        FROM "debian";
        RUN --network=none --security=insecure --device="vendor.com/gpu" --device=(gpu.clone()) "make";
        RUN --network="host" --security=(Security::Sandbox) "make";
        RUN --cache=uv --cache="yarn-berry" --cache=(PackageManager::Apt.id_suffix("trixie")) "make";
        RUN --cache=yarn-berry ["make", "install"];
    };
    let stage = Stage::new("debian")
        .push(
            Run::new("make")
                .network(Network::None)
                .security(Security::Insecure)
                .device(Device::new("vendor.com/gpu"))
                .device(gpu),
        )
        .push(
            Run::new("make")
                .network(Network::Host)
                .security(Security::Sandbox),
        )
        .push(
            Run::new("make")
                .cache(PackageManager::Uv)
                .cache(PackageManager::YarnBerry)
                .cache(PackageManager::Apt.id_suffix("trixie")),
        )
        .push(Run::new(["make", "install"]).cache(PackageManager::YarnBerry));
    assert_eq!(file, one(stage));
}

#[test]
fn flags_of_healthcheck() {
    let pause = Duration::from_secs(5);
    let file = dockerfile! {
        FROM "debian";
        HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period="2h" --start-interval=(pause) --retries=3
            CMD "curl -f http://localhost/";
        HEALTHCHECK --interval=500ms CMD ["curl", "-f", "http://localhost/"];
    };
    let stage = Stage::new("debian")
        .push(
            Healthcheck::new("curl -f http://localhost/")
                .interval(Duration::from_secs(90))
                .timeout(Duration::from_millis(1500))
                .start_period(Duration::from_secs(7200))
                .start_interval(pause)
                .retries(3),
        )
        .push(
            Healthcheck::new(["curl", "-f", "http://localhost/"])
                .interval(Duration::from_millis(500)),
        );
    assert_eq!(file, one(stage));
}

#[test]
fn stages() {
    let file = dockerfile! {
        FROM --platform="linux/amd64" "rust:1" AS build-amd64;
        FROM --platform="$BUILDPLATFORM" build-amd64 AS r#final;
        FROM --base-user="nonroot" "gcr.io/distroless/base" AS "quoted.name";
        FROM scratch;
        COPY --from=final "/a" => "/b";
        FROM quoted.name AS go1.21;
        FROM "prepare_base_$TARGETARCH";
    };
    let build = Stage::named("build-amd64", "rust:1").platform("linux/amd64");
    let last = Stage::named("final", &build).platform("$BUILDPLATFORM");
    let quoted = Stage::named("quoted.name", "gcr.io/distroless/base").base_user("nonroot");
    let copying = Stage::new("scratch").push(CopyFiles::new(["/a"], "/b").from(&last));
    let go = Stage::named("go1.21", &quoted);
    let computed = Stage::new("prepare_base_$TARGETARCH");
    let stages = [build, last, quoted, copying, go, computed];
    assert_eq!(
        file,
        stages
            .into_iter()
            .fold(Dockerfile::new(), Dockerfile::stage)
    );
}

#[test]
fn stages_by_number() {
    let file = dockerfile! {
        FROM "rust";
        FROM "node" AS web;
        FROM "debian";
        COPY --from=0 "/a" => "/a";
        COPY --from=1 "/b" => "/b";
    };
    let mut built = Dockerfile::new();
    let first = built.begin(Stage::new("rust"));
    let web = built.begin(Stage::named("web", "node"));
    built.begin(Stage::new("debian"));
    built.add(CopyFiles::new(["/a"], "/a").from(&first));
    built.add(CopyFiles::new(["/b"], "/b").from(&web));
    assert_eq!(file, built);
}

#[test]
fn before_the_first_stage() {
    let frontend = "docker/dockerfile:1.7".to_owned();
    let file = dockerfile! {
        # syntax = (frontend.clone());
        # escape = "`";
        # check = "skip=all";
        ARG VERSION = "1";
        /// above the stage
        /// on two lines
        FROM "debian:$VERSION";
    };
    let stage =
        Stage::new("debian:$VERSION").comment_above(Comment::new("above the stage\non two lines"));
    let built = Dockerfile::new()
        .syntax(frontend)
        .escape(Escape::Backtick)
        .check_directive("skip=all")
        .arg(Arg::with_default("VERSION", "1"))
        .stage(stage);
    assert_eq!(file, built);
    assert_eq!(
        dockerfile! { # syntax = none; },
        Dockerfile::new().without_syntax()
    );
    assert_eq!(dockerfile! {}, Dockerfile::new());
}

#[test]
fn inline_files() {
    let config = String::from("a $b\n");
    let file = dockerfile! {
        FROM "nginx";
        COPY <<"nginx.conf" r#"
            server {
                listen $port;
            }
        "# => "/etc/nginx/";
        COPY <<EOF "
            $VERSION
        " => "/version";
        COPY <<"a" (config.clone()), <<"b" "x\n" => "/etc/";
        COPY "c", <<"d" "x\n" => "/etc/";
        ADD <<"e" "x\n" => "/e";
    };
    let server = "server {\n    listen $port;\n}\n";
    let stage = Stage::new("nginx")
        .push(CopyFiles::file(
            InlineFile::new("nginx.conf", server),
            "/etc/nginx/",
        ))
        .push(CopyFiles::file(
            InlineFile::expanding("EOF", "$VERSION\n"),
            "/version",
        ))
        .push(CopyFiles::new(
            [InlineFile::new("a", config), InlineFile::new("b", "x\n")],
            "/etc/",
        ))
        .push(CopyFiles::new(
            [
                dockerkit::FileSource::from("c"),
                InlineFile::new("d", "x\n").into(),
            ],
            "/etc/",
        ))
        .push(AddFiles::new([InlineFile::new("e", "x\n")], "/e"));
    assert_eq!(file, one(stage));
}

#[test]
fn commands() {
    let file = dockerfile! {
        FROM "debian";
        RUN "a" && "b" && "c";
        CMD "exec " ("it's") " --flag";
        ENTRYPOINT "a" && "b " (1);
        RUN ["a", ("b c"), (7)];
        SHELL ["bash", ("-c")];
        EXPOSE (80_u16), 81, (Port::udp(53));
    };
    let stage = Stage::new("debian")
        .push(Run::all(["a", "b", "c"]))
        .push(Cmd::new(Shell::new("exec ").arg("it's").text(" --flag")))
        .push(Entrypoint::new(
            Shell::new("a").and(Shell::new("b ").arg(1)),
        ))
        .push(Run::new(["a", "b c", "7"]))
        .push(DefaultShell::new(["bash", "-c"]))
        .push(Expose::new(["80", "81", "53/udp"]));
    assert_eq!(file, one(stage));
}
