//! A Dockerfile as data.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::ser::SerializeSeq as _;
use serde::{Serialize, Serializer};

use crate::data::{Data, Names, Node, Written, Wrong, object, public};
use crate::dockerfile::{Directives, Dockerfile};
use crate::instruction::Instruction;
use crate::source::Source;
use crate::stage::{Stage, Step};
use crate::stage_names::{By, StageNames};

// A document may say where its schema is.
object! {
    Dockerfile { directives, globals, cache_ids, levels, stages }
    ignoring "$schema"
}

object! {
    Directives { syntax by Syntax, escape, check }
    with {
        fn absent() -> Option<Self> {
            Some(Self::default())
        }
        fn is_absent(&self) -> bool {
            *self == Self::default()
        }
    }
}

object! {
    Stage { source as "from" by Base, name, platform, base_user, comment, steps }
    skip origin
    with {
        fn decode_list(node: Node, _: Names<'_>) -> Result<Vec<Self>, Wrong> {
            let Node::List(items) = node else {
                return Err(node.not("a list of stages"));
            };
            let names = items.iter().filter_map(|item| item.text_of("name"));
            let all = names.map(|name| name.to_ascii_lowercase()).collect();
            let mut in_front = HashSet::new();
            let mut stages = Vec::with_capacity(items.len());
            for (at, item) in items.into_iter().enumerate() {
                let names = Names::of(&all, &in_front);
                let stage = Self::decode(item, names).map_err(|wrong| wrong.at(at))?;
                in_front.extend(lowercase(&stage));
                stages.push(stage);
            }
            Ok(stages)
        }
        fn encode_list<S: Serializer>(
            stages: &[Self],
            _: Names<'_>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            let all = stages.iter().filter_map(lowercase).collect();
            let mut in_front = HashSet::new();
            let mut list = serializer.serialize_seq(Some(stages.len()))?;
            for stage in stages {
                list.serialize_element(&Written(stage, Names::of(&all, &in_front)))?;
                in_front.extend(lowercase(stage));
            }
            list.end()
        }
    }
}

/// The name as the builder takes it.
fn lowercase(stage: &Stage) -> Option<String> {
    let name = stage.name.as_ref();
    name.map(|name| name.as_str().to_ascii_lowercase())
}

/// What `FROM` says.
struct Base(Source);

impl Data for Base {
    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        Source::decode(node, names.in_front()).map(Self)
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(names.in_front(), serializer)
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut crate::data::Generator) -> crate::data::Schema {
        crate::data::schema::of::<Source>(generator)
    }
}

impl Data for Step {
    #[cfg(feature = "schema")]
    const NAME: &'static str = Instruction::NAME;

    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        Instruction::decode(node, names).map(Self::from)
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        self.instruction.encode(names, serializer)
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut crate::data::Generator) -> crate::data::Schema {
        Instruction::schema(generator)
    }
}

/// The frontend, or `false` for none: what says nothing is the default.
struct Syntax(Option<Cow<'static, str>>);

impl Data for Syntax {
    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        match node {
            Node::Bool(false) => Ok(Self(None)),
            Node::Text(_) => Data::decode(node, names).map(Self),
            other => Err(other.not("an image, or `false` for no directive")),
        }
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(syntax) => syntax.encode(names, serializer),
            None => serializer.serialize_bool(false),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self(Directives::default().syntax))
    }

    fn is_absent(&self) -> bool {
        self.0 == Directives::default().syntax
    }

    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::data::Generator) -> crate::data::Schema {
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, { "const": false }] })
    }
}

public!(Directives Stage Step);
public!(rest: Dockerfile);

impl Serialize for Dockerfile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        settled(self).encode(Names::default(), serializer)
    }
}

/// The file. Where two stages have one name, handles of them are numbers: which stage a handle was got for is not data.
fn settled(file: &Dockerfile) -> Cow<'_, Dockerfile> {
    let names = StageNames::new(file);
    if !names.are_doubled() {
        return Cow::Borrowed(file);
    }
    let mut settled = file.clone();
    for (index, stage) in settled.stages.iter_mut().enumerate() {
        if let Source::Stage(base) = &stage.source {
            if let Some(base) = names.written(base, By::From, index) {
                stage.source = base.into();
            }
        }
        for step in &mut stage.steps {
            if let Some(settled) = names.settled(&step.instruction, index) {
                step.instruction = settled;
            }
        }
    }
    Cow::Owned(settled)
}

/// What a [`Dockerfile`] looks like as data, as a JSON Schema: for editors, and for programs in other languages.
///
/// It takes what `Deserialize` reads, short forms and all, knows no other keys, and says of each what the documentation
/// says.
///
/// ```
/// let schema = dockerkit::schema();
/// let stage = &schema.as_value()["$defs"]["Stage"];
/// assert_eq!(stage["additionalProperties"], false);
/// assert_eq!(stage["properties"]["steps"]["description"], "Its instructions, each with its origin.");
/// ```
///
/// Where a schema cannot say what is right, `Deserialize` is stricter: of what a `$` in text stands for, it knows nothing.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::SchemaGenerator::default().into_root_schema_for::<Dockerfile>()
}
