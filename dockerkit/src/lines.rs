//! Physical lines: how BuildKit joins continued ones, and how long ones are broken.

use std::borrow::Cow;

/// The longest line BuildKit reads, in bytes, without the newline.
///
/// Source: `bufio.MaxScanTokenSize` in `frontend/dockerfile/parser/parser.go`.
pub(crate) const LIMIT: usize = 65_535;

/// The longest line of shell text: a shorter one leaves room for the flags in front of it.
pub(crate) const SHELL_LIMIT: usize = LIMIT - 1024;

/// Each byte of a word.
const LOW: u64 = u64::from_ne_bytes([1; 8]);
const HIGH: u64 = LOW << 7;

/// Whether a byte of a word is that one: the lowest of the high bits that are set stands at the first such byte.
const fn equal(word: u64, byte: u8) -> u64 {
    let differs = word ^ (LOW * byte as u64);
    differs.wrapping_sub(LOW) & !differs & HIGH
}

/// How many bytes stand in front of the first newline, or in the whole text; and whether a `<` may stand there.
///
/// Lines are short, and every byte of a file is looked at: eight at once, without a call.
#[inline]
pub(crate) fn length(text: &[u8]) -> (usize, bool) {
    let mut words = text.chunks_exact(8);
    let (mut at, mut less) = (0, 0);
    for word in words.by_ref() {
        let word = word.try_into().map_or(0, u64::from_le_bytes);
        less |= equal(word, b'<');
        let newlines = equal(word, b'\n');
        if newlines != 0 {
            return (at + (newlines.trailing_zeros() / 8) as usize, less != 0);
        }
        at += 8;
    }
    let mut less = less != 0;
    for byte in words.remainder() {
        if *byte == b'\n' {
            break;
        }
        less |= *byte == b'<';
        at += 1;
    }
    (at, less)
}

/// Takes the next line off a text, without its newline.
#[inline]
pub(crate) fn next<'a>(rest: &mut &'a str) -> &'a str {
    let (end, _) = length(rest.as_bytes());
    // A newline is a character, and so is the end.
    let line = rest.get(..end).unwrap_or_default();
    *rest = rest.get(end + 1..).unwrap_or_default();
    line
}

/// A physical line, as BuildKit reads it in an instruction.
pub(crate) struct Physical<'a> {
    /// What it adds to the instruction; nothing, if it is a comment or blank.
    pub(crate) text: Option<&'a str>,
    /// Whether the instruction goes on behind it.
    pub(crate) goes_on: bool,
    /// The line without what is not read at its end.
    pub(crate) typed: &'a str,
}

impl<'a> Physical<'a> {
    /// Source: `trimContinuationCharacter` and the loop around it in `frontend/dockerfile/parser/parser.go`.
    #[inline]
    pub(crate) fn read(line: &'a str, first: bool, escape: char) -> Self {
        let bytes = line.as_bytes();
        let visible = || bytes.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        let plain = first || visible().is_some_and(|byte| byte.is_ascii_graphic() && *byte != b'#');
        // Most lines begin with what is seen, and end with it or with an escape character alone.
        match bytes {
            [.., before, last] if plain && last.is_ascii_graphic() => {
                let goes_on = char::from(*last) == escape;
                if goes_on && char::from(*before) == escape {
                    return Self::odd(line, first, escape);
                }
                let text = line.get(..line.len() - usize::from(goes_on));
                Self {
                    text,
                    goes_on,
                    typed: line,
                }
            }
            _ => Self::odd(line, first, escape),
        }
    }

    fn odd(line: &'a str, first: bool, escape: char) -> Self {
        let typed = line.trim_end_matches('\r');
        let start = typed.trim_start();
        if !first && (start.is_empty() || start.starts_with('#')) {
            return Self {
                text: None,
                goes_on: true,
                typed,
            };
        }
        let ended = typed.trim_end_matches([' ', '\t']);
        // An escape character behind another one continues nothing.
        match ended.strip_suffix(escape) {
            Some(text) if !text.ends_with(escape) => Self {
                text: Some(text),
                goes_on: true,
                typed: ended,
            },
            _ => Self {
                text: Some(typed),
                goes_on: false,
                typed,
            },
        }
    }
}

/// The physical lines of an instruction's text.
pub(crate) fn physical(text: &str, escape: char) -> impl Iterator<Item = Physical<'_>> {
    let lines = text.split('\n').enumerate();
    lines.map(move |(number, line)| Physical::read(line, number == 0, escape))
}

/// The first line of `text` as BuildKit joins it, without continuations, and the comments and empty lines between
/// them; and the text behind it.
pub(crate) fn joined(text: &str, escape: char) -> (String, &str) {
    let mut joined = String::new();
    let mut rest = text;
    let mut first = true;
    while !rest.is_empty() {
        let line = Physical::read(next(&mut rest), std::mem::take(&mut first), escape);
        joined.push_str(line.text.unwrap_or_default());
        if !line.goes_on {
            break;
        }
    }
    (joined, rest)
}

