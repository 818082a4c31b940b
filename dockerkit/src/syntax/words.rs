//! How BuildKit splits an operand into words.
//!
//! Source: `parseWords` and `parseStringsWhitespaceDelimited` in `frontend/dockerfile/parser/line_parsers.go`.

use std::ops::Range;

/// The characters at which words end that know no quotes.
pub(crate) const BLANKS: [char; 5] = ['\t', '\x0b', '\x0c', '\r', ' '];

/// The words between blanks.
pub(crate) fn between_blanks(operand: &str) -> Vec<Range<usize>> {
    each_between_blanks(operand).collect()
}

/// The same, one after the other.
pub(crate) fn each_between_blanks(operand: &str) -> impl Iterator<Item = Range<usize>> {
    let blank = |byte: &u8| BLANKS.contains(&char::from(*byte));
    let bytes = operand.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..)?;
        let start = at + rest.iter().position(|byte| !blank(byte))?;
        let word = bytes.get(start..)?.iter().position(blank);
        at = word.map_or(bytes.len(), |length| start + length);
        Some(start..at)
    })
}

/// The words of `ENV`, `LABEL` and `ARG`, in which there are quotes. They stay, and so does what escapes; but for an escape
/// character at the end, which belongs to no word.
pub(crate) fn with_quotes(operand: &str, escape: char) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = operand.get(at..)?;
        let start = operand.len() - rest.trim_start().len();
        if start == operand.len() {
            return None;
        }
        let (end, escaped) = word_end(operand, start, escape);
        at = end + usize::from(escaped);
        Some(start..end).filter(|word| !word.is_empty())
    })
}

/// Where a word ends, and whether an escape character at the end of everything follows it.
fn word_end(operand: &str, start: usize, escape: char) -> (usize, bool) {
    let mut quote = None;
    let mut characters = operand.get(start..).unwrap_or_default().char_indices();
    while let Some((at, character)) = characters.next() {
        if quote.is_none() && character.is_whitespace() {
            return (start + at, false);
        }
        if character == escape && quote != Some('\'') {
            if characters.next().is_none() {
                return (start + at, true);
            }
        } else if quote == Some(character) {
            quote = None;
        } else if quote.is_none() && matches!(character, '\'' | '"') {
            quote = Some(character);
        }
    }
    (operand.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_words_together() {
        let words = |operand| {
            let ranges = with_quotes(operand, '\\');
            ranges.map(|it| &operand[it]).collect::<Vec<_>>()
        };
        assert_eq!(
            words("a=b  c='d e'\\ f \"g'h"),
            ["a=b", "c='d e'\\ f", "\"g'h"]
        );
        assert_eq!(words("a \\"), ["a"]);
        assert_eq!(words("a\\"), ["a"]);
        assert_eq!(words("\"\" 'x\\' y"), ["\"\"", "'x\\'", "y"]);
    }
}
