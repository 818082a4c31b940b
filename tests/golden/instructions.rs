//! The instructions of a few words.

use std::time::Duration;

use dockerkit::{
    Arg, Cmd, CopyFiles, DefaultShell, Entrypoint, Env, Expose, Healthcheck, InlineFile,
    Instruction, Label, Maintainer, OnBuild, Port, Protocol, Run, Shell, StopSignal, User, Volume,
    Workdir, expand, literal,
};

use super::{Case, all, one};

pub(crate) fn cases() -> Vec<Case> {
    [variables(), commands(), healthchecks(), words()].concat()
}

fn variables() -> Vec<Case> {
    let quoted = Env::new("SAY", literal("\"it's\" # $5 C:\\dir\\"))
        .and("EMPTY", "")
        .and("FLAG", "--x")
        .and("UNICODE", "é 😀");
    vec![
        ("arg", one(Arg::new("TARGETARCH"))),
        (
            "arg-default",
            one(Arg::with_default("A", "1")
                .and(Arg::new("B"))
                .and(Arg::with_default("C", "a b"))),
        ),
        (
            "env",
            one(Env::new("PATH", "/app/bin:$PATH")
                .and("RUST_LOG", "info")
                .and("WORKERS", 4)),
        ),
        ("env-quoted", one(quoted)),
        (
            "env-expanding",
            one(Env::new("A", "${B:-${C:+it's \"c\"}}x$D")
                .and("E", "\\$5 ${F##*/}")
                .and("G", expand("$A").then(literal("b")))),
        ),
        (
            "label",
            one(
                Label::new("org.opencontainers.image.title", "Speech to text")
                    .and("my key", "$A \\$5"),
            ),
        ),
    ]
}

fn commands() -> Vec<Case> {
    let list = Shell::new("export A=1").and("exec app --port ").arg("8 0");
    vec![
        (
            "cmd-exec",
            one(Cmd::new([
                "python",
                "-m",
                "app",
                "it's \"x\" $HOME\t\\ é\n",
            ])),
        ),
        (
            "cmd-shell",
            one(Cmd::new("exec python -m app --port ${PORT:-80}")),
        ),
        ("cmd-list", one(Cmd::new(list))),
        (
            "cmd-continued",
            one(Cmd::new(
                "exec python \\\n    # the port\n    --port ${PORT:-80}\n",
            )),
        ),
        ("entrypoint-exec", one(Entrypoint::new(["/app/server"]))),
        ("entrypoint-shell", one(Entrypoint::new("exec /app/server"))),
        (
            "shell",
            one(DefaultShell::new(["/bin/bash", "-euo", "pipefail", "-c"])),
        ),
        (
            "onbuild",
            all([
                Instruction::from(OnBuild::new(CopyFiles::new(["."], "/app"))),
                OnBuild::new(Run::new("set -e\nmake\n")).into(),
                OnBuild::new(CopyFiles::file(InlineFile::new("a", "b"), "/")).into(),
                OnBuild::new(User::new("app").uid(1001).home("/home/app")).into(),
            ]),
        ),
    ]
}

fn healthchecks() -> Vec<Case> {
    let seconds = Duration::from_secs;
    let check = || Healthcheck::new("curl -f http://localhost:8000/health || exit 1");
    vec![
        ("healthcheck", one(check())),
        (
            "healthcheck-exec",
            one(Healthcheck::new(["/bin/check", "a b"])),
        ),
        ("healthcheck-none", one(Healthcheck::none())),
        ("healthcheck-interval", one(check().interval(seconds(90)))),
        (
            "healthcheck-timeout",
            one(check().timeout(Duration::from_millis(1500))),
        ),
        (
            "healthcheck-start-period",
            one(check().start_period(seconds(3600))),
        ),
        (
            "healthcheck-start-interval",
            one(check().start_interval(Duration::ZERO)),
        ),
        ("healthcheck-retries", one(check().retries(5))),
    ]
}

fn words() -> Vec<Case> {
    let user = User::new("app:staff").uid(1001).gid(7).home("/home/app");
    vec![
        (
            "expose-tcp",
            one(Expose::new([Port::tcp(80), Port::tcp(443)])),
        ),
        ("expose-udp", one(Expose::new([Port::udp(53)]))),
        (
            "expose-sctp",
            one(Expose::new([Port::range(1, 1, Protocol::Sctp)])),
        ),
        (
            "expose-range",
            one(Expose::new([Port::range(8000, 8010, Protocol::Udp)])),
        ),
        (
            "expose-variable",
            one(Expose::new(["$PORT", "${ADMIN:-9000}/tcp"])),
        ),
        (
            "maintainer",
            one(Maintainer::new("Ada Lovelace <ada@example.com>")),
        ),
        ("stop-signal", one(StopSignal::new("SIGQUIT"))),
        ("user", one(user)),
        ("user-variable", one(User::new("$APP_USER"))),
        ("volume", one(Volume::new(["/data", "${LOGS:-/var/log}"]))),
        (
            "volume-quoted",
            one(Volume::new([literal("/my data"), literal("/5$")])),
        ),
        ("workdir", one(Workdir::new("/srv/$APP"))),
        ("workdir-quoted", one(Workdir::new(literal("/srv/my $app")))),
    ]
}
