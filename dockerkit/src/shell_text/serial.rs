//! Shell text as data: a string, or texts and values.

use serde::Serializer;
use serde::ser::SerializeSeq as _;

use super::pieces::Piece;
use super::{Repr, ShellText};
use crate::data::{Data, Names, Node, Shape, Wrong, public, write_entry};

const WANTED: &str =
    "a string, or an array of strings and `{ \"value\": … }` or `{ \"values\": […] }`";

impl serde::Serialize for Piece {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Value(value) => write_entry("value", value, Names::default(), serializer),
            Self::Values(values) => {
                use serde::ser::SerializeMap as _;

                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("values", values)?;
                map.end()
            }
        }
    }
}

/// One piece of it.
fn piece(node: Node) -> Result<ShellText, Wrong> {
    match node.entry() {
        Ok((key, node)) if key == "value" => {
            let value = node.text().map_err(|wrong| wrong.in_key("value"))?;
            Ok(ShellText::value(value))
        }
        Ok((key, node)) if key == "values" => {
            let words = match node {
                Node::List(words) => words,
                other => return Err(other.not("a list of words").in_key("values")),
            };
            let word = |(at, node): (usize, Node)| match node.text() {
                Ok(word) => Ok(ShellText::value(word)),
                Err(wrong) => Err(wrong.at(at).in_key("values")),
            };
            let words: Result<_, _> = words.into_iter().enumerate().map(word).collect();
            words.map(ShellText::list)
        }
        Ok((key, _)) => Err(Wrong::unknown("key", &key, &["value", "values"])),
        Err(node @ (Node::Null | Node::List(_) | Node::Map(_))) => Err(node.not(WANTED)),
        Err(node) => node.text().map(ShellText::from),
    }
}

impl Data for ShellText {
    #[cfg(feature = "schema")]
    const NAME: &'static str = "ShellText";

    const ALONE: bool = true;

    fn decode(node: Node, _: Names<'_>) -> Result<Self, Wrong> {
        let Node::List(pieces) = node else {
            return match node {
                Node::Text(text) => Ok(text.into()),
                // The command of that name, which formats take for something else.
                Node::Bool(on) => Ok(on.to_string().into()),
                other => Err(other.not(WANTED)),
            };
        };
        let mut all = Self::default();
        for (at, node) in pieces.into_iter().enumerate() {
            all.append(&piece(node).map_err(|wrong| wrong.at(at))?);
        }
        Ok(all)
    }

    fn encode<S: Serializer>(&self, _: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Text(text) => serializer.serialize_str(text),
            Repr::Pieces(pieces) => {
                let mut list = serializer.serialize_seq(Some(pieces.0.len()))?;
                for piece in &pieces.0 {
                    list.serialize_element(piece)?;
                }
                list.end()
            }
        }
    }

    fn shape(&self) -> Shape {
        if self.has_values() {
            Shape::List
        } else {
            Shape::Scalar
        }
    }

    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::data::Generator) -> crate::data::Schema {
        use crate::data::schema::scalar;

        let value = schemars::json_schema!({
            "type": "object",
            "properties": { "value": scalar() },
            "required": ["value"],
            "additionalProperties": false,
        });
        let values = schemars::json_schema!({
            "type": "object",
            "properties": { "values": {
                "description": "A list: any number of words, with a blank between them.",
                "type": "array",
                "items": scalar(),
            } },
            "required": ["values"],
            "additionalProperties": false,
        });
        schemars::json_schema!({
            "anyOf": [{ "type": ["string", "boolean"] }, { "type": "array", "items": { "anyOf": [scalar(), value, values] } }]
        })
    }
}

public!(ShellText);
