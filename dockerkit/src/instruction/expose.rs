//! The ports of `EXPOSE`.

#[cfg(feature = "serde")]
mod serial;

use std::fmt;
use std::net::IpAddr;

use crate::or_arg::{Notation, OrArg, all_values, push_number, splice};
use crate::splice::{Splice, alone};
use crate::text::{Text, Value};

/// A port, or a range of ports, with its protocol.
///
/// `EXPOSE 8000-8010/udp`
///
/// ```
/// use dockerkit::{Expose, Port, Protocol};
///
/// assert_eq!(Expose::new([Port::tcp(80), Port::range(8000, 8010, Protocol::Udp)]).to_string(), "EXPOSE 80 8000-8010/udp");
/// assert_eq!(Expose::new(["443/tcp", "$PORT"]).to_string(), "EXPOSE 443 $PORT");
/// ```
///
/// As text it may also say what it is published as, `8080:80`: BuildKit leaves that out, and `check` warns of it.
///
/// Source: [`EXPOSE`](https://docs.docker.com/reference/dockerfile/#expose).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Port {
    /// The first port.
    pub first: u16,
    /// The last port, the same as the first for a single one.
    pub last: u16,
    /// The protocol.
    pub protocol: Protocol,
}

/// The protocol of a [`Port`]: `tcp` unless given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// `tcp`, which is not written.
    #[default]
    Tcp,
    /// `udp`
    Udp,
    /// `sctp`
    Sctp,
}

impl Port {
    /// A TCP port.
    #[must_use]
    pub const fn tcp(port: u16) -> Self {
        Self::range(port, port, Protocol::Tcp)
    }

    /// A UDP port.
    #[must_use]
    pub const fn udp(port: u16) -> Self {
        Self::range(port, port, Protocol::Udp)
    }

    /// A range of ports.
    #[must_use]
    pub const fn range(first: u16, last: u16, protocol: Protocol) -> Self {
        Self {
            first,
            last,
            protocol,
        }
    }
}

impl Notation for Port {
    fn read(text: &str) -> Option<Self> {
        let (ports, protocol) = match text.split_once('/') {
            None | Some((_, "")) => (text.trim_end_matches('/'), Protocol::Tcp),
            Some((ports, name)) => {
                let known = [
                    ("tcp", Protocol::Tcp),
                    ("udp", Protocol::Udp),
                    ("sctp", Protocol::Sctp),
                ];
                let (_, protocol) = known
                    .into_iter()
                    .find(|(known, _)| name.eq_ignore_ascii_case(known))?;
                (ports, protocol)
            }
        };
        let (first, last) = range(ports)?;
        Some(Self {
            first,
            last,
            protocol,
        })
    }

    fn write(self, out: &mut String) {
        push_number(out, u64::from(self.first));
        if self.last != self.first {
            out.push('-');
            push_number(out, u64::from(self.last));
        }
        out.push_str(match self.protocol {
            Protocol::Tcp => "",
            Protocol::Udp => "/udp",
            Protocol::Sctp => "/sctp",
        });
    }
}

/// Two ports with `-` between them, or one.
fn range(ports: &str) -> Option<(u16, u16)> {
    // Go reads a sign; only zero has a negative one.
    let number = |text: &str| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let port = u32::read(digits).and_then(|port| u16::try_from(port).ok())?;
        (port == 0 || !text.starts_with('-')).then_some(port)
    };
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

/// The port of a container in `host:container` or `address:host:container`, of which BuildKit reads the rest and
/// drops it.
///
/// Source: `frontend/dockerfile/dockerfile2llb/convert_expose.go`.
pub(crate) fn mapped(text: &str) -> Option<Port> {
    let (before, container) = text.rsplit_once(':')?;
    let (address, host) = before.rsplit_once(':').unwrap_or(("", before));
    let port = Port::read(container)?;
    if !host.is_empty() {
        let (first, last) = range(host)?;
        if port.first != port.last && port.last - port.first != last - first {
            return None;
        }
    }
    let address = match address.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?,
        None => address,
    };
    (address.is_empty() || address.parse::<IpAddr>().is_ok()).then_some(port)
}

impl From<u16> for OrArg<Port> {
    fn from(port: u16) -> Self {
        Self::Value(Port::tcp(port))
    }
}

impl From<Port> for OrArg<Port> {
    fn from(port: Port) -> Self {
        Self::Value(port)
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

splice!(Port: OrArg<Port> Port Text; all_values);
alone!(OrArg<Port>: OrArg<Port> Port Text);
