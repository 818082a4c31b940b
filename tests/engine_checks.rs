//! BuildKit's build checks and ours say the same of the same files.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/mod.rs"]
mod support;

use std::fmt::Write as _;

use dockerkit::{
    AddFiles, Arg, CacheMount, Cmd, CopyFiles, DefaultShell, Dockerfile, DockerfileText,
    Entrypoint, Env, Escape, Expose, Healthcheck, InlineFile, Label, Maintainer, OnBuild, Run,
    Stage, StageRef, StopSignal, User, Volume, Workdir, expand, literal,
};
use support::engine::Engine;

const BASE: &str = "dockerkit-test/busybox:1";

/// A base image.
fn busybox() -> Stage {
    Stage::new(BASE)
}

fn scratch() -> Stage {
    Stage::new("scratch")
}

fn named(name: &'static str) -> Stage {
    Stage::named(name, "scratch")
}

fn on(name: &'static str) -> Stage {
    Stage::new(StageRef::by_name(name))
}

fn file(stages: impl IntoIterator<Item = Stage>) -> Dockerfile {
    stages
        .into_iter()
        .fold(Dockerfile::new(), Dockerfile::stage)
}

fn with(name: &'static str, default: &'static str, stage: Stage) -> Dockerfile {
    Dockerfile::new()
        .arg(Arg::with_default(name, default))
        .stage(stage)
}

fn shell() -> DefaultShell {
    DefaultShell::new(["/bin/sh", "-ec"])
}

fn names_of_stages() -> Vec<Dockerfile> {
    vec![
        file([named("Build"), named("b2")]),
        file([named("build"), named("build"), named("Build")]),
        file([named("context"), named("contexts")]),
        file([Stage::named("Scratch", BASE)]),
    ]
}

fn froms() -> Vec<Dockerfile> {
    let image = |text: &'static str| Stage::new(text);
    vec![
        file([image("scratch$FLAVOUR")]),
        with("FLAVOUR", "", image("scratch$FLAVOR")),
        with("FLAVOUR", "", image("scratch$FLAVOUR$FLAVOR$FLAVOR")),
        file([image("scratch${TARGETPLATFROM:+x}")]),
        file([image("scratch${A:+$B}${TARGETVARIANT}")]),
        Dockerfile::new().arg("A").stage(image("scratch$A")),
        Dockerfile::new()
            .arg("A")
            .stage(image("dockerkit-test/busybox:$A")),
        Dockerfile::new()
            .arg("A")
            .stage(image("${A:-dockerkit-test/busybox}:1")),
        Dockerfile::new().arg("A").stage(image("$A")),
        with("A", "1", image("dockerkit-test/busybox:$A")),
        with("A", "1-$BUILDARCH", image("dockerkit-test/busybox:-$A")),
        with("A", "Big", image("$A/x")),
        with("A", "build", named("build")).stage(image("$A").workdir("a")),
        file([scratch().platform("$TARGETPLATFORM")]),
        file([scratch().platform("${TARGETPLATFORM:-linux/amd64}")]),
        file([scratch().platform("$TARGETOS/$TARGETARCH")]),
        file([scratch().platform("$BUILDPLATFORM")]),
        file([scratch().platform("${TARGETPLATFORM:+$BUILDPLATFORM}")]),
        with(
            "TARGETPLATFORM",
            "linux/arm64",
            scratch().platform("$TARGETPLATFORM"),
        ),
        file([scratch().platform("linux/arm64")]),
        file([
            scratch().platform("linux/arm/v7"),
            named("x").platform("Linux/X86_64"),
        ]),
        file([
            named("build-amd64").platform("linux/x86_64"),
            named("x86_64").platform("linux/x86_64"),
        ]),
        file([
            named("linux-x").platform("linux/riscv64"),
            named("y").platform("arm64"),
        ]),
    ]
}

