//! Instructions of every kind, and what they say.

use std::borrow::Cow;

use dockerkit::{
    Arg, Command, Device, Dockerfile, Env, Image, Instruction, Label, Network, Run, Security,
    Shell, Stage, StageRef, VariableName,
};
use proptest::{collection::vec, option::of, prelude::*, sample::select};

use crate::model::ODD_NAMES;
use crate::mounts::mount;
use crate::reading::{Flag, FlagValue, Operand, Read};
use crate::strings::{Place, Val, hostile, string, value};
use crate::users::Who;
use crate::words;
use crate::{files, simple, typed};

/// An instruction, what it says (nothing, for a comment), and who runs the steps after it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) instruction: Instruction,
    pub(crate) says: Option<Read>,
    pub(crate) user: Option<Who>,
    /// Who runs the steps of a stage that starts from here.
    pub(crate) triggered_user: Option<Who>,
}

impl Case {
    pub(crate) fn new(
        instruction: impl Into<Instruction>,
        mut flags: Vec<Flag>,
        operand: Operand,
    ) -> Self {
        let instruction = instruction.into();
        flags.sort_by_key(|flag| flag.name);
        let says = Read {
            keyword: instruction.keyword().to_owned(),
            flags,
            operand,
        };
        Self {
            instruction,
            says: Some(says),
            user: None,
            triggered_user: None,
        }
    }

    pub(crate) fn plain(instruction: impl Into<Instruction>, operand: Operand) -> Self {
        Self::new(instruction, Vec::new(), operand)
    }
}

/// Where files come from, and how that is written.
#[derive(Clone, Debug)]
pub(crate) struct From {
    pub(crate) source: dockerkit::Source,
    pub(crate) means: String,
}

/// A stage by its number.
fn numbered(number: usize) -> StageRef {
    let mut file = Dockerfile::new();
    (0..number).for_each(|_| _ = file.begin(Stage::new("a")));
    file.begin(Stage::new("a"))
}

