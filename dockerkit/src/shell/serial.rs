//! Commands as data: text for the shell, or the list of the words of the exec form.

use std::borrow::Cow;

use serde::Serializer;
use serde::ser::SerializeSeq as _;

use super::{Command, Shell};
use crate::data::{Data, Names, Node, Shape, Wrong, public, transparent, write_entry};

/// Words that are a list even if there is one only: a string would be another thing.
#[derive(Debug)]
pub(crate) struct Words(pub(crate) Vec<Cow<'static, str>>);

impl Data for Words {
    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        match node {
            Node::List(_) => Data::decode(node, names).map(Self),
            other => Err(other.not("a list of words: `[\"sh\", \"-c\"]`")),
        }
    }

    fn encode<S: Serializer>(&self, _: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for word in &self.0 {
            list.serialize_element(word.as_ref())?;
        }
        list.end()
    }

    fn shape(&self) -> Shape {
        Shape::List
    }

    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::data::Generator) -> crate::data::Schema {
        schemars::json_schema!({ "type": "array", "items": crate::data::schema::scalar() })
    }
}

transparent!(Shell { commands });

impl Data for Command {
    #[cfg(feature = "schema")]
    const NAME: &'static str = "Command";

    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        let exec = |node| Words::decode(node, names).map(|words| Self::Exec(words.0));
        match node {
            Node::List(_) => return exec(node),
            Node::Null => return Err(node.not("text for the shell, or the words of the exec form")),
            Node::Map(_) => {}
            text => return Shell::decode(text, names).map(Self::Shell),
        }
        let wanted = "a map of one key: `shell`, `script` or `exec`";
        let (kind, node) = node.entry().map_err(|node| node.not(wanted))?;
        match kind.as_str() {
            "shell" => Shell::decode(node, names).map(Self::Shell),
            "script" => Data::decode(node, names).map(Self::Script),
            "exec" => exec(node),
            other => return Err(Wrong::unknown("kind of command", other, &KINDS)),
        }
        .map_err(|wrong| wrong.in_key(&kind))
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Shell(shell) if shell.shape() == Shape::Scalar => shell.encode(names, serializer),
            Self::Shell(shell) => write_entry("shell", shell, names, serializer),
            Self::Script(text) => write_entry("script", text, names, serializer),
            Self::Exec(words) => Words(words.clone()).encode(names, serializer),
        }
    }

    fn shape(&self) -> Shape {
        match self {
            Self::Shell(shell) if shell.shape() == Shape::Scalar => Shape::Scalar,
            Self::Exec(_) => Shape::List,
            _ => Shape::Map,
        }
    }

    fn takes(node: &Node) -> bool {
        !matches!(node, Node::Map(_) | Node::Null)
            || node.key().is_some_and(|it| KINDS.contains(&it))
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut crate::data::Generator) -> crate::data::Schema {
        use crate::data::schema::{Tags, any, of};
        use crate::shell_text::ShellText;

        let text = schemars::json_schema!({ "type": ["string", "boolean"] });
        let words = of::<Words>(generator);
        let mut kinds = Tags::new("Command");
        kinds.tag(generator, "Shell", "shell", |it: Shell| it);
        kinds.tag(generator, "Script", "script", |it: ShellText| it);
        kinds.tag(generator, "Exec", "exec", |it: Words| it);
        any([text, words, kinds.schema()])
    }
}

const KINDS: [&str; 3] = ["shell", "script", "exec"];

public!(Shell Command);
