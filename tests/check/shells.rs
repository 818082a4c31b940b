//! Which shell reads a step, and what it can be given.

use dockerkit::{
    Arg, Cmd, DefaultShell, Dockerfile, Entrypoint, Healthcheck, Instruction, Level, OnBuild, Run,
    Shell, Stage, StageRef, User,
};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    other_shells(said);
    not_known(said);
    windows(said);
    places(said);
    parts_of_words(said);
    in_words(said);
    joined(said);
    scripts(said);
}

#[test]
fn shells_are_told_apart() {
    all(&mut Said::default());
}

const OTHER: &str = "give the words as an array, or set an `ENV` or an `ARG` to the value and name it as that shell does";
const CMD: &str = "give the words as an array, or have PowerShell read it: `DefaultShell::new([\"powershell\", \"-Command\"])`";
const OUTSIDE: &str = "write it outside, as a word of the command, where it needs no quotes; text and value can be one value, \
                       too: `.arg(format!(…))`";

fn shell(words: &[&'static str]) -> DefaultShell {
    DefaultShell::new(words.iter().copied())
}

fn echo() -> Shell {
    Shell::new("echo ").arg("it's $5")
}

/// The last line of a file.
fn last(stage: Stage) -> String {
    let text = Dockerfile::new().stage(stage).render().unwrap();
    text.lines().last().unwrap().to_owned()
}

fn other_shells(said: &mut Said) {
    for (name, words) in [
        ("fish", ["/usr/bin/fish", "-c"]),
        ("nu", ["nu", "-c"]),
        ("python3", ["python3", "-c"]),
    ] {
        let program = words[0];
        let message = format!("the value `it's $5` cannot be quoted for the shell `{program}`");
        assert!(program.ends_with(name));
        for step in [
            Instruction::from(Run::new(echo())),
            Cmd::new(echo()).into(),
            Entrypoint::new(echo()).into(),
            Healthcheck::new(echo()).into(),
            OnBuild::new(Run::new(echo())).into(),
            Run::script(echo()).into(),
            Run::new(Shell::new("a").and(echo())).into(),
        ] {
            let keyword = step.keyword();
            let stage = Stage::named("b", "alpine").push(shell(&words)).push(step);
            said.file(
                &Dockerfile::new().stage(stage),
                (Some("b"), Some(keyword)),
                ["shell-value", &message, OTHER],
            );
        }
        let words = Run::new(["echo", "it's $5"]);
        let stage = Stage::new("alpine")
            .push(shell(&[program, "-c"]))
            .push(words);
        assert_eq!(last(stage), "RUN [\"echo\", \"it's $5\"]");
    }
    // What `#!` names reads a script.
    let script = |first: &'static str| Run::new(Shell::new(first).arg("a b").text("\n"));
    said.step(
        script("#!/usr/bin/env python3\nprint "),
        "shell-value",
        "the value `a b` cannot be quoted for the shell `python3`",
        OTHER,
    );
    said.step(
        script("<<EOF\n#!/usr/bin/fish\necho "),
        "shell-value",
        "the value `a b` cannot be quoted for the shell `/usr/bin/fish`",
        OTHER,
    );
    let fish = Stage::new("alpine").push(shell(&["fish", "-c"]));
    assert!(
        Dockerfile::new()
            .stage(fish.clone().push(script("#!/bin/bash -e\necho ")))
            .render()
            .unwrap()
            .ends_with("RUN <<EOF\n#!/bin/bash -e\necho 'a b'\nEOF\n")
    );
    // A program that runs a POSIX shell.
    let conda = shell(&["conda", "run", "-n", "app", "/bin/bash", "-c"]);
    assert_eq!(
        last(Stage::new("conda").push(conda).run(echo())),
        r"RUN echo 'it'\''s $5'"
    );
}

/// The shell of a stage is that of its base; which that is may depend on an argument.
fn not_known(said: &mut Said) {
    let file = |source: &'static str| {
        Dockerfile::new()
            .arg(Arg::with_default("KIND", "x"))
            .stage(Stage::named("base-linux", "alpine"))
            .stage(Stage::named("base-windows", "alpine").push(shell(&["pwsh", "-c"])))
            .stage(Stage::new(source).run(echo()))
    };
    let message = "the value `it's $5` cannot be quoted: which shell reads it is not known";
    let help = "say which it is in front of the step: `DefaultShell::new([…])`; or give the words as an array";
    let place = (Some("2"), Some("RUN"));
    // It may always be an image.
    for source in ["base-$KIND", "base-win$KIND"] {
        said.file(&file(source), place, ["shell-value", message, help]);
    }
    assert!(file("base-lin$KIND").render().unwrap().ends_with(
        r"RUN echo 'it'\''s $5'
"
    ));
    let inherited = |base: Stage| {
        let file = Dockerfile::new()
            .stage(base)
            .stage(Stage::named("c", StageRef::by_name("b")))
            .stage(Stage::new(StageRef::by_name("c")).run(echo()));
        file.render().unwrap()
    };
    let base = Stage::named("b", "alpine").push(shell(&["pwsh", "-c"]));
    assert!(inherited(base).ends_with("\nRUN echo 'it''s $5'\n"));
    // As triggers, too.
    let base = Stage::named("b", "alpine").push(OnBuild::new(shell(&["pwsh", "-c"])));
    assert!(inherited(base).ends_with("\nRUN echo 'it''s $5'\n"));
}

