//! Values that cannot stand where they stand.

use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _, path::Path, time::Duration};

use dockerkit::{
    AddFiles, Arg, Comment, CopyFiles, DefaultShell, Env, Expose, Healthcheck, Label, Maintainer,
    OnBuild, Port, Run, StopSignal, User, Volume, Workdir, literal,
};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    empty(said);
    words(said);
    references(said);
    names(said);
    kinds(said);
}

#[test]
fn values_are_looked_at() {
    all(&mut Said::default());
}

fn empty(said: &mut Said) {
    let help = "give it one, or leave the instruction out";
    let mut env = Env::new("A", "");
    env.variables.clear();
    said.step(env, "empty", "`ENV` has no variable", help);
    let mut arg = Arg::new("A");
    arg.declarations.clear();
    said.step(arg, "empty", "`ARG` has no argument", help);
    let mut label = Label::new("a", "b");
    label.labels.clear();
    said.step(label, "empty", "`LABEL` has no label", help);
    said.step(
        Expose::new::<Port>([]),
        "empty",
        "`EXPOSE` has no port",
        help,
    );
    said.step(Volume::new([""; 0]), "empty", "`VOLUME` has no path", help);
    said.step(
        CopyFiles::new([""; 0], "/"),
        "empty",
        "`COPY` has no source",
        help,
    );
    said.step(
        AddFiles::new([""; 0], "/"),
        "empty",
        "`ADD` has no source",
        help,
    );
    said.step(
        DefaultShell::new([""; 0]),
        "empty",
        "the command has no words",
        "give it a program",
    );

    let help = "give it a value, or leave it out";
    said.step(User::new(""), "empty", "the user is empty", help);
    said.step(Workdir::new(""), "empty", "the directory is empty", help);
    said.step(
        Label::new("", "a"),
        "empty",
        "the key of a label is empty",
        help,
    );
    said.step(Volume::new([""]), "empty", "the path is empty", help);
    said.step(
        CopyFiles::new([""], "/"),
        "empty",
        "a source is empty",
        help,
    );
    said.step(
        CopyFiles::new(["a"], ""),
        "empty",
        "the destination is empty",
        help,
    );
    let add = AddFiles::new(["git@example.com:a.git"], "/");
    let message = "`--checksum` is empty, which BuildKit treats as not given";
    said.warned(add.checksum(""), "empty-option", message, help);
}

fn words(said: &mut Said) {
    let (rule, help) = (
        "newline",
        "take it out; if text of many lines is meant, put it in a file, or have a `RUN` write it",
    );
    said.step(
        Env::new("A", "1\nRUN evil"),
        rule,
        "the value of `A` holds a newline, which `ENV` cannot carry",
        help,
    );
    said.step(
        Arg::with_default("A", "1\n"),
        rule,
        "the default of `A` holds a newline, which `ARG` cannot carry",
        help,
    );
    said.step(
        Label::new("a", "\n"),
        rule,
        "the value of the label `a` holds a newline, which `LABEL` cannot carry",
        help,
    );
    said.step(
        Label::new("\n", "a"),
        rule,
        "the key of a label holds a newline, which `LABEL` cannot carry",
        help,
    );
    said.step(
        CopyFiles::new(["a"], "/").exclude("\n"),
        rule,
        "`--exclude` holds a newline, which `COPY` cannot carry",
        help,
    );
    said.step(
        Workdir::new("/a\nRUN evil"),
        rule,
        "the directory holds a newline, which `WORKDIR` cannot carry",
        help,
    );
    said.step(
        User::new("a\n$B"),
        rule,
        "the user holds a newline, which `USER` cannot carry",
        help,
    );
    said.step(
        Env::new("A", "${B:-\n}"),
        rule,
        "the value of `A` holds a newline, which `ENV` cannot carry",
        help,
    );
    said.step(
        OnBuild::new(Env::new("A", "\n")),
        rule,
        "the value of `A` holds a newline, which `ONBUILD` cannot carry",
        help,
    );

    let (rule, help) = ("nul", "no program can be given one; take it out");
    said.step(
        Env::new("A", "\0"),
        rule,
        "the value of `A` holds a NUL character (or a path that is not Unicode)",
        help,
    );
    said.step(
        DefaultShell::new(["a\0b"]),
        rule,
        r"the word `a\0b` holds a NUL character (or a path that is not Unicode)",
        help,
    );

    let (rule, help) = (
        "not-ascii",
        "use ASCII characters, or set an `ARG` to the value and refer to it",
    );
    said.step(
        CopyFiles::new(["a"], "/").chown("é"),
        rule,
        "`--chown` holds `é`, and BuildKit corrupts what is not ASCII in a flag",
        help,
    );
    said.step(
        CopyFiles::new(["a"], "/").exclude("a\u{a0}b"),
        rule,
        "`--exclude` holds `\u{a0}`, and BuildKit corrupts what is not ASCII in a flag",
        help,
    );

    let path = Path::new(OsStr::from_bytes(b"a\xff"));
    said.step(
        CopyFiles::new([literal(path)], "/"),
        "not-unicode",
        "a source is the path `a\u{fffd}`, which is not Unicode",
        "a Dockerfile is UTF-8 text; rename the file",
    );
}

