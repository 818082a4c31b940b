//! A document as a tree, whatever format it was read from.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::data::Wrong;
use crate::shown::Shown;

/// A part of a document.
#[derive(Debug)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Integer(i128),
    /// What is not an integer, of which formats keep no more than its value.
    Fraction(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// Reads a whole document.
    pub(crate) fn of<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reader(0).deserialize(deserializer)
    }

    /// The text of a scalar.
    pub(crate) fn text(self) -> Result<String, Wrong> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Integer(number) => Ok(number.to_string()),
            Self::Bool(on) => Ok(on.to_string()),
            Self::Fraction(_) => Err(Wrong::new(format!(
                "{} is a number with a fraction, which may have lost digits; put it in quotes",
                self.shown()
            ))),
            other => Err(other.not("text")),
        }
    }

    /// The text that a key of a map has.
    pub(crate) fn text_of(&self, key: &str) -> Option<String> {
        let Self::Map(entries) = self else {
            return None;
        };
        match entries.iter().find(|(known, _)| known == key)? {
            (_, Self::Text(text)) => Some(text.clone()),
            (_, Self::Integer(number)) => Some(number.to_string()),
            (_, Self::Bool(on)) => Some(on.to_string()),
            _ => None,
        }
    }

    /// The one entry of a map that has no other.
    pub(crate) fn entry(self) -> Result<(String, Self), Self> {
        match self {
            Self::Map(mut entries) if entries.len() == 1 => match entries.pop() {
                Some(entry) => Ok(entry),
                None => Err(Self::Map(entries)),
            },
            other => Err(other),
        }
    }

    /// The key of a map that has one entry only.
    pub(crate) fn key(&self) -> Option<&str> {
        match self {
            Self::Map(entries) => match entries.as_slice() {
                [(key, _)] => Some(key),
                _ => None,
            },
            _ => None,
        }
    }

    /// It is something else than what is wanted there.
    pub(crate) fn not(&self, wanted: &str) -> Wrong {
        Wrong::new(format!("found {}; wanted is {wanted}", self.shown()))
    }

    /// As messages show it.
    fn shown(&self) -> Cow<'static, str> {
        match self {
            Self::Null => "nothing".into(),
            Self::Bool(on) => format!("`{on}`").into(),
            Self::Integer(number) => format!("`{number}`").into(),
            Self::Fraction(number) => format!("`{number}`").into(),
            Self::Text(text) => format!("`{}`", text.shown()).into(),
            Self::List(_) => "a list".into(),
            Self::Map(entries) => match entries.len() {
                0 => "an empty map".into(),
                1 => "a map".into(),
                count => format!("a map of {count} keys").into(),
            },
        }
    }
}

/// Some formats have no limit of their own, and reading takes the stack.
const DEEPEST: usize = 128;

/// How deep it stands that is read.
struct Reader(usize);

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        if self.0 > DEEPEST {
            return Err(D::Error::custom(format_args!(
                "it is nested more than {DEEPEST} deep"
            )));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number, `true` or `false`, a list or a map")
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Node, E> {
        Ok(Node::Bool(on))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Integer(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Integer(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Fraction(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Node, D::Error> {
        self.deserialize(inner)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Reader(self.0 + 1))? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Reader(self.0 + 1))? {
            let key = key.text().map_err(A::Error::custom)?;
            entries.push((key, map.next_value_seed(Reader(self.0 + 1))?));
        }
        Ok(Node::Map(entries))
    }
}
