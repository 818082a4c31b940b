//! Random instructions.

use std::borrow::Cow;

use dockerkit::{
    AddFiles, Arg, Cmd, Command, CopyFiles, DefaultShell, Device, Entrypoint, Env, Expose,
    FileSource, Healthcheck, Instruction, IntoFileSource, Label, Maintainer, Network, OnBuild, Run,
    Security, Shell, StopSignal, VariableName, Volume, Workdir, literal, pattern,
};

use crate::make::{Random, caches, user};
use crate::parts::{duration, inline, mode, mount, optional, port, preset, source, text};

/// The instruction, or a trigger that holds it.
fn perhaps_trigger(random: &mut Random, instruction: impl Into<Instruction>) -> Instruction {
    let instruction = instruction.into();
    if random.one_in(10) {
        OnBuild::new(instruction).into()
    } else {
        instruction
    }
}

pub(crate) fn value(random: &mut Random) -> Instruction {
    let instruction: Instruction = match random.below(8) {
        0 => Env::new("A", optional(random)).and("B", "b").into(),
        1 => Env::new(VariableName::from(text(random)), text(random)).into(),
        2 => Label::new(text(random), optional(random)).into(),
        3 => Arg::with_default("A", optional(random)).into(),
        4 => Workdir::new(text(random)).into(),
        5 => StopSignal::new(text(random)).into(),
        6 => Volume::new(random.several(2, text)).into(),
        _ => user(random).into(),
    };
    perhaps_trigger(random, instruction)
}

fn file_source(random: &mut Random) -> FileSource {
    match random.below(6) {
        0 => "a".into_file_source(),
        1 => text(random).into(),
        2 => pattern(text(random).to_string()).into(),
        3 => literal("[a]").into_file_source(),
        _ => inline(random).into(),
    }
}

pub(crate) fn files(random: &mut Random) -> Instruction {
    let sources = random.several(2, file_source);
    let to = if random.one_in(3) {
        text(random)
    } else {
        "b/".into()
    };
    if random.one_in(2) {
        let mut copy = CopyFiles::new(sources, to);
        copy.from = random.maybe(8, source);
        copy.chown = random.maybe(8, optional);
        copy.chmod = random.maybe(8, |random| {
            dockerkit::IntoFileMode::into_file_mode(mode(random))
        });
        copy.link = random.one_in(8);
        copy.parents = random.one_in(8);
        copy.exclude = random
            .maybe(8, |_| Cow::Borrowed("x"))
            .into_iter()
            .collect();
        perhaps_trigger(random, copy)
    } else {
        let mut add = AddFiles::new(sources, to);
        add.checksum = random.maybe(8, optional);
        add.chown = random.maybe(8, optional);
        add.chmod = random.maybe(8, |random| {
            dockerkit::IntoFileMode::into_file_mode(mode(random))
        });
        add.link = random.one_in(8);
        add.keep_git_dir = random.one_in(8);
        add.unpack = random.maybe(8, |random| random.one_in(2));
        add.exclude = random
            .maybe(8, |_| Cow::Borrowed("x"))
            .into_iter()
            .collect();
        perhaps_trigger(random, add)
    }
}

pub(crate) fn mounts(random: &mut Random) -> Instruction {
    let mut run = Run::new("a");
    run.mounts = random.several(2, mount);
    run.network = random.maybe(8, |random| random.pick(&[Network::None, Network::Default]));
    run.security = random.maybe(12, |random| {
        random.pick(&[Security::Sandbox, Security::Insecure])
    });
    run.devices = random
        .maybe(12, |random| Device::new(random.pick(&["a", "a,required"])))
        .into_iter()
        .collect();
    perhaps_trigger(random, run)
}

/// A command with values, or a text that looks like one.
fn values(random: &mut Random) -> Shell {
    const STARTS: [&str; 8] = [
        "a ",
        "a ",
        "a",
        "a\nb ",
        "#!/bin/sh\na ",
        "# ",
        "a \"",
        "a $",
    ];
    const VALUES: [&str; 10] = [
        "b", "b c", "", "it's", "$b", "`", "b\nc", "b\\\n# c", "\u{2019}", "b|c",
    ];
    const BEHIND: [&str; 5] = ["", " ", " b", "/c", " \\\n  c"];
    const TEXTS: [&str; 10] = [
        "a b",
        "a 'b'",
        "a 'b c'",
        "a ''",
        "a 'it'\\''s'",
        "a 'it''s'",
        "a '$b'",
        "a 'b\nc'",
        "a \"b`nc\"",
        "a && \\\n    a 'b c'",
    ];
    if random.one_in(3) {
        return Shell::new(random.pick(&TEXTS));
    }
    let mut shell = Shell::new(random.pick(&STARTS));
    for _ in 0..=random.below(2) {
        shell = shell.arg(random.pick(&VALUES)).text(random.pick(&BEHIND));
    }
    match random.below(6) {
        0 => Shell::new(random.pick(&["a", "a; b"])).and(shell),
        1 => shell.and("a || b"),
        _ => shell,
    }
}