fn references(said: &mut Said) {
    let dollar = "for a dollar write `\\$`, for an exact value `literal(…)`";
    let modifier = "behind the name there can be `:-`, `:+`, `:?`, `-`, `+`, `?`, `#`, `%` or `/`";
    let escape = |escape: &str| {
        format!(
            "a backslash protects `*`, `?`, `/`, `}}`, `$` and itself in a pattern, and is not taken in `{escape}`"
        )
    };
    for (value, rest, help) in [
        ("x${A", "${A", "`${` is not closed by `}`"),
        ("${A:-x", "${A:-x", "`${` is not closed by `}`"),
        ("${1a}", "${1a}", modifier),
        ("${A~b} c", "${A~b} c", modifier),
        ("${A:-${}}", "${A:-${}}", "`${` is not followed by a name"),
        (
            "${A/x}",
            "${A/x}",
            "`${NAME/pattern` is not followed by `/`",
        ),
        (r"${A#a\b}", r"${A#a\\b}", &escape(r"\b")),
        (r"${A/\x/y}", r"${A/\\x/y}", &escape(r"\x")),
    ] {
        let message = format!("the value of `A` has a reference that BuildKit refuses: `{rest}`");
        let help = format!("{help}; {dollar}");
        said.step(Env::new("A", value), "reference", &message, &help);
    }
    let help = |why: &str| {
        format!("{why}; put a part of it in an `ARG`, or braces around the name, and refer to that")
    };
    let number = "a number beyond ASCII stands in its name or behind it";
    said.step(
        Env::new("A", "$A\u{663}"),
        "held-reference",
        "the value of `A` has a reference that cannot be held: `$A\u{663}`",
        &help(number),
    );
    let deep = format!("{}{}", "${A:-".repeat(33), "}".repeat(33));
    said.step(
        Env::new("A", dockerkit::expand(deep.clone())),
        "held-reference",
        &format!("the value of `A` has a reference that cannot be held: `{deep:.100}`"),
        &help("its words stand in each other more than 32 deep"),
    );
    said.step(
        Env::new("$A=", "1"),
        "variable-name",
        "`$A=`: a variable name may hold no `=`, where BuildKit ends it",
        "use a name without `=`",
    );
}

fn names(said: &mut Said) {
    let (rule, help) = ("variable-name", "use letters, digits and `_`");
    said.step(
        Env::new("", "1"),
        rule,
        "``: a variable name must not be empty",
        help,
    );
    said.step(
        Arg::new("--a"),
        rule,
        "`--a`: the name of an argument must not start with `--`, which the builder reads as a flag",
        help,
    );
    for name in ["A B", "A\u{a0}", "\"A\"", "A'", "A\\", "A\nRUN evil"] {
        let message = format!(
            "`{}`: the name of an argument may hold no whitespace, quote or escape character",
            crate::shown(name)
        );
        said.step(Arg::new(name), rule, &message, help);
    }
    for name in ["=", "A=B"] {
        let message = format!("`{name}`: a variable name may hold no `=`, where BuildKit ends it");
        said.step(Env::new(name, "1"), rule, &message, help);
        said.step(Arg::new(name), rule, &message, help);
    }
    said.step(
        Env::new("A\nRUN evil", "1"),
        rule,
        r"`A\nRUN evil`: a variable name may hold no newline and no NUL",
        help,
    );
    said.step(
        Label::new("a=b", "1"),
        "label-key",
        "the key `a=b` holds `=`, where BuildKit ends it",
        "use a key without `=`",
    );
}

