//! Commands.

use dockerkit::{
    Cmd, DefaultShell, Dockerfile, Entrypoint, Escape, Healthcheck, Level, OnBuild, Run, Shell,
    Stage,
};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    empty(said);
    lists(said);
    ends_of_lists(said);
    open_quotes(said);
    forms(said);
    scripts(said);
    shells(said);
    beside(said);
    continued(said);
    comments(said);
    programs(said);
}

#[test]
fn commands_are_looked_at() {
    all(&mut Said::default());
}

fn empty(said: &mut Said) {
    let help = "give it a command, or leave the instruction out";
    for text in ["", " ", "\n\t\n", "\u{a0}"] {
        said.step(Run::new(text), "empty", "the command is empty", help);
    }
    let pip = Run::new("").cache(dockerkit::PackageManager::Uv);
    said.step(pip, "empty", "the command is empty", help);
    let list = "give it a command, or leave the instruction out; `Run::install` takes the names of packages, and the \
                manager of a distribution";
    let none = || Shell {
        commands: Vec::new(),
    };
    said.step(
        Run::new(none()),
        "empty",
        "the list of commands is empty",
        list,
    );
    said.step(
        Cmd::new(none()),
        "empty",
        "the list of commands is empty",
        list,
    );
    let words = "give it a program";
    said.step(
        Run::new([""; 0]),
        "empty",
        "the command has no words",
        words,
    );
    said.step(
        Healthcheck::new([""; 0]),
        "empty",
        "the command has no words",
        words,
    );
    // These two take away what the base image has.
    for file in [
        Stage::new("a").cmd([""; 0]),
        Stage::new("a").entrypoint([""; 0]),
    ] {
        assert_eq!(Dockerfile::new().stage(file).check().to_string(), "");
    }
}

fn open_quotes(said: &mut Said) {
    let run = "take it out, or make the list one text of many lines: `Run::new(\"set -e\\n…\")`";
    let open = |rest: &str| format!(r"the command `echo it's` has a single quote open{rest}");
    let taken = open(", which takes in the commands after it");
    said.step(Run::all(["echo it's", "true"]), "shell-text", &taken, run);
    said.step(
        Run::all(["true", "echo it's"]),
        "shell-text",
        &open(""),
        run,
    );
}

/// A list that becomes a script has a newline behind its last command.
fn ends_of_lists(said: &mut Said) {
    let run = "take it out, or make the list one text of many lines: `Run::new(\"set -e\\n…\")`";
    let tick = |last: &'static str| {
        let run = Run::all(["a < b", last]);
        Dockerfile::new()
            .escape(Escape::Backtick)
            .stage(Stage::new("alpine").push(run))
    };
    let message = r"the command `c\\` ends with a backslash, and a newline follows it";
    said.only(&tick("c\\"), Level::Error, "shell-text", message, run);
    assert_eq!(tick(r"c\\").check().to_string(), "");
}

