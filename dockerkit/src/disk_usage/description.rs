//! What BuildKit writes about a cache mount: `cached mount TARGET from exec COMMAND with id "NAMESPACE/ID"`.

/// The parts of a description.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Description {
    /// Where the first mount of it was.
    pub(super) target: String,
    /// What the first step with it ran.
    pub(super) command: String,
    /// The namespace and the id, if they are said.
    pub(super) key: Option<String>,
}

impl Description {
    /// A text in another form is all command.
    pub(super) fn read(text: &str) -> Self {
        let (front, key) = match with_id(text) {
            Some((front, key)) => (front, Some(key)),
            None => (text, None),
        };
        let rest = front.strip_prefix("cached mount ");
        let (target, command) = rest
            .and_then(|it| it.split_once(" from exec "))
            .unwrap_or(("", front));
        Self {
            target: target.to_owned(),
            command: command.to_owned(),
            key,
        }
    }
}

/// The id that stands last, and what is before it: the command may name others. In the id no quote stands bare, so what is in it is
/// never taken for one.
fn with_id(text: &str) -> Option<(&str, String)> {
    const WITH: &str = " with id ";
    text.rmatch_indices(WITH).find_map(|(at, _)| {
        let (front, rest) = text.split_at_checked(at)?;
        Some((front, unquoted(rest.strip_prefix(WITH)?)?))
    })
}

/// A whole text in double quotes, as Go's `%q` writes it.
fn unquoted(quoted: &str) -> Option<String> {
    let mut rest = quoted.strip_prefix('"')?.chars();
    let mut bytes = Vec::new();
    let mut buffer = [0; 4];
    loop {
        let character = match rest.next()? {
            '"' => break,
            '\\' => match rest.next()? {
                'a' => '\x07',
                'b' => '\x08',
                'f' => '\x0c',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\x0b',
                itself @ ('"' | '\\') => itself,
                // A byte, which may be a part of a character.
                'x' => {
                    bytes.push(u8::try_from(number(&mut rest, 2)?).ok()?);
                    continue;
                }
                'u' => char::from_u32(number(&mut rest, 4)?)?,
                'U' => char::from_u32(number(&mut rest, 8)?)?,
                _ => return None,
            },
            '\n' => return None,
            itself => itself,
        };
        bytes.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
    }
    let closed = rest.as_str().is_empty();
    closed.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

fn number(rest: &mut std::str::Chars<'_>, length: usize) -> Option<u32> {
    (0..length).try_fold(0_u32, |number, _| {
        let digit = rest.next()?.to_digit(16)?;
        number.checked_mul(16)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shown::quoted;

    fn read(text: &str) -> (String, String, Option<String>) {
        let Description {
            target,
            command,
            key,
        } = Description::read(text);
        (target, command, key)
    }

    #[test]
    fn the_last_id_counts() {
        let text = r#"cached mount /q from exec /bin/sh -c echo ' from exec " with id "//fake"'; touch /q/y with id "/exec""#;
        let expected = (
            "/q".into(),
            r#"/bin/sh -c echo ' from exec " with id "//fake"'; touch /q/y"#.into(),
            Some("/exec".into()),
        );
        assert_eq!(read(text), expected);
        // An id that holds the words itself.
        for id in [
            "/a with id \"b\"",
            "/ with id ",
            "/ with id \"",
            "/x\" with id \"y",
        ] {
            let text = format!("cached mount /q from exec a with id {}", quoted(id));
            assert_eq!(read(&text).2.as_deref(), Some(id), "{text}");
            assert_eq!(read(&text).1, "a");
        }
    }

    #[test]
    fn an_id_may_be_left_out() {
        assert_eq!(
            read("cached mount /a from exec touch /a/1"),
            ("/a".into(), "touch /a/1".into(), None)
        );
        assert_eq!(
            read("cached mount /a from exec x with id \"/a"),
            ("/a".into(), "x with id \"/a".into(), None)
        );
        assert_eq!(read("anything"), (String::new(), "anything".into(), None));
    }

    #[test]
    fn quoted_text_is_read_as_go_writes_it() {
        for text in [
            "",
            "a'b\"c\\",
            "\x07\x08\x0c\n\r\t\x0b",
            "\0\x1b\x7f",
            "é日😀\u{ad}\u{200b}\u{e0001}",
            "\u{fffd}",
        ] {
            assert_eq!(unquoted(&quoted(text)).as_deref(), Some(text), "{text:?}");
        }
        assert_eq!(unquoted(r#""\xc3\xa9""#).as_deref(), Some("é"));
        assert_eq!(unquoted(r#""\xff""#).as_deref(), Some("\u{fffd}"));
        for text in [
            "",
            "\"",
            "\"a",
            "\"a\"b",
            r#""\q""#,
            r#""\x1""#,
            r#""\u12""#,
            r#""\ud800""#,
            r#""\U00110000""#,
            "\"a\nb\"",
            r#""\xzz""#,
            r#""\'""#,
        ] {
            assert_eq!(unquoted(text), None, "{text}");
        }
    }
}
