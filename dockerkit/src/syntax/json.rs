//! Arrays of strings, as Go reads JSON.
//!
//! Source: `parseJSON` in `frontend/dockerfile/parser/line_parsers.go`.

use std::ops::Range;

/// What a text is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// An array of strings, and where each stands.
    Strings(Vec<(String, Range<usize>)>),
    /// An array that holds something else.
    Others,
    /// No array.
    No,
}

/// How deep Go goes.
const DEPTH: usize = 10_000;

/// Reads a whole text.
pub(crate) fn strings(text: &str) -> Read {
    let start = text.len() - text.trim_start().len();
    if !text.get(start..).is_some_and(|it| it.starts_with('[')) {
        return Read::No;
    }
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: start,
    };
    reader.array().unwrap_or(Read::No)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    /// A value, or the end of an array that is empty.
    ValueOrEnd,
    /// A key, or the end of an object that is empty.
    KeyOrEnd,
    Key,
    CommaOrEnd,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// The array that begins here and is the whole text; nothing if it is no JSON.
    fn array(&mut self) -> Option<Read> {
        let mut found = Vec::new();
        let mut others = false;
        // What is open, by how it is closed.
        let mut open: Vec<u8> = Vec::new();
        let mut next = Next::Value;
        loop {
            self.blanks();
            let byte = self.peek()?;
            let outermost = open.len() == 1;
            match (next, byte) {
                (Next::ValueOrEnd, b']')
                | (Next::KeyOrEnd, b'}')
                | (Next::CommaOrEnd, b']' | b'}') => {
                    if open.pop()? != byte {
                        return None;
                    }
                    self.at += 1;
                    if open.is_empty() {
                        break;
                    }
                    next = Next::CommaOrEnd;
                }
                (Next::CommaOrEnd, b',') => {
                    self.at += 1;
                    next = match open.last()? {
                        b'}' => Next::Key,
                        _ => Next::Value,
                    };
                }
                (Next::Key | Next::KeyOrEnd, b'"') => {
                    self.string()?;
                    self.blanks();
                    self.take(b':')?;
                    next = Next::Value;
                }
                (Next::Value | Next::ValueOrEnd, b'[' | b'{') => {
                    others |= outermost;
                    self.at += 1;
                    open.push(if byte == b'[' { b']' } else { b'}' });
                    if open.len() > DEPTH {
                        return None;
                    }
                    next = match byte {
                        b'[' => Next::ValueOrEnd,
                        _ => Next::KeyOrEnd,
                    };
                }
                (Next::Value | Next::ValueOrEnd, b'"') => {
                    let start = self.at;
                    let string = self.string()?;
                    if outermost {
                        found.push((string, start..self.at));
                    }
                    next = Next::CommaOrEnd;
                }
                (Next::Value | Next::ValueOrEnd, _) => {
                    others |= outermost;
                    self.word()?;
                    next = Next::CommaOrEnd;
                }
                _ => return None,
            }
        }
        self.blanks();
        let whole = self.at == self.bytes.len();
        whole.then_some(if others {
            Read::Others
        } else {
            Read::Strings(found)
        })
    }

    /// A number, or a literal name.
    fn word(&mut self) -> Option<()> {
        for name in [&b"true"[..], b"false", b"null"] {
            if self.bytes.get(self.at..)?.starts_with(name) {
                self.at += name.len();
                return Some(());
            }
        }
        let _ = self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let digits = self.bytes.get(self.at..)?.iter();
        let count = digits.take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        (count > 0).then_some(())
    }

    fn string(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut all = String::new();
        loop {
            let start = self.at;
            let plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | 0..=0x1f);
            self.at += self.bytes.get(start..)?.iter().take_while(plain).count();
            all.push_str(self.text.get(start..self.at)?);
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(all);
                }
                b'\\' => {
                    self.at += 1;
                    let byte = self.peek()?;
                    self.at += 1;
                    all.push(match byte {
                        b'"' | b'\\' | b'/' => char::from(byte),
                        b'b' => '\x08',
                        b'f' => '\x0c',
                        b'n' => '\n',
                        b'r' => '\r',
                        b't' => '\t',
                        b'u' => self.escaped()?,
                        _ => return None,
                    });
                }
                _ => return None,
            }
        }
    }

    /// The character behind `\u`: of two halves, both; a half alone is replaced.
    fn escaped(&mut self) -> Option<char> {
        let first = self.hexadecimal()?;
        if let Some(character) = char::from_u32(first) {
            return Some(character);
        }
        let after = self.at;
        if first < 0xdc00 && self.take(b'\\').is_some() && self.take(b'u').is_some() {
            let second = self.hexadecimal()?;
            if (0xdc00..0xe000).contains(&second) {
                return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
        }
        self.at = after;
        Some(char::REPLACEMENT_CHARACTER)
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.at += 4;
        u32::from_str_radix(digits, 16).ok().filter(|_| plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<String>> {
        match strings(text) {
            Read::Strings(found) => Some(found.into_iter().map(|(it, _)| it).collect()),
            Read::Others | Read::No => None,
        }
    }

    #[test]
    fn arrays_of_strings_are_read_as_go_reads_them() {
        assert_eq!(read("[]"), Some(vec![]));
        assert_eq!(
            read(" [ \"a\" , \"b\" ] "),
            Some(vec!["a".into(), "b".into()])
        );
        assert_eq!(
            read(r#"["\u00e9\ud83d\ude00\ud83d x\n\/"]"#),
            Some(vec!["é😀\u{fffd} x\n/".to_owned()])
        );
        for no in [
            "[",
            "[a]",
            "['a']",
            "[\"a\",]",
            "[\"a\"] b",
            "[\"\u{1}\"]",
            "[01]",
            "[-]",
            "[1.]",
            "[{]}",
        ] {
            assert_eq!(strings(no), Read::No, "{no}");
        }
        for others in [
            "[1]",
            "[null]",
            "[[\"a\"]]",
            "[{\"a\": [1e5, true]}]",
            "[\"a\", -0.5]",
        ] {
            assert_eq!(strings(others), Read::Others, "{others}");
        }
        let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(strings(&deep(DEPTH)), Read::Others);
        assert_eq!(strings(&deep(DEPTH + 1)), Read::No);
    }
}
