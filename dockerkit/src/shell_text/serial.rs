//! Shell text as data: a string, or texts and values.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Repr, ShellText};

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a string, or an array of strings and `{ \"value\": … }`"
)]
enum Data {
    Text(String),
    Pieces(Vec<DataPiece>),
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a string or `{ \"value\": … }`")]
enum DataPiece {
    Text(String),
    Value { value: String },
}

impl Serialize for ShellText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Text(text) => text.serialize(serializer),
            Repr::Pieces(pieces) => pieces.0.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ShellText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Data::deserialize(deserializer)? {
            Data::Text(text) => text.into(),
            Data::Pieces(pieces) => {
                let mut all = Self::default();
                for piece in pieces {
                    match piece {
                        DataPiece::Text(text) => all.push_text(&text),
                        DataPiece::Value { value } => all.append(&Self::value(value)),
                    }
                }
                all
            }
        })
    }
}
