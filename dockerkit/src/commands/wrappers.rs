//! Programs that run the command behind their own options and operands: `env`, `sudo`, `timeout`, `npx`.

use super::words::assignment;
use super::{RunAs, Simple};

/// What a program runs.
pub(super) enum Inner<'t> {
    Nothing,
    /// A command in whose place it stands.
    Only(Simple<'t>),
    /// A command, and it does something itself.
    Too(Simple<'t>),
}

/// A program that runs what follows its own options and operands.
pub(super) struct Wrapper {
    names: &'static [&'static str],
    /// What has to come first: `poetry run`.
    subcommand: Option<&'static str>,
    /// Options whose value is the next word.
    valued: &'static [&'static str],
    /// How many operands stand in front of the command.
    operands: usize,
    /// What names the user as whom it runs that.
    user: Named,
    /// Whether it does something itself, too.
    too: bool,
}

/// What names the user as whom a program runs a command.
enum Named {
    /// Nothing: it is the same.
    Same,
    /// One of these options; without them, it is root.
    Option(&'static [&'static str]),
    /// Its operand.
    Operand,
}

const fn wrapper(names: &'static [&'static str], valued: &'static [&'static str]) -> Wrapper {
    Wrapper {
        names,
        subcommand: None,
        valued,
        operands: 0,
        user: Named::Same,
        too: false,
    }
}

const fn behind(
    operands: usize,
    names: &'static [&'static str],
    valued: &'static [&'static str],
) -> Wrapper {
    Wrapper {
        operands,
        ..wrapper(names, valued)
    }
}

const fn manager(
    names: &'static [&'static str],
    subcommand: &'static str,
    valued: &'static [&'static str],
) -> Wrapper {
    Wrapper {
        subcommand: Some(subcommand),
        too: true,
        ..wrapper(names, valued)
    }
}

static WRAPPERS: &[Wrapper] = &[
    wrapper(&["env"], &["-u", "--unset", "-C", "--chdir"]),
    Wrapper {
        user: Named::Option(&["-u", "--user"]),
        ..wrapper(
            &["sudo", "doas"],
            &[
                "-u", "--user", "-g", "--group", "-h", "-p", "-C", "-r", "-t", "-D", "-R",
            ],
        )
    },
    wrapper(&["exec"], &["-a"]),
    wrapper(
        &[
            "command",
            "builtin",
            "nohup",
            "setsid",
            "fakeroot",
            "eatmydata",
            "linux32",
            "linux64",
            "busybox",
            "corepack",
        ],
        &[],
    ),
    wrapper(&["time"], &["-f", "--format", "-o", "--output"]),
    wrapper(&["nice"], &["-n", "--adjustment"]),
    wrapper(&["ionice"], &["-c", "--class", "-n", "--classdata"]),
    wrapper(&["stdbuf"], &["-i", "-o", "-e"]),
    wrapper(&["setpriv"], &["--reuid", "--regid", "--groups"]),
    wrapper(
        &["xargs"],
        &[
            "-a",
            "-d",
            "-E",
            "-I",
            "-L",
            "-n",
            "-P",
            "-s",
            "--arg-file",
            "--delimiter",
            "--max-args",
            "--max-procs",
            "--max-lines",
        ],
    ),
    wrapper(&["xvfb-run"], &["-e", "-f", "-n", "-p", "-s"]),
    behind(1, &["timeout"], &["-s", "--signal", "-k", "--kill-after"]),
    behind(1, &["chroot", "setarch"], &[]),
    Wrapper {
        user: Named::Operand,
        ..behind(1, &["gosu", "su-exec"], &[])
    },
    behind(1, &["flock"], &["-w", "--wait", "-E"]),
    manager(
        &["uv"],
        "run",
        &[
            "--with",
            "--with-requirements",
            "-p",
            "--python",
            "--extra",
            "--group",
            "--only-group",
            "--project",
            "--directory",
            "--env-file",
            "--index",
            "--default-index",
            "--package",
        ],
    ),
    manager(&["poetry", "pipenv", "rye", "hatch"], "run", &[]),
    manager(&["pdm"], "run", &["-p", "--project"]),
    manager(
        &["conda", "mamba", "micromamba"],
        "run",
        &["-n", "--name", "-p", "--prefix", "--cwd"],
    ),
    manager(&["bundle"], "exec", &[]),
    Wrapper {
        too: true,
        ..wrapper(
            &["npx", "pnpx", "bunx", "uvx"],
            &["-p", "--package", "--from", "--with", "--python"],
        )
    },
];

impl Wrapper {
    /// The one that a command begins with, by either name of its program.
    pub(super) fn of(names: [&str; 2], simple: &Simple<'_>) -> Option<&'static Self> {
        WRAPPERS.iter().find(|it| it.is(names, simple))
    }

    fn is(&self, names: [&str; 2], simple: &Simple<'_>) -> bool {
        names.iter().any(|name| self.names.contains(name))
            && self.subcommand.is_none_or(|wanted| {
                let mut words = simple.arguments().iter();
                words
                    .find(|word| !word.is_option())
                    .is_some_and(|word| word.text == wanted)
            })
    }

    /// What it runs.
    pub(super) fn inner<'t>(&self, mut simple: Simple<'t>) -> Inner<'t> {
        let mut at = 1;
        if let Some(wanted) = self.subcommand {
            at += simple
                .words
                .iter()
                .position(|word| word.text == wanted)
                .unwrap_or(0);
        }
        let mut operands = self.operands;
        let mut user = None;
        while let Some(word) = simple.words.get(at) {
            let text = word.text.as_ref();
            if self.valued.contains(&text) {
                if matches!(self.user, Named::Option(options) if options.contains(&text)) {
                    user = simple.words.get(at + 1).map(|it| RunAs::named(&it.text));
                }
                at += 2;
            } else if text == "--" {
                at += 1;
                break;
            } else if word.is_option() {
                if let (Named::Option(options), Some((option, name))) =
                    (&self.user, text.split_once('='))
                {
                    if options.contains(&option) {
                        user = Some(RunAs::named(name));
                    }
                }
                at += 1;
            } else if let Some(variable) = assignment(word).filter(|_| self.subcommand.is_none()) {
                simple.variables.push(variable);
                at += 1;
            } else if operands > 0 {
                if matches!(self.user, Named::Operand) {
                    user = Some(RunAs::named(text));
                }
                operands -= 1;
                at += 1;
            } else {
                break;
            }
        }
        match self.user {
            Named::Same => {}
            Named::Option(_) | Named::Operand => simple.user = user.unwrap_or(RunAs::Root),
        }
        simple.words.drain(..at.min(simple.words.len()));
        if self.too {
            Inner::Too(simple)
        } else {
            Inner::Only(simple)
        }
    }
}