fn windows(said: &mut Said) {
    let message = "the value `it's $5` cannot be quoted for `cmd`";
    let place = (Some("0"), Some("RUN"));
    for stage in [
        Stage::new("mcr.microsoft.com/windows/servercore:ltsc2022"),
        Stage::new("mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-ltsc2022"),
        Stage::new("golang:1.24").platform("windows/amd64"),
        Stage::new("alpine").push(shell(&["cmd.exe", "/S", "/C"])),
    ] {
        let file = Dockerfile::new().stage(stage.clone().run(echo()));
        let file = file.level("FromPlatformFlagConstDisallowed", Level::Off);
        said.file(&file, place, ["shell-value", message, CMD]);
        let plain = Shell::new("echo ").arg(r"C:\app-1.0");
        assert_eq!(last(stage.clone().run(plain)), r"RUN echo C:\app-1.0");
        let power = stage.push(shell(&["powershell", "-Command"]));
        assert_eq!(last(power.run(echo())), "RUN echo 'it''s $5'");
    }
    // What Windows would take out of the command line.
    let servercore = || Stage::new("mcr.microsoft.com/windows/servercore:ltsc2022");
    for (stage, name) in [
        (servercore(), "powershell"),
        (servercore(), "pwsh"),
        (Stage::new("golang:1.24").platform("windows/amd64"), "pwsh"),
        (Stage::new("alpine"), "powershell.exe"),
    ] {
        for (value, named) in [
            ("a \"b\"", r#"a "b""#),
            ("a\n; calc", r"a\n; calc"),
            ("a  b", "a  b"),
            ("a\tb", r"a\tb"),
        ] {
            let step = stage.clone().push(shell(&[name, "-Command"]));
            let message = format!(
                "the value `{named}` does not reach PowerShell on Windows, which takes double quotes, newlines and \
                 blanks beside each other out of the command line"
            );
            let help = "set an `ENV` or an `ARG` to it, and name that: `$Env:NAME`";
            let file = Dockerfile::new().stage(step.run(Shell::new("echo ").arg(value)));
            said.file(
                &file.level("FromPlatformFlagConstDisallowed", Level::Off),
                place,
                ["shell-value", &message, help],
            );
        }
    }
    let power = Stage::new("alpine").push(shell(&["pwsh", "-Command"]));
    let quotes = Shell::new("echo ").arg("a \"b\"  c");
    assert_eq!(last(power.run(quotes)), "RUN echo 'a \"b\"  c'");
    let linux = Stage::new("golang:1.24-nanoserver").platform("linux/amd64");
    assert_eq!(last(linux.run(echo())), r"RUN echo 'it'\''s $5'");
    let run = Run::new("uv sync").cache(dockerkit::PackageManager::Uv);
    said.file(
        &Dockerfile::new().stage(Stage::new("mcr.microsoft.com/windows/servercore").push(run)),
        place,
        [
            "needs-linux",
            "the cache of uv is mounted at a directory of Linux, and the stage may run on Windows",
            "name the directory that it has there: `CacheMount::new(…).id(…)`",
        ],
    );
}

/// A trigger and a health check are read by the shell that the stage ends with.
fn places(said: &mut Said) {
    let stage = || Stage::new("alpine").push(OnBuild::new(Run::new(echo())));
    assert_eq!(last(stage()), r"ONBUILD RUN echo 'it'\''s $5'");
    let text = |stage: Stage| Dockerfile::new().stage(stage).render().unwrap();
    let later = stage().push(shell(&["pwsh", "-c"]));
    assert!(text(later).contains("\nONBUILD RUN echo 'it''s $5'\n"));
    let check = Stage::new("alpine")
        .push(Healthcheck::new(echo()))
        .push(Cmd::new(echo()))
        .push(shell(&["pwsh", "-c"]));
    assert!(text(check).ends_with(
        "HEALTHCHECK CMD echo 'it''s $5'\nCMD echo 'it'\\''s $5'\nSHELL [\"pwsh\", \"-c\"]\n"
    ));
    let trigger = Stage::new("alpine")
        .push(shell(&["fish", "-c"]))
        .push(OnBuild::new(shell(&["bash", "-c"])))
        .push(OnBuild::new(Run::new(echo())));
    assert_eq!(last(trigger), r"ONBUILD RUN echo 'it'\''s $5'");
    let command =
        |text: &'static str, end: &'static str| Run::new(Shell::new(text).arg("a b").text(end));
    for (text, end, place) in [
        ("echo \"", "\"", "in a double quote"),
        ("echo 'x ", "'", "in a single quote"),
        ("echo `x ", "`", "in a backquote"),
        ("echo # ", "", "in a comment"),
        ("echo \\", "", "behind a backslash"),
        ("echo $", "", "behind a `$`"),
        ("cat <<E\n", "\nE\n", "in a here-document"),
    ] {
        let message = format!("the value `a b` stands {place}, where it is not read as a value");
        said.step(command(text, end), "shell-value", &message, OUTSIDE);
    }
    let power = Stage::named("b", "alpine").push(shell(&["pwsh", "-c"]));
    for (text, place) in [
        ("echo \"", "in a double quote"),
        ("echo `", "behind a backquote"),
        ("echo @", "behind an `@`"),
        ("echo --% ", "behind `--%`"),
    ] {
        let message = format!("the value `a b` stands {place}, where it is not read as a value");
        said.file(
            &Dockerfile::new().stage(power.clone().push(command(text, ""))),
            (Some("b"), Some("RUN")),
            ["shell-value", &message, OUTSIDE],
        );
    }
}

fn parts_of_words(said: &mut Said) {
    let stage = |run: Shell| {
        Stage::named("b", "alpine")
            .push(shell(&["pwsh", "-c"]))
            .run(run)
    };
    let message = "the value `a b` is only a part of a word, which PowerShell splits there";
    let help = "make all of the word the value: `.arg(format!(…))`; or put a blank between them";
    let part = Shell::new("cat ").arg("a b").text("/c");
    said.file(
        &Dockerfile::new().stage(stage(part.clone())),
        (Some("b"), Some("RUN")),
        ["shell-value", message, help],
    );
    assert_eq!(last(Stage::new("alpine").run(part)), "RUN cat 'a b'/c");
    let end = Shell::new("cat --from=/c/").arg("a b").arg("c");
    assert_eq!(last(stage(end)), "RUN cat --from=/c/'a bc'");
    let lines = Shell::new("echo ").arg("a\\\n# $b\n");
    assert_eq!(last(stage(lines)), "RUN echo \"a\\`n# `$b`n\"");
}

fn joined(said: &mut Said) {
    let list = || Shell::new("a").and(echo()).and("c");
    for (name, joint) in [("sh", r"'it'\''s $5'"), ("pwsh.exe", "'it''s $5'")] {
        for (step, before) in [
            (Instruction::from(Run::new(list())), "RUN"),
            (Cmd::new(list()).into(), "CMD"),
            (OnBuild::new(Run::new(list())).into(), "ONBUILD RUN"),
        ] {
            let stage = Stage::new("alpine").push(shell(&[name, "-c"])).push(step);
            let text = Dockerfile::new().stage(stage).render().unwrap();
            let end = format!("\n{before} a && \\\n    echo {joint} && \\\n    c\n");
            assert!(text.ends_with(&end), "{text}");
        }
    }
    let write =
        "make the list one text of many lines: `Run::new(\"$ErrorActionPreference = 'Stop'\\n…\")`";
    let and =
        "the command `one` has to be joined to the others by `&&`, which that shell does not have";
    let place = (Some("b"), Some("RUN"));
    let mut refused = |name: &'static str, list: Run, message: &str, help: &str| {
        let stage = Stage::named("b", "alpine")
            .push(shell(&[name, "-c"]))
            .push(list);
        said.file(
            &Dockerfile::new().stage(stage),
            place,
            ["shell-list", message, help],
        );
    };
    let other = "write the commands as one text, as that shell joins them";
    refused("powershell", Run::all(["one", "two"]), and, write);
    let unknown =
        "the command `one` has to be joined to the others, and how that shell does it is not known";
    refused("nu", Run::all(["one", "two"]), unknown, other);
    let reaches = |command: &str| {
        format!(
            "the command `{command}` holds an operator that would reach beyond it, and only a POSIX shell has `{{ …; }}` to \
             group it"
        )
    };
    refused("pwsh", Run::all(["one", "a; b"]), &reaches("a; b"), write);
    refused(
        "pwsh",
        Run::all(["one", "a || b"]),
        &reaches("a || b"),
        write,
    );
    refused("cmd", Run::all(["one", "a & b"]), &reaches("a & b"), other);
    let open =
        "the command `echo 'x` has a single quote open, which takes in the commands after it";
    refused("pwsh", Run::all(["echo 'x", "a"]), open, write);
    let open = "the command `echo \"x` has a double quote open";
    refused("cmd", Run::all(["echo \"x", "a"]), open, other);
    refused(
        "pwsh",
        Run::all(["a\nb", "c"]),
        "the command `a\\nb` has a newline",
        write,
    );
    let stage = Stage::named("b", "alpine")
        .push(shell(&["cmd", "/C"]))
        .push(Run::all(["a", " "]));
    said.file(
        &Dockerfile::new().stage(stage),
        place,
        ["empty", "a command of the list is empty", "leave it out"],
    );
    for (name, commands) in [
        ("pwsh", ["a 'b;c'", "echo \"it's | `\"x`\"\""]),
        ("cmd", ["echo it's", "a \"b & c\" | d"]),
    ] {
        let stage = Stage::new("alpine")
            .push(shell(&[name, "-c"]))
            .push(Run::all(commands));
        let text = Dockerfile::new().stage(stage).render().unwrap();
        let end = format!("\nRUN {} && \\\n    {}\n", commands[0], commands[1]);
        assert!(text.ends_with(&end), "{text}");
    }
}