pub(crate) fn default_shell(random: &mut Random) -> Instruction {
    const SHELLS: [&str; 7] = ["sh", "bash", "pwsh", "pwsh", "powershell", "cmd", "fish"];
    DefaultShell::new([random.pick(&SHELLS)]).into()
}

/// Commands, or a text with the same lines.
fn commands(random: &mut Random) -> Shell {
    const PARTS: [&str; 14] = [
        "a",
        "b",
        "a && b",
        "a && \\\n    b",
        "a && `\n    b",
        "a || b",
        "{ a || b; }",
        "a \\\n# c\n  b",
        "a\nb",
        "a\n",
        "# c",
        " a",
        "cat <<E\na\nE",
        "--a",
    ];
    const JOINTS: [&str; 5] = [" && \\\n    ", " && `\n    ", " && ", "\n", "; "];
    if random.one_in(3) {
        return values(random);
    }
    let parts = random.several(2, |random| random.pick(&PARTS));
    if random.one_in(2) {
        let commands = parts.into_iter().map(Into::into).collect();
        return Shell { commands };
    }
    let joint = random.pick(&JOINTS);
    Shell::new(parts.join(joint))
}

fn command(random: &mut Random) -> Command {
    if random.one_in(6) {
        return Command::Exec(vec![
            Cow::Borrowed("a"),
            Cow::Borrowed(random.pick(&["b", ""])),
        ]);
    }
    if random.one_in(5) {
        return Run::script(commands(random)).command;
    }
    Command::Shell(commands(random))
}

pub(crate) fn shell(random: &mut Random) -> Instruction {
    if random.one_in(6) {
        let shell = default_shell(random);
        return perhaps_trigger(random, shell);
    }
    let command = command(random);
    let instruction: Instruction = match random.below(8) {
        0 => Cmd::new(command).into(),
        1 => Entrypoint::new(command).into(),
        2 => Healthcheck::new(command).into(),
        3 => {
            let mut run = Run::new(command);
            run.mounts = random.several(1, preset);
            run.into()
        }
        _ => Run::new(command).into(),
    };
    perhaps_trigger(random, instruction)
}

pub(crate) fn other(random: &mut Random) -> Instruction {
    if random.one_in(12) {
        const TEXTS: [&str; 6] = ["x", "RUN a", "run a", "Run a", "USER b", "user b"];
        return OnBuild::text(random.pick(&TEXTS)).into();
    }
    let instruction: Instruction = match random.below(8) {
        0 => Maintainer::new(random.pick(&["a", "a b"])).into(),
        1 => DefaultShell::new([random.pick(&["a", "b"])]).into(),
        2 => Healthcheck::none().into(),
        3 => {
            let mut check = match random.below(4) {
                0 => Healthcheck::none(),
                _ => Healthcheck::new("a"),
            };
            check.interval = random.maybe(2, duration);
            check.timeout = random.maybe(2, duration);
            check.start_period = random.maybe(2, duration);
            check.start_interval = random.maybe(4, duration);
            check.retries = random.maybe(2, |random| random.pick(&[0, 1]));
            check.into()
        }
        4 => Env::new("A", "b").and("A", text(random)).into(),
        5 => Arg::new("A").and(Arg::new("B")).into(),
        _ => {
            let mut expose = Expose::new([80]);
            expose.ports = random.several(2, port);
            expose.into()
        }
    };
    perhaps_trigger(random, instruction)
}

/// What matters to presets, and steps that use them.
pub(crate) fn around_presets(random: &mut Random) -> Instruction {
    const VARIABLES: [(&str, &str); 7] = [
        ("HOME", "/b"),
        ("UV_LINK_MODE", "copy"),
        ("UV_LINK_MODE", "clone"),
        ("PIP_CACHE_DIR", "/var/cache/pip"),
        ("PIP_CACHE_DIR", "$A"),
        ("A", "b"),
        ("${A}_MODE", "b"),
    ];
    match random.below(10) {
        5 => caches(random),
        0 => user(random).into(),
        1 => {
            let (name, value) = random.pick(&VARIABLES);
            perhaps_trigger(random, Env::new(name, value))
        }
        2 => Arg::new(random.pick(&["TARGETOS", "TARGETARCH", "A"])).into(),
        3 => default_shell(random),
        4 => Workdir::new(random.pick(&["/", "/b", "b"])).into(),
        _ => {
            const LEADS: [&str; 8] = [
                "a",
                "uv sync",
                "pip install b",
                "export UV_LINK_MODE=copy; \\\n    uv sync",
                "export UV_LINK_MODE=copy; a",
                "export PIP_CACHE_DIR=/var/cache/pip; a",
                "export UV_LINK_MODE=copy; \\\n    a",
                "export PIP_CACHE_DIR=/var/cache/pip; \\\n    a",
            ];
            let mut run = Run::new(Command::Shell(match random.below(8) {
                0 => commands(random),
                1 => Shell::new("a").and("b"),
                2 => Shell::new("a\nb"),
                _ => Shell::new(random.pick(&LEADS)),
            }));
            run.mounts = random.several(2, |random| match random.below(6) {
                0 => mount(random),
                _ => preset(random),
            });
            run.into()
        }
    }
}
