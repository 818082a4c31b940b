//! Ports as data: a number, or text.

use serde::Serializer;
use serde::ser::SerializeMap as _;

use super::{Notation, Port, Protocol, mapped};
use crate::data::{Data, Fields, Names, Node, Shape, Wrong, public, words};
use crate::or_arg::InText;

words!(Protocol as "protocol" { "tcp" => Tcp, "udp" => Udp, "sctp" => Sctp });

impl Data for Port {
    #[cfg(feature = "schema")]
    const NAME: &'static str = "Port";

    const ALONE: bool = true;

    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        let port = match node {
            // What text cannot say, `2-1`: nobody has to write one so.
            Node::Map(_) => {
                let mut fields = Fields::of(node, &KEYS, None)?;
                let [first, last, protocol] = KEYS;
                return Ok(Self {
                    first: fields.take(first, names)?,
                    last: fields.take(last, names)?,
                    protocol: fields.take(protocol, names)?,
                });
            }
            Node::Integer(number) => u16::try_from(number).ok().map(Self::tcp),
            Node::Text(ref text) => Notation::read(text),
            _ => None,
        };
        port.ok_or_else(|| node.not(Self::WANTED))
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        if *self == Self::tcp(self.first) {
            return self.first.encode(names, serializer);
        }
        if self.is_text() {
            return serializer.collect_str(self);
        }
        let [first, last, protocol] = KEYS;
        let mut map = serializer.serialize_map(Some(KEYS.len()))?;
        map.serialize_entry(first, &self.first)?;
        map.serialize_entry(last, &self.last)?;
        map.serialize_entry(protocol, &self.protocol)?;
        map.end()
    }

    fn shape(&self) -> Shape {
        if self.is_text() {
            Shape::Scalar
        } else {
            Shape::Map
        }
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut crate::data::Generator) -> crate::data::Schema {
        let written = schemars::json_schema!({
            "type": ["integer", "string"],
            "minimum": 0,
            "maximum": u16::MAX,
            "pattern": Self::PATTERN,
        });
        let mut map = crate::data::schema::Object::new("Port");
        let [first, last, protocol] = KEYS;
        map.property(generator, first, first, |it: &Self| &it.first);
        map.property(generator, last, last, |it: &Self| &it.last);
        map.property(generator, protocol, protocol, |it: &Self| &it.protocol);
        crate::data::schema::any([written, map.schema()])
    }
}

const KEYS: [&str; 3] = ["first", "last", "protocol"];

impl Port {
    /// Whether its text is read as it.
    fn is_text(self) -> bool {
        Notation::read(&self.to_string()) == Some(self)
    }
}

impl InText for Port {
    const WANTED: &'static str =
        "a port: a number, `80`, or text, `\"8000-8010/udp\"` or `\"$PORT\"`";

    #[cfg(feature = "schema")]
    const PATTERN: &'static str =
        "^(.*:)?[0-9]+(-[0-9]+)?(/([tT][cC][pP]|[uU][dD][pP]|[sS][cC][tT][pP])?)?$";

    fn allows(text: &str) -> bool {
        // What it is published as is left out by the builder.
        <Self as Notation>::read(text).is_some() || mapped(text).is_some()
    }
}

public!(Port Protocol);