fn scripts(said: &mut Said) {
    for name in ["pwsh", "powershell"] {
        let stage = Stage::new("alpine").push(shell(&[name, "-Command"]));
        said.only(
            &Dockerfile::new().stage(stage.clone().run("a\nb")),
            Level::Warning,
            "script-goes-on",
            "the script goes on after a command that failed",
            "begin it with `$ErrorActionPreference = 'Stop'`, and look at `$LASTEXITCODE` behind a program",
        );
        for script in [
            "$ErrorActionPreference = 'Stop'\na\nb",
            "a |\r\n b",
            "$x = 1\na $x\n",
        ] {
            let file = Dockerfile::new().stage(stage.clone().run(script));
            assert_eq!(file.check().to_string(), "", "{script}");
        }
    }
}

#[test]
fn what_a_value_does_not_change() {
    // It is the same value, whoever it is for.
    let stage = |words: &[&'static str]| {
        Stage::new("debian")
            .push(shell(words))
            .user(User::root())
            .run(echo())
    };
    let of = |stage: &Stage| stage.steps.last().unwrap().instruction.clone();
    let [sh, power] = [&["sh", "-c"], &["pwsh", "-c"]].map(|words| stage(words));
    assert_eq!(of(&sh), of(&power));
    let resolved = |stage: Stage| Dockerfile::new().stage(stage).resolved();
    assert_eq!(
        of(&resolved(sh).stages[0]),
        Run::new(r"echo 'it'\''s $5'").into()
    );
    assert_eq!(
        of(&resolved(power).stages[0]),
        Run::new("echo 'it''s $5'").into()
    );
}

