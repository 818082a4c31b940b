//! Each command of a list runs only if those before it succeeded.

use std::process::Command;

use dockerkit::{Cmd, Run, Shell};

use crate::written;

/// What a shell prints, and whether the last command succeeds.
fn run(shell: &str, text: &str) -> (String, bool) {
    let output = Command::new(shell).args(["-c", text]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    (said, output.status.success())
}

/// Runs the commands one by one until one fails.
fn one_by_one(shell: &str, commands: &[&'static str]) -> (String, bool) {
    let mut all = (String::new(), true);
    for command in commands {
        let (said, succeeds) = run(shell, command);
        all = (all.0 + &said, succeeds);
        if !succeeds {
            break;
        }
    }
    all
}

const LISTS: &[&[&str]] = &[
    &["false", "echo strip || true", "echo deploy"],
    &["false", "echo a; echo b", "echo c"],
    &["false", "true & echo b", "echo c"],
    &["echo a || echo b", "echo c"],
    &["false || echo b", "echo c"],
    &["echo a; false", "echo c"],
    &["true", "false || false", "echo c"],
    &["true", "echo a;", "echo c"],
    &["echo a ;", "echo c"],
    &["true &", "echo c"],
    &["false", "echo a &", "echo c"],
    &["true", "case x in x) echo x;; esac", "echo c"],
    &["true", "if false; then echo x; else false; fi", "echo c"],
    &["true", "for i in 1 2; do echo $i; done", "echo 'a; b || c'"],
    &["true", "! false || echo x", "echo c"],
    &["false", "(echo a; echo b)", "echo c"],
    &["true", "echo a 2>&1 >&2", "echo c # || d"],
    &["true ", " echo a\\ ", " echo c"],
    &["false", "echo a$(echo b)#c || echo d"],
    &["true", "echo a$(echo b)#c", "echo e"],
    &["false", "echo $((1+1))#x; echo d"],
    &["false", "echo `echo a # b` || echo d"],
    &["false", "echo \"$((2))\" # || echo d"],
    &["true", "(echo a; false)#c"],
];

#[test]
fn each_command_runs_only_if_those_before_it_succeeded() {
    // What only bash closes; another shell would take more for quoted, and run less.
    let bash: &[&[&str]] = &[
        &["false", r"echo $'\'' || echo a; echo 'b\'"],
        &["true", r"echo $'it\'s'", "echo c"],
    ];
    for (shell, lists) in [("sh", LISTS), ("bash", LISTS), ("bash", bash)] {
        for commands in lists {
            let text = written(Run::all(commands.iter().copied()));
            let text = text.strip_prefix("RUN ").unwrap();
            assert_eq!(
                run(shell, text),
                one_by_one(shell, commands),
                "{shell}: {text}"
            );
            let commands = commands.iter().map(|it| Shell::new(*it));
            let list = commands.reduce(Shell::and).unwrap();
            assert_eq!(written(Cmd::new(list)).strip_prefix("CMD ").unwrap(), text);
        }
    }
}

#[test]
fn only_what_needs_it_is_a_group() {
    assert_eq!(
        written(Run::all([
            "make || true",
            "make install | tee log",
            "echo a; echo b"
        ])),
        "RUN make || true && \\\n    make install | tee log && \\\n    { echo a; echo b; }"
    );
}