pub(crate) fn from() -> BoxedStrategy<From> {
    let stage = |name: String| From {
        source: StageRef::by_name(name.clone()).into(),
        means: name,
    };
    let image = |image: String| From {
        source: Image::new(image.clone()).into(),
        means: image,
    };
    prop_oneof![
        8 => (0..2_usize).prop_map(move |number| stage(format!("s{number}"))),
        2 => (0..2_usize).prop_map(|number| From { source: numbered(number).into(), means: number.to_string() }),
        4 => select(&["busybox", "ghcr.io/astral-sh/uv:0.9", "a@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "s1", "0", "a:$TAG"][..])
            .prop_map(move |name| image(name.to_owned())),
        1 => select(&ODD_NAMES[..]).prop_map(move |name| stage(name.to_owned())),
        1 => hostile().prop_map(stage),
        1 => hostile().prop_map(image),
    ]
    .boxed()
}

fn name() -> BoxedStrategy<String> {
    let tame = select(&["A", "PATH", "lower_1", "X.Y", "a-b", "_", "--", "A/B"][..])
        .prop_map(str::to_owned);
    prop_oneof![12 => tame, 1 => hostile()].boxed()
}

/// The name of a variable, which may be computed, or expand.
fn expanding_name() -> BoxedStrategy<Val> {
    let exact = name().prop_map(|name| Val::literal(&name));
    let expanding = value(Place::Word).prop_filter("it would end there", |name| {
        !name.text.to_string().contains('=') && !name.text.is_empty()
    });
    let tame = select(&["${A}_HOME", "$A", "X_${B:-y z}", r"\$A"][..]).prop_map(Val::expand);
    prop_oneof![6 => exact, 2 => tame, 2 => expanding, 1 => value(Place::Word)].boxed()
}

fn variables<N: std::fmt::Debug + 'static>(
    name: impl Strategy<Value = N> + 'static,
    least: usize,
) -> BoxedStrategy<Vec<(N, Option<Val>)>> {
    vec(
        (
            name,
            prop_oneof![9 => value(Place::Word).prop_map(Some), 1 => Just(None)],
        ),
        least..4,
    )
    .boxed()
}

fn rarely(strategy: BoxedStrategy<Case>, other: BoxedStrategy<Case>) -> BoxedStrategy<Case> {
    prop_oneof![60 => strategy, 1 => other].boxed()
}

fn env() -> BoxedStrategy<Case> {
    let build = |variables: Vec<(Val, Option<Val>)>| {
        let value = |value: Option<Val>| value.unwrap_or_else(|| Val::literal(""));
        let variables: Vec<_> = variables
            .into_iter()
            .map(|(name, it)| (name, value(it)))
            .collect();
        let pairs = variables
            .iter()
            .map(|(name, value)| (name.means(), Some(value.means())))
            .collect();
        let mut env = Env::new("A", "");
        env.variables = variables
            .into_iter()
            .map(|(name, value)| (VariableName::from(name.text), value.text))
            .collect();
        Case::plain(env, Operand::Pairs(pairs))
    };
    rarely(
        variables(expanding_name(), 1).prop_map(build).boxed(),
        variables(expanding_name(), 0).prop_map(build).boxed(),
    )
}

pub(crate) fn arg() -> BoxedStrategy<Case> {
    let build = |variables: Vec<(String, Option<Val>)>| {
        let pairs = variables
            .iter()
            .map(|(name, value)| (words::literal(name), value.as_ref().map(Val::means)))
            .collect::<Vec<_>>();
        let args = variables.into_iter().map(|(name, value)| match value {
            Some(value) => Arg::with_default(name, value.text),
            None => Arg::new(name),
        });
        let mut none = Arg::new("A");
        none.declarations.clear();
        Case::plain(args.fold(none, Arg::and), Operand::Pairs(pairs))
    };
    rarely(
        variables(name(), 1).prop_map(build).boxed(),
        variables(name(), 0).prop_map(build).boxed(),
    )
}

fn label() -> BoxedStrategy<Case> {
    let tame = select(
        &[
            "org.opencontainers.image.title",
            "#a",
            "--b",
            "[c",
            "a b",
            "$KEY",
            "it's",
        ][..],
    )
    .prop_map(Val::expand);
    let keyless = value(Place::Word).prop_map(|val| {
        if val.text.to_string().contains('=') {
            Val::literal("key")
        } else {
            val
        }
    });
    let key = prop_oneof![6 => tame, 6 => keyless, 1 => value(Place::Word)];
    vec((key, value(Place::Word)), 1..4)
        .prop_map(|labels| {
            let pairs = labels
                .iter()
                .map(|(key, value)| (key.means(), Some(value.means())))
                .collect();
            let mut label = Label::new("", "");
            label.labels = labels
                .into_iter()
                .map(|(key, value)| (key.text, value.text))
                .collect();
            Case::plain(label, Operand::Pairs(pairs))
        })
        .boxed()
}

/// What the lexer that looks for heredocs, and a shell that reads a list, take for something else than itself.
const SHELL: &[&str] = &[
    "echo ",
    " ",
    "E",
    "3",
    "<",
    "<<",
    " <<E",
    " \\<<E",
    "\\<\\<E",
    "\\",
    "${X:-",
    "${X#",
    "}",
    "$((1<<2))",
    "'",
    "\"",
    "`",
    " || ",
    "; ",
    " & ",
    " # ",
    "\u{a0}",
];

/// Text for the shell, most of it of one line.
fn command() -> BoxedStrategy<String> {
    let tame = select(
        &[
            "make",
            "apt-get update",
            "echo \"$HOME\" ${DIR:-/x} {a,b}",
            "cd /x && ls",
            "printf '%s\\n' \"0 0\"",
            "[ -f a ]",
            "[\"a\"]",
            "[\"a\"] x",
            "[]",
            "[ true ] && x",
            "[ -f a ] && b",
            "echo é",
            "--version",
            "cat <<X",
            "a\\",
            "a `b`",
            "echo $((1 << 2))",
            "x \\$HOME #y",
        ][..],
    );
    let odd = |parts| vec(select(SHELL), parts).prop_map(|parts| parts.concat());
    let nested = (odd(0..2), odd(1..4), odd(0..2))
        .prop_map(|(head, word, tail)| format!("echo {head}${{X:-{word}}}{tail}"));
    prop_oneof![8 => tame.prop_map(str::to_owned), 3 => odd(1..9), 3 => nested, 5 => string(Place::Word), 1 => hostile()].boxed()
}

fn script() -> BoxedStrategy<String> {
    let tame = select(
        &[
            "set -e\nmake\n",
            "a\nb",
            "#!/bin/sh\nls\n",
            "cat <<EOF\nx\nEOF\n",
            "\tx\n# y\n\nz",
            "a \\\n  b",
            "\nx",
            "EOF",
            "EOF\nEOF2\r\n",
            "#!/usr/bin/env python3\nprint('$x')",
        ][..],
    );
    prop_oneof![4 => tame.prop_map(str::to_owned), 4 => typed::text(), 2 => hostile(), 1 => vec(hostile(), 2..5).prop_map(|lines| lines.join("\n"))]
        .boxed()
}

/// A command, and what it says.
pub(crate) fn any_command(script: bool) -> BoxedStrategy<(Command, Operand)> {
    let shell = |commands: Vec<String>| {
        let shell = Shell {
            commands: commands.iter().cloned().map(Into::into).collect(),
        };
        (
            Command::Shell(shell),
            Operand::Commands {
                presets: Vec::new(),
                leads: vec![Vec::new()],
                commands,
            },
        )
    };
    let exec = vec(string(Place::Word), 0..5).prop_map(|words| {
        (
            Command::Exec(words.iter().cloned().map(Cow::Owned).collect()),
            Operand::Exec(words),
        )
    });
    let single = vec(command(), 1).prop_map(shell).boxed();
    let scripts = if script {
        vec(self::script(), 1).prop_map(shell).boxed()
    } else {
        prop_oneof![2 => single.clone(), 1 => vec(typed::text(), 1).prop_map(shell)].boxed()
    };
    let listed = prop_oneof![5 => command(), 1 => typed::text()];
    let list = vec(listed, 0..4).prop_map(shell);
    prop_oneof![4 => single, 3 => scripts, 2 => list, 4 => exec].boxed()
}

fn run() -> BoxedStrategy<Case> {
    let network = of(select(
        &[Network::Default, Network::None, Network::Host][..],
    ));
    let security = prop_oneof![4 => Just(None), 1 => select(&[Security::Sandbox, Security::Insecure][..]).prop_map(Some)];
    let device = prop_oneof![3 => select(&["nvidia.com/gpu=all", "a,b", "x\"y", "it's $A"][..]).prop_map(str::to_owned), 1 => string(Place::Flag)];
    let devices = prop_oneof![5 => Just(Vec::new()), 1 => vec((device, any::<bool>()), 1..3)];
    let mounts =
        prop_oneof![2 => Just(Vec::new()), 3 => vec(mount(), 1..2), 1 => vec(mount(), 2..4)];
    (any_command(true), mounts, network, security, devices)
        .prop_map(
            |((command, mut operand), mounts, network, security, devices)| {
                let mut run = Run::new(command);
                let mut flags = Vec::new();
                for (mount, flag) in mounts {
                    if let (FlagValue::Preset(manager), Operand::Commands { presets, .. }) =
                        (&flag.value, &mut operand)
                    {
                        presets.push(*manager);
                    }
                    run = run.mount(mount);
                    flags.push(flag);
                }
                if let Some(network) = network {
                    run = run.network(network);
                    flags.push(Flag {
                        name: "network",
                        value: FlagValue::Raw(format!("{network:?}").to_lowercase()),
                    });
                }
                if let Some(security) = security {
                    run = run.security(security);
                    flags.push(Flag {
                        name: "security",
                        value: FlagValue::Raw(format!("{security:?}").to_lowercase()),
                    });
                }
                for (name, required) in devices {
                    let device = Device::new(name.clone());
                    run = run.device(if required { device.required() } else { device });
                    let fields = [format!("name={name}")]
                        .into_iter()
                        .chain(required.then(|| "required".to_owned()));
                    flags.push(Flag {
                        name: "device",
                        value: FlagValue::Device(fields.collect()),
                    });
                }
                Case::new(run, flags, operand)
            },
        )
        .boxed()
}

/// Any instruction, each kind as often as any other but `RUN`, `COPY` and `ADD`.
pub(crate) fn any_instruction() -> BoxedStrategy<Case> {
    let inner = prop_oneof![4 => unwrapped(), 1 => simple::odd_trigger()];
    prop_oneof![28 => unwrapped(), 4 => simple::onbuild(inner.boxed()), 1 => simple::onbuild_text()]
        .boxed()
}

fn unwrapped() -> BoxedStrategy<Case> {
    prop_oneof![
        2 => files::add(),
        1 => arg(),
        1 => simple::cmd(),
        1 => simple::comment(),
        1 => simple::blank_line(),
        3 => files::copy(),
        1 => simple::entrypoint(),
        1 => env(),
        1 => simple::expose(),
        1 => simple::healthcheck(),
        1 => label(),
        1 => simple::maintainer(),
        4 => run(),
        1 => simple::shell(),
        1 => simple::stop_signal(),
        1 => simple::user(),
        1 => simple::volume(),
        1 => simple::workdir(),
    ]
    .boxed()
}
