//! The flags of an instruction.
//!
//! Source: `extractBuilderFlags` in `frontend/dockerfile/parser/split_command.go`, which goes byte by byte: what is not
//! ASCII becomes other characters, and two bytes of such characters are whitespace to it.

use std::borrow::Cow;
use std::ops::Range;

/// Where the flags stand in what follows a keyword, and where the operand begins.
pub(crate) fn split(arguments: &str, escape: char) -> (Vec<Range<usize>>, usize) {
    let mut flags = Vec::new();
    let operand = each(arguments, escape, |flag, _| flags.push(flag));
    (flags, operand)
}

/// Shows each flag of what follows a keyword, and whether it is read as it stands; returns where the operand begins.
pub(crate) fn each(
    arguments: &str,
    escape: char,
    mut see: impl FnMut(Range<usize>, bool),
) -> usize {
    let bytes = arguments.as_bytes();
    let escape = u8::try_from(escape).unwrap_or(b'\\');
    let mut at = 0;
    loop {
        at += bytes
            .iter()
            .skip(at)
            .take_while(|it| is_space(**it))
            .count();
        if !bytes.get(at..).is_some_and(|rest| rest.starts_with(b"--")) {
            return at;
        }
        let start = at;
        let mut quote = None;
        let plain = |byte: &&u8| {
            byte.is_ascii_graphic() && !matches!(byte, b'\'' | b'"') && **byte != escape
        };
        // What is left of the word without quotes and escapes.
        let rest = bytes.get(at..).unwrap_or_default();
        let mut length = rest.iter().take_while(plain).count();
        at += length;
        let is_plain = bytes.get(at).is_none_or(|byte| *byte == b' ');
        while let Some(byte) = bytes.get(at) {
            match quote {
                None if is_space(*byte) => break,
                None if matches!(byte, b'\'' | b'"') => quote = Some(*byte),
                Some(open) if *byte == open => quote = None,
                _ if *byte == escape => {
                    at += 1;
                    length += usize::from(at < bytes.len());
                    if at == bytes.len() {
                        break;
                    }
                }
                _ => length += 1,
            }
            at += 1;
        }
        let end = at.min(bytes.len());
        if length == 2 && value(arguments, start..end, char::from(escape)) == "--" {
            return end;
        }
        see(start..end, is_plain);
    }
}

/// Whitespace, as Go finds it in a single byte.
fn is_space(byte: u8) -> bool {
    matches!(
        byte,
        b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | b' ' | 0x85 | 0xa0
    )
}

/// A flag as BuildKit reads it.
pub(crate) fn value(arguments: &str, flag: Range<usize>, escape: char) -> Cow<'_, str> {
    let odd =
        |byte: &u8| !byte.is_ascii() || matches!(byte, b'\'' | b'"') || char::from(*byte) == escape;
    match arguments.get(flag.clone()) {
        Some(plain) if !plain.as_bytes().iter().any(odd) => Cow::Borrowed(plain),
        _ => {
            let mut all = String::with_capacity(flag.len());
            each_byte(arguments, flag, escape, |byte, _| {
                all.push(char::from(byte));
            });
            Cow::Owned(all)
        }
    }
}

/// Where each byte of what BuildKit reads of a flag stands.
pub(crate) fn places(arguments: &str, flag: Range<usize>, escape: char) -> Vec<usize> {
    let mut all = Vec::with_capacity(flag.len());
    each_byte(arguments, flag, escape, |byte, at| {
        // What is not ASCII becomes a character of two bytes.
        all.push(at);
        if !byte.is_ascii() {
            all.push(at);
        }
    });
    all
}

fn each_byte(arguments: &str, flag: Range<usize>, escape: char, mut see: impl FnMut(u8, usize)) {
    let bytes = arguments.as_bytes().get(flag.clone()).unwrap_or_default();
    let mut quote = None;
    let mut escaped = false;
    for (at, byte) in bytes.iter().copied().enumerate() {
        let at = flag.start + at;
        if escaped {
            escaped = false;
            see(byte, at);
        } else if quote == Some(byte) {
            quote = None;
        } else if quote.is_none() && matches!(byte, b'\'' | b'"') {
            quote = Some(byte);
        } else if char::from(byte) == escape {
            escaped = true;
        } else {
            see(byte, at);
        }
    }
}
