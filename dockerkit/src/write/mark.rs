//! The comment by which dockerkit knows its own files.

use crate::error::{Error, Kind};
use crate::lines;
use crate::rule::{self, CHECKSUM, DIGITS, MARK};

/// What the mark of a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// There is none.
    Missing,
    /// dockerkit generated the file, and it holds something else now.
    Edited,
    /// The file is as dockerkit generated it.
    Whole,
}

/// The comment's text, which is one line whatever the caller says; its checksum comes later, from [`sign`].
pub(crate) fn comment(source: &str) -> Result<String, Error> {
    let comment = format!(
        "{}{source}{}{}{}{}",
        MARK.0,
        MARK.1,
        CHECKSUM.0,
        "0".repeat(DIGITS),
        CHECKSUM.1
    );
    let problem = if source.trim().is_empty() {
        "it is empty"
    } else if source.contains(|character: char| {
        character.is_control() || "\u{2028}\u{2029}".contains(character)
    }) {
        "it holds a newline or another control character"
    } else if "# ".len() + comment.len() > lines::LIMIT {
        "it is longer than BuildKit reads"
    } else {
        return Ok(comment);
    };
    // A message is read by people.
    let text = source.chars().take(80).collect();
    Err(Kind::Mark { text, problem }.into())
}

/// Puts the checksum of a text into its mark.
pub(crate) fn sign(mut text: String) -> String {
    if let Some((_, at)) = find(text.as_bytes()) {
        let checksum = checksum(text.as_bytes(), at);
        text.replace_range(at..at + DIGITS, &checksum);
    }
    text
}

/// Reads the mark of a file.
pub(super) fn read(content: &[u8]) -> Mark {
    match find(content) {
        Some((true, at))
            if content.get(at..at + DIGITS) == Some(checksum(content, at).as_bytes()) =>
        {
            Mark::Whole
        }
        Some(_) => Mark::Edited,
        None => Mark::Missing,
    }
}

/// Whether a file and a text that is generated are the same but for their checksums and line ends.
pub(super) fn differ_in_checksum(content: &[u8], text: &str) -> bool {
    let text = text.as_bytes();
    match (find(content), find(text)) {
        (Some((true, at)), Some((true, of))) => checksum(content, at) == checksum(text, of),
        _ => false,
    }
}

/// Whether Git left a conflict in a generated file.
pub(super) fn is_conflict(content: &[u8]) -> bool {
    let (mut begins, mut ends, mut is_marked) = (false, false, false);
    for line in content.split(|byte| *byte == b'\n') {
        begins |= line.starts_with(b"<<<<<<< ");
        ends |= begins && line.starts_with(b">>>>>>> ");
        let comment = line.strip_prefix(b"# ");
        let comment = comment.or_else(|| line.strip_prefix(JSON.0));
        is_marked |= comment.is_some_and(|it| it.starts_with(MARK.0.as_bytes()));
    }
    ends && is_marked
}

/// Where the digits of the mark's checksum are, and whether they are there: just that line, just after the directives
/// that dockerkit writes.
fn find(content: &[u8]) -> Option<(bool, usize)> {
    if content.starts_with(b"{") {
        return find_in_json(content);
    }
    let mut directives = ["# syntax=", "# escape=`", "# check="].iter();
    let mut start = 0;
    for whole in content.split(|byte| *byte == b'\n') {
        // Git may have given the file other line ends.
        let line = whole.strip_suffix(b"\r").unwrap_or(whole);
        if directives.any(|directive| line.starts_with(directive.as_bytes())) {
            start += whole.len() + 1;
            continue;
        }
        let has_digits = rule::reads_as_mark(line.strip_prefix(b"# ")?)?;
        let at = start + (line.len() - CHECKSUM.1.len()).saturating_sub(DIGITS);
        return Some((has_digits, at));
    }
    None
}

/// What stands around the mark in JSON, where its line is the first of the object.
const JSON: (&[u8], &[u8]) = (b"  \"//\": \"", b"\",");

fn find_in_json(content: &[u8]) -> Option<(bool, usize)> {
    let end = content.iter().position(|byte| *byte == b'\n')?;
    let whole = content.split(|byte| *byte == b'\n').nth(1)?;
    let line = whole.strip_suffix(b"\r").unwrap_or(whole);
    let comment = line.strip_prefix(JSON.0)?.strip_suffix(JSON.1)?;
    let has_digits = rule::reads_as_mark(comment)?;
    let after = JSON.1.len() + CHECKSUM.1.len() + DIGITS;
    Some((has_digits, (end + 1 + line.len()).saturating_sub(after)))
}