/// Shell text with its long lines broken.
pub(crate) fn folded(text: Cow<'_, str>, escape: char) -> Cow<'_, str> {
    if text.len() <= SHELL_LIMIT {
        return text;
    }
    let mut text = text.into_owned();
    fold_at(SHELL_LIMIT, &mut text, 0, escape);
    Cow::Owned(text)
}

/// Breaks the lines of `text` from `start` on that are too long, where a break changes nothing.
///
/// A line cannot be broken behind the escape character, nor so that the next one is blank or (after blanks)
/// begins with `#`. What cannot be broken stays too long.
pub(crate) fn fold(text: &mut String, start: usize, escape: char) {
    fold_at(LIMIT, text, start, escape);
}

fn fold_at(limit: usize, text: &mut String, start: usize, escape: char) {
    let long = text[start..].split('\n').any(|line| line.len() > limit);
    if !long {
        return;
    }
    let unfolded = text.split_off(start);
    for (number, mut line) in unfolded.split('\n').enumerate() {
        if number > 0 {
            text.push('\n');
        }
        // What follows a break would be no comment any more.
        let comment = number > 0 && line.trim_start().starts_with('#');
        let mut words = line;
        while line.len() > limit && !comment {
            let Some((head, tail)) = broken(limit, line, escape, &mut words) else {
                break;
            };
            text.push_str(head);
            text.push(escape);
            text.push('\n');
            line = tail;
        }
        text.push_str(line);
    }
}

/// A line that is too long, broken at the last place where its first part has room for the escape character.
///
/// `words` is what is left of the line from some character on that is not blank: blanks that many places stand in front of are passed once.
fn broken<'a>(
    limit: usize,
    line: &'a str,
    escape: char,
    words: &mut &'a str,
) -> Option<(&'a str, &'a str)> {
    let limit = (0..limit).rev().find(|at| line.is_char_boundary(*at))?;
    let (window, rest) = line.split_at_checked(limit)?;
    if words.len() > rest.len() {
        *words = rest.trim_start();
    }
    // The next line must hold something that is not blank, and that is not `#` where it comes first.
    let mut good_start = words.chars().next().is_some_and(|first| first != '#');
    let mut at = limit;
    for (before, character) in window.char_indices().rev() {
        if good_start && character != escape {
            return line.split_at_checked(at);
        }
        if !character.is_whitespace() {
            good_start = character != '#';
        }
        at = before;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_at_the_first_newline() {
        for length_before in 0..20 {
            for behind in ["", "\n", "\n\n<", "\n\u{b}\u{9}é<<\n........"] {
                for odd in ["", "<", "\u{b}", "\u{9}\u{8a}", "é"] {
                    let line = format!(
                        "{}{odd}{}",
                        "x".repeat(length_before),
                        "<".repeat(length_before % 2)
                    );
                    let text = format!("{line}{behind}");
                    let (found, less) = length(text.as_bytes());
                    assert_eq!(found, line.len(), "{text:?}");
                    assert!(less || !line.contains('<'), "{text:?}");
                    let mut rest = text.as_str();
                    assert_eq!(next(&mut rest), line);
                    assert_eq!(rest, behind.strip_prefix('\n').unwrap_or_default());
                }
            }
        }
    }

    #[test]
    fn continued_lines_are_joined() {
        for (text, line, rest) in [
            ("RUN a", "RUN a", ""),
            ("RUN a \\\n    b\nbody\nE", "RUN a     b", "body\nE"),
            ("RUN a \\ \t\n# c\n\n \t\n  #d\\\nb", "RUN a b", ""),
            ("RUN a\\\\\nb", "RUN a\\\\", "b"),
            ("RUN a \\\n\\\nb", "RUN a b", ""),
            ("RUN a`\nb", "RUN a`", "b"),
            ("RUN a \\\r\nb\r", "RUN a b", ""),
        ] {
            assert_eq!(joined(text, '\\'), (line.to_owned(), rest), "{text:?}");
        }
        assert_eq!(joined("RUN a`\nb", '`'), ("RUN ab".to_owned(), ""));
    }

    #[test]
    fn long_lines_are_broken_where_nothing_changes() {
        let folded = |text: &str| {
            let mut folded = format!("keep\n{text}");
            fold(&mut folded, 5, '\\');
            assert!(folded.starts_with("keep\n"));
            folded[5..].to_owned()
        };
        assert_eq!(folded("short"), "short");
        assert_eq!(folded(&"x".repeat(LIMIT)), "x".repeat(LIMIT));
        let long = format!("{}\\\\ # {}", "a".repeat(LIMIT - 3), "é".repeat(LIMIT));
        let lines = folded(&long);
        assert!(lines.lines().all(|line| line.len() <= LIMIT));
        assert_eq!(lines.replace("\\\n", ""), long);
        for line in lines.lines().skip(1) {
            assert!(
                !line.trim_start().is_empty() && !line.trim_start().starts_with('#'),
                "{}",
                &line[..9]
            );
        }
        let hopeless = "\\".repeat(70_000);
        assert_eq!(folded(&hopeless), hopeless);
        let blank = format!("a{}", " ".repeat(70_000));
        assert_eq!(folded(&blank), blank);
    }

    #[test]
    fn a_very_long_line_is_folded_in_one_pass() {
        for part in ["x", " ", "\u{2003}", "\\#x"] {
            let mut folded = part.repeat(10_000_000 / part.len()) + "x";
            fold(&mut folded, 0, '\\');
            assert!(folded.lines().all(|line| line.len() <= LIMIT));
        }
    }
}
