//! BuildKit's build checks of what stages do, and of `FROM`.

use dockerkit::{
    AddFiles, Arg, CacheMount, Cmd, CopyFiles, DefaultShell, Dockerfile, Entrypoint, Env, Expose,
    Healthcheck, InlineFile, Instruction, Maintainer, OnBuild, Part, Run, Stage, StageRef, Volume,
    expand, literal,
};

use super::{Said, stages::alpine};

pub(crate) fn all(said: &mut Said) {
    for (_, rule) in [platforms(), defaults(), starts(), directories(), rest()].concat() {
        said.0.insert(rule);
    }
    for (_, rule) in undefined() {
        said.0.insert(rule);
    }
}

#[test]
fn what_stages_do_is_looked_at() {
    all(&mut Said::default());
}

type Found = Vec<(String, &'static str)>;

fn found(file: &Dockerfile) -> Found {
    let findings = file.check().findings.into_iter();
    findings.map(|it| (it.message, it.rule.name)).collect()
}

/// What is said of a file, with what is expected: the rule, and what is in the message besides what they all have.
#[track_caller]
fn says(rule: &'static str, file: &Dockerfile, messages: &[&str]) -> Found {
    let found = found(file);
    let expected: Vec<_> = messages
        .iter()
        .map(|message| ((*message).to_owned(), rule))
        .collect();
    assert_eq!(found, expected);
    found
}

fn scratch() -> Stage {
    Stage::new("scratch")
}

fn file(stage: Stage) -> Dockerfile {
    Dockerfile::new().stage(stage)
}

fn from(name: &'static str) -> Stage {
    Stage::new(StageRef::by_name(name))
}

fn platforms() -> Found {
    let rule = "FromPlatformFlagConstDisallowed";
    let says_const = |stage: Stage, platform: &str| {
        let message = format!("FROM --platform flag should not use constant value \"{platform}\"");
        says(rule, &file(stage), &[&message])
    };
    let named = |name: &'static str| Stage::named(name, "alpine");
    let mut found = says_const(alpine().platform("linux/amd64"), "linux/amd64");
    says_const(named("build").platform("Linux/X86_64"), "Linux/X86_64");
    says_const(named("x86_64").platform("linux/x86_64"), "linux/x86_64");
    says_const(named("v7").platform("linux/arm/v7"), "linux/arm/v7");
    says_const(named("build").platform("linux"), "linux");
    for (name, platform) in [
        ("build-amd64", "linux/amd64"),
        ("amd64", "linux/x86_64"),
        ("linux-build", "linux/arm/v7"),
        ("armful", "linux/arm/v7"),
        ("build", "$BUILDPLATFORM"),
        ("build", "linux/$TARGETARCH"),
        ("build", "${TARGETPLATFORM:-linux/amd64}$TARGETVARIANT"),
    ] {
        says(rule, &file(named(name).platform(platform)), &[]);
    }
    let rule = "RedundantTargetPlatform";
    for platform in [
        "$TARGETPLATFORM",
        "${TARGETPLATFORM}",
        "${TARGETPLATFORM:-linux/amd64}",
        "${TARGETPLATFORM:+$TARGETPLATFORM}",
    ] {
        let message = format!(
            "Setting platform to predefined {platform} in FROM is redundant as this is the default behavior"
        );
        found.extend(says(rule, &file(alpine().platform(platform)), &[&message]));
    }
    for platform in [
        "${TARGETPLATFORM:+linux/arm64}",
        "${TARGETPLATFORM#x}",
        "$TARGETOS/$TARGETARCH",
        "${TARGETPLATFORM:-$BUILDPLATFORM}",
    ] {
        says(rule, &file(alpine().platform(platform)), &[]);
    }
    found
}

fn defaults() -> Found {
    let rule = "InvalidDefaultArgInFrom";
    let with = |default: Option<&'static str>, image: &'static str| {
        let arg = default.map_or_else(|| Arg::new("V"), |it| Arg::with_default("V", it));
        Dockerfile::new().arg(arg).stage(Stage::new(image))
    };
    let mut found = Found::new();
    for (default, image) in [
        (None, "alpine:$V"),
        (None, "$V"),
        (Some(""), "${V:+alpine}"),
        (Some("A B"), "$V"),
        (Some("$TARGETARCH/"), "$V"),
        (None, "alpine:$V-$TARGETARCH"),
    ] {
        let message =
            format!("Default value for ARG {image} results in empty or invalid base image name");
        found.extend(says(rule, &with(default, image), &[&message]));
    }
    for (default, image) in [
        (Some("3"), "alpine:$V"),
        (None, "alpine$V"),
        (None, "${V:-alpine}"),
        (Some("3-$TARGETARCH"), "alpine:$V"),
        // It is one on some platforms, or nobody knows it.
        (None, "alpine:$TARGETVARIANT"),
        (Some("3"), "alpine:${V%3}"),
        (Some("$TARGETSTAGE"), "$V:"),
    ] {
        says(rule, &with(default, image), &[]);
    }
    // Values that double each other are not followed for ever.
    let mut file = Dockerfile::new().arg(Arg::with_default("A0", "aa"));
    for at in 1..200 {
        let before = format!("$A{0}$A{0}", at - 1);
        file = file.arg(Arg::with_default(format!("A{at}"), expand(before)));
    }
    says(rule, &file.stage(Stage::new("$A199")), &[]);
    found
}

fn starts() -> Found {
    let json = "JSONArgsRecommended";
    let message = |keyword| {
        format!(
            "JSON arguments recommended for {keyword} to prevent unintended behavior related to OS signals"
        )
    };
    let (cmd, entrypoint) = (&*message("CMD"), &*message("ENTRYPOINT"));
    let shell = || DefaultShell::new(["/bin/bash", "-c"]);
    let mut found = says(json, &file(alpine().cmd("a")), &[cmd]);
    says(json, &file(scratch().entrypoint("a")), &[entrypoint]);
    says(json, &file(alpine().push(shell()).cmd("a")), &[]);
    says(json, &file(alpine().cmd("a").push(shell())), &[cmd]);
    for stage in [
        alpine().cmd(["a"]).entrypoint(["b"]),
        alpine().push(Cmd::none()).push(Entrypoint::none()),
        alpine().push(Healthcheck::new("a")).run("b"),
        alpine().push(OnBuild::new(Cmd::new("a"))),
        // Images that set one.
        Stage::new("mambaorg/micromamba:2").cmd("a"),
        Stage::new("quay.io/jupyter/base-notebook").cmd("a"),
    ] {
        says(json, &file(stage), &[]);
    }
    let on = |base: Stage| {
        Dockerfile::new()
            .arg(Arg::with_default("B", "base"))
            .stage(base)
    };
    let base = || Stage::named("base", "alpine");
    says(json, &on(base()).stage(from("base").cmd("a")), &[cmd]);
    says(json, &on(base()).stage(Stage::new("$B").cmd("a")), &[cmd]);
    for stage in [from("base"), Stage::new("$B")] {
        let with_shell = on(base().push(shell()));
        says(json, &with_shell.stage(stage.clone().cmd("a")), &[]);
        let trigger = on(base().push(OnBuild::new(shell())));
        says(json, &trigger.stage(stage.clone().cmd("a")), &[]);
        let text = on(base().push(OnBuild::text("SHELL whatever")));
        says(json, &text.stage(stage.cmd("a")), &[]);
    }
    // What a trigger does is said where it is done.
    let trigger = || on(base().push(OnBuild::new(Cmd::new("a"))));
    let done = trigger().stage(from("base"));
    says(json, &done, &[cmd]);
    assert_eq!(done.check().findings[0].place.part, Part::Stage(1));
    says(json, &trigger().stage(from("base")).stage(alpine()), &[]);

    let several = "MultipleInstructionsDisallowed";
    let message = |keyword| {
        format!(
            "Multiple {keyword} instructions should not be used in the same stage because only the last one will be used"
        )
    };
    let cmd = &*message("CMD");
    let two = file(alpine().cmd(["a"]).run("x").cmd(["b"]));
    found.extend(says(several, &two, &[cmd]));
    let finding = &two.check().findings[0];
    let step = |step| Part::Step { stage: 0, step };
    assert_eq!(finding.place.part, step(0));
    assert_eq!(finding.related.as_ref().map(|it| it.part), Some(step(2)));
    let three = file(alpine().cmd(["a"]).cmd(["b"]).cmd(["c"]));
    says(several, &three, &[cmd, cmd]);
    let checks = alpine().push(Healthcheck::none());
    let checks = file(checks.push(Healthcheck::new(["a"])));
    says(several, &checks, &[&message("HEALTHCHECK")]);
    for stage in [
        alpine().cmd(["a"]).entrypoint(["b"]),
        alpine().push(OnBuild::new(Cmd::new(["a"]))).cmd(["b"]),
    ] {
        says(several, &file(stage), &[]);
    }
    let exec = || base().push(OnBuild::new(Cmd::new(["a"])));
    let done = Dockerfile::new().stage(exec()).stage(from("base"));
    says(several, &done, &[]);
    let again = Dockerfile::new()
        .stage(exec())
        .stage(from("base").cmd(["a"]));
    says(several, &again, &[cmd]);
    let based = Dockerfile::new()
        .stage(base().cmd(["a"]))
        .stage(from("base").cmd(["a"]));
    says(several, &based, &[]);
    found
}

fn directories() -> Found {
    let rule = "WorkdirRelativePath";
    let message = |path| {
        format!("Relative workdir {path} can have unexpected results if the base image changes")
    };
    let (app, empty) = (&*message(r#""app""#), &*message(r#""""#));
    let found = says(rule, &file(alpine().workdir("app")), &[app]);
    says(rule, &file(alpine().workdir("app").workdir("b")), &[app]);
    says(
        rule,
        &file(alpine().workdir(literal("a\"b\\c"))),
        &[&message(r#""a\"b\\c""#)],
    );
    says(rule, &file(alpine().env("A", "app").workdir("$A")), &[app]);
    says(
        rule,
        &file(alpine().arg_with_default("A", "app").workdir("$A")),
        &[app],
    );
    says(rule, &file(alpine().env("A", "").workdir("$A")), &[empty]);
    let global = Dockerfile::new().arg(Arg::with_default("A", "app"));
    says(rule, &global.stage(alpine().arg("A").workdir("$A")), &[app]);
    for stage in [
        alpine().workdir("/app").workdir("b"),
        alpine().workdir("$HOME/app"),
        alpine().workdir("a$HOME"),
        alpine().arg("A").workdir("$A"),
        alpine().env("A", "/app").workdir("$A"),
        alpine().env("A", "/app").workdir("${A}").workdir("b"),
        alpine().push(OnBuild::new(dockerkit::Workdir::new("app"))),
        // It is absolute on Windows.
        Stage::new("mcr.microsoft.com/windows/nanoserver").workdir(literal("C:\\app")),
    ] {
        says(rule, &file(stage), &[]);
    }
    let base = |directory: &'static str| Stage::named("base", "alpine").workdir(directory);
    let on = |base: Stage| {
        Dockerfile::new()
            .stage(base)
            .stage(from("base").workdir("b"))
    };
    says(rule, &on(base("/app")), &[]);
    says(rule, &on(base("app")), &[app]);
    let trigger = |directory: &'static str| {
        let trigger = OnBuild::new(dockerkit::Workdir::new(directory));
        Stage::named("base", "alpine").push(trigger)
    };
    says(rule, &on(trigger("/app")), &[]);
    says(rule, &on(trigger("app")), &[app]);
    found
}

fn rest() -> Found {
    let rule = "SecretsUsedInArgOrEnv";
    let says_secret = |instruction: Instruction, names: &[&str]| {
        let messages = names
            .iter()
            .map(|name| format!("Do not use ARG or ENV instructions for sensitive data ({name})"));
        let messages: Vec<_> = messages.collect();
        let messages: Vec<_> = messages.iter().map(String::as_str).collect();
        says(rule, &file(alpine().push(instruction)), &messages)
    };
    let mut found = says_secret(Arg::new("GITHUB_TOKEN").into(), &["ARG \"GITHUB_TOKEN\""]);
    says_secret(
        Env::new("aws_Secret_id", "1")
            .and("A", "2")
            .and("AUTH", "")
            .into(),
        &["ENV \"aws_Secret_id\"", "ENV \"AUTH\""],
    );
    for name in ["ApiKey", "X_PWORD", "passwd_", "_key", "KEY__PUBLICS"] {
        says_secret(Env::new(name, "").into(), &[&format!("ENV {name:?}")]);
    }
    for name in [
        "PUBLIC_KEY",
        "TOKEN_FILE",
        "KEYS",
        "AUTHOR",
        "KEY_VERSION",
        "MY-KEY",
    ] {
        says_secret(Env::new(name, "").into(), &[]);
    }
    let prefixed = alpine().env("A", "MY").push(Env::new("${A}_KEY", ""));
    says(
        rule,
        &file(prefixed),
        &["Do not use ARG or ENV instructions for sensitive data (ENV \"MY_KEY\")"],
    );
    says_secret(Env::new("${A}_KEY", "").into(), &[]);
    says_secret(OnBuild::new(Arg::new("TOKEN")).into(), &[]);
    says(rule, &Dockerfile::new().arg("TOKEN").stage(alpine()), &[]);

    let maintainer = alpine().push(Maintainer::new("Ada"));
    found.extend(says(
        "MaintainerDeprecated",
        &file(maintainer),
        &["Maintainer instruction is deprecated in favor of using label"],
    ));

    let rule = "ExposeProtoCasing";
    let message =
        |port| format!("Defined protocol '{port}' in EXPOSE instruction should be lowercase");
    let ports = alpine().env("P", "80 81").push(Expose::new(["$P/Udp"]));
    says(rule, &file(ports), &[&message("81/Udp")]);
    says(
        rule,
        &file(alpine().push(OnBuild::new(Expose::new(["$P/UDP"])))),
        &[],
    );
    let rule = "ExposeInvalidFormat";
    let mapped = alpine().env("P", "1").push(Expose::new(["$P:80"]));
    says(
        rule,
        &file(mapped),
        &["EXPOSE instruction should not define an IP address or host-port mapping, found '1:80'"],
    );
    says(
        rule,
        &file(alpine().push(Expose::new(["$P:80", ":80"]))),
        &[],
    );
    found
}

fn undefined() -> Found {
    let rule = "UndefinedVar";
    let message = |name: &str| format!("Usage of undefined variable '${name}'");
    let (a, b) = (&*message("AAA"), &*message("BBB"));
    let says_in = |stage: Stage, messages: &[&str]| says(rule, &file(stage), messages);
    let found = says_in(scratch().workdir("/$AAA"), &[a]);
    for instruction in [
        Instruction::from(Env::new("X", "$AAA")),
        Env::new("$AAA", "1").into(),
        Arg::with_default("X", "${AAA:-b}").into(),
        dockerkit::Label::new("a$AAA", "1").into(),
        CopyFiles::new(["a"], "/$AAA").into(),
        CopyFiles::new(["a"], "/").chown("$AAA").into(),
        CopyFiles::file(InlineFile::expanding("a", "$AAA\n"), "/").into(),
        AddFiles::new(["a$AAA"], "/").into(),
        dockerkit::User::new("$AAA").into(),
        Volume::new(["/$AAA"]).into(),
        dockerkit::StopSignal::new("$AAA").into(),
        Run::new("x")
            .mount(CacheMount::new(expand("/c$AAA")))
            .into(),
    ] {
        says_in(scratch().push(instruction), &[a]);
    }
    // Each value by itself, and what is set in one instruction is not known in it, but to `ARG`.
    says_in(scratch().push(Volume::new(["/$AAA$AAA", "/$AAA"])), &[a, a]);
    says_in(scratch().push(Env::new("AAA", "1").and("X", "$AAA")), &[a]);
    let arg = || Arg::with_default("AAA", "1").and(Arg::with_default("X", "$AAA$BBB"));
    says_in(scratch().push(arg()), &[b]);
    says_in(scratch().push(Arg::with_default("AAA", "$AAA")), &[a]);
    for stage in [
        scratch().workdir("/$PATH"),
        scratch().env("AAA", "1").workdir("/$AAA"),
        scratch().arg("AAA").workdir("/$AAA"),
        scratch()
            .run("echo $AAA")
            .cmd(["$AAA"])
            .workdir(literal("/$AAA")),
        scratch().expose("80$AAA"),
        scratch().push(Healthcheck::new("$AAA")),
        scratch().push(OnBuild::new(Env::new("X", "$AAA"))),
        scratch()
            .env("AAA", "BBB")
            .env("$AAA", "1")
            .workdir("/$BBB"),
        // What an image sets is not known.
        alpine().workdir("/$AAA"),
        Stage::new("alpine$TARGETVARIANT").workdir("/$AAA"),
    ] {
        says_in(stage, &[]);
    }
    let near = scratch()
        .env("HOMER", "1")
        .env("HOME", "2")
        .workdir("/$HOMES");
    says_in(
        near,
        &["Usage of undefined variable '$HOMES' (did you mean $HOMER?)"],
    );
    let path = scratch().workdir("/$GOPATH");
    says_in(
        path,
        &["Usage of undefined variable '$GOPATH' (did you mean $PATH?)"],
    );

    let base = |base: Stage, last: Stage| Dockerfile::new().stage(base).stage(last);
    let named = |image: &'static str| Stage::named("base", image);
    let last = || from("base").workdir("/$AAA");
    says(rule, &base(named("scratch"), last()), &[a]);
    says(rule, &base(named("alpine"), last()), &[]);
    for known in [
        named("scratch").env("AAA", "1"),
        named("scratch").arg("AAA"),
        named("scratch").push(OnBuild::new(Env::new("AAA", "1"))),
        named("scratch").push(OnBuild::text("ENV whatever=1")),
    ] {
        says(rule, &base(known, last()), &[]);
    }
    let trigger = named("scratch").push(OnBuild::new(Env::new("X", "$AAA")));
    says(rule, &base(trigger, from("base")), &[a]);

    // That of the file is known in no stage, and is said once.
    let global = Dockerfile::new().arg(Arg::with_default("AAA", "1"));
    let global = global.stage(scratch().workdir("/$AAA"));
    says(rule, &global, &[a]);
    let help = &global.check().findings[0].help;
    assert!(
        help.contains("`ARG AAA`; it is declared in front"),
        "{help}"
    );
    // Behind many stages nothing is known.
    let mut deep = Dockerfile::new().stage(Stage::named("s0", "scratch"));
    for at in 1..100 {
        let before = StageRef::by_name(format!("s{}", at - 1));
        deep = deep.stage(Stage::named(format!("s{at}"), before));
    }
    says(rule, &deep.stage(from("s99").workdir("/$AAA")), &[]);
    found
}

#[test]
fn the_directive_sets_these_too() {
    let file = file(alpine().workdir("a").cmd("b"));
    let with = |check: &'static str| {
        let report = file.clone().check_directive(check).check();
        let findings = report.findings.iter();
        let found: Vec<_> = findings
            .map(|it| format!("{} {}", it.rule.name, it.level))
            .collect();
        found.join(", ")
    };
    assert_eq!(with("skip=all"), "");
    assert_eq!(
        with("skip=WorkdirRelativePath"),
        "JSONArgsRecommended warning"
    );
    assert_eq!(
        with("error=true;skip=JSONArgsRecommended,all"),
        "WorkdirRelativePath error"
    );
    assert_eq!(
        with("experimental=all"),
        "WorkdirRelativePath warning, JSONArgsRecommended warning"
    );
}