/// The checksum of a file but for its own digits: FNV-1a, which finds what people change. Line ends do not count, since Git
/// may change them.
fn checksum(content: &[u8], digits: usize) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for (at, byte) in content.iter().enumerate() {
        let own = (digits..digits + DIGITS).contains(&at);
        let line_end = *byte == b'\r' && content.get(at + 1) == Some(&b'\n');
        if !own && !line_end {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::{Mark, comment, read, sign};

    #[test]
    fn what_the_caller_says_stays_in_its_line() {
        assert_eq!(
            comment("build.rs").ok().as_deref(),
            Some("Generated by dockerkit from build.rs; do not edit (checksum 0000000000000000).")
        );
        let refused = |source: &str| {
            comment(source)
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default()
        };
        for (source, shown, problem) in [
            ("", "", "it is empty"),
            (" ", " ", "it is empty"),
            (
                "a\nRUN b",
                "a\\nRUN b",
                "it holds a newline or another control character",
            ),
            (
                "a\rRUN b",
                "a\\rRUN b",
                "it holds a newline or another control character",
            ),
            (
                "a\u{2028}b",
                "a\\u{2028}b",
                "it holds a newline or another control character",
            ),
            (
                "a\0",
                "a\\0",
                "it holds a newline or another control character",
            ),
        ] {
            assert_eq!(
                refused(source),
                format!(
                    "`{shown}` cannot stand in the comment that marks a file as generated: {problem}; give something like `build.rs`"
                )
            );
        }
        assert!(comment(&"x".repeat(65_463)).is_ok());
        assert!(refused(&"x".repeat(65_464)).contains("longer than BuildKit reads"));
    }

    const MARK: &str =
        "# Generated by dockerkit from build.rs; do not edit (checksum 0000000000000000).";

    #[test]
    fn a_mark_is_known_where_it_is_written() {
        for marked in [
            format!("{MARK}\n\nFROM alpine\n"),
            format!("# syntax=docker/dockerfile:1\n{MARK}\n"),
            "# syntax=a\n# escape=`\n# check=skip=all\n# Generated by dockerkit from a; do not edit.; do not edit (checksum 0000000000000000).\n".to_owned(),
            format!("# syntax=docker/dockerfile:1\r\n{MARK}\r\n\r\nFROM alpine\r\n"),
            MARK.to_owned(),
        ] {
            assert_eq!(read(marked.as_bytes()), Mark::Edited, "{marked}");
            let signed = sign(marked);
            assert_eq!(read(signed.as_bytes()), Mark::Whole, "{signed}");
            assert_eq!(sign(signed.clone()), signed);
            let other = signed.replace("\r\n", "\n").replace('\n', "\r\n");
            assert_eq!(read(other.as_bytes()), Mark::Whole, "{other}");
            for edited in [signed.clone() + "\n", signed.replace("build.rs", "Build.rs") + " ", signed.replace("(checksum ", "(checksum 0")] {
                assert_ne!(read(edited.as_bytes()), Mark::Whole, "{edited}");
            }
        }
        // As marks were before there were checksums.
        let old = "# Generated by dockerkit from build.rs; do not edit.\n\nFROM alpine\n";
        assert_eq!(read(old.as_bytes()), Mark::Edited);
    }

    #[test]
    fn a_mark_is_known_in_json() {
        let text = format!(
            "{{\n  \"//\": \"{}\",\n  \"target\": {{}}\n}}\n",
            &MARK[2..]
        );
        assert_eq!(read(text.as_bytes()), Mark::Edited);
        let signed = sign(text);
        assert_eq!(read(signed.as_bytes()), Mark::Whole, "{signed}");
        assert_eq!(read(signed.replace('\n', "\r\n").as_bytes()), Mark::Whole);
        assert_eq!(read(signed.replace("{}", "{} ").as_bytes()), Mark::Edited);
        for other in [
            "{",
            "{}",
            "{\n",
            "{\n  \"//\": \"\",\n",
            &signed.replace("//", "a"),
        ] {
            assert_eq!(read(other.as_bytes()), Mark::Missing, "{other}");
        }
    }

    #[test]
    fn nothing_else_is_a_mark() {
        for other in [
            String::new(),
            "FROM alpine\n".to_owned(),
            format!("FROM alpine\n{MARK}\n"),
            format!("\n{MARK}\n"),
            format!(" {MARK}\n"),
            format!("# A comment.\n{MARK}\n"),
            format!("# syntax=a\n# syntax=b\n{MARK}\n"),
            format!("# check=skip=all\n# syntax=a\n{MARK}\n"),
            MARK.replace("build.rs", ""),
            format!("{MARK} Or do.\n"),
            MARK.replace(").", ")"),
            MARK.replace('G', "g"),
            MARK.replace("dockerkit", "cargo"),
            MARK.replace("# ", "#"),
            "# syntax=docker/dockerfile:1".to_owned(),
        ] {
            assert_eq!(read(other.as_bytes()), Mark::Missing, "{other}");
            assert_eq!(sign(other.clone()), other);
        }
    }
}
