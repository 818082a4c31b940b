//! Values that are not the model's own.

use std::borrow::Cow;

use serde::Serializer;

use crate::data::{Data, Names, Node, Shape, Wrong};
#[cfg(feature = "schema")]
use crate::data::{Generator, Schema, schema};

impl Data for bool {
    fn decode(node: Node, _: Names<'_>) -> Result<Self, Wrong> {
        match node {
            Node::Bool(on) => Ok(on),
            other => Err(other.not("`true` or `false`")),
        }
    }

    fn encode<S: Serializer>(&self, _: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self)
    }

    fn absent() -> Option<Self> {
        Some(false)
    }

    fn is_absent(&self) -> bool {
        !self
    }

    #[cfg(feature = "schema")]
    fn schema(_: &mut Generator) -> Schema {
        schemars::json_schema!({ "type": "boolean" })
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Data for $number {
            fn decode(node: Node, _: Names<'_>) -> Result<Self, Wrong> {
                match node {
                    Node::Integer(number) => Self::try_from(number).ok(),
                    _ => None,
                }
                .ok_or_else(|| node.not(&format!("a number from 0 to {}", Self::MAX)))
            }

            fn encode<S: Serializer>(&self, _: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(self, serializer)
            }

            #[cfg(feature = "schema")]
            fn schema(_: &mut Generator) -> Schema {
                schemars::json_schema!({ "type": "integer", "minimum": 0, "maximum": Self::MAX })
            }
        }
    )*};
}

numbers!(u16 u32 usize);

impl Data for Cow<'static, str> {
    const ALONE: bool = true;

    fn decode(node: Node, _: Names<'_>) -> Result<Self, Wrong> {
        node.text().map(Cow::Owned)
    }

    fn encode<S: Serializer>(&self, _: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }

    #[cfg(feature = "schema")]
    fn schema(_: &mut Generator) -> Schema {
        schema::scalar()
    }
}

impl<T: Data> Data for Option<T> {
    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        match node {
            Node::Null => Ok(None),
            node => T::decode(node, names).map(Some),
        }
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.encode(names, serializer),
            None => serializer.serialize_unit(),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn shape(&self) -> Shape {
        self.as_ref().map_or(Shape::Scalar, T::shape)
    }

    fn takes(node: &Node) -> bool {
        T::takes(node)
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut Generator) -> Schema {
        schema::of::<T>(generator)
    }
}

impl<T: Data> Data for Box<T> {
    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        T::decode(node, names).map(Self::new)
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        T::encode(self, names, serializer)
    }

    fn shape(&self) -> Shape {
        T::shape(self)
    }

    fn takes(node: &Node) -> bool {
        T::takes(node)
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut Generator) -> Schema {
        schema::of::<T>(generator)
    }
}

impl<T: Data> Data for Vec<T> {
    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        T::decode_list(node, names)
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        T::encode_list(self, names, serializer)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn shape(&self) -> Shape {
        T::list_shape(self)
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut Generator) -> Schema {
        T::list_schema(generator)
    }
}
