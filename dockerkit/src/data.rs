//! The model as data: what is read of a document, what is written, and what a schema says of it. Each is said once, by type.

mod leaf;
mod node;
pub(crate) mod object;
pub(crate) mod pairs;
mod public;
#[cfg(feature = "schema")]
pub(crate) mod schema;
mod tagged;
mod words;
mod wrong;

pub(crate) use node::Node;
pub(crate) use object::{Fields, object};
pub(crate) use pairs::{Key, pair};
pub(crate) use public::public;
#[cfg(feature = "schema")]
pub(crate) use schema::{Generator, Schema};
pub(crate) use tagged::{tagged, transparent};
pub(crate) use words::words;
pub(crate) use wrong::Wrong;

use std::collections::HashSet;

use serde::ser::SerializeSeq as _;
use serde::{Serialize, Serializer};

/// The names of stages, in lowercase: text that is one of them is a stage where an image could stand, too.
#[derive(Clone, Copy, Default)]
pub(crate) struct Names<'a> {
    all: Option<&'a HashSet<String>>,
    in_front: Option<&'a HashSet<String>>,
}

impl<'a> Names<'a> {
    /// Those of all stages of a file, and of those in front of one.
    pub(crate) fn of(all: &'a HashSet<String>, in_front: &'a HashSet<String>) -> Self {
        Self {
            all: Some(all),
            in_front: Some(in_front),
        }
    }

    /// As `FROM` sees them: only those in front.
    pub(crate) fn in_front(self) -> Self {
        Self {
            all: self.in_front,
            ..self
        }
    }

    pub(crate) fn has(self, name: &str) -> bool {
        let is_one = |names: &HashSet<String>| names.contains(&name.to_ascii_lowercase());
        self.all.is_some_and(is_one)
    }
}

/// What a value is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Scalar,
    List,
    Map,
}

/// A part of the model that documents hold.
pub(crate) trait Data: Sized {
    /// What a schema calls it; what has no name stands where it is used.
    #[cfg(feature = "schema")]
    const NAME: &'static str = "";

    /// Whether one of them is a list of one, where a list is wanted.
    const ALONE: bool = false;

    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong>;

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error>;

    /// What it is if the document says nothing of it.
    fn absent() -> Option<Self> {
        None
    }

    fn is_absent(&self) -> bool {
        false
    }

    fn shape(&self) -> Shape {
        Shape::Scalar
    }

    /// Whether it is this, where a map of keys could stand, too.
    fn takes(node: &Node) -> bool {
        !matches!(node, Node::Map(_) | Node::Null)
    }

    fn decode_list(node: Node, names: Names<'_>) -> Result<Vec<Self>, Wrong> {
        match node {
            Node::List(items) => {
                let items = items.into_iter().enumerate();
                let read = |(at, item)| Self::decode(item, names).map_err(|wrong| wrong.at(at));
                items.map(read).collect()
            }
            item if Self::ALONE => Ok(vec![Self::decode(item, names)?]),
            other => Err(other.not("a list")),
        }
    }

    fn encode_list<S: Serializer>(
        items: &[Self],
        names: Names<'_>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match items {
            [item] if Self::ALONE && item.shape() != Shape::List => item.encode(names, serializer),
            items => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Written(item, names))?;
                }
                list.end()
            }
        }
    }

    fn list_shape(items: &[Self]) -> Shape {
        match items {
            [item] if Self::ALONE && item.shape() != Shape::List => item.shape(),
            _ => Shape::List,
        }
    }

    /// What it looks like, wherever it stands.
    #[cfg(feature = "schema")]
    fn schema(generator: &mut Generator) -> Schema;

    #[cfg(feature = "schema")]
    fn list_schema(generator: &mut Generator) -> Schema {
        let item = schema::of::<Self>(generator);
        let list = schemars::json_schema!({ "type": "array", "items": item });
        if !Self::ALONE {
            return list;
        }
        let alone = schemars::json_schema!({ "allOf": [item], "not": { "type": "array" } });
        schema::any([alone, list])
    }
}

/// A value to be written by `serde`.
pub(crate) struct Written<'a, T>(pub(crate) &'a T, pub(crate) Names<'a>);

impl<T: Data> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(self.1, serializer)
    }
}

/// A map of one entry.
pub(crate) fn write_entry<T: Data, S: Serializer>(
    key: &str,
    value: &T,
    names: Names<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeMap as _;

    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, &Written(value, names))?;
    map.end()
}
