//! Quotes and expansions, of which words are made.

use std::borrow::Cow;

use super::{DEPTH, End, Reader};
use crate::commands::{Unknown, Word};

impl<'t> Reader<'t> {
    /// One word. Something stands there.
    pub(super) fn word(&mut self) -> Word<'t> {
        let start = self.at;
        // What was read of it before the quotes or the expansion that come last.
        let mut read: Option<String> = None;
        let mut plain = start;
        let mut known = true;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')' => {
                    break;
                }
                b'\'' | b'"' | b'\\' | b'$' | b'`' => {
                    let before = self.slice(plain);
                    let text = read.get_or_insert_default();
                    text.push_str(before);
                    let mut text = std::mem::take(text);
                    match byte {
                        b'\'' => self.single_quoted(&mut text),
                        b'"' => known &= self.double_quoted(&mut text),
                        b'\\' => self.escaped(&mut text),
                        _ => known &= self.expansion(&mut text, false),
                    }
                    read = Some(text);
                    plain = self.at;
                }
                _ => self.step(),
            }
        }
        if self.at == start {
            // Nothing that a word begins with: never stand still.
            self.step();
        }
        let text = match read {
            None => Cow::Borrowed(self.slice(start)),
            Some(mut text) => {
                text.push_str(self.slice(plain));
                Cow::Owned(text)
            }
        };
        Word { text, known }
    }

    fn single_quoted(&mut self, text: &mut String) {
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(|byte| byte != b'\'') {
            self.at += 1;
        }
        text.push_str(self.slice(start));
        self.at = (self.at + 1).min(self.text.len());
    }

    fn escaped(&mut self, text: &mut String) {
        self.at += 1;
        let start = self.at;
        if self.at < self.text.len() {
            self.step();
        }
        if self.slice(start) != "\n" {
            text.push_str(self.slice(start));
        }
    }

    /// Says whether nothing in it is expanded.
    fn double_quoted(&mut self, text: &mut String) -> bool {
        self.at += 1;
        let mut known = true;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => break,
                b'\\' if matches!(self.peek_at(1), Some(b'$' | b'`' | b'"' | b'\\' | b'\n')) => {
                    self.escaped(text);
                }
                b'$' | b'`' => known &= self.expansion(text, true),
                _ => {
                    let start = self.at;
                    self.step();
                    text.push_str(self.slice(start));
                }
            }
        }
        self.at = (self.at + 1).min(self.text.len());
        known
    }

    /// What begins with `$` or a backquote. Says whether it stands for itself.
    fn expansion(&mut self, text: &mut String, quoted: bool) -> bool {
        let start = self.at;
        if self.peek() == Some(b'`') {
            self.backquoted();
            text.push_str(self.slice(start));
            return false;
        }
        self.at += 1;
        match self.peek() {
            Some(b'(') => {
                if !(self.peek_at(1) == Some(b'(') && self.arithmetic()) {
                    self.at += 1;
                    self.deeper(End::Paren);
                }
            }
            Some(b'{') => self.braces(),
            Some(b'\'') if !quoted => {
                self.bash_quoted(text);
                return true;
            }
            Some(b'"') if !quoted => return true,
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => {
                while self
                    .peek()
                    .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                {
                    self.at += 1;
                }
            }
            Some(byte) if byte.is_ascii_digit() || b"@*#?-$!".contains(&byte) => self.at += 1,
            _ => {
                text.push('$');
                return true;
            }
        }
        text.push_str(self.slice(start));
        false
    }

    /// `${…}`, at its brace.
    fn braces(&mut self) {
        if self.depth == DEPTH {
            self.found.unknown.push(Unknown::Deep);
            self.at = self.text.len();
            return;
        }
        self.depth += 1;
        self.at += 1;
        let mut ignored = String::new();
        while let Some(byte) = self.peek() {
            match byte {
                b'}' => break,
                b'\\' => self.escaped(&mut ignored),
                b'"' => _ = self.double_quoted(&mut ignored),
                b'$' | b'`' => _ = self.expansion(&mut ignored, true),
                _ => self.step(),
            }
        }
        self.at = (self.at + 1).min(self.text.len());
        self.depth -= 1;
    }

    /// Bash's `$'…'`, at its quote.
    fn bash_quoted(&mut self, text: &mut String) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'\'' => break,
                b'\\' => {
                    self.at += 1;
                    let start = self.at;
                    if self.at < self.text.len() {
                        self.step();
                    }
                    text.push_str(match self.slice(start) {
                        "n" => "\n",
                        "t" => "\t",
                        other => other,
                    });
                }
                _ => {
                    let start = self.at;
                    self.step();
                    text.push_str(self.slice(start));
                }
            }
        }
        self.at = (self.at + 1).min(self.text.len());
    }

    /// Commands in backquotes, in which a backslash takes another one, a backquote or a dollar sign as it is.
    fn backquoted(&mut self) {
        self.at += 1;
        let mut commands = String::new();
        while let Some(byte) = self.peek() {
            match byte {
                b'`' => break,
                b'\\' if matches!(self.peek_at(1), Some(b'`' | b'\\' | b'$')) => {
                    self.escaped(&mut commands);
                }
                _ => {
                    let start = self.at;
                    self.step();
                    commands.push_str(self.slice(start));
                }
            }
        }
        self.at = (self.at + 1).min(self.text.len());
        self.nested(&commands, self.user);
    }
}