fn ports(said: &mut Said) {
    let port = "a port is `80`, `8000-8010` or `53/udp`, from 0 to 65535";
    for text in [
        "http",
        "65536",
        "80/icmp",
        "2-1",
        "-1",
        "",
        "8\n0",
        "1-2:80-82",
        "localhost:80:80",
        "80:",
    ] {
        let message = format!("`{}` is not a port", crate::shown(text));
        said.step(Expose::new([text]), "port", &message, port);
    }
    said.step(
        Expose::new([Port::range(2, 1, dockerkit::Protocol::Udp)]),
        "port",
        "`2-1/udp` is not a port",
        port,
    );
    said.step(
        Expose::new(["$A B"]),
        "port",
        "the port is `$A B`, which cannot be written there",
        "around `$NAME` use ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+` only",
    );
    for mapping in ["8080:80", "127.0.0.1:8080:80/udp", "[::1]:8080-8090:80"] {
        said.warned(
            Expose::new([mapping]),
            "ExposeInvalidFormat",
            &format!(
                "EXPOSE instruction should not define an IP address or host-port mapping, found '{mapping}'"
            ),
            "write the container's port alone, and publish it where the container is started",
        );
    }
}

fn protocols(said: &mut Said) {
    for port in ["$PORT/UDP", "$A-$B/Tcp"] {
        said.warned(
            Expose::new([port]),
            "ExposeProtoCasing",
            &format!("Defined protocol '{port}' in EXPOSE instruction should be lowercase"),
            "write the protocol in lowercase",
        );
    }
}

fn kinds(said: &mut Said) {
    protocols(said);
    let maintainer =
        "take off whitespace at its ends, a leading `--` and a trailing backslash, or use a label";
    for author in ["", " Ada", "Ada ", "--Ada", "Ada\\", "Ada\u{a0}"] {
        let message = format!("the author `{}` cannot be written", crate::shown(author));
        said.step(Maintainer::new(author), "maintainer", &message, maintainer);
    }
    ports(said);
    let signal = "use a name such as `SIGQUIT` or a number such as `9`";
    for (text, shown) in [("SIGNOPE", "SIGNOPE"), ("0", "0"), ("", ""), ("A\"", "A\"")] {
        let message = format!("`{shown}` is not a signal");
        said.step(StopSignal::new(text), "signal", &message, signal);
    }
    let check = || Healthcheck::new("true");
    let range = "use 0, or from 1 ms to 292 years";
    said.step(
        check().interval(Duration::from_micros(999)),
        "healthcheck",
        "the time 999µs is out of range",
        range,
    );
    for fine in [Duration::ZERO, Duration::from_millis(1)] {
        let stage = dockerkit::Stage::new("alpine").push(check().interval(fine));
        let report = dockerkit::Dockerfile::new().stage(stage).check();
        assert_eq!(report.to_string(), "");
    }
    said.step(
        check().start_period(Duration::from_secs(u64::MAX)),
        "healthcheck",
        "the time 18446744073709551615s is out of range",
        range,
    );
    said.step(
        check().retries(2_147_483_648),
        "healthcheck",
        "the number of retries is out of range",
        "use up to 2147483647",
    );
    said.warned(
        Healthcheck::none().retries(u32::MAX),
        "healthcheck-option",
        "the options of `HEALTHCHECK NONE` do nothing, and are not written",
        "leave them out, or give a command",
    );
    let alone = "write it as an instruction of its own";
    let run = || Run::new("true");
    said.step(
        OnBuild::new(OnBuild::new(run())),
        "onbuild",
        "`ONBUILD` cannot hold `ONBUILD`",
        alone,
    );
    said.step(
        OnBuild::new(Maintainer::new("a")),
        "onbuild",
        "`ONBUILD` cannot hold `MAINTAINER`",
        alone,
    );
    said.step(
        OnBuild::new(Comment::new("a")),
        "onbuild",
        "`ONBUILD` cannot hold a comment",
        alone,
    );
}