fn starts() -> Vec<Dockerfile> {
    let base = || Stage::named("base", BASE);
    let trigger = |it: Cmd| base().push(OnBuild::new(it));
    vec![
        file([busybox().cmd("ls")]),
        file([busybox().entrypoint("ls"), scratch().cmd(["ls"])]),
        file([busybox().push(shell()).cmd("ls").entrypoint("ls")]),
        file([busybox().cmd("ls").push(shell())]),
        file([base().push(shell()), on("base").cmd("ls")]),
        file([base(), on("base").cmd("ls").push(Healthcheck::new("ls"))]),
        file([busybox().push(Cmd::none()).push(Entrypoint::none())]),
        file([trigger(Cmd::new("ls")), on("base")]),
        file([trigger(Cmd::new("ls")), on("base"), scratch()]),
        file([trigger(Cmd::new(["ls"])), on("base").cmd(["ls"])]),
        file([base().push(OnBuild::new(shell())), on("base").cmd("ls")]),
        file([busybox().cmd(["a"]).cmd(["b"]).cmd(["c"])]),
        file([busybox().entrypoint(["a"]).cmd(["b"]).entrypoint(["c"])]),
        file([busybox()
            .push(Healthcheck::none())
            .push(Healthcheck::new(["a"]))]),
        file([base().cmd(["a"]), on("base").cmd(["b"])]),
        file([busybox().push(Maintainer::new("Ada"))]),
    ]
}

fn directories() -> Vec<Dockerfile> {
    let base = || Stage::named("base", BASE);
    let trigger = |path: &'static str| base().push(OnBuild::new(Workdir::new(path)));
    vec![
        file([busybox().workdir("app").workdir("b")]),
        file([busybox().workdir("/app").workdir("b")]),
        file([busybox().workdir(literal("a \"b\" \\ é"))]),
        file([busybox().env("A", "app").workdir("$A/b")]),
        file([busybox().env("A", "/app").workdir("$A/b")]),
        file([busybox().env("A", "x").env("B", "${A:+/app}").workdir("$B")]),
        file([busybox().arg_with_default("A", "app").workdir("$A")]),
        with("A", "app", busybox().arg("A").workdir("$A")),
        with("A", "/app", busybox().arg("A").workdir("$A")),
        file([base().workdir("/app"), on("base").workdir("b")]),
        file([
            base().workdir("app"),
            on("base").workdir("b"),
            busybox().workdir("c"),
        ]),
        file([trigger("app"), on("base").workdir("b")]),
        file([trigger("/app"), on("base").workdir("b")]),
        file([
            base().arg_with_default("A", "x").env("A", "/y"),
            on("base").workdir("$A"),
        ]),
    ]
}

fn values() -> Vec<Dockerfile> {
    let env = |name: &'static str| busybox().env(name, "1");
    vec![
        file([busybox().arg("NPM_TOKEN").arg("TOKENS")]),
        file([busybox().push(
            Env::new("API_KEY", "")
                .and("apikey", "")
                .and("KEY_PUBLIC", ""),
        )]),
        file([env("PASSWORD_")
            .env("xAUTH", "1")
            .env("_pword_x", "2")
            .env("A.KEY", "3")]),
        file([busybox().env("A", "MY").push(Env::new("${A}_SECRET", "1"))]),
        file([busybox().push(Env::new(String::from("a \"b\\_KEY"), "1"))]),
        file([busybox().push(OnBuild::new(Arg::new("TOKEN")))]),
        file([
            Stage::named("base", BASE).push(OnBuild::new(Arg::new("TOKEN"))),
            on("base"),
        ]),
        Dockerfile::new().arg("TOKEN").stage(busybox()),
        file([busybox().expose("8080:80")]),
        file([busybox().push(Expose::new([
            "127.0.0.1:80:80/udp",
            ":81",
            "::82",
            "1-3:86/TCP",
        ]))]),
        file([busybox()
            .env("P", "80")
            .push(Expose::new(["$P/Udp", "$P:81", "80"]))]),
        file([busybox().env("P", "80 81:82").push(Expose::new(["$P/UDP"]))]),
        file([busybox().push(OnBuild::new(Expose::new(["1:2"])))]),
    ]
}