fn lists(said: &mut Said) {
    let run = "take it out, or make the list one text of many lines: `Run::new(\"set -e\\n…\")`";
    let cmd = "put the text in a script file, or give the words as an array";
    for (text, shown, problem) in [
        ("a\nb", r"a\nb", "has a newline"),
        (
            "a\\",
            r"a\\",
            "ends with a backslash, which would go on with the next line",
        ),
        (
            "a`\\",
            r"a`\\",
            "ends with a backslash, which would go on with the next line",
        ),
        ("# a", "# a", "is a comment, which the builder leaves out"),
        (
            "a &&",
            "a &&",
            "begins or ends with an operator that joins it to nothing",
        ),
    ] {
        let message = format!("the command `{shown}` {problem}");
        said.step(Run::all(["true", text]), "shell-text", &message, run);
        said.step(Run::all([text, "true"]), "shell-text", &message, run);
        said.step(
            OnBuild::new(Run::all([text, "true"])),
            "shell-text",
            &message,
            run,
        );
        let list = || Shell::new("true").and(Shell::new(text));
        said.step(Cmd::new(list()), "shell-text", &message, cmd);
        said.step(Entrypoint::new(list()), "shell-text", &message, cmd);
        said.step(Healthcheck::new(list()), "shell-text", &message, cmd);
    }
    let blanks = |text: &str| {
        format!("the command `{text}` begins or ends with whitespace, which the builder cuts off")
    };
    said.step(Run::all([" a", "b"]), "shell-text", &blanks(" a"), run);
    said.step(
        Run::all(["a", "b\u{a0}"]),
        "shell-text",
        &blanks(r"b\u{a0}"),
        run,
    );
    let comment = "the command `a || b # c` holds a comment, which swallows the commands after it";
    said.step(Run::all(["true", "a || b # c"]), "shell-text", comment, run);
    for list in [
        Run::all(["a ", " b", "c # d"]),
        Run::all(["a || b", "c; d", "e &"]),
    ] {
        let file = Dockerfile::new().stage(Stage::new("alpine").push(list));
        assert_eq!(file.check().to_string(), "");
    }
    let empty = "a command of the list is empty";
    for text in ["", " "] {
        said.step(Run::all(["true", text]), "empty", empty, "leave it out");
        let list = Shell::new("true").and(Shell::new(text));
        said.step(Cmd::new(list), "empty", empty, "leave it out");
    }
    for text in [
        "a # b",
        "(# b)",
        "$(a;# b)",
        "a;# b",
        "a \"'\" # b",
        "a '\\' # b",
    ] {
        let message = format!(
            "the command `{}` holds a comment, which swallows the commands after it",
            crate::shown(text)
        );
        said.step(Run::all([text, "true"]), "shell-text", &message, run);
    }
    for text in [
        "a '# b'",
        "a \" # \"",
        "a#b",
        "a \\# b",
        "echo $#",
        "${a# }",
    ] {
        let file = Dockerfile::new().stage(Stage::new("a").push(Run::all([text, "true"])));
        assert_eq!(file.check().to_string(), "", "{text}");
        let file = Dockerfile::new().stage(Stage::new("a").push(Run::all(["a", "b # c"])));
        assert_eq!(file.check().to_string(), "");
    }
    let long = format!("x{}\ny", "é".repeat(70));
    let message = format!("the command `x{}…` has a newline", "é".repeat(59));
    said.step(Cmd::new(long), "shell-text", &message, cmd);
}

fn forms(said: &mut Said) {
    let help = "give the words as an array, or put a program's name first";
    for text in ["[\"a\"]", "[]", "[ true ] && b", "--version"] {
        let shown = crate::shown(text);
        let (message, help) = if text.starts_with('[') {
            (
                format!(
                    "the text `{shown}` begins like an array in JSON: builders take it for one, or do not agree what it is"
                ),
                "give the words as an array, which in a Dockerfile is one of strings in double quotes, or put a program's name first",
            )
        } else {
            (
                format!("the text `{shown}` would not be read as shell text"),
                help,
            )
        };
        said.step(Cmd::new(text), "shell-text", &message, help);
        said.step(Entrypoint::new(text), "shell-text", &message, help);
        said.step(Healthcheck::new(text), "shell-text", &message, help);
    }
    let nul = "the command holds a NUL character (or a path that is not Unicode)";
    let help = "no program can be given one; take it out";
    said.step(Run::new("a\0"), "nul", nul, help);
    said.step(Run::new("a\0\0b"), "nul", nul, help);
    said.step(Cmd::new("a\0"), "nul", nul, help);
    said.step(Run::all(["a\0", "b"]), "nul", nul, help);
    said.step(
        Run::new("set -e\nb\\"),
        "shell-text",
        r"the command `set -e\nb\\` ends with a backslash, and a newline follows it",
        "put the backslash in quotes, or take it off",
    );
}

