//! Ports as data: a number, or text.

use serde::Serializer;

use super::{Notation, Port, Protocol, mapped};
use crate::data::{Data, Names, Node, Shape, Wrong, object, public, words};
use crate::or_arg::InText;

words!(Protocol as "protocol" { "tcp" => Tcp, "udp" => Udp, "sctp" => Sctp });

/// A port that text cannot say: nobody else has to write one so.
#[derive(Clone)]
struct Ends {
    first: u16,
    last: u16,
    protocol: Protocol,
}

object!(Ends {
    first,
    last,
    protocol
});

impl Data for Port {
    #[cfg(feature = "schema")]
    const NAME: &'static str = "Port";

    const ALONE: bool = true;

    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        let port = match node {
            Node::Map(_) => {
                let Ends {
                    first,
                    last,
                    protocol,
                } = Ends::decode(node, names)?;
                return Ok(Self::range(first, last, protocol));
            }
            Node::Integer(number) => u16::try_from(number).ok().map(Self::tcp),
            Node::Text(ref text) => Notation::read(text),
            _ => None,
        };
        port.ok_or_else(|| node.not(Self::WANTED))
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            first,
            last,
            protocol,
        } = *self;
        if *self == Self::tcp(first) {
            first.encode(names, serializer)
        } else if self.is_text() {
            serializer.collect_str(self)
        } else {
            Ends {
                first,
                last,
                protocol,
            }
            .encode(names, serializer)
        }
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
        crate::data::schema::any([written, Ends::schema(generator)])
    }
}

impl Port {
    /// Whether its text is read as it.
    fn is_text(self) -> bool {
        Notation::read(&self.to_string()) == Some(self)
    }
}

impl InText for Port {
    const WANTED: &'static str =
        "a port, a number as `80` or text as `\"8000-8010/udp\"` or `\"$PORT\"`,";

    #[cfg(feature = "schema")]
    const PATTERN: &'static str = "^(.*:)?[0-9]+(-[0-9]+)?(/(tcp|udp|sctp)?)?$";

    fn allows(text: &str) -> bool {
        // What it is published as is left out by the builder.
        <Self as Notation>::read(text).is_some() || mapped(text).is_some()
    }
}

public!(Port Protocol);