fn in_words(said: &mut Said) {
    let help = "put a blank in front of the value, and give a word that may be missing as an `Option`, or several as a list";
    for (value, message) in [
        (
            "",
            "the empty value behind `sync` becomes two quotes, which are part of that word",
        ),
        (
            " --extra gpu",
            "the value ` --extra gpu` becomes part of the word `sync`, with the blank that it begins with",
        ),
    ] {
        let run = Run::new(Shell::new("uv sync").arg(value));
        said.warned(run, "value-in-word", message, help);
    }
    for (command, message) in [
        (
            Shell::new("uv sync").arg("--frozen"),
            "the value `--frozen` becomes part of the word `sync`",
        ),
        (
            Shell::new("uv sync").arg(Some("--frozen")),
            "the list behind `sync` goes on with that word",
        ),
        (
            Shell::new("uv sync").arg(None::<&str>),
            "the list behind `sync` goes on with that word",
        ),
        (
            Shell::new("apk add ").arg("a").arg(["b", "c"]),
            "the list behind a value goes on with that word",
        ),
        (
            Shell::new("X=").arg(["a", "b"]),
            "only one word can belong to `X=`, and the list behind it has 2",
        ),
        (
            Shell::new("echo x > ").arg(["a", "b"]),
            "only one word can belong to `echo x >`, and the list behind it has 2",
        ),
        (
            Shell::new("make X=").arg(None::<&str>),
            "only one word can belong to `make X=`, and the list behind it has 0",
        ),
    ] {
        let help = if message.starts_with("only") {
            "give it one value, or put the list where several words may stand"
        } else {
            help
        };
        said.warned(Run::new(command), "value-in-word", message, help);
    }
    for (command, value, place) in [
        (
            Shell::new("echo %").arg("PATH").text("%"),
            "PATH",
            "behind a percent sign",
        ),
        (
            Shell::new("dir \"").arg("x").text("\""),
            "x",
            "in a double quote",
        ),
        (Shell::new("echo ^").arg("a"), "a", "behind a caret"),
        (
            Shell::new("echo ").arg(2).text(">x"),
            "2",
            "directly in front of a redirection",
        ),
        (
            Shell::new("echo ").arg(["a", "2"]).text(">x"),
            "a",
            "directly in front of a redirection",
        ),
    ] {
        let stage = Stage::new("mcr.microsoft.com/windows/servercore:ltsc2022").run(command);
        let message =
            format!("the value `{value}` stands {place}, where it is not read as a value");
        let place = (Some("0"), Some("RUN"));
        said.file(
            &Dockerfile::new().stage(stage),
            place,
            ["shell-value", &message, OUTSIDE],
        );
    }
    for command in [
        Shell::new("uv sync ").arg(""),
        Shell::new("uv sync --n=").arg(""),
        Shell::new("uv sync --n=").arg(Some("a")),
        Shell::new("python").arg("3"),
        Shell::new("apt-get install python3").arg("-dev"),
        Shell::new("(").arg(["make", "all"]).text(")"),
        Shell::default().arg(["make", "all"]),
        Shell::new("cp a ").arg(Some("b/")).text("c"),
    ] {
        let file = Dockerfile::new().stage(Stage::new("alpine").run(command));
        assert_eq!(file.check().to_string(), "");
    }
}
