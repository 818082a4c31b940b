//! Text as data: a string in the author's form, or a list of pieces where that form cannot say it.

use std::borrow::Cow;

use serde::Serializer;
use serde::ser::{Error as _, SerializeSeq as _};

use super::{PieceRef, Text, expand, literal};
use crate::data::{Data, Key, Names, Node, Shape, Wrong, public, write_entry};

/// One piece: what it is, and its text.
struct Piece<'a>(&'static str, Cow<'a, str>);

const WANTED: &str = "a piece of text: `{\"literal\": …}` or `{\"expand\": …}`";

fn piece(node: Node) -> Result<Text, Wrong> {
    let (kind, node) = node.entry().map_err(|node| node.not(WANTED))?;
    let text = node.text().map_err(|wrong| wrong.in_key(&kind))?;
    match kind.as_str() {
        "literal" => Ok(literal(text)),
        "expand" => Ok(expand(text)),
        other => Err(Wrong::unknown(
            "kind of text",
            other,
            &["literal", "expand"],
        )),
    }
}

impl serde::Serialize for Piece<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_entry(
            self.0,
            &Cow::<'static, str>::Owned(self.1.to_string()),
            Names::default(),
            serializer,
        )
    }
}

impl Text {
    /// As pieces, of which each says what it is.
    pub(crate) fn write_pieces<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pieces = serializer.serialize_seq(Some(self.pieces().count()))?;
        for piece in self.pieces() {
            pieces.serialize_element(&match piece {
                PieceRef::Literal(text) => Piece("literal", text.into()),
                PieceRef::Reference(reference) => Piece("expand", reference.to_string().into()),
                PieceRef::Malformed(malformed) => Piece("expand", (&*malformed.text).into()),
                PieceRef::NotUnicode(_) => {
                    let problem = "a path that is not Unicode has no text";
                    return Err(S::Error::custom(problem));
                }
            })?;
        }
        pieces.end()
    }

    /// The schema of a list of pieces.
    #[cfg(feature = "schema")]
    pub(crate) fn pieces_schema() -> crate::data::Schema {
        schemars::json_schema!({
            "type": "array",
            "items": {
                "type": "object",
                "properties": { "literal": { "type": "string" }, "expand": { "type": "string" } },
                "additionalProperties": false,
                "minProperties": 1,
                "maxProperties": 1,
            },
        })
    }
}

impl Key for Text {
    fn key(&self) -> Option<Cow<'_, str>> {
        let form = self.to_string();
        (expand(form.as_str()) == *self).then_some(Cow::Owned(form))
    }
}

impl Data for Text {
    #[cfg(feature = "schema")]
    const NAME: &'static str = "Text";

    const ALONE: bool = true;

    fn decode(node: Node, _: Names<'_>) -> Result<Self, Wrong> {
        let pieces = match node {
            Node::List(pieces) => pieces.into_iter().enumerate(),
            Node::Text(text) => return Ok(expand(text)),
            Node::Null | Node::Map(_) => {
                return Err(node.not("text in which `$NAME` is expanded, or a list of pieces"));
            }
            other => return other.text().map(literal),
        };
        let mut all = Vec::new();
        for (at, node) in pieces {
            all.extend(piece(node).map_err(|wrong| wrong.at(at))?.into_pieces());
        }
        Ok(Self::from_pieces(all))
    }

    fn encode<S: Serializer>(&self, _: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match self.key() {
            Some(form) => serializer.serialize_str(&form),
            None => self.write_pieces(serializer),
        }
    }

    fn shape(&self) -> Shape {
        self.key().map_or(Shape::List, |_| Shape::Scalar)
    }

    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::data::Generator) -> crate::data::Schema {
        use crate::data::schema::{any, scalar};

        any([scalar(), Self::pieces_schema()])
    }
}

public!(Text);
