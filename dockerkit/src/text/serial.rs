//! Text in `serde`'s formats: a string in the author's form, or a list of pieces where that form cannot say it.

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{PieceRef, Text, expand, literal};

/// One piece: what it is, and its text.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Piece {
    Literal(String),
    Expand(String),
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = self.to_string();
        if expand(form.as_str()) == *self {
            return serializer.serialize_str(&form);
        }
        let mut pieces = serializer.serialize_seq(None)?;
        for piece in self.pieces() {
            pieces.serialize_element(&match piece {
                PieceRef::Literal(text) => Piece::Literal(text.to_owned()),
                PieceRef::Reference(reference) => Piece::Expand(reference.to_string()),
                PieceRef::Malformed(malformed) => Piece::Expand(malformed.text.to_string()),
                PieceRef::NotUnicode(_) => {
                    return Err(serde::ser::Error::custom(
                        "a path that is not Unicode has no text",
                    ));
                }
            })?;
        }
        pieces.end()
    }
}

struct Form;

impl<'de> Visitor<'de> for Form {
    type Value = Text;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("text in which `$NAME` is expanded, or a list of `literal` and `expand` pieces")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        Ok(expand(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pieces: A) -> Result<Text, A::Error> {
        let mut all = Vec::new();
        while let Some(piece) = pieces.next_element()? {
            let text = match piece {
                Piece::Literal(value) => literal(value),
                Piece::Expand(value) => expand(value),
            };
            all.extend(text.into_pieces());
        }
        Ok(Text::from_pieces(all))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Form)
    }
}
