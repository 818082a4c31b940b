//! Values in messages.

/// A value as messages show it.
pub(crate) trait Shown {
    /// What cannot be seen is escaped, and so are backslashes; quotes are not.
    fn shown(&self) -> String;
}

impl Shown for str {
    fn shown(&self) -> String {
        let mut shown = String::with_capacity(self.len());
        for character in self.chars() {
            match character {
                '\'' | '"' => shown.push(character),
                _ => shown.extend(character.escape_debug()),
            }
        }
        shown
    }
}

/// A message as it is shown: a value in it never breaks its line, nor makes it longer than can be read.
pub(crate) fn line(text: &str) -> String {
    const LONGEST: usize = 500;
    let mut characters = text.chars();
    let mut line: String = characters
        .by_ref()
        .take(LONGEST)
        .map(|it| if it.is_control() { ' ' } else { it })
        .collect();
    if characters.next().is_some() {
        line.push('…');
    }
    line
}

/// A value in double quotes, as Go's `strconv.Quote` writes it.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\x07' => quoted.push_str("\\a"),
            '\x08' => quoted.push_str("\\b"),
            '\x0b' => quoted.push_str("\\v"),
            '\x0c' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if is_printed(character) => quoted.push(character),
            _ => quoted.push_str(&escaped(character.into())),
        }
    }
    quoted.push('"');
    quoted
}

fn escaped(character: u32) -> String {
    match character {
        0..=0x7f => format!("\\x{character:02x}"),
        0x80..=0xffff => format!("\\u{character:04x}"),
        _ => format!("\\U{character:08x}"),
    }
}

/// Whether it is no control character, no space but the one of ASCII, and known.
fn is_printed(character: char) -> bool {
    // Behind a letter a mark that joins it is not escaped.
    format!("a{character}").escape_debug().count() == 2 || matches!(character, '\'')
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn values_are_quoted_as_go_quotes_them() {
        for (text, expected) in [
            ("", r#""""#),
            ("a b'c", r#""a b'c""#),
            ("\"\\", r#""\"\\""#),
            ("\x07\x08\x0c\n\r\t\x0b", r#""\a\b\f\n\r\t\v""#),
            ("\0\x1b\x7f", r#""\x00\x1b\x7f""#),
            ("é\u{301}ü日😀", "\"é\u{301}ü日😀\""),
            (
                "\u{80}\u{a0}\u{200b}\u{feff}",
                r#""\u0080\u00a0\u200b\ufeff""#,
            ),
            ("\u{e0001}", r#""\U000e0001""#),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