fn scripts(said: &mut Said) {
    for script in [
        "a\nb",
        "a\n\n# c\nb\n",
        "a &&\nb\nc",
        "set -x\na\nb",
        "#!/bin/sh\na\nb",
        "#!/usr/bin/env bash\na\nb",
    ] {
        let file = Dockerfile::new().stage(Stage::new("alpine").run(script));
        said.only(
            &file,
            Level::Warning,
            "script-goes-on",
            "the script goes on after a command that failed",
            "begin it with `set -e`, or give the commands as a list: `Run::all([…])`",
        );
    }
    for script in [
        "a\n",
        "# c\na\n",
        "set -e\na\nb",
        "set -eux\na\nb",
        "set -o errexit\na",
        "a &&\n b",
        "a \\\n b",
        "a \\\n b\n# c",
        "a ||\n b |\n c",
        "#!/bin/sh -e\na\nb",
        "#!/usr/bin/env -S bash -eu\na\nb",
        "#!/usr/bin/python3\na\nb",
        "set -x; set -e\na\nb",
        "set -o pipefail -e\na\nb",
        "cat > /x <<EOF\na\nb\nEOF\n",
        "python3 -c '\nimport x\nprint(1)\n'\n",
        "# update\napt-get update && \\\n apt-get install x",
        "# why\nset -e\na\nb",
    ] {
        let stage = Stage::new("alpine").run(script);
        assert_eq!(
            Dockerfile::new().stage(stage).check().to_string(),
            "",
            "{script:?}"
        );
    }
}

/// What the shell was told, and what no shell reads.
fn shells(said: &mut Said) {
    for shell in [
        ["/bin/sh", "-e", "-c"].as_slice(),
        &["/bin/bash", "-euo", "pipefail", "-c"],
        &["/bin/bash", "-o", "errexit", "-c"],
        &["python3", "-c"],
        &["fish", "-c"],
        &["cmd", "/S", "/C"],
        &["pwsh", "-Command", "$ErrorActionPreference = 'Stop';"],
    ] {
        let stage = Stage::new("alpine").push(DefaultShell::new(shell.iter().copied()));
        let file = Dockerfile::new().stage(stage.run("a\nb"));
        assert_eq!(file.check().to_string(), "", "{shell:?}");
    }
    let stage = Stage::new("alpine").push(DefaultShell::new(["/bin/bash", "-o", "pipefail", "-c"]));
    said.only(
        &Dockerfile::new().stage(stage.run("a\nb")),
        Level::Warning,
        "script-goes-on",
        "the script goes on after a command that failed",
        "begin it with `set -e`, or give the commands as a list: `Run::all([…])`",
    );
}

/// What was taken over with the command, and does not belong to it.
fn beside(said: &mut Said) {
    said.warned(
        Run::new("--mount=type=cache,target=/x make"),
        "instruction-in-command",
        "the command begins with `--mount=type=cache,target=/x`, which is a flag of `RUN`",
        "set it with the method of that name: `Run::new(…).mount(…)`",
    );
    for (step, keyword) in [
        (dockerkit::Instruction::from(Run::new("RUN make")), "RUN"),
        (Cmd::new("CMD make").into(), "CMD"),
    ] {
        let stage = Stage::named("build", "alpine").push(DefaultShell::new(["sh", "-c"]));
        said.only(
            &Dockerfile::new().stage(stage.push(step)),
            Level::Warning,
            "instruction-in-command",
            &format!("the command begins with `{keyword}`, which is the instruction itself"),
            "leave it out",
        );
    }
    for text in ["RUNNER=1 make", "RUNTIME", "-x", "run"] {
        let file = Dockerfile::new().stage(Stage::new("alpine").run(text));
        assert_eq!(file.check().to_string(), "", "{text}");
    }
    for script in [
        Run::script("set -e\r\nmake\r\n"),
        Run::new("set -e\r\nmake\r\n"),
    ] {
        said.warned(
            script,
            "carriage-return",
            "the lines of the script end with a carriage return, which the shell takes for a part of the last word",
            "end them with a newline alone: `text.replace(\"\\r\\n\", \"\\n\")`",
        );
    }
    said.warned(
        Run::script("\n#!/bin/false\nmake\n"),
        "late-shebang",
        "`#!/bin/false` is not the first line, so the shell runs the script",
        "begin the text with it",
    );
    let help = "give the script itself: `Run::script(…)`";
    for (text, what) in [
        ("<<EOF\nmake\n", "is a here-document without an end"),
        ("<<EOF\nEOF", "is a here-document without a command"),
        (
            "<<-'A'\n\tb\n\tA\nc",
            "goes on behind the here-document that it is",
        ),
    ] {
        let message = format!("the command `{}` {what}", crate::shown(text));
        said.step(Run::new(text), "shell-text", &message, help);
    }
}

