//! What everybody writes: the same instructions with the same values.

use std::fmt::Write;

/// A value, and the text that stands for it in a Dockerfile.
pub(crate) struct Value {
    pub(crate) raw: String,
    pub(crate) written: String,
}

pub(crate) enum Step {
    /// `FROM` the stage before, or [`IMAGE`], with a name.
    Stage { name: String, base: Option<String> },
    /// `RUN`, the shell form.
    Run(String),
    /// `RUN`, the exec form of a program and its argument.
    Exec { program: String, argument: Value },
    /// `RUN` with both of [`CACHES`] mounted.
    Cached(String),
    /// `ENV`
    Env { name: String, value: Value },
    /// `COPY`
    Copy { from: Value, to: Value },
}

/// The image of the first `FROM`.
pub(crate) const IMAGE: &str = "alpine:3.20";

/// The id and the target of shared caches: those of the presets for pip and npm.
pub(crate) const CACHES: [(&str, &str); 2] = [
    ("pip-cache-shared", "/root/.cache/pip"),
    ("npm-cache-shared", "/root/.npm"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mix {
    Plain,
    Quoted,
    Mounts,
    Stages,
}

impl Mix {
    pub(crate) const ALL: [Self; 4] = [Self::Plain, Self::Quoted, Self::Mounts, Self::Stages];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain: RUN, ENV and COPY in equal parts",
            Self::Quoted => "quoted: the same, and every value needs escaping",
            Self::Mounts => "mounts: RUN with two cache mounts",
            Self::Stages => "stages: FROM the stage before, and a RUN",
        }
    }

    pub(crate) fn steps(self, count: usize) -> Vec<Step> {
        (0..count).map(|at| self.step(at)).collect()
    }

    fn step(self, at: usize) -> Step {
        match (self, at % 3) {
            (Self::Stages, _) if at % 2 == 0 => Step::Stage {
                name: format!("stage-{at}"),
                base: at.checked_sub(2).map(|before| format!("stage-{before}")),
            },
            (Self::Stages, _) | (Self::Plain, 0) => Step::Run(format!("make target-{at}")),
            (Self::Mounts, _) => Step::Cached(format!("make target-{at}")),
            (Self::Quoted, 0) => Step::Exec {
                program: "echo".to_owned(),
                argument: value(
                    format!(r#"it's "{at}" \ $HOME"#),
                    format!(r#""it's \"{at}\" \\ $HOME""#),
                ),
            },
            (Self::Plain, 1) => Step::Env {
                name: format!("NAME_{at}"),
                value: plain(format!("value-{at}")),
            },
            (Self::Quoted, 1) => Step::Env {
                name: format!("NAME_{at}"),
                value: value(
                    format!(r#"say "hi" to {at} for 5$ \o/"#),
                    format!(r#""say \"hi\" to {at} for 5\$ \\o/""#),
                ),
            },
            (Self::Plain, _) => Step::Copy {
                from: plain(format!("src/{at}.txt")),
                to: plain(format!("/srv/{at}.txt")),
            },
            (Self::Quoted, _) => Step::Copy {
                from: value(
                    format!(r#"the "best" files/{at}.txt"#),
                    format!(r#"["the \\\"best\\\" files/{at}.txt","#),
                ),
                to: value(
                    format!("/srv/my files/{at}.txt"),
                    format!(r#""/srv/my files/{at}.txt"]"#),
                ),
            },
        }
    }
}

fn plain(raw: String) -> Value {
    Value {
        written: raw.clone(),
        raw,
    }
}

fn value(raw: String, written: String) -> Value {
    Value { raw, written }
}

/// The file by `write!` alone, from values that are escaped already.
pub(crate) fn write(steps: &[Step], out: &mut String) -> std::fmt::Result {
    let [(id, target), (second_id, second_target)] = CACHES;
    writeln!(out, "FROM {IMAGE}")?;
    for step in steps {
        match step {
            Step::Stage { name, base } => {
                writeln!(out, "\nFROM {} AS {name}", base.as_deref().unwrap_or(IMAGE))?;
            }
            Step::Run(command) => writeln!(out, "RUN {command}")?,
            Step::Exec { program, argument } => {
                writeln!(out, "RUN [\"{program}\", {}]", argument.written)?;
            }
            Step::Env { name, value } => writeln!(out, "ENV {name}={}", value.written)?,
            Step::Copy { from, to } => writeln!(out, "COPY {} {}", from.written, to.written)?,
            Step::Cached(command) => writeln!(
                out,
                "RUN --mount=type=cache,id={id},target={target},sharing=shared \\\n    \
                 --mount=type=cache,id={second_id},target={second_target},sharing=shared \\\n    {command}"
            )?,
        }
    }
    Ok(())
}

/// How many instructions a text holds.
pub(crate) fn instructions(text: &str) -> usize {
    joined(text)
        .lines()
        .filter(|line| {
            ["FROM ", "RUN ", "ENV ", "COPY "]
                .iter()
                .any(|keyword| line.starts_with(keyword))
        })
        .count()
}

/// The same text with each instruction on one line, without blank lines, and without the quotes that some write
/// around any value.
pub(crate) fn unquoted(text: &str) -> String {
    joined(text)
        .replace('"', "")
        .replace("\n\n", "\n")
        .trim_end()
        .to_owned()
}

fn joined(text: &str) -> String {
    text.replace(" \\\n    ", " ")
}
