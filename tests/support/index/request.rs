//! Requests as package managers send them, and the part of a file that they want.

use std::{
    io::{self, BufRead, Read},
    ops::Range,
};

/// No client of these tests sends a longer line.
const LONGEST_LINE: u64 = 64 * 1024;

/// A request's head. A body, which no download has, is read past.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// The path, without the query, percent-decoded.
    pub(super) path: String,
    pub(super) range: Option<String>,
    /// Whether this was the connection's last request.
    pub(super) close: bool,
}

/// What part of a file a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Whole,
    Part(Range<usize>),
    /// The range lies beyond the end.
    Nothing,
}

impl Request {
    /// The next request, or `None` if the client has hung up.
    pub(super) fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
        let first = line(reader)?;
        if first.is_empty() {
            return Ok(None);
        }
        let mut words = first.split(' ');
        let (Some(method), Some(target), Some(version)) =
            (words.next(), words.next(), words.next())
        else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("no request: {first}"),
            ));
        };
        let mut request = Self {
            method: method.to_owned(),
            path: decoded(target.split(['?', '#']).next().unwrap_or_default()),
            range: None,
            close: version != "HTTP/1.1",
        };
        let mut body = 0;
        loop {
            let header = line(reader)?;
            if header.is_empty() {
                break;
            }
            let Some((name, value)) = header.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "range" => request.range = Some(value.to_owned()),
                "connection" => request.close |= value.eq_ignore_ascii_case("close"),
                "content-length" => body = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        io::copy(&mut reader.take(body), &mut io::sink())?;
        Ok(Some(request))
    }
}

impl Wanted {
    /// Reads a `Range` header for a file of this length. What is not a single range of bytes may be ignored, and is.
    pub(super) fn of(range: Option<&str>, length: usize) -> Self {
        let bounds = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
        let part = match bounds {
            Some(("", last)) => last
                .parse()
                .map(|last: usize| length.saturating_sub(last)..length),
            Some((first, "")) => first.parse().map(|first| first..length),
            Some((first, last)) => first.parse().and_then(|first| {
                let last: usize = last.parse()?;
                Ok(first..last.saturating_add(1).min(length))
            }),
            None => return Self::Whole,
        };
        match part {
            Ok(part) if part.is_empty() => Self::Nothing,
            Ok(part) => Self::Part(part),
            Err(_) => Self::Whole,
        }
    }
}

/// A line without its end; empty at the end of input.
fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.take(LONGEST_LINE).read_line(&mut line)?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}

/// `%20` and the like as the bytes they stand for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        match code {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