fn continued(said: &mut Said) {
    let help = "end it with a line that is not continued, or make it a script: `Run::script(…)`";
    let dangles = |text: &str| {
        format!(
            "the command `{}` ends with a continuation, which takes in the next instruction",
            crate::shown(text)
        )
    };
    for text in ["a \\\n", "a \\\n# b", "a && \\\n  b \\"] {
        said.step(Run::new(text), "shell-text", &dangles(text), help);
        said.step(Cmd::new(text), "shell-text", &dangles(text), help);
        let list = || Shell::new("true").and(Shell::new(text));
        said.step(Run::new(list()), "shell-text", &dangles(text), help);
        said.step(Healthcheck::new(list()), "shell-text", &dangles(text), help);
    }
    let help = "put the comment on a line of its own, or make the text a script: `Run::script(…)`";
    for text in [
        "a # b \\\n && c",
        "a \\\n  \"b\" # c \\\n# d\n  e",
        "# a \\\nb",
    ] {
        let message = format!(
            "the command `{}` holds a comment, which swallows the lines after it",
            crate::shown(text)
        );
        said.step(Run::new(text), "shell-text", &message, help);
        said.step(Entrypoint::new(text), "shell-text", &message, help);
        said.step(OnBuild::new(Run::new(text)), "shell-text", &message, help);
    }
    let help = "put the text in a script file, or give the words as an array";
    said.step(
        Cmd::new(Run::script("make \\\n  install").command),
        "shell-text",
        r"the command `make \\\n  install` is a script, which only `RUN` can have",
        help,
    );
    said.step(
        Run::script(" \n"),
        "empty",
        "the command is empty",
        "give it a command, or leave the instruction out",
    );
    for text in [
        "a '# b \\\n' && c",
        "a \\\n # it's\n b # c",
        "echo ${a#b} \\\n $# \\#",
        "a && \\\n\n b\n\n",
    ] {
        for step in [
            dockerkit::Instruction::from(Run::new(text)),
            Healthcheck::new(text).into(),
        ] {
            let file = Dockerfile::new().stage(Stage::new("alpine").push(step));
            assert_eq!(file.check().to_string(), "", "{text:?}");
        }
    }
}

/// A comment between the continued lines of a script ends the command.
fn comments(said: &mut Said) {
    for script in [
        "set -e\na \\\n  # b\n  c\nd",
        "set -e\na \\\n# b\n# c\nd",
        "set -e\n(a \\\n # b\n c)\ncat <<E\nit's\nE\n",
        "set -e\n{ # why\na;} \\\n #b\nc",
    ] {
        said.only(
            &Dockerfile::new().stage(Stage::new("alpine").run(script)),
            Level::Warning,
            "cut-by-comment",
            "a comment stands between the continued lines of a script, where it ends the command",
            "put the comment above the command; only where all newlines are continuations does the builder take it out",
        );
    }
    for script in [
        "set -e\na \\\n  '# b\n  c'\nd",
        "set -e\na '\\\n# b\n'\nd",
        "set -e\na\\\n#b\nc",
        "set -e\n# a \\\n# b\nc",
        "set -e\na \\\n# b\n\n",
        "set -e\ncat <<E\na \\\n # b\nc\nE\n",
        "#!/usr/bin/perl\na \\\n # b\nc\n",
    ] {
        let stage = Stage::new("alpine").run(script);
        assert_eq!(
            Dockerfile::new().stage(stage).check().to_string(),
            "",
            "{script:?}"
        );
    }
}

fn programs(said: &mut Said) {
    let help = "an array is one command, a word each: several commands are `Run::all([…])`, and shell text is one string";
    said.warned(
        Run::new(["apt-get update", "apt-get install -y curl"]),
        "blank-in-program",
        "the program `apt-get update` has a blank in its name",
        help,
    );
    said.warned(
        Cmd::new(["python -m app"]),
        "blank-in-program",
        "the program `python -m app` has a blank in its name",
        help,
    );
    for words in [
        ["/opt/my app/run", "a b"],
        ["sh", "a b"],
        ["C:\\Program Files\\x.exe", ""],
    ] {
        let report = Dockerfile::new()
            .stage(Stage::new("alpine").cmd(words))
            .check();
        assert_eq!(report.to_string(), "");
    }
}
