//! Names with values, in order: a map, or a list of pairs where a map could not say it.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Serializer;
use serde::ser::{SerializeMap as _, SerializeSeq as _};

use crate::data::{Data, Names, Node, Written, Wrong};
use crate::shown::Shown;

/// What can be the key of a map.
pub(crate) trait Key: Data {
    /// The key, if there is one that says it.
    fn key(&self) -> Option<Cow<'_, str>>;
}

impl Key for Cow<'static, str> {
    fn key(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

/// A name and its value, which may be absent.
pub(crate) trait Pair: Data {
    type Name: Key;
    type Value: Data;

    fn of(name: Self::Name, value: Self::Value) -> Self;
    fn name(&self) -> &Self::Name;
    fn value(&self) -> &Self::Value;
}

/// The word that stands for a pair without a value.
fn word<P: Pair>(pair: &P) -> Option<Cow<'_, str>> {
    let word = pair.name().key().filter(|word| !word.contains('='));
    word.filter(|_| pair.value().is_absent())
}

fn entry<P: Pair>((name, value): (String, Node), names: Names<'_>) -> Result<P, Wrong> {
    let value = P::Value::decode(value, names).map_err(|wrong| wrong.in_key(&name))?;
    Ok(P::of(P::Name::decode(Node::Text(name), names)?, value))
}

fn entries<P: Pair>(map: Vec<(String, Node)>, names: Names<'_>) -> Result<Vec<P>, Wrong> {
    let mut seen = HashSet::new();
    if let Some((name, _)) = map.iter().find(|(name, _)| !seen.insert(name.as_str())) {
        return Err(Wrong::new(format!(
            "the key `{0}` is given twice; write a list of pairs: `[[\"{0}\", …], …]`",
            name.shown()
        )));
    }
    map.into_iter().map(|it| entry(it, names)).collect()
}

fn lone<P: Pair>(node: Node, names: Names<'_>) -> Result<P, Wrong> {
    let Some(absent) = P::Value::absent() else {
        return Err(node.not("a map of names and values, or a list of pairs"));
    };
    let name = node.text()?;
    match name.split_once('=') {
        Some((name, _)) => Err(Wrong::new(format!(
            "a name has no `=`; write a map, `{{\"{}\": …}}`",
            name.shown()
        ))),
        None => Ok(P::of(P::Name::decode(Node::Text(name), names)?, absent)),
    }
}

fn both<P: Pair>(parts: Vec<Node>, names: Names<'_>) -> Result<P, Wrong> {
    let wrong = |count| {
        Wrong::new(format!(
            "a pair has a name and a value; this one has {count} parts"
        ))
    };
    let count = parts.len();
    let mut parts = parts.into_iter();
    let name = parts.next().ok_or_else(|| wrong(count))?;
    let value = match (parts.next(), P::Value::absent()) {
        (Some(value), _) => P::Value::decode(value, names).map_err(|wrong| wrong.at(1))?,
        (None, Some(absent)) => absent,
        (None, None) => return Err(wrong(count)),
    };
    if count > 2 {
        return Err(wrong(count));
    }
    Ok(P::of(
        P::Name::decode(name, names).map_err(|wrong| wrong.at(0))?,
        value,
    ))
}

pub(crate) fn decode_list<P: Pair>(node: Node, names: Names<'_>) -> Result<Vec<P>, Wrong> {
    match node {
        Node::Map(map) => entries(map, names),
        Node::List(items) => {
            let mut pairs = Vec::with_capacity(items.len());
            for (at, item) in items.into_iter().enumerate() {
                let read = match item {
                    Node::Map(map) => entries(map, names),
                    Node::List(parts) => both(parts, names).map(|pair| vec![pair]),
                    other => lone(other, names).map(|pair| vec![pair]),
                };
                pairs.extend(read.map_err(|wrong| wrong.at(at))?);
            }
            Ok(pairs)
        }
        other => Ok(vec![lone(other, names)?]),
    }
}

/// Whether all of them have a value, and names of their own.
fn is_map<P: Pair>(pairs: &[P]) -> bool {
    let mut seen = HashSet::new();
    let is_new = |pair: &P| {
        pair.name()
            .key()
            .is_some_and(|name| seen.insert(name.into_owned()))
    };
    pairs.iter().all(|pair| !pair.value().is_absent()) && pairs.iter().all(is_new)
}