fn undefined() -> Vec<Dockerfile> {
    let home = || scratch().env("HOME_DIR", "/app").env("USER_DIR", "/u");
    vec![
        file([scratch().workdir("/$AAA").workdir("/$PATH")]),
        file([home().workdir("$HOME_DIRS")]),
        file([home().push(Label::new("a$NO", "$NO$NO$HOME_DIR"))]),
        file([home().push(CopyFiles::new(["a$ONE", "b$TWO"], "/$ONE").chown("$UID"))]),
        file([home().push(AddFiles::new(["a"], "/x$ONE").chmod("${MODE:-0644}"))]),
        file([home().push(CopyFiles::file(
            InlineFile::expanding("f", "$ONE $ONE\n"),
            "/",
        ))]),
        file([home().push(CopyFiles::file(InlineFile::new("f", "$ONE\n"), "/"))]),
        file([home().push(Env::new("A", "1").and("B", "$A"))]),
        file([home().push(Arg::with_default("A", "1").and(Arg::with_default("B", "$A$C")))]),
        file([home()
            .arg("ONLY")
            .workdir("/$ONLY")
            .push(Volume::new(["/$ONLY$X", "/$X"]))]),
        file([home()
            .push(User::new("${WHO:-root}"))
            .push(StopSignal::new("${SIG:-9}"))]),
        file([
            busybox().run("true").workdir("/a"),
            home().run("echo $X").cmd(["$X"]),
        ]),
        file([
            home().push(Run::new("true").mount(CacheMount::new(expand("/c$X")).id(expand("$X-y")))),
            scratch(),
        ]),
        file([
            named("base").env("MINE", "1"),
            on("base").workdir("/$MINE$MIME"),
        ]),
        file([named("base").arg("MINE"), on("base").workdir("/$MINE$MIME")]),
        file([
            named("base").push(OnBuild::new(Env::new("A", "$B"))),
            on("base").workdir("/$A$B"),
        ]),
        with("GLOBAL", "x", scratch().workdir("/$GLOBAL")),
        with(
            "GLOBAL",
            "x",
            scratch().arg("GLOBAL").workdir("/$GLOBAL$GLOBALS"),
        ),
        file([scratch()
            .env("A", "NAME")
            .push(Env::new("$A", "1"))
            .workdir("/${NAME:-x}")]),
        file([home()
            .push(Healthcheck::new("echo $X"))
            .push(Expose::new(["80$X"]))]),
        // Of those that are as near the one that was set first.
        file([scratch()
            .env("AB", "1")
            .env("BA", "2")
            .env("AB", "3")
            .workdir("/$AA")]),
        file([
            named("base").arg_with_default("AB", "1").env("BA", "2"),
            on("base").workdir("/$AA"),
        ]),
        file([scratch().workdir(expand("/${A:-$B}/$C"))]).escape(Escape::Backtick),
    ]
}

fn directives() -> Vec<Dockerfile> {
    let lints = || {
        file([named("Build")
            .workdir("a")
            .cmd("ls")
            .cmd(["b"])
            .arg("TOKEN")])
    };
    [
        "skip=all",
        "skip=StageNameCasing,JSONArgsRecommended",
        "skip=WorkdirRelativePath,all",
        "skip=StageNameCasing;skip=WorkdirRelativePath",
        "skip=all;skip=WorkdirRelativePath",
        "experimental=all;skip=JSONArgsRecommended",
        "error=true",
        "error=true;skip=all",
    ]
    .into_iter()
    .map(|check| lints().check_directive(check))
    .collect()
}

/// What is not written, as BuildKit refuses it; and what would be written.
fn refused() -> Vec<(Dockerfile, String)> {
    let refused = |stage: Stage, text: &str| (file([stage]), text.to_owned());
    vec![
        refused(Stage::new("$A"), "FROM $A\n"),
        refused(Stage::new("busybox:$A"), "FROM busybox:$A\n"),
        refused(Stage::new("${A:-x}:$A-"), "FROM ${A:-x}:$A-\n"),
        refused(
            scratch().platform("$NOWHERE"),
            "FROM --platform=$NOWHERE scratch\n",
        ),
    ]
}

/// What would be written if no level kept it from that.
fn written(file: &Dockerfile) -> String {
    let mut file = file.clone().without_syntax();
    let check = file.directives.check.take();
    let check = check.map_or_else(String::new, |check| format!("# check={check}\n"));
    check + &file.to_string()
}

