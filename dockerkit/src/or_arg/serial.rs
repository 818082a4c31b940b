//! Values that may be left to a build argument, as data: the value, or text with a variable in it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Notation, OrArg};
use crate::data::{Data, Names, Node, Shape, Wrong};
use crate::text::{Text, expand};

/// A value that has a form as text, too.
pub(crate) trait InText: Notation + Data {
    /// What is wanted, for messages.
    const WANTED: &'static str;

    /// The fixed text that is read, for schemas.
    #[cfg(feature = "schema")]
    const PATTERN: &'static str;

    /// Whether fixed text is right there.
    fn allows(text: &str) -> bool {
        <Self as Notation>::read(text).is_some()
    }

    /// What is wrong with fixed text that is not.
    fn refused(text: String) -> Wrong {
        Node::Text(text).not(Self::WANTED)
    }
}

/// Whether it is fixed text that is not read there: pieces say that it is meant.
fn is_refused<T: InText>(text: &Text) -> bool {
    text.as_literal().is_some_and(|text| !T::allows(text))
}

impl<T: InText> Data for OrArg<T> {
    const ALONE: bool = T::ALONE;

    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        let text = match node {
            Node::Text(text) => text,
            // Pieces are what they are.
            Node::List(_) => return Text::decode(node, names).map(Self::from),
            other => return T::decode(other, names).map(Self::Value),
        };
        match expand(text.as_str()) {
            fixed if is_refused::<T>(&fixed) => Err(T::refused(text)),
            text => Ok(text.into()),
        }
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match self.meaning() {
            Ok(value) => value.encode(names, serializer),
            Err(text) if is_refused::<T>(text) => text.write_pieces(serializer),
            Err(text) => text.encode(names, serializer),
        }
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::Value)
    }

    fn is_absent(&self) -> bool {
        self.value().is_some_and(|value| value.is_absent())
    }

    fn shape(&self) -> Shape {
        match self.meaning() {
            Ok(value) => value.shape(),
            Err(text) if is_refused::<T>(text) => Shape::List,
            Err(text) => text.shape(),
        }
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut crate::data::Generator) -> crate::data::Schema {
        use crate::data::schema::{any, of};

        let pattern = format!("{}|[$]", T::PATTERN);
        let text = schemars::json_schema!({ "type": "string", "pattern": pattern });
        any([of::<T>(generator), text, Text::pieces_schema()])
    }
}

macro_rules! in_text {
    ($($value:ty: $wanted:literal, $pattern:literal;)*) => {$(
        impl InText for $value {
            const WANTED: &'static str = $wanted;

            #[cfg(feature = "schema")]
            const PATTERN: &'static str = $pattern;
        }
    )*};
}

in_text! {
    u32: "a number, or text with a variable: `\"$UID\"`", "^[0-9]+$";
    bool: "`true`, `false`, or text with a variable: `\"$ON\"`", "^([tTfF01]|true|True|TRUE|false|False|FALSE)$";
}

impl<T: InText> Serialize for OrArg<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.encode(Names::default(), serializer)
    }
}

impl<'de, T: InText> Deserialize<'de> for OrArg<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Data::decode(Node::of(deserializer)?, Names::default()).map_err(serde::de::Error::custom)
    }
}
