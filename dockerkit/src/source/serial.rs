//! Sources as data: text, which is a stage where one has that name, and else an image.

use serde::Serializer;

use super::{Handle, Source, StageRef};
use crate::data::{Data, Key as _, Names, Node, Shape, Wrong, public, write_entry};

impl Source {
    /// The text that is read as it.
    fn text(&self, names: Names<'_>) -> Option<String> {
        match self {
            Self::Image(image) => {
                let text = image.text().key().map(String::from);
                text.filter(|text| !names.has(text))
            }
            Self::Stage(StageRef(Handle::Name(name), _)) => {
                let text = Some(name.as_str().to_owned());
                text.filter(|text| names.has(text))
            }
            Self::Stage(_) => None,
        }
    }
}

impl Data for Source {
    #[cfg(feature = "schema")]
    const NAME: &'static str = "Source";

    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        match node {
            Node::Text(text) if names.has(&text) => Ok(StageRef::by_name(text).into()),
            Node::Text(_) | Node::List(_) => Data::decode(node, names).map(Self::Image),
            Node::Integer(_) => StageRef::decode(node, names).map(Self::Stage),
            node => {
                let wanted =
                    "an image, the name of a stage, or a map of one key: `image` or `stage`";
                let (kind, node) = node.entry().map_err(|node| node.not(wanted))?;
                match kind.as_str() {
                    "image" => Data::decode(node, names).map(Self::Image),
                    "stage" => Data::decode(node, names).map(Self::Stage),
                    other => return Err(Wrong::unknown("source", other, &["image", "stage"])),
                }
                .map_err(|wrong| wrong.in_key(&kind))
            }
        }
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match (self, self.text(names)) {
            (_, Some(text)) => serializer.serialize_str(&text),
            (Self::Image(image), None) => write_entry("image", image, names, serializer),
            (Self::Stage(StageRef(Handle::Index(number), _)), None) => {
                number.encode(names, serializer)
            }
            (Self::Stage(stage), None) => write_entry("stage", stage, names, serializer),
        }
    }

    fn shape(&self) -> Shape {
        Shape::Map
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut crate::data::Generator) -> crate::data::Schema {
        use crate::data::schema::{Tags, any};
        use crate::text::Text;

        let text = schemars::json_schema!({ "type": ["string", "integer"], "minimum": 0 });
        let mut kinds = Tags::new("Source");
        kinds.tag(generator, "Image", "image", Self::Image);
        kinds.tag(generator, "Stage", "stage", Self::Stage);
        any([text, Text::pieces_schema(), kinds.schema()])
    }
}

/// A name, a number, or nothing: the handle of a stage that has no name and is in no file.
impl Data for StageRef {
    #[cfg(feature = "schema")]
    const NAME: &'static str = "StageRef";

    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        Ok(match node {
            Node::Null => Self(Handle::Nowhere, super::Added::default()),
            Node::Integer(_) => Self::by_number(Data::decode(node, names)?),
            name => Self::by_name(name.text()?),
        })
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Handle::Index(number) => number.encode(names, serializer),
            Handle::Name(name) => name.encode(names, serializer),
            Handle::Nowhere => serializer.serialize_unit(),
        }
    }

    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::data::Generator) -> crate::data::Schema {
        schemars::json_schema!({ "type": ["string", "integer", "null"], "minimum": 0 })
    }
}

public!(Source StageRef);
