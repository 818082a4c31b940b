//! Which newlines count when a file is compared with what would be generated.

use crate::heredoc;
use crate::lines;

/// Whether a file holds the text, whatever Git made of its newlines, CR LF or LF in each line, where BuildKit reads both alike.
///
/// It does everywhere but in the body of a here-document, where a carriage return is a character like any other. A carriage
/// return elsewhere in a line is one, too.
///
/// Source: `trimNewline`, and what is appended to `heredoc.Content`, in `frontend/dockerfile/parser/parser.go`.
pub(super) fn same(content: &[u8], text: &str) -> bool {
    content == text.as_bytes()
        || content.contains(&b'\r')
            && each(content).eq(each(text.as_bytes()))
            && !holds_heredoc(text)
}

/// The lines of a text without their newlines, and whether there is one.
fn each(text: &[u8]) -> impl Iterator<Item = (&[u8], bool)> {
    text.split_inclusive(|byte| *byte == b'\n')
        .map(|line| match line.strip_suffix(b"\n") {
            Some(line) => (line.strip_suffix(b"\r").unwrap_or(line), true),
            None => (line, false),
        })
}

/// Whether a Dockerfile that is generated may hold a here-document, whichever its escape character is.
fn holds_heredoc(text: &str) -> bool {
    ['\\', '`'].into_iter().any(|escape| {
        let mut rest = text;
        while !rest.is_empty() {
            let line;
            (line, rest) = match rest.strip_prefix('#') {
                // A comment is not continued.
                Some(comment) => (
                    String::new(),
                    comment.split_once('\n').unwrap_or_default().1,
                ),
                None => lines::joined(rest, escape),
            };
            if heredoc::may_open(&line) {
                return true;
            }
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::same;

    const PLAIN: &str = "# a <<E \\\nFROM alpine\nRUN a \\\n    b $((1<<2))\n";

    #[test]
    fn newlines_do_not_count_where_buildkit_reads_both_alike() {
        let mixed = PLAIN.replacen('\n', "\r\n", 2);
        for file in [PLAIN, &PLAIN.replace('\n', "\r\n"), &mixed] {
            assert!(same(file.as_bytes(), PLAIN), "{file:?}");
        }
    }

    #[test]
    fn other_carriage_returns_and_missing_newlines_count() {
        for file in [
            PLAIN.trim_end().to_owned(),
            format!("{}\r", PLAIN.trim_end()),
            format!("{PLAIN}\r"),
            format!("{PLAIN}\r\n"),
            PLAIN.replace('\n', "\r"),
            PLAIN.replace('\n', "\r\r\n"),
            PLAIN.replace('\n', "\n\r"),
            PLAIN.replace("RUN ", "RUN\r"),
        ] {
            assert!(!same(file.as_bytes(), PLAIN), "{file:?}");
        }
        assert!(!same(b"FROM a\r\nRUN b\r\n", "FROM a\nRUN c\n"));
    }

    #[test]
    fn newlines_count_where_a_heredoc_may_hold_them() {
        for text in [
            "FROM alpine\nRUN <<EOF\na\nEOF\n",
            "# escape=`\nFROM alpine\nCOPY `\n    <<'a' /\nb\na\n",
            "FROM alpine\nONBUILD ADD <<a /\na\n",
            // Who can tell?
            "FROM alpine\nRUN echo ' <<E\n",
        ] {
            assert!(same(text.as_bytes(), text));
            assert!(!same(text.replace('\n', "\r\n").as_bytes(), text), "{text}");
        }
        let windows = "FROM alpine\nCOPY <<a /\nb\r\na\n";
        assert!(same(windows.as_bytes(), windows));
        assert!(!same(windows.replace('\r', "").as_bytes(), windows));
    }
}
