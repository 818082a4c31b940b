//! The instructions as data.

use serde::Serializer;

use super::{
    AddFiles, Arg, Caches, Cmd, Comment, CopyFiles, Declaration, DefaultShell, Device, Entrypoint,
    Env, Expose, FileSource, Healthcheck, InlineFile, Instruction, Label, Maintainer, Network,
    OnBuild, Run, Security, StopSignal, Trigger, Volume, Workdir,
};
use crate::data::{
    Data, Names, Node, Shape, Wrong, object, pair, public, tagged, transparent, words, write_entry,
};
use crate::mode::Mode;
use crate::name::VariableName;
use crate::or_arg::InText as _;
use crate::shell::{Command, Words};
use crate::shell_text::ShellText;
use crate::text::Text;

tagged! {
    Instruction as "instruction" {
        "add" => Add,
        "arg" => Arg,
        "caches" => Caches,
        "cmd" => Cmd,
        "comment" => Comment,
        "copy" => Copy,
        "entrypoint" => Entrypoint,
        "env" => Env,
        "expose" => Expose,
        "healthcheck" => Healthcheck,
        "label" => Label,
        "maintainer" => Maintainer,
        "onbuild" => OnBuild,
        "run" => Run,
        "shell" => Shell,
        "stopsignal" => StopSignal,
        "trigger" => Trigger,
        "user" => User,
        "volume" => Volume,
        "workdir" => Workdir,
    }
    unit "blank-line" => BlankLine
}

object!(Run { command, mounts, network, security, devices } or command);
words!(Network as "network" { "default" => Default, "none" => None, "host" => Host });
words!(Security as "security mode" { "sandbox" => Sandbox, "insecure" => Insecure });
object!(Device { name, required } or name with { const ALONE: bool = true; });

object!(CopyFiles { sources, destination, from, chown, chmod by Permissions, link, parents, exclude });
object!(AddFiles {
    sources, destination, keep_git_dir, checksum, chown, chmod by Permissions, link, unpack, exclude
});
tagged!(FileSource as "source" { "path" => Path, "inline" => Inline } or Path with { const ALONE: bool = true; });
object!(InlineFile { name, content });
object!(Comment { text, checks } or text);
object! {
    Healthcheck { command by Check, interval, timeout, start_period, start_interval, retries }
    or command by Check
}

transparent! {
    Arg { declarations }
    Caches { presets }
    Cmd { command }
    DefaultShell { words by Words }
    Entrypoint { command }
    Env { variables }
    Expose { ports }
    Label { labels }
    Maintainer { author }
    StopSignal { signal }
    Trigger { text }
    Volume { paths }
    Workdir { path }
}

pair!((VariableName, Text));
pair!((Text, Text));
pair!(Declaration {
    name: VariableName,
    default: Option<Text>
});

/// What `--chmod` says, which is no number: that would not say whether it is octal.
#[derive(Debug)]
struct Permissions(Option<Text>);

impl Data for Permissions {
    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        match node {
            Node::Text(_) | Node::List(_) => Data::decode(node, names).map(Self),
            other => Err(other.not(Mode::WANTED)),
        }
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(names, serializer)
    }

    fn absent() -> Option<Self> {
        Some(Self(None))
    }

    fn is_absent(&self) -> bool {
        self.0.is_none()
    }

    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::data::Generator) -> crate::data::Schema {
        let text = schemars::json_schema!({ "type": "string" });
        crate::data::schema::any([text, Text::pieces_schema()])
    }
}

/// The command of a health check, or the word `none`.
#[derive(Debug)]
struct Check(Option<Command>);

const NONE: &str = "none";

impl Data for Check {
    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        match node {
            Node::Text(word) if word.eq_ignore_ascii_case(NONE) => Ok(Self(None)),
            node => Command::decode(node, names).map(|command| Self(Some(command))),
        }
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        let is_none = |text: &ShellText| {
            let text = text.as_text();
            text.is_some_and(|text| text.eq_ignore_ascii_case(NONE))
        };
        match &self.0 {
            None => serializer.serialize_str(NONE),
            Some(Command::Shell(shell)) if shell.commands.first().is_some_and(is_none) => {
                write_entry("shell", shell, names, serializer)
            }
            Some(command) => command.encode(names, serializer),
        }
    }

    fn takes(node: &Node) -> bool {
        Command::takes(node)
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut crate::data::Generator) -> crate::data::Schema {
        crate::data::schema::of::<Command>(generator)
    }
}

/// Text is a trigger that is text.
impl Data for OnBuild {
    #[cfg(feature = "schema")]
    const NAME: &'static str = "OnBuild";

    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        let instruction = match node {
            Node::Text(text) => Trigger { text: text.into() }.into(),
            node => Instruction::decode(node, names)?,
        };
        Ok(Self {
            instruction: Box::new(instruction),
        })
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match &*self.instruction {
            Instruction::Trigger(trigger) => trigger.encode(names, serializer),
            Instruction::BlankLine => write_entry(BLANK_LINE, &None::<bool>, names, serializer),
            Instruction::OnBuild(_) if self.depth() > DEEPEST => {
                let problem = "`ONBUILD` cannot hold `ONBUILD`, and holds it too deep";
                Err(serde::ser::Error::custom(problem))
            }
            instruction => instruction.encode(names, serializer),
        }
    }

    fn shape(&self) -> Shape {
        match &*self.instruction {
            Instruction::Trigger(_) => Shape::Scalar,
            _ => Shape::Map,
        }
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut crate::data::Generator) -> crate::data::Schema {
        let text = schemars::json_schema!({ "type": "string" });
        crate::data::schema::any([text, crate::data::schema::of::<Instruction>(generator)])
    }
}

const BLANK_LINE: &str = "blank-line";

/// How deep triggers may stand in each other, which is an error anyway: not all formats have a limit of their own.
const DEEPEST: usize = 32;

public! {
    AddFiles Arg Caches Cmd Comment CopyFiles DefaultShell Device Entrypoint Env Expose FileSource Healthcheck
    InlineFile Instruction Label Maintainer Network OnBuild Run Security StopSignal Trigger Volume Workdir
}
