//! Text whose newlines are continuations: one line to BuildKit, and written as it was typed.

use std::borrow::Cow;

use crate::lines;

/// What stands around text of many lines for no reason but the layout of its source.
pub(crate) const LAYOUT: [char; 4] = [' ', '\t', '\r', '\n'];

/// How the newlines of a text are read in an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Newlines {
    /// All are continuations, with comments and blank lines between them, or there are none.
    Continue,
    /// So are these, and the last line is no end: the next instruction would be taken in.
    Dangle,
    /// One ends the instruction.
    End,
}

/// How the newlines of `text` are read; those around it do not count.
pub(crate) fn newlines(text: &str, escape: char) -> Newlines {
    let mut last = Newlines::Continue;
    if !text.contains('\n') {
        return last;
    }
    let mut goes_on = true;
    for line in lines::physical(without_layout(text), escape) {
        if !goes_on {
            return Newlines::End;
        }
        goes_on = line.goes_on;
        last = if goes_on {
            Newlines::Dangle
        } else {
            Newlines::Continue
        };
    }
    last
}

/// The one line that BuildKit makes of a text; nothing, if a newline of it is no continuation.
pub(crate) fn line(text: &str, escape: char) -> Option<Cow<'_, str>> {
    if !text.contains('\n') {
        return Some(Cow::Borrowed(text));
    }
    let inner = without_layout(text);
    if inner.is_empty() || newlines(text, escape) != Newlines::Continue {
        return None;
    }
    let (mut line, _) = lines::joined(inner, escape);
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.drain(..blanks);
    Some(Cow::Owned(line))
}

/// Such a text without the layout around it, and what is not read behind its lines.
pub(crate) fn clean(text: &str, escape: char) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let text = without_layout(text);
    let mut clean: Vec<&str> = Vec::new();
    for line in lines::physical(text, escape) {
        clean.push(line.typed);
    }
    let clean = clean.join("\n");
    if clean == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(clean)
    }
}

/// Such a text as it is written: clean, and with long lines broken.
pub(crate) fn typed(text: &str, escape: char) -> Cow<'_, str> {
    lines::folded(clean(text, escape), escape)
}

/// Whether a shell continues all lines of a text, too.
pub(crate) fn is_for_the_shell(text: &str) -> bool {
    let inner = without_layout(text);
    let continues = |(line, typed): (lines::Physical<'_>, &str)| {
        // Behind a backslash a blank is a word to it, and a comment ends the command.
        line.text.is_some() && line.typed == typed
    };
    newlines(text, '\\') == Newlines::Continue
        && lines::physical(inner, '\\')
            .zip(inner.split('\n'))
            .all(continues)
}

/// Where the last line begins in the [line].
pub(crate) fn last(text: &str, escape: char) -> usize {
    let text = without_layout(text);
    let mut lines: Vec<&str> = Vec::new();
    for line in lines::physical(text, escape) {
        lines.extend(line.text);
    }
    let Some((_, before)) = lines.split_last() else {
        return 0;
    };
    let before = before.concat();
    before.trim_start_matches([' ', '\t']).len()
}

/// Behind a backslash a blank is no layout.
fn without_layout(text: &str) -> &str {
    let text = text.trim_start_matches(LAYOUT);
    let inner = text.trim_end_matches(LAYOUT);
    let blank = text.get(..=inner.len());
    let blank = blank.filter(|it| it.ends_with("\\ ") || it.ends_with("\\\t"));
    blank.unwrap_or(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newlines_are_told_apart() {
        for text in [
            "a",
            "a \\",
            "\n a\r\n",
            "a \\\n# c\n\n \u{a0}\nb\n",
            "\\\n a",
        ] {
            assert_eq!(newlines(text, '\\'), Newlines::Continue, "{text:?}");
        }
        for text in ["a \\\n", "a \\\n#", "a \\\n b \\ \t\r\n", "a \\\n # b\n\n"] {
            assert_eq!(newlines(text, '\\'), Newlines::Dangle, "{text:?}");
        }
        for text in ["a\nb", "a \\\\\nb", "a `\nb", "a \\\nb\n# c", "# a\nb"] {
            assert_eq!(newlines(text, '\\'), Newlines::End, "{text:?}");
        }
    }

    #[test]
    fn a_text_is_one_line() {
        let text = "\n  a \\ \r\n  # c\r\n 'b \\\n  c' # d\n ";
        assert_eq!(line(text, '\\').as_deref(), Some("a  'b   c' # d"));
        assert_eq!(typed(text, '\\'), "a \\\n  # c\n 'b \\\n  c' # d");
        assert_eq!(last(text, '\\'), "a  'b ".len());
        assert_eq!(line("a `\nb\\ \n", '`').as_deref(), Some("a b\\ "));
        assert_eq!(line("a `\nb\\\n", '`').as_deref(), Some("a b\\"));
        assert_eq!(line("a\nb", '\\'), None);
        assert!(is_for_the_shell("a \\\n b\n"));
        for text in ["a \\ \nb", "a \\\n# c\nb", "a \\\n\nb", "a\nb"] {
            assert!(!is_for_the_shell(text), "{text:?}");
        }
    }

    #[test]
    fn a_long_comment_between_lines_stays_one() {
        let comment = format!("# {}", "c".repeat(70_000));
        let text = format!("a \\\n{comment}\n{}", "b".repeat(70_000));
        let typed = typed(&text, '\\').into_owned();
        assert!(typed.contains(&format!("\n{comment}\n")));
        assert_eq!(line(&typed, '\\'), line(&text, '\\'));
        assert!(typed.lines().filter(|it| it.len() > lines::LIMIT).count() == 1);
    }
}