/// What our check finds of BuildKit's own, in no order.
fn ours(file: &Dockerfile) -> Vec<(String, String)> {
    let findings = file.check().findings.into_iter();
    let own = findings.filter(|it| it.rule.name.starts_with(|it: char| it.is_uppercase()));
    let mut own: Vec<_> = own
        .map(|it| (it.rule.name.to_owned(), it.message))
        .collect();
    own.sort();
    own
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn build_checks_say_what_buildkit_says() {
    let engine = Engine::connect();
    let all = [
        names_of_stages(),
        froms(),
        starts(),
        directories(),
        values(),
        undefined(),
        directives(),
    ]
    .concat();
    let (mut wrong, mut found) = (String::new(), 0);
    let all = all.into_iter().map(|file| {
        let text = written(&file);
        (file, text)
    });
    let all: Vec<_> = all.chain(refused()).collect();
    for (file, text) in &all {
        let checked = engine.build(text.clone()).check();
        let warnings = checked.warnings.into_iter();
        let mut theirs: Vec<_> = warnings.map(|it| (it.rule, it.detail)).collect();
        theirs.sort();
        let ours = ours(file);
        found += ours.len();
        if ours != theirs {
            let error = checked.error.unwrap_or_default();
            writeln!(
                wrong,
                "{text}\nours: {ours:#?}\nBuildKit's: {theirs:#?} {error}\n"
            )
            .unwrap();
        }
    }
    assert!(all.len() >= 60 && found >= 60, "{} {found}", all.len());
    assert!(wrong.is_empty(), "{wrong}");
}

/// Files whose findings are about how they are typed, and some that have none.
const TYPED: [&str; 24] = [
    "from scratch\nrun [\"a\"]\nRUN [\"b\"]\n",
    "FROM scratch\nRun [\"a\"]\n",
    "FROM scratch\nWORKDIR /a\nworkdir /b\n",
    "arg V=1\nFROM scratch\nWORKDIR /a\n",
    "FROM scratch as a\n",
    "FROM scratch As a\n",
    "from scratch AS a\n",
    "From scratch as a\n",
    "FROM scratch \\\n\n  AS a\n",
    "FROM scratch\nENV A=1 \\\n\n  B=2\nENV C=1 \\\n\n  D=2\n",
    "FROM scratch\nENV A=1 \\\n# a\n  B=2\n",
    "FROM scratch\nENV A b c\nLABEL d e\nenv f g\n",
    "FROM scratch\nENV A=b c=d\nLABEL d=\"e f\"\n",
    "# check=experimental=all\n\n# bad\nARG a=1\nFROM scratch\n",
    "# check=experimental=all\n\n# a good\nARG a=1\n# bad\nFROM scratch AS b\n# bad\nARG c=1 d=2\n",
    "# check=experimental=InvalidDefinitionDescription\n\n# bad\n\nARG a=1\n# bad\n#\nARG b=1\nFROM scratch\n",
    "# bad\nARG a=1\nFROM scratch\n",
    "# check=skip=all;experimental=all\n\n# bad\nARG a=1\nFROM scratch as B\n",
    "# check=skip=FromAsCasing\nFROM scratch as B\n",
    "# check=skip=FromAsCasing;error=true\nFROM scratch as B\n",
    "FROM scratch AS Build\nEXPOSE 80/TCP 53/udp 53/Udp\n",
    "FROM scratch\nEXPOSE 80:80 127.0.0.1:80:80/TCP\nMAINTAINER a\nmaintainer b\n",
    "FROM scratch\nCMD a\ncmd b\nENTRYPOINT c\n",
    "\u{feff}FROM scratch\r\nENV A b\r\nEXPOSE 80/TCP\r\n",
];

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_is_typed_is_found_as_buildkit_finds_it() {
    let engine = Engine::connect();
    let mut wrong = String::new();
    for text in TYPED {
        let checked = engine.build(text.to_owned()).check();
        let mut theirs: Vec<_> = checked
            .warnings
            .into_iter()
            .map(|it| (it.rule, it.detail))
            .collect();
        let findings = DockerfileText::new(text).check().findings.into_iter();
        let own = findings.filter(|it| {
            it.rule
                .name
                .starts_with(|first: char| first.is_ascii_uppercase())
        });
        let mut ours: Vec<_> = own
            .map(|it| (it.rule.name.to_owned(), it.message))
            .collect();
        theirs.sort();
        ours.sort();
        if ours != theirs {
            let error = checked.error.unwrap_or_default();
            writeln!(
                wrong,
                "{text}\nours: {ours:#?}\nBuildKit's: {theirs:#?} {error}\n"
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