pub(crate) fn encode_list<P: Pair, S: Serializer>(
    pairs: &[P],
    names: Names<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if let Some(word) = pairs.first().filter(|_| pairs.len() == 1).and_then(word) {
        return serializer.serialize_str(&word);
    }
    if is_map(pairs) {
        let mut map = serializer.serialize_map(Some(pairs.len()))?;
        for pair in pairs {
            let name = pair.name().key().unwrap_or_default();
            map.serialize_entry(&*name, &Written(pair.value(), names))?;
        }
        return map.end();
    }
    let mut list = serializer.serialize_seq(Some(pairs.len()))?;
    for pair in pairs {
        let (name, value) = (Written(pair.name(), names), Written(pair.value(), names));
        match word(pair) {
            Some(word) => list.serialize_element(&word)?,
            None if pair.value().is_absent() => list.serialize_element(&[name])?,
            None => list.serialize_element(&(name, value))?,
        }
    }
    list.end()
}

/// What a list of pairs looks like.
#[cfg(feature = "schema")]
pub(crate) fn list_schema<P: Pair>(generator: &mut crate::data::Generator) -> crate::data::Schema {
    use schemars::json_schema;

    use crate::data::schema::{any, nullable, of};

    let optional = P::Value::absent().is_some();
    let (name, mut value) = (of::<P::Name>(generator), of::<P::Value>(generator));
    if optional {
        value = nullable(value);
    }
    let pair = json_schema!({
        "type": "array",
        "prefixItems": [name, value],
        "items": false,
        "minItems": 2 - usize::from(optional),
    });
    let map = json_schema!({ "type": "object", "additionalProperties": value });
    let word = json_schema!({ "type": ["string", "integer", "boolean"], "pattern": "^[^=]*$" });
    let word = optional.then_some(word);
    let item = any(word.clone().into_iter().chain([map.clone(), pair]));
    let list = json_schema!({ "type": "array", "items": item });
    any(word.into_iter().chain([map, list]))
}

/// A pair of these two fields, of these types: `pair!(Declaration { name: VariableName, default: Option<Text> })`.
macro_rules! pair {
    ($type:ident { $name_field:ident: $name:ty, $value_field:ident: $value:ty }) => {
        $crate::data::pairs::pair! {
            $type as stringify!($type), $name, $value,
            |name, value| Self { $name_field: name, $value_field: value }, $name_field, $value_field
        }
        $crate::data::public!($type);
    };
    (($name:ty, $value:ty)) => {
        $crate::data::pairs::pair!(($name, $value) as "", $name, $value, |name, value| (name, value), 0, 1);
    };
    (
        $type:ty as $called:expr, $name:ty, $value:ty,
        |$new_name:ident, $new_value:ident| $new:expr, $get_name:tt, $get_value:tt
    ) => {
        impl $crate::data::pairs::Pair for $type {
            type Name = $name;
            type Value = $value;

            fn of($new_name: $name, $new_value: $value) -> Self {
                $new
            }

            fn name(&self) -> &$name {
                &self.$get_name
            }

            fn value(&self) -> &$value {
                &self.$get_value
            }
        }

        impl $crate::data::Data for $type {
            #[cfg(feature = "schema")]
            const NAME: &'static str = $called;

            fn decode(
                node: $crate::data::Node,
                names: $crate::data::Names<'_>,
            ) -> Result<Self, $crate::data::Wrong> {
                let mut pairs = $crate::data::pairs::decode_list(node, names)?;
                match (pairs.pop(), pairs.is_empty()) {
                    (Some(pair), true) => Ok(pair),
                    _ => Err($crate::data::Wrong::new(
                        "it is not one name with its value",
                    )),
                }
            }

            fn encode<S: serde::Serializer>(
                &self,
                names: $crate::data::Names<'_>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                Self::encode_list(std::slice::from_ref(self), names, serializer)
            }

            fn decode_list(
                node: $crate::data::Node,
                names: $crate::data::Names<'_>,
            ) -> Result<Vec<Self>, $crate::data::Wrong> {
                $crate::data::pairs::decode_list(node, names)
            }

            fn encode_list<S: serde::Serializer>(
                pairs: &[Self],
                names: $crate::data::Names<'_>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::data::pairs::encode_list(pairs, names, serializer)
            }

            #[cfg(feature = "schema")]
            fn schema(generator: &mut $crate::data::Generator) -> $crate::data::Schema {
                $crate::data::pairs::list_schema::<Self>(generator)
            }

            #[cfg(feature = "schema")]
            fn list_schema(generator: &mut $crate::data::Generator) -> $crate::data::Schema {
                $crate::data::pairs::list_schema::<Self>(generator)
            }
        }
    };
}

pub(crate) use pair;
